package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// point is a moment at which a phone may be switched off.
type point int

const (
	unkept     point = iota // a step was pressed and is not kept yet
	kept                    // it is kept, and not sent
	unsent                  // a batch is put together
	unanswered              // it is sent, and the answer has not come
	unread                  // the answer is there, and the queue is as it was
	read                    // the queue says what the answer said
)

var points = []string{"before a step is kept", "after it", "before sending", "before the answer", "before it is read", "after it"}

// errOff is that the phone was switched off: what was in its memory is gone.
var errOff = errors.New("switched off")

// held is a step in the queue of a phone, with what visits.js keeps of it.
type held struct {
	Seq       int64  `json:"seq"`
	ID        string `json:"id"`
	Account   string `json:"account"`
	Visit     string `json:"visit"`
	Step      string `json:"step"`
	ClaimedMs int64  `json:"claimed_ms"`
	Code      string `json:"code,omitempty"` // "given" once it was answered
	Sent      string `json:"sent,omitempty"` // the page on which it was taken
	Answer    string `json:"answer,omitempty"`
}

// flash is what stays on a phone that is switched off: the queue and the page that the worker has kept.
type flash struct {
	Next  int64  `json:"next"`
	Moves []held `json:"moves"`
	Page  string `json:"page"`
}

// phone is a carer's phone with the page of the day open. It does what deliveryweb/visits.js does, in the same order; what is named as there is
// the same thing. It may be switched off anywhere, and then starts from its flash.
type phone struct {
	s      *server
	name   string
	path   string // of the flash
	client *http.Client
	skew   time.Duration // by which its clock is ahead
	random *rand.Rand
	dies   func(point) bool
	diary  *diary
	online bool

	flash // as in memory
	page  page
	last  int64
	heard string // last, for whoever looks at a run that failed
}

// page is what the script reads from the page of the day.
type page struct {
	account, day, made string
	visits             []shown
}

// shown is a visit on the page, with the forms of its steps.
type shown struct {
	id, on string
	forms  []form
}

type form struct {
	step, after string
	ready       bool
}

// now is the phone's clock.
func (p *phone) now() time.Time { return time.Now().Add(p.skew) }

// change does something to the queue, and returns when that is on the phone for good.
func (p *phone) change(do func(*flash)) error {
	next := flash{p.Next, slices.Clone(p.Moves), p.Page}
	do(&next)
	raw, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.path+".new", raw, 0o600); err != nil {
		return err
	}
	if err := os.Rename(p.path+".new", p.path); err != nil {
		return err
	}
	p.flash = next
	return nil
}

