package app

import (
	"sync"
	"testing"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
	"mihe/internal/register/party"
)

// Of two planners who adopt a day at once one does, and the carer is in one place at a time; the chain and the plan are as they were recorded.
func TestTwoPlannersAdoptOneDay(t *testing.T) {
	folder := t.TempDir()
	a := openDemo(t, folder)
	l := newLoop(t, a)
	ctx, on := t.Context(), l.month.Format(time.DateOnly)
	const planners = 4
	var proposals []delivery.Proposal
	for range planners {
		p, err := l.Deliveries.Propose(ctx, l.as("acct_planner", "person_planner", Caseworker), l.plans[0].Provider, on)
		l.must(err)
		if p.Plan.Figures.Served < 2 {
			t.Fatalf("proposed %+v, left %+v", p.Plan.Figures, p.Plan.Left)
		}
		proposals = append(proposals, p)
	}
	errs := make([]error, planners)
	var all sync.WaitGroup
	for i := range planners {
		all.Go(func() {
			_, errs[i] = l.Deliveries.Adopt(ctx, l.as("acct_planner", "person_planner", Caseworker), proposals[i].ID, nil)
		})
	}
	all.Wait()
	adopted := 0
	for _, err := range errs {
		if err == nil {
			adopted++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Error(err)
		}
	}
	var slots []booking.Slot
	l.must(l.Persons.DB.Read(ctx, func(q store.Queryer) (err error) {
		slots, err = bookingdb.Store{}.Slots(q, l.Number, "", l.post, l.month.Add(-24*time.Hour).UnixMilli(), l.month.Add(24*time.Hour).UnixMilli())
		return err
	}))
	last := int64(0)
	for _, s := range slots {
		from, until := s.Busy()
		if from < last {
			t.Errorf("the carer is in two places at %s", time.UnixMilli(from))
		}
		last = until
	}
	if adopted != 1 || len(slots) != proposals[0].Plan.Figures.Served {
		t.Errorf("%d were adopted, %d slots, want %d", adopted, len(slots), proposals[0].Plan.Figures.Served)
	}
	l.must(a.Close())
	chains, err := Verify(ctx, Config{Folder: folder}, nil)
	l.must(err)
	for _, c := range chains {
		if !c.OK || len(c.Differs) > 0 {
			t.Errorf("%s: %+v, differ %v", c.Slug, c.Result, c.Differs)
		}
	}
}

// Who lives with a person, and who handed out what the person confirms with, stays away; others may come.
func TestWhoMustNotGo(t *testing.T) {
	a := openDemo(t, t.TempDir())
	defer func() { _ = a.Close() }()
	l := newLoop(t, a)
	ctx, carer := t.Context(), l.carer.Person
	bars := func(person string) string {
		t.Helper()
		var got map[[2]string]string
		l.must(l.Persons.DB.Read(ctx, func(q store.Queryer) (err error) {
			got, err = roster{l.Node}.Bars(q, []string{person}, []string{carer})
			return err
		}))
		return got[[2]string{person, carer}]
	}
	if got := bars(l.plans[0].Person); got != "" {
		t.Errorf("a stranger is barred: %s", got)
	}
	if got := bars(carer); got != match.Related {
		t.Errorf("herself: %q", got)
	}
	who := l.as("acct_issuer", carer, Registrar)
	_, err := l.Evidence.IssueSheet(ctx, who, l.plans[1].Person, 0)
	l.must(err)
	if got := bars(l.plans[1].Person); got != match.Conflict {
		t.Errorf("who handed out the sheet: %q", got)
	}
	_, err = l.Persons.Relate(ctx, access.Operator(), party.Relation{Person: carer, Other: l.plans[2].Person, Kind: party.Parent, Shown: party.InRegister})
	l.must(err)
	if got := bars(l.plans[2].Person); got != match.Related {
		t.Errorf("a relative: %q", got)
	}
	l.must(l.Persons.DB.Read(ctx, func(q store.Queryer) error {
		list, err := roster{l.Node}.CarersOn(q, l.plans[0].Provider, l.month.Format(time.DateOnly))
		if err == nil && (len(list) != 1 || list[0].Post != l.post || list[0].Base != demoTownship.String()) {
			t.Errorf("at work: %+v", list)
		}
		return err
	}))
}
