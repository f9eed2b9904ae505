package casework_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// somebody is an actor with the way in which it acts for a person, where it does.
type somebody struct {
	access.Actor
	way casework.Way
}

// everybody is one actor of each kind that a case can meet.
func everybody(w *caseworktest.World) []somebody {
	web, paper := casework.Way{Channel: access.Web}, casework.Way{Channel: access.Paper}
	list := []somebody{
		{w.Resident(w.Elder), web},
		{w.Resident(w.Kin), casework.Way{Channel: access.Web, Mandate: caseworktest.Mandate}},
		{w.Resident("person_stranger"), web},
		{w.Officer(caseworktest.Village, caseworktest.Town), paper},
	}
	for _, m := range []access.Mandate{
		{Role: caseworktest.Handler, At: caseworktest.County},
		{Role: caseworktest.Handler, At: caseworktest.Town},
		{Role: caseworktest.Handler, At: caseworktest.NextTown},
		{Role: caseworktest.Handler, At: caseworktest.Sibling},
		{Role: caseworktest.Decider, At: caseworktest.County},
		{Role: caseworktest.Reviewer, At: caseworktest.County},
		{Role: caseworktest.Reviewer, At: caseworktest.City},
		{Role: caseworktest.Reader, At: caseworktest.County},
	} {
		list = append(list, somebody{w.Officer(m.Role, m.At), web})
	}
	return list
}

// walk is one random life of a case.
type walk struct {
	*rapid.T
	w       *caseworktest.World
	c       casework.Case
	machine casework.Machine
	all     []somebody
	days    *calendar.Calendar
}

// Whatever people do in whatever order, at whatever time, the computer's clock set back now and then: what is allowed is what
// was offered, a refusal changes nothing, an open case stands in exactly one queue and somebody can move it, at most one
// clock runs and none backwards, what is stored is what the actions say, and the case can be brought to an end.
func TestRandomLives(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		reached, lives := map[casework.State]int{}, 0
		days, err := calendar.Load()
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			w.Set("2025-01-06")
			w.Move(rapid.IntRange(0, 200).Draw(rt, "start"))
			lives++
			x := &walk{T: rt, w: w, machine: caseworktest.Sample(), all: everybody(w), days: days}
			x.c = w.Open(t, func(o *casework.Opening) { o.Item = fmt.Sprintf("item_%d", lives) })
			for range rapid.IntRange(4, 24).Draw(rt, "length") {
				w.Move(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2, 5, 12, 40, -1, -3}).Draw(rt, "days"))
				x.step()
				reached[x.c.State]++
				x.agree()
			}
			x.end()
			reached[x.c.State]++
		})
		t.Log("actions that ended in each state:", reached)
		if len(reached) != 10 {
			t.Errorf("only %d of 10 states were reached: %v", len(reached), reached)
		}
		before := caseworktest.Dump(t, w)
		if err := w.Cases.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, caseworktest.Dump(t, w)); diff != "" || len(before) < 1000 {
			t.Errorf("rebuilt (-before +after):\n%s", diff)
		}
	})
}

// step lets somebody try something.
func (x *walk) step() {
	who := rapid.IntRange(0, len(x.all)-1).Draw(x.T, "who")
	step := rapid.SampledFrom(x.machine.Transitions).Draw(x.T, "step").Step
	if rapid.IntRange(0, 3).Draw(x.T, "sensible") > 0 {
		who, step = x.sensible(who, step)
	}
	one := x.all[who]
	offered := slices.ContainsFunc(x.steps()[who], func(t casework.Transition) bool { return t.Step == step })
	_, d := x.w.Usual(x.c, step)
	d.Way = one.way
	next, err := x.w.Cases.Act(context.Background(), one.Actor, x.c.ID, d)
	switch kind := fault.KindOf(err); {
	case err == nil && !offered:
		x.Fatalf("%s could %s in %s, which was not offered", one.ID, step, x.c.State)
	case err == nil && next.Actions != x.c.Actions+1:
		x.Fatalf("%s left %d actions after %d", step, next.Actions, x.c.Actions)
	case err == nil:
		x.runs(next)
		x.c = next
	case kind == fault.Internal, kind == fault.Unavailable, offered && kind != fault.Invalid && kind != fault.Conflict:
		x.Fatalf("%s, %s in %s: %v", one.ID, step, x.c.State, err)
	}
}

// sensible chooses among what somebody may do now.
func (x *walk) sensible(who int, step string) (chosen int, as string) {
	type way struct {
		who  int
		step string
		on   bool // it moves the case on, and does not end it at once
	}
	var ways []way
	for i, list := range x.steps() {
		for _, t := range list {
			on := (t.To != "" || t.Back) && t.Kind != casework.Withdraw && t.Kind != casework.Refuse && t.Kind != casework.Close
			ways = append(ways, way{i, t.Step, on})
		}
	}
	if rapid.Bool().Draw(x.T, "onwards") {
		ways = slices.DeleteFunc(ways, func(a way) bool { return !a.on })
	}
	if len(ways) == 0 {
		return who, step
	}
	a := rapid.SampledFrom(ways).Draw(x.T, "way")
	return a.who, a.step
}

