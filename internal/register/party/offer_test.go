package party_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

const (
	matter   = "eldercare.apply"
	stranger = "person_01ke5y3x80a9svzgxj00m6c4xb" // has an account and stands in no register
	kinName  = "Zhang Kin"
)

// family is a register with two persons, and a relative whom it does not know.
type family struct {
	*party.Service
	elder, neighbour string
	me, kin          access.Actor
}

func families(t *testing.T, exercise func(t *testing.T, f *family)) {
	t.Helper()
	storetest.Each(t, partytest.Migrations(), func(t *testing.T, db *store.DB) {
		f := &family{Service: partytest.New(t, db)}
		rows := []party.Row{partytest.Row(1, partytest.North), partytest.Row(2, partytest.South)}
		partytest.Load(t, f.Service, "a", rows...)
		f.elder, f.neighbour = partytest.ID(t, f.Service, rows[0].Names.Number), partytest.ID(t, f.Service, rows[1].Names.Number)
		f.me, f.kin = partytest.Who(t, f.elder, partytest.Away), partytest.Who(t, stranger, partytest.Away)
		f.Called = func(_ context.Context, who access.Actor) (string, error) {
			if who.Person == stranger {
				return kinName, nil
			}
			return "", nil
		}
		exercise(t, f)
	})
}

func (f *family) offer(t *testing.T, name string) string {
	t.Helper()
	code, err := f.Offer(t.Context(), f.me, party.NewOffer{Name: name, What: []string{matter}, Until: "2026-12-01"})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (f *family) mayAct(t *testing.T, person string) bool {
	t.Helper()
	err := f.DB.Read(t.Context(), func(q store.Queryer) error { _, err := f.MayAct(q, person, f.elder, matter); return err })
	if fault.KindOf(err) != fault.NotFound && err != nil {
		t.Fatal(err)
	}
	return err == nil
}

// A mandate given online begins when the other accepts it, names both sides to each other, is found in both sides' uses, and ends at once.
func TestOfferIsAccepted(t *testing.T) {
	families(t, func(t *testing.T, f *family) {
		code := f.offer(t, " Zhang  Kin ")
		if f.mayAct(t, stranger) || f.mayAct(t, "") {
			t.Fatal("somebody may act before anybody accepted")
		}
		if a, err := f.Acting(ctx, f.me); err != nil || len(a.Offered) != 1 || a.Offered[0].Name != "Zhang  Kin" || len(a.Given) != 0 {
			t.Errorf("offered: %+v %v", a, err)
		}
		m, err := f.Accept(ctx, f.kin, strings.ToUpper(strings.ReplaceAll(code, "-", " ")))
		if err != nil || m.Who != stranger || m.For != f.elder || m.From != "2026-03-03" || m.Until != "2026-12-01" {
			t.Fatalf("accepted: %+v %v", m, err)
		}
		if !f.mayAct(t, stranger) || f.mayAct(t, f.neighbour) {
			t.Error("who accepted may not act, or another may")
		}
		if _, err := f.Accept(ctx, f.kin, code); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code works twice: %v", err)
		}
		if err := f.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		a, err := f.Acting(ctx, f.me)
		if err != nil || len(a.Given) != 1 || a.Given[0].Name != "Zhang  Kin" || len(a.Offered) != 0 {
			t.Errorf("given: %+v %v", a, err)
		}
		held, err := f.Acting(ctx, f.kin)
		if err != nil || len(held.Held) != 1 || held.Held[0].Name != partytest.Row(1, partytest.North).Names.Name {
			t.Errorf("held: %+v %v", held, err)
		}
		kinds := map[string]int{}
		uses, err := f.OwnUses(ctx, f.me, 0, 100)
		for _, u := range uses {
			kinds[u.Kind]++
		}
		if err != nil || kinds["party.mandate.offered"] != 1 || kinds["party.mandate.accepted"] != 1 || kinds["party.mandate.given"] != 1 {
			t.Errorf("uses of the giver: %v %v", kinds, err)
		}
		taken, err := f.TakeAway(ctx, f.me)
		if err != nil || len(taken.Mandates) != 1 || taken.Mandates[0].Name != "Zhang  Kin" || len(taken.Offers) != 1 || taken.Offers[0].Name != "Zhang  Kin" {
			t.Errorf("taken along: %+v %+v %v", taken.Mandates, taken.Offers, err)
		}
		if err := f.Revoke(ctx, f.me, m.ID); err != nil || f.mayAct(t, stranger) {
			t.Errorf("revoked: %v", err)
		}
	})
}

