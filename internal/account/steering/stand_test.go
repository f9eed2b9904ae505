package steering_test

import (
	"slices"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// deed is a deed that lacks nothing.
func deed(step steering.Step) steering.Deed {
	return steering.Deed{Step: step, Reason: "sample reason", Days: 5}
}

// ofTheSide are the steps that belong to whoever filed, with what brings a task there.
var ofTheSide = map[steering.Step][]steering.Step{
	steering.Assign: nil, steering.Withdraw: nil, steering.Agree: {steering.Assign, steering.Counter}, steering.Hold: {steering.Assign, steering.Counter},
	steering.Remind: {steering.Assign}, steering.Escalate: {steering.Assign, steering.Refuse}, steering.GiveUp: {steering.Assign, steering.Refuse},
	steering.Return: {steering.Assign, steering.Accept, steering.Feedback}, steering.Verify: {steering.Assign, steering.Accept, steering.Feedback},
}

// Whoever was given a task does not end it; whoever filed does, and whoever stands above them.
func TestTheSideThatFiled(t *testing.T) {
	w := world(t)
	county, city := w.Actor(steeringtest.Coordinator, steeringtest.County), w.Actor(steeringtest.Coordinator, steeringtest.City)
	for step, before := range ofTheSide {
		task := w.File(t)
		w.Do(t, task.ID, before...)
		if _, err := w.Tasks.Act(t.Context(), county, task.ID, deed(step)); keyOf(err) != "steering.act.side" || fault.KindOf(err) != fault.Denied {
			t.Errorf("the county takes %s on a task of the city: %v", step, err)
		}
		task = stored(t, w, task.ID)
		offers := func(x steering.Transition) bool { return x.Step == step }
		if why := w.Tasks.Withheld(county, task); !slices.Contains(why, "steering.act.side") || slices.ContainsFunc(w.Tasks.Open(county, task), offers) {
			t.Errorf("the county is offered %s, or not told why it is not: %v", step, why)
		}
		// The control: the city may; what still fails is not the right.
		if _, err := w.Tasks.Act(t.Context(), city, task.ID, deed(step)); fault.KindOf(err) == fault.Denied || len(w.Tasks.Withheld(city, task)) > 0 {
			t.Errorf("the city takes %s on its own task: %v", step, err)
		}
		own, err := w.Tasks.File(t.Context(), county, steeringtest.Filing())
		if err != nil || own.Side != steeringtest.County {
			t.Fatalf("the county files for %s, %v", own.Side, err)
		}
		for _, s := range before {
			who := county
			if _, mine := ofTheSide[s]; !mine {
				who = w.Actor(steeringtest.Handler, steeringtest.County)
			}
			if _, err := w.Tasks.Act(t.Context(), who, own.ID, deed(s)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Tasks.Act(t.Context(), county, own.ID, deed(step)); fault.KindOf(err) == fault.Denied {
			t.Errorf("the county takes %s on its own task: %v", step, err)
		}
	}
}

// A task is filed for the nearest mandate around its place; the operator, and records of before, file for the node.
func TestForWhomATaskIsFiled(t *testing.T) {
	w := world(t)
	both := w.Person("both", access.Mandate{Role: steeringtest.Coordinator, At: steeringtest.Province}, access.Mandate{Role: steeringtest.Coordinator, At: steeringtest.City},
		access.Mandate{Role: steeringtest.Handler, At: steeringtest.County}, access.Mandate{Role: steeringtest.Coordinator, At: steeringtest.Sibling})
	for _, c := range []struct {
		who  access.Actor
		want region.Key
	}{
		{w.Actor(steeringtest.Coordinator, steeringtest.County), steeringtest.County},
		{w.Actor(steeringtest.Coordinator, steeringtest.Province), steeringtest.Province},
		{both, steeringtest.City},
		{access.Operator(), w.Tasks.Home},
		{access.System("one", steering.CanFile, steering.CanRead, indicator.CanReadInternal), w.Tasks.Home},
	} {
		task, err := w.Tasks.File(t.Context(), c.who, steeringtest.Filing())
		if err != nil || task.Side != c.want {
			t.Errorf("%s files for %s, %v; want %s", c.who.ID, task.Side, err, c.want)
		}
	}
	old := steering.Task{Target: steeringtest.County}
	if got := w.Tasks.SideOf(old); got != w.Tasks.Home {
		t.Errorf("a task of before was filed for %s", got)
	}
}

// The place answers for itself: nobody above it does, and the place of a township is the township.
func TestThePlaceAnswers(t *testing.T) {
	w := world(t)
	if err := w.Tasks.AddDuties(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	steps := map[steering.Step][]steering.Step{
		steering.Accept: {steering.Assign}, steering.Refuse: {steering.Assign}, steering.Counter: {steering.Assign},
		steering.Feedback: {steering.Assign, steering.Accept}, steering.Decline: {steering.Sign},
	}
	for step, before := range steps {
		change, place, above := func(*steering.Filing) {}, steeringtest.County, []region.Key{steeringtest.City, region.Country}
		if step == steering.Decline {
			change, place, above = steeringtest.ToTown("S-01", ""), steeringtest.Town, []region.Key{steeringtest.County, steeringtest.City}
		}
		task := w.File(t, change)
		task = w.Do(t, task.ID, before...)
		for _, at := range above {
			who := w.Actor(steeringtest.Handler, at)
			if _, err := w.Tasks.Act(t.Context(), who, task.ID, deed(step)); keyOf(err) != "steering.act.place" {
				t.Errorf("a handler of %s takes %s for %s: %v", at, step, place, err)
			}
			if len(w.Tasks.Open(who, task)) > 0 || !slices.Contains(w.Tasks.Withheld(who, task), "steering.act.place") {
				t.Errorf("a handler of %s is offered something, or not told why nothing", at)
			}
		}
		if _, err := w.Tasks.Act(t.Context(), w.Actor(steeringtest.Handler, place), task.ID, deed(step)); err != nil {
			t.Errorf("the place itself takes %s: %v", step, err)
		}
	}
}

// One person may coordinate and handle in one county, and may still not verify what they reported.
func TestWhoReportedDoesNotVerify(t *testing.T) {
	w := world(t)
	hat := func(name string) access.Actor {
		return w.Person(name, access.Mandate{Role: steeringtest.Coordinator, At: steeringtest.County}, access.Mandate{Role: steeringtest.Handler, At: steeringtest.County})
	}
	both, other := hat("both"), hat("other")
	task, err := w.Tasks.File(t.Context(), both, steeringtest.Filing())
	if err != nil {
		t.Fatal(err)
	}
	act := func(who access.Actor, steps ...steering.Step) {
		t.Helper()
		for _, step := range steps {
			if task, err = w.Tasks.Act(t.Context(), who, task.ID, deed(step)); err != nil {
				t.Fatalf("%s by %s: %v", step, who.ID, err)
			}
		}
	}
	act(both, steering.Assign, steering.Accept, steering.Feedback)
	w.Measure(t, "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 80})
	if _, err := w.Tasks.Act(t.Context(), both, task.ID, deed(steering.Verify)); keyOf(err) != "steering.act.reporter" {
		t.Errorf("whoever reported verifies: %v", err)
	}
	told, _, err := w.Tasks.Story(t.Context(), both, task.ID)
	if err != nil || !slices.Contains(w.Tasks.Withheld(both, told), "steering.act.reporter") || told.Reporter != both.ID {
		t.Errorf("the page would offer it, %v", err)
	}
	act(both, steering.Return)
	act(other, steering.Feedback) // who reported last counts
	act(both, steering.Verify, steering.Close)
}