// steps lists what everybody may do now, in their order.
func (x *walk) steps() (lists [][]casework.Transition) {
	err := x.w.DB.Read(context.Background(), func(q store.Queryer) error {
		for _, one := range x.all {
			lists = append(lists, x.w.Cases.Steps(q, one.Actor, x.c, one.way))
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
	return lists
}

// runs wants the clocks of the next stand of the case to have run as they should since the last one.
func (x *walk) runs(next casework.Case) {
	office, person := next.OfficeDays-x.c.OfficeDays, next.PersonDays-x.c.PersonDays
	want := x.worked(x.c.DayOn, next.DayOn)
	switch {
	case office < 0 || person < 0 || next.DayOn < x.c.DayOn:
		x.Fatalf("a clock ran backwards: %+v, then %+v", x.c.Outcome, next.Outcome)
	case office > 0 && person > 0:
		x.Fatalf("both clocks ran: %+v, then %+v", x.c.Outcome, next.Outcome)
	case x.machine.Waiting[x.c.State].Clock == casework.OfficeClock && office != want,
		x.machine.Waiting[x.c.State].Clock == casework.PersonClock && person != want,
		x.machine.Waiting[x.c.State].Clock == "" && office+person != 0:
		x.Fatalf("in %s from %s to %s the clocks ran %d and %d; %d days were worked", x.c.State, x.c.DayOn, next.DayOn, office, person, want)
	}
}

// worked counts working days day by day, from the calendar alone.
func (x *walk) worked(from, to string) (n int) {
	day, err := time.Parse(time.DateOnly, from)
	if err != nil {
		x.Fatal(err)
	}
	for day.Format(time.DateOnly) < to {
		day = day.AddDate(0, 0, 1)
		worked, err := x.days.Working(day.Format(time.DateOnly))
		if err != nil {
			x.Fatal(err)
		}
		if worked {
			n++
		}
	}
	return n
}

// agree compares what is stored with what the actions say, and looks for orphans.
func (x *walk) agree() {
	held, actions, err := x.w.Cases.View(context.Background(), access.Operator(), x.c.ID, "")
	if err != nil {
		x.Fatal(err)
	}
	replayed, err := casework.Replay(actions)
	if err != nil {
		x.Fatal(err)
	}
	for name, other := range map[string]casework.Case{"returned": x.c, "replayed": replayed} {
		if diff := cmp.Diff(plain(held), plain(other)); diff != "" {
			x.Fatalf("the stored case is not the %s one (-stored +%s):\n%s", name, name, diff)
		}
	}
	queues := x.queues(held.ID)
	if held.Ended() != (queues == 0) || queues > 1 {
		x.Fatalf("a case in %s stands in %d queues", held.State, queues)
	}
	moved := slices.ContainsFunc(x.steps(), func(list []casework.Transition) bool {
		return slices.ContainsFunc(list, func(t casework.Transition) bool { return t.To != "" || t.Back || t.Kind == casework.HandBack })
	})
	if !held.Ended() && (!moved || held.LimitOn == "" || held.Turn().DueOn == "") {
		x.Fatalf("nobody can move a case in %s, or it has no limit (%q)", held.State, held.LimitOn)
	}
}

// queues counts in how many queues of a place and an owner a case stands.
func (x *walk) queues(id string) (n int) {
	for _, owner := range []access.Right{casework.CanOwn, casework.CanHandle, casework.CanDecide, casework.CanReview} {
		for _, place := range []region.Key{caseworktest.Town, caseworktest.NextTown} {
			err := x.w.DB.Read(context.Background(), func(q store.Queryer) error {
				f := casework.Filter{Turns: []casework.Owned{{Owner: owner, Places: []region.Key{place}}}, Limit: 1000}
				list, err := x.w.Cases.Store.Queue(q, caseworktest.Node, f)
				for _, c := range list {
					if c.ID == id {
						n++
					}
				}
				return err
			})
			if err != nil {
				x.Fatal(err)
			}
		}
	}
	return n
}

// plain is a case as JSON, as it is kept.
func plain(c casework.Case) string {
	raw, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// end brings a case to an end from wherever it stands without the person doing anything.
func (x *walk) end() {
	way := map[casework.State]string{
		"received": "refuse", "correcting": "lapse", "accepted": "close", "assessed": "decide", "decided": "deliver", "appealed": "decide_appeal",
	}
	for range 5 {
		if x.c.Ended() {
			return
		}
		step := way[x.c.State]
		if x.c.Offer != nil {
			step = "hand_back"
		} else if step == "lapse" {
			x.w.Set(x.c.LimitOn)
			x.w.Move(1)
		}
		who, d := x.w.Usual(x.c, step)
		if d.Reason = "no_answer"; step == "decide_appeal" && slices.Contains(x.c.Deciders, who.ID) {
			who = x.w.Officer(caseworktest.Reviewer, caseworktest.County)
		}
		next, err := x.w.Cases.Act(context.Background(), who, x.c.ID, d)
		if err != nil {
			x.Fatalf("%s out of %s: %v", step, x.c.State, err)
		}
		x.runs(next)
		x.c = next
		x.agree()
	}
	x.Fatalf("no end in sight from %s", x.c.State)
}