// Whatever is wrong, the answer is one and the same, and nothing of anybody follows from it.
func TestAcceptTellsNothing(t *testing.T) {
	families(t, func(t *testing.T, f *family) {
		foreign := f.offer(t, "Somebody Else")
		own := f.offer(t, partytest.Row(1, partytest.North).Names.Name)
		neighbour := f.offer(t, partytest.Row(2, partytest.South).Names.Name)
		ended := f.offer(t, kinName)
		a, err := f.Acting(ctx, f.me)
		if err != nil || len(a.Offered) != 4 {
			t.Fatalf("%+v %v", a, err)
		}
		for _, o := range a.Offered {
			if o.Name != kinName {
				continue
			}
			if err := f.Revoke(ctx, f.kin, o.ID); fault.KindOf(err) != fault.NotFound {
				t.Errorf("somebody takes another's offer back: %v", err)
			}
			if err := f.Revoke(ctx, access.Actor{}, o.ID); fault.KindOf(err) != fault.NotFound {
				t.Errorf("nobody takes an offer back: %v", err)
			}
			if err := f.Revoke(ctx, f.me, o.ID); err != nil {
				t.Error(err)
			}
		}
		late := f.offer(t, kinName)
		for name, c := range map[string]struct {
			who  access.Actor
			code string
			days int
		}{
			"no code": {f.kin, "", 0}, "a code that is none": {f.kin, "aaaa-bbbb-cccc-dddd", 0}, "another's name": {f.kin, foreign, 0}, "another's code": {f.kin, neighbour, 0},
			"one's own": {f.me, own, 0}, "taken back": {f.kin, ended, 0}, "too late": {f.kin, late, 7}, "no name": {partytest.Who(t, "person_01ke5y3x80a9svzgxj00m6c4xc", partytest.Away), late, 0},
		} {
			f.Now = func() time.Time { return partytest.Now.AddDate(0, 0, c.days) }
			_, err := f.Accept(ctx, c.who, c.code)
			e, ok := fault.As(err)
			if !ok || e.Kind != fault.Invalid || e.Key != "party.offer.wrong" || e.Field != "code" || len(e.Args) != 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
		f.Now = func() time.Time { return partytest.Now }
		if _, err := f.Accept(ctx, partytest.Who(t, f.neighbour, partytest.Away), neighbour); err != nil {
			t.Errorf("whom the register knows under the name may not accept: %v", err)
		}
		if err := f.Erase(ctx, f.me, f.elder); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Accept(ctx, f.kin, late); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the offer of somebody erased: %v", err)
		}
		if a, err := f.Acting(ctx, partytest.Who(t, f.neighbour, partytest.Away)); err != nil || len(a.Held) != 0 {
			t.Errorf("for whom one acts who is erased: %+v %v", a, err)
		}
	})
}

// Each attempt goes through the guard, and nothing is tried that the guard refuses.
func TestAcceptIsGuarded(t *testing.T) {
	families(t, func(t *testing.T, f *family) {
		code := f.offer(t, kinName)
		f.Guard = func(context.Context, access.Actor, func() error) error {
			return fault.New(fault.Denied, access.TooMany)
		}
		if _, err := f.Accept(ctx, f.kin, code); fault.KindOf(err) != fault.Denied || f.mayAct(t, stranger) {
			t.Errorf("%v", err)
		}
	})
}

func TestWhoMayOffer(t *testing.T) {
	families(t, func(t *testing.T, f *family) {
		good := party.NewOffer{Name: kinName, What: []string{matter}, Until: "2026-12-01"}
		behalf := f.kin
		behalf.OnBehalfOf = f.elder
		for name, who := range map[string]access.Actor{"nobody": {}, "whom the register does not know": f.kin, "a relative, for another": behalf, "an officer": partytest.Officer(t, partytest.County)} {
			if _, err := f.Offer(ctx, who, good); fault.KindOf(err) != fault.NotFound || err == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for field, change := range map[string]func(*party.NewOffer){
			"name": func(n *party.NewOffer) { n.Name = " " }, "what": func(n *party.NewOffer) { n.What = nil },
			"until": func(n *party.NewOffer) { n.Until = "2026-03-03" },
		} {
			n := good
			change(&n)
			_, err := f.Offer(ctx, f.me, n)
			if e, ok := fault.As(err); !ok || e.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		good.Until = "2029-03-04"
		if _, err := f.Offer(ctx, f.me, good); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("longer than three years: %v", err)
		}
		for i := range 10 {
			f.offer(t, fmt.Sprint("kin ", i))
		}
		good.Until = "2029-03-03"
		if _, err := f.Offer(ctx, f.me, good); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the eleventh: %v", err)
		}
		f.Now = func() time.Time { return partytest.Now.AddDate(0, 0, 8) }
		if _, err := f.Offer(ctx, f.me, good); err != nil {
			t.Errorf("a week later: %v", err)
		}
	})
}
