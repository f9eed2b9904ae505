package consent_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/consent"
	"mihe/internal/record/consent/consentdb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

var ctx = context.Background()

const visits access.Purpose = "friendly_visits"

func each(t *testing.T, exercise func(t *testing.T, s *consent.Service, persons *party.Service, id string)) {
	t.Helper()
	storetest.Each(t, append(partytest.Migrations(), consentdb.Migrations()), func(t *testing.T, db *store.DB) {
		persons := partytest.New(t, db)
		s := &consent.Service{
			DB: db, Store: consentdb.Store{}, Persons: persons, Log: persons.Log, Uses: persons.Uses, Node: 1,
			Duties: []consent.Duty{
				{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Identity, party.Contact, party.Attributes}, Law: "test"},
				{Purpose: visits, Groups: []party.Group{party.Attributes}, Law: "test"},
			},
			Now: func() time.Time { return partytest.Now }, Random: rand.Reader,
		}
		persons.Ground, persons.Holders = s, []party.Holder{s}
		partytest.Load(t, persons, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.South))
		exercise(t, s, persons, partytest.ID(t, persons, partytest.Row(1, partytest.North).Names.Number))
	})
}

func says(id string, g party.Group, given bool) consent.Consent {
	return consent.Consent{Person: id, Purpose: visits, Group: g, Given: given, Text: "consent.visits 1"}
}

// uses counts how often a purpose opened a person, as the person sees it.
func uses(t *testing.T, s *party.Service, id string) (n int) {
	t.Helper()
	list, err := s.OwnUses(ctx, partytest.Who(t, id, partytest.Away), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range list {
		if u.Purpose == string(visits) && (u.Kind == "access.person.read" || u.Kind == "party.list.read") {
			n++
		}
	}
	return n
}

func TestWithdrawalHoldsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *consent.Service, persons *party.Service, id string) {
		me, who := partytest.Who(t, id, partytest.Away), partytest.Officer(t, partytest.County)
		read := func() (health string, err error) {
			k, err := persons.Show(ctx, who, id, party.View{Purpose: visits, Groups: []party.Group{party.Health}})
			return k.Facts[party.Disability].Value, err
		}
		list := func() (n int, err error) {
			w := party.ListWish{Region: partytest.County, Purpose: visits, Groups: []party.Group{party.Attributes, party.Health}}
			_, err = persons.List(ctx, who, w, func(party.Listed) error { n++; return nil })
			return n, err
		}
		denied := func(when string) {
			t.Helper()
			if _, err := read(); fault.KindOf(err) != fault.Denied || err == nil {
				t.Errorf("%s: read %v, want denied", when, err)
			}
			if n, err := list(); fault.KindOf(err) != fault.Denied || err == nil || n != 0 {
				t.Errorf("%s: list of %d, %v, want denied", when, n, err)
			}
		}
		denied("before anything was said")
		if err := s.Say(ctx, me, says(id, party.Hardship, true)); err != nil {
			t.Fatal(err)
		}
		denied("after a consent to another group")
		if err := s.Say(ctx, me, says(id, party.Health, true)); err != nil {
			t.Fatal(err)
		}
		if v, err := read(); err != nil || v != "2" {
			t.Errorf("with consent: %q %v", v, err)
		}
		if n, err := list(); err != nil || n != 1 {
			t.Errorf("with one consent the list has %d, %v", n, err)
		}
		if got := uses(t, persons, id); got != 2 {
			t.Errorf("%d uses seen, want 2", got)
		}
		if err := s.Say(ctx, me, says(id, party.Health, false)); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			denied("after the withdrawal")
		}
		if got := uses(t, persons, id); got != 2 {
			t.Errorf("%d uses seen after the withdrawal, want the 2 from before", got)
		}
		if err := s.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		denied("after rebuilding")
	})
}

func TestWhoMaySay(t *testing.T) {
	each(t, func(t *testing.T, s *consent.Service, persons *party.Service, id string) {
		word := says(id, party.Health, true)
		counter := partytest.Who(t, "", partytest.North, consent.CanRecord)
		if err := s.Say(ctx, counter, word); fault.KindOf(err) != fault.Invalid {
			t.Errorf("another's word without how it was shown: %v", err)
		}
		word.Shown = party.AtCounter
		for name, c := range map[string]struct {
			who  access.Actor
			want fault.Kind
		}{
			"nobody":        {access.Actor{}, fault.NotFound},
			"next door":     {partytest.Who(t, "", partytest.South, consent.CanRecord), fault.NotFound},
			"without right": {partytest.Officer(t, partytest.North), fault.Denied},
		} {
			if err := s.Say(ctx, c.who, word); err == nil || fault.KindOf(err) != c.want {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if err := s.Say(ctx, counter, word); err != nil {
			t.Error(err)
		}
		me := partytest.Who(t, id, partytest.Away)
		if list, err := s.Mine(ctx, me); err != nil || len(list) != 1 || list[0].Shown != party.AtCounter {
			t.Errorf("mine: %+v %v", list, err)
		}
		taken, err := persons.TakeAway(ctx, me)
		if err != nil || len(taken.Held["consent"]) != 1 {
			t.Errorf("taken along: %+v %v", taken.Held, err)
		}
		if err := persons.Erase(ctx, me, id); err != nil {
			t.Fatal(err)
		}
		if err := s.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Mine(ctx, me); err != nil || len(list) != 0 {
			t.Errorf("after erasure and rebuilding: %+v %v", list, err)
		}
	})
}
