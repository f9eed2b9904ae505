package delivery_test

import (
	"crypto/rand"
	"testing"
	"time"

	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// mandated is a register in which everybody has a mandate of everybody.
type mandated struct{ registered }

func (mandated) MayAct(store.Queryer, string, string, string) (party.Mandate, error) {
	return party.Mandate{}, nil
}

// proved runs an exercise with the room of evidence itself.
func proved(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	all := append(partytest.Migrations(), evidencedb.Migrations(), bookingdb.Migrations(), deliverydb.Migrations())
	storetest.Each(t, all, func(t *testing.T, db *store.DB) {
		keys := keyringtest.Keys(t, 1)
		w := newWorld(t, db, 1, keys)
		w.Evidence = &evidence.Service{
			DB: db, Store: evidencedb.Store{}, Keys: keys, Persons: mandated{registered{w}}, Node: 1, Home: partytest.County, Folder: evidence.Folder(t.TempDir()),
			Parameters: must(evidence.ShippedParameters()), Log: w.Log, Now: func() time.Time { return w.now }, Random: rand.Reader,
		}
		exercise(t, w)
	})
}

// finished is a visit of the first carer that she says is over.
func (w *world) finished(plan, day string) delivery.Visit {
	w.t.Helper()
	v := w.visit(plan, day, 9, 0)
	w.now = time.UnixMilli(v.UntilMs)
	carer := w.who("acct_carer0", w.posts[0].Person, delivery.CanDeliver, evidence.CanRecord)
	for i, step := range []delivery.Step{delivery.Start, delivery.Finish} {
		claimed := []int64{v.FromMs, v.UntilMs}[i]
		if m, err := w.Move(ctx, carer, delivery.Move{ID: device(w.t), Visit: v.ID, Step: step, ClaimedMs: claimed}); err != nil || m.Outcome != delivery.Applied {
			w.t.Fatalf("%s: %+v %v", step, m, err)
		}
	}
	return v
}

// standing is how sure a visit is.
func (w *world) standing(visit string) (st evidence.Standing) {
	w.t.Helper()
	about := evidence.About{Kind: delivery.AboutVisit, ID: visit}
	err := w.db.Read(ctx, func(q store.Queryer) error {
		all, err := w.Evidence.Standings(q, []evidence.About{about})
		st = all[about]
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return st
}

// A mandate of the person does not let a provider's own people answer for her: neither who acts for it, under whatever account, nor who works for it. Who
// left before the visit may, and so may a stranger; and the person is never refused because of where she works.
func TestProviderDoesNotAnswerForPerson(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		v := w.finished(w.plan().ID, "2026-03-05")
		clerk := w.agent(orgA)
		second := w.who("acct_second", clerk.Person)
		for name, who := range map[string]access.Actor{"the clerk": clerk, "the clerk's second account": second, "a colleague": w.who("acct_c1", w.posts[1].Person)} {
			who.OnBehalfOf = w.persons[0]
			wants(t, name, w.Witness(ctx, who, v.ID, delivery.Happened), fault.Denied, "delivery.visit.sides")
			wants(t, name+" says no", w.Witness(ctx, who, v.ID, delivery.NotHappened), fault.Denied, "delivery.visit.sides")
		}
		if st := w.standing(v.ID); st.Grade != evidence.E1 || st.Contradicted {
			t.Errorf("it stands %+v", st)
		}
		w.posts[1].Until = "2026-03-01"
		former := w.who("acct_c1", w.posts[1].Person)
		former.OnBehalfOf = w.persons[0]
		if err := w.Witness(ctx, former, v.ID, delivery.Happened); err != nil || w.standing(v.ID).Grade != evidence.E2 {
			t.Errorf("who left before: %v, %+v", err, w.standing(v.ID))
		}
		other := w.agent(orgB)
		other.OnBehalfOf = w.persons[0]
		if err := w.Witness(ctx, other, v.ID, delivery.Happened); err != nil {
			t.Errorf("who acts for another provider: %v", err)
		}
		w.posts[1].Person, w.posts[1].Until = w.persons[0], ""
		if err := w.Witness(ctx, w.who("acct_e", w.persons[0], access.Own), v.ID, delivery.Happened); err != nil {
			t.Errorf("the person, who works there too: %v", err)
		}
	})
}
