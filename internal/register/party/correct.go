package party

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Correction is what somebody says is true instead. What is empty stays as it was.
type Correction struct {
	Name, Phone, Address string
	Facts                Facts
	Region               region.Key // after a move
	Reason               string
}

// Correct adds a version that supersedes the one in force (个人信息保护法, 46). A person may correct their own telephone and
// address; the rest stands in registers, and whoever keeps them corrects it.
func (s *Service) Correct(ctx context.Context, who access.Actor, id string, c Correction) error {
	if err := c.check(); err != nil {
		return err
	}
	own := who.Person == id && c.Name == "" && len(c.Facts) == 0 && c.Region == (region.Key{})
	allowed := func(q store.Queryer) (Person, error) {
		if own {
			return s.present(q, id)
		}
		p, err := s.reached(q, who, CanKeep, id)
		if err == nil && c.Region != (region.Key{}) {
			err = who.CheckAt(CanKeep, c.Region)
		}
		return p, err
	}
	var before Person
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) { before, err = allowed(q); return err })
	if err != nil {
		return err
	}
	held, err := s.Keys.Hold(ctx, []string{id})
	if err != nil {
		return err
	}
	was, err := open(held, before)
	if err != nil {
		return err
	}
	next := was.with(c.known(was))
	if next.same(was) {
		return nil
	}
	p, err := seal(held, next, 0)
	if err != nil {
		return err
	}
	reason := ""
	if c.Reason != "" {
		if reason, err = held.Seal(id, reasonField, []byte(c.Reason)); err != nil {
			return err
		}
	}
	t := tokens{}
	t.of(next.Names)
	f, err := s.tokens(ctx, t)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		now, err := allowed(tx)
		if err == nil && now.Batch != before.Batch {
			err = fault.New(fault.Conflict, "party.moved")
		}
		if err != nil {
			return err
		}
		return s.supersede(tx, who, p, f, next.Names, reason)
	})
}

// supersede adds one version as a batch of its own.
func (s *Service) supersede(tx *store.Tx, who access.Actor, p Person, f found, names Names, reason string) error {
	batch, err := s.Store.NextBatch(tx, s.Node, "", who.ID, s.nowMs())
	if err != nil {
		return err
	}
	p.Batch = batch
	if err := s.Store.AddPerson(tx, s.Node, p); err != nil {
		return err
	}
	err = f.each(names, func(purpose, token string) error { return s.Store.AddToken(tx, s.Node, purpose, token, p.ID, batch) })
	if err != nil {
		return err
	}
	sum := sha256.New()
	digest(sum, p)
	b := Batch{Number: batch, AsOn: s.today(), Persons: 1, Actor: who.ID, AtMs: s.nowMs()}
	e := who.Entry("party.person.corrected", p.Region)
	e.Subjects = []string{p.ID}
	body := batchBody{batch, "", "", hex.EncodeToString(sum.Sum(nil)), b.AsOn, 1, 0, reason, b.AtMs}
	if b.Seq, err = s.record(tx, e, batchRecord, body); err != nil {
		return err
	}
	return s.Store.Publish(tx, s.Node, b)
}

func (c Correction) known(was Known) Known {
	k := Known{ID: was.ID, Region: was.Region, Names: was.Names, Facts: c.Facts}
	if c.Region != (region.Key{}) {
		k.Region = c.Region
	}
	for into, text := range map[*string]string{&k.Names.Name: c.Name, &k.Names.Phone: c.Phone, &k.Names.Address: c.Address} {
		if text = strings.TrimSpace(text); text != "" {
			*into = text
		}
	}
	return k
}

// The lengths of what is written of a person, in bytes.
const (
	longestName    = 150
	longestPhone   = 32
	longestAddress = 600
)

func (c Correction) check() error {
	for _, one := range []struct {
		field, text string
		most        int
	}{{"name", c.Name, longestName}, {"phone", c.Phone, longestPhone}, {"address", c.Address, longestAddress}} {
		if len(one.text) > one.most {
			return fault.New(fault.Invalid, "party.long").At(one.field)
		}
	}
	return c.Facts.Check()
}

// Check returns nil when every field is known and has one of its values, a source and a day.
func (f Facts) Check() error {
	for name, fact := range f {
		known, found := fieldOf(name)
		if !found || !known.allows(fact) {
			return fault.New(fault.Invalid, "party.value", "values", known.form()).At(string(name))
		}
		if _, err := time.Parse(time.DateOnly, fact.AsOf); err != nil || fact.Source == "" {
			return fault.New(fault.Invalid, "party.unsourced").At(string(name))
		}
	}
	return nil
}
