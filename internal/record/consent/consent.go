package consent

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// Given is the basis of a person's consent: 个人信息保护法, 13 (1) 1.
const Given access.Basis = "consent"

// CanRecord is the right of this room: recording what a person said at the counter or on paper. Everybody may give and
// withdraw their own.
const CanRecord access.Right = "consent.record"

// Duty lets a purpose use groups without asking: Law names the document and the article.
type Duty struct {
	Purpose access.Purpose
	Groups  []party.Group
	Law     string
}

// Consent is what a person says to one purpose about one group of data.
type Consent struct {
	Person  string         `json:"person"`
	Purpose access.Purpose `json:"purpose"`
	Group   party.Group    `json:"group"`
	Given   bool           `json:"given"`
	Shown   party.Shown    `json:"shown"` // how it was shown, when another recorded it
	Text    string         `json:"text"`  // which wording the person was shown: key and version
	AtMs    int64          `json:"at_ms"` // when it was said
	Channel access.Channel `json:"channel"`
}

// Store keeps what was said last; package consentdb is the only implementation.
type Store interface {
	Put(tx *store.Tx, node int64, c Consent) error
	Of(q store.Queryer, node int64, person string) ([]Consent, error)
	// One returns what a person said last.
	One(q store.Queryer, node int64, person string, p access.Purpose, g party.Group) (c Consent, found bool, err error)
	// With returns the persons whose last word on a purpose and group is given, by id.
	With(q store.Queryer, node int64, p access.Purpose, g party.Group, given bool) ([]string, error)
	Drop(tx *store.Tx, node int64, person string) error
	Clear(tx *store.Tx, node int64) error
}

// Persons is the register as this room needs it; *party.Service is one.
type Persons interface {
	HomeOf(q store.Queryer, id string) (p party.Person, found bool, err error)
}

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Service is the use cases of one node.
type Service struct {
	DB      database
	Store   Store
	Persons Persons
	Duties  []Duty
	// Questions are what everybody may be asked, in the order in which they are shown.
	Questions []Question
	Log       access.Appender
	Uses      party.Uses
	Node      int64
	Now       func() time.Time
	Random    io.Reader
}

var (
	_ party.Ground = (*Service)(nil)
	_ party.Holder = (*Service)(nil)
)

// Basis implements party.Ground. Where a duty is, nobody's word is asked for: it could not be refused either.
func (s *Service) Basis(q store.Queryer, person string, p access.Purpose, g party.Group) (access.Basis, error) {
	if s.duty(p, g) {
		return access.StatutoryDuty, nil
	}
	c, found, err := s.Store.One(q, s.Node, person, p, g)
	if err != nil {
		return "", err
	}
	if !found || !c.Given {
		return "", fault.New(fault.Denied, "consent.none")
	}
	return Given, nil
}

func (s *Service) duty(p access.Purpose, g party.Group) bool {
	return slices.ContainsFunc(s.Duties, func(d Duty) bool { return d.Purpose == p && slices.Contains(d.Groups, g) })
}

// ListBasis implements party.Ground. Groups that no duty covers want the consent of everybody on the list; who has not been
// asked has not consented. Where nobody has, there is no list.
func (s *Service) ListBasis(q store.Queryer, p access.Purpose, groups []party.Group) (access.Basis, map[string]bool, error) {
	basis, only := access.StatutoryDuty, map[string]bool(nil)
	for _, g := range groups {
		if s.duty(p, g) {
			continue
		}
		basis = Given
		ids, err := s.Store.With(q, s.Node, p, g, true)
		if err != nil {
			return "", nil, err
		}
		both := map[string]bool{}
		for _, id := range ids {
			if only == nil || only[id] {
				both[id] = true
			}
		}
		only = both
	}
	if len(groups) == 0 || basis == Given && len(only) == 0 {
		return "", nil, fault.New(fault.Denied, "consent.none")
	}
	return basis, only, nil
}

// Say records what a person says to one purpose about one group: their own word, or what they said at the counter or on
// paper to whoever may record it. It holds from its transaction on.
func (s *Service) Say(ctx context.Context, who access.Actor, c Consent) error {
	if c.Purpose == "" || !slices.Contains(party.Groups, c.Group) || c.Text == "" {
		return fault.New(fault.Invalid, "consent.wrong")
	}
	own := who.Person != "" && who.Person == c.Person && who.OnBehalfOf == ""
	if !own && !slices.Contains(party.ShownWays, c.Shown) {
		return fault.New(fault.Invalid, "consent.shown").At("shown")
	}
	c.AtMs, c.Channel = s.Now().UnixMilli(), who.Channel
	id, err := ident.New("record", s.Now(), s.Random)
	if err != nil {
		return err
	}
	body, err := ledger.EncodeBody(c)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		p, found, err := s.Persons.HomeOf(tx, c.Person)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "access.absent")
		}
		if !own {
			if err := who.CheckAt(CanRecord, p.Region); err != nil {
				return err
			}
		}
		_, err = s.Log.Append(tx, s.entry(who, c, p.Region, &ledger.Record{Kind: "consent.word", ID: id, Body: body}))
		if err != nil {
			return err
		}
		return s.Store.Put(tx, s.Node, c)
	})
}

func (s *Service) entry(who access.Actor, c Consent, at region.Key, r *ledger.Record) ledger.Entry {
	kind := "consent.word.given"
	if !c.Given {
		kind = "consent.word.withdrawn"
	}
	e := who.Entry(kind, at)
	e.Subjects, e.Purpose, e.Record = []string{c.Person}, string(c.Purpose), r
	return e
}

// Mine lists what the actor has said, by purpose and group.
func (s *Service) Mine(ctx context.Context, who access.Actor) (list []Consent, err error) {
	if !who.SignedIn() {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.Of(q, s.Node, who.Person)
		return err
	})
	return list, err
}

// Rebuild makes what was said last anew from the records. Whoever has been erased since is left out.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		var all []Consent
		err := s.Uses.Records(tx, s.Node, "consent", 0, func(_ int64, r ledger.Record) error {
			var c Consent
			if err := json.Unmarshal(r.Body, &c); err != nil {
				return fmt.Errorf("record %s: %w", r.ID, err)
			}
			all = append(all, c)
			return nil
		})
		if err == nil {
			err = s.Store.Clear(tx, s.Node)
		}
		if err != nil {
			return err
		}
		for _, c := range all {
			_, found, err := s.Persons.HomeOf(tx, c.Person)
			if err == nil && found {
				err = s.Store.Put(tx, s.Node, c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Export implements party.Holder.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	list, err := s.Store.Of(q, node, person)
	rows := make([]map[string]string, 0, len(list))
	for _, c := range list {
		rows = append(rows, map[string]string{
			"purpose": string(c.Purpose), "group": string(c.Group), "given": fmt.Sprint(c.Given), "text": c.Text,
			"at_ms": fmt.Sprint(c.AtMs), "channel": string(c.Channel),
		})
	}
	return "consent", rows, err
}

// Erase implements party.Holder. Records stay; they name nobody but by an id that leads nowhere.
func (s *Service) Erase(tx *store.Tx, node int64, person string) error {
	return s.Store.Drop(tx, node, person)
}
