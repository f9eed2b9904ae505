package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifydb"
	"mihe/internal/act/notify/notifysend"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/party"
)

// messageFolder holds what somebody has to carry: letters, and calls and short messages where no gateway is set. One folder a node.
const messageFolder = "messages"

// messagesEvery is how often what is queued is sent, and messagesAt how many a time.
const (
	messagesEvery = time.Minute
	messagesAt    = 100
)

// telling is the purpose for which somebody's address is looked up: to tell them what became of their case.
const telling access.Purpose = "case_notice"

// assembleMessages builds the messages of a node, once elder care is there: its letters enclose decisions.
func (a *App) assembleMessages(n *Node) error {
	hours, err := notify.ShippedHours()
	if err != nil {
		return err
	}
	senders, err := a.senders(n)
	if err != nil {
		return err
	}
	n.Messages, err = notify.NewService(notify.Service{
		DB: a.DB, Store: notifydb.Store{}, Node: n.Number, Log: n.Log, Words: a.Words, Templates: slices.Concat(notify.CaseTemplates(), booking.Templates(), eldercare.Templates()),
		Hours: hours, Reach: a.reach(n), Senders: senders, Enclosed: eldercare.Enclosures(n.Elders), Now: time.Now, Random: rand.Reader,
	})
	n.Elders.Notices = n.Messages
	return err
}

// senders are files of the data folder, and a gateway for what is not a letter when one is set.
func (a *App) senders(n *Node) (map[notify.Channel]notify.Sender, error) {
	files := &notifysend.Folder{Path: filepath.Join(a.Folder, messageFolder, strconv.FormatInt(n.Number, 10)), Now: time.Now}
	list := map[notify.Channel]notify.Sender{notify.Letter: files, notify.SMS: files, notify.Voice: files}
	address := a.settings.Get("message_gateway")
	if address == "" {
		return list, nil
	}
	token := ""
	if file := a.settings.Get("message_gateway_token_file"); file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "app.messages.token", "file", file)
		}
		token = strings.TrimSpace(string(raw))
	}
	gateway := notifysend.NewGateway(address, token)
	list[notify.SMS], list[notify.Voice] = gateway, gateway
	return list, nil
}

// reach looks up how somebody is reached, in the register. A letter to whom the register gives no address goes to the place where they
// live, for somebody of the village to hand over.
func (a *App) reach(n *Node) notify.Reach {
	return func(ctx context.Context, who access.Actor, person string, ch notify.Channel) (notify.Contact, error) {
		k, err := n.Persons.Show(ctx, who, person, party.View{Purpose: telling, Groups: []party.Group{party.Identity, party.Contact}})
		if err != nil {
			return notify.Contact{}, err
		}
		to := notify.Contact{Address: k.Names.Phone, Lang: i18n.ZhCN}
		if ch != notify.Letter {
			return to, nil
		}
		if to.Address = k.Names.Address; to.Address == "" {
			unit, _ := a.Regions.At(calendar.Day(time.Now())).Unit(k.Region)
			to.Address = unit.Name.Zh
		}
		to.Address += "\n" + k.Names.Name
		return to, nil
	}
}

// runMessages sends what is queued, in every node, until ctx ends.
func (a *App) runMessages(ctx context.Context, side *sync.WaitGroup) {
	who := access.System("messages", notify.CanSend, party.CanRead, casework.CanRead, rule.CanReadDecision)
	for _, n := range a.Nodes {
		side.Go(func() {
			tick := time.NewTicker(messagesEvery)
			defer tick.Stop()
			for {
				if _, err := n.Messages.Deliver(ctx, who, messagesAt); err != nil && ctx.Err() == nil {
					slog.Error("messages could not be sent", "node", n.ID, "cause", err)
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
					return
				}
			}
		})
	}
}