// open switches the phone on: what it has kept is all it knows.
func (p *phone) open(ctx context.Context) error {
	p.flash, p.page = flash{}, page{}
	raw, err := os.ReadFile(p.path)
	if err == nil {
		err = json.Unmarshal(raw, &p.flash)
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	return p.load(ctx)
}

// load opens the page: from the network, or as it was kept. Then it forgets what a later page shows, and sends.
func (p *phone) load(ctx context.Context) error {
	if text, ok := p.fetch(ctx); ok {
		if err := p.change(func(f *flash) { f.Page = text }); err != nil {
			return err
		}
	}
	if p.Page == "" {
		return nil // there is no page yet
	}
	var err error
	if p.page, err = readPage(p.Page); err != nil {
		return err
	}
	err = p.change(func(f *flash) {
		f.Moves = slices.DeleteFunc(f.Moves, func(m held) bool { return m.Sent != "" && m.Answer == "" && m.Sent < p.page.made })
	})
	if err != nil {
		return err
	}
	return p.send(ctx)
}

func (p *phone) fetch(ctx context.Context) (string, bool) {
	if !p.online {
		return "", false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.s.url("/visits/today"), nil)
	if err != nil {
		return "", false
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return "", false
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != http.StatusOK {
		p.heard = fmt.Sprintf("the page was answered with %s: %v", resp.Status, err)
		return "", false
	}
	return string(body), true
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// mint makes an identifier in the order of time.
func (p *phone) mint() string {
	p.last = max(p.now().UnixMilli(), p.last+1)
	text := make([]byte, 0, 26)
	for shift := 45; shift >= 0; shift -= 5 {
		text = append(text, alphabet[p.last>>shift&31])
	}
	for range 16 {
		text = append(text, alphabet[p.random.IntN(32)])
	}
	return string(text)
}

// mine are the steps of a visit that count as taken or under way.
func (p *phone) mine(visit string) (list []held) {
	for _, m := range p.Moves {
		if m.Account == p.page.account && m.Visit == visit && (m.Sent != "" || m.Answer == "") {
			list = append(list, m)
		}
	}
	return list
}

// offers are the steps whose forms are to be seen, as show decides.
func (p *phone) offers(v shown) (list []string) {
	steps := p.mine(v.id)
	took := func(step string) bool { return slices.ContainsFunc(steps, func(m held) bool { return m.Step == step }) }
	today := p.now().In(china).Format(time.DateOnly)
	for _, f := range v.forms {
		over := took("finish")
		if f.step == "confirm" {
			over = slices.ContainsFunc(steps, func(m held) bool { return m.Step == "finish" && m.Code != "" })
		}
		if v.on > today || !f.ready && !took(f.after) || over || took(f.step) {
			continue
		}
		list = append(list, f.step)
	}
	return list
}

// press is a step taken: kept first, and sent after. A code is read out when it can be entered.
func (p *phone) press(ctx context.Context, visit, step string, read func() paperCode) error {
	if p.dies(unkept) {
		return errOff
	}
	code := read()
	m := held{ID: p.mint(), Account: p.page.account, Visit: visit, Step: step, ClaimedMs: p.now().UnixMilli(), Code: code.text}
	err := p.change(func(f *flash) {
		f.Next++
		m.Seq = f.Next
		f.Moves = append(f.Moves, m)
	})
	if err != nil {
		return err
	}
	p.diary.pressed(press{ID: m.ID, Visit: visit, Step: step, Phone: p.name, ClaimedMs: m.ClaimedMs, Skewed: p.skew != 0, TrueMs: m.ClaimedMs - p.skew.Milliseconds(), Code: code})
	if p.dies(kept) {
		return errOff
	}
	return p.send(ctx)
}

// send sends until nothing is left or the network is gone.
func (p *phone) send(ctx context.Context) error {
	for {
		if more, err := p.batch(ctx); err != nil || !more {
			return err
		}
	}
}

// waiting are the steps of the account that nobody has answered, the oldest first.
func (p *phone) waiting() (list []held) {
	for _, m := range p.Moves {
		if m.Account == p.page.account && m.Answer == "" && m.Sent == "" {
			list = append(list, m)
		}
	}
	return list
}

// told are the steps whose answer is still to be read.
func (p *phone) told() (list []held) {
	for _, m := range p.Moves {
		if m.Account == p.page.account && m.Answer != "" {
			list = append(list, m)
		}
	}
	return list
}

// see takes off the queue what the carer has read, and opens the page again, which is behind the times.
func (p *phone) see(ctx context.Context) error {
	err := p.change(func(f *flash) {
		f.Moves = slices.DeleteFunc(f.Moves, func(m held) bool { return m.Account == p.page.account && m.Answer != "" })
	})
	if err != nil {
		return err
	}
	return p.load(ctx)
}

// result is what the answer says of a step.
type result struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

// batch sends the oldest steps; false when there is no more to do.
func (p *phone) batch(ctx context.Context) (more bool, err error) {
	moves := p.waiting()
	if moves = moves[:min(20, len(moves))]; len(moves) == 0 || !p.online {
		return false, nil
	}
	if p.dies(unsent) {
		return false, errOff
	}
	results, ok, err := p.post(ctx, moves)
	if err != nil || !ok {
		return false, err
	}
	for _, r := range results {
		p.diary.answered(r)
		p.heard = fmt.Sprintf("%+v", r)
	}
	if p.dies(unread) {
		return false, errOff
	}
	answered := 0
	err = p.change(func(f *flash) {
		for _, r := range results {
			for i := range f.Moves {
				m := &f.Moves[i]
				if m.ID != r.ID {
					continue
				}
				answered++
				if r.Outcome == "applied" || r.Outcome == "same" {
					m.Sent = p.page.made
				}
				if m.Code != "" {
					m.Code = "given"
				}
				if m.Answer = r.Text; m.Answer == "" && m.Sent == "" {
					m.Answer = r.Outcome
				}
			}
		}
	})
	if err == nil && p.dies(read) {
		err = errOff
	}
	return answered > 0, err
}

// post sends steps; ok is false where the network or the program is gone. A phone that is switched off before the answer may do so at any moment:
// the program may have it or not.
func (p *phone) post(ctx context.Context, moves []held) (results []result, ok bool, err error) {
	type sent struct {
		ID        string `json:"id"`
		Visit     string `json:"visit"`
		Step      string `json:"step"`
		ClaimedMs int64  `json:"claimed_ms"`
		Code      string `json:"code,omitempty"`
	}
	body := struct {
		Account string `json:"account"`
		SentMs  int64  `json:"sent_ms"`
		Moves   []sent `json:"moves"`
	}{Account: p.page.account, SentMs: p.now().UnixMilli()}
	for _, m := range moves {
		body.Moves = append(body.Moves, sent{m.ID, m.Visit, m.Step, m.ClaimedMs, m.Code})
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, false, err
	}
	off := p.dies(unanswered)
	if off {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, time.Duration(p.random.IntN(30_000))*time.Microsecond)
		defer cancel()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.s.url("/api/delivery/v1/moves"), bytes.NewReader(raw))
	if err != nil {
		return nil, false, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := p.client.Do(req)
	if off {
		if err == nil {
			_ = resp.Body.Close() // nobody reads it
		}
		return nil, false, errOff
	}
	if err != nil {
		return nil, false, nil
	}
	answer, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close() // it was read to its end, or it failed
	if err != nil || resp.StatusCode == http.StatusServiceUnavailable {
		return nil, false, nil
	}
	if resp.StatusCode != http.StatusOK {
		return nil, false, fmt.Errorf("%s: reports are answered with %s: %s", p.name, resp.Status, answer)
	}
	var heard struct {
		Results []result `json:"results"`
	}
	if err := json.Unmarshal(answer, &heard); err != nil {
		return nil, false, nil // it was cut off
	}
	return heard.Results, true, nil
}

// readPage reads what the script reads.
func readPage(text string) (page, error) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return page{}, err
	}
	var p page
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		switch {
		case at["id"] == "sync":
			p.account, p.day, p.made = at["data-account"], at["data-day"], at["data-made"]
		case at["data-visit"] != "":
			p.visits = append(p.visits, shown{id: at["data-visit"], on: at["data-on"]})
		case at["data-step"] != "":
			v := &p.visits[len(p.visits)-1]
			v.forms = append(v.forms, form{at["data-step"], at["data-after"], at["data-ready"] == "yes"})
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if p.account == "" || p.day == "" || p.made == "" {
		return page{}, errors.New("the page of the day does not say what its script needs")
	}
	return p, nil
}

// newPhone is a phone that nobody has used yet, with its flash in a folder.
func newPhone(s *server, name, folder string, client *http.Client, d *diary) *phone {
	return &phone{s: s, name: name, path: filepath.Join(folder, name+".json"), client: client, diary: d, online: true, dies: func(point) bool { return false }}
}
