package steering_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
)

// lived is a world with a task in most of the states, and every field of an outcome in use.
func lived(t *testing.T) (*steeringtest.World, []string) {
	t.Helper()
	w := world(t)
	if err := w.Tasks.AddDuties(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	var ids []string
	live := func(task steering.Task, steps ...steering.Step) string {
		w.Do(t, task.ID, steps...)
		ids = append(ids, task.ID)
		return task.ID
	}
	live(w.File(t), steering.Assign, steering.Counter)
	live(w.File(t), steering.Assign, steering.Counter, steering.Agree, steering.Remind, steering.Escalate)
	live(w.File(t), steering.Assign, steering.Counter, steering.Hold, steering.Refuse)
	live(w.File(t, steeringtest.ToTown("S-01", "")), steering.Sign, steering.Decline)
	live(w.File(t), steering.Withdraw)
	measured := []string{live(w.File(t)), live(w.File(t)), live(w.File(t)), live(w.File(t))}
	for _, id := range measured {
		w.Do(t, id, steering.Assign, steering.Accept, steering.Feedback)
	}
	w.Measure(t, "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 80})
	w.Do(t, measured[0], steering.Verify, steering.Close)
	w.Do(t, measured[1], steering.Verify, steering.Return)
	w.Do(t, measured[2], steering.GiveUp)
	w.Do(t, measured[3], steering.Verify)
	return w, ids
}

// Another release with another machine finds every task as it was.
func TestRebuildingAsksNoMachine(t *testing.T) {
	w, ids := lived(t)
	before := steeringtest.Dump(t, w)
	fresh := w.File(t)
	filed := steeringtest.Dump(t, w)

	steering.AlterMachine(t)
	// The control: the altered machine does lead elsewhere, and knows none of the other steps.
	if got := w.Do(t, fresh.ID, steering.Assign); got.State != steering.Closed || got.LimitOn != "" {
		t.Fatalf("the altered machine assigns to %s until %q; want closed and no limit", got.State, got.LimitOn)
	}
	if steeringtest.Dump(t, w) == filed || before == filed {
		t.Fatal("the dump does not see a step")
	}
	altered := steeringtest.Dump(t, w)
	if err := w.Tasks.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(altered, steeringtest.Dump(t, w)); diff != "" {
		t.Errorf("rebuilt with another machine (-before +after):\n%s", diff)
	}
	if len(ids) != 9 {
		t.Errorf("%d tasks have lived, want 9", len(ids))
	}
}

// Whatever an event says is what the task becomes, whether or not today's rules would say so.
func TestATaskIsWhatItsEventsSay(t *testing.T) {
	w, ids := lived(t)
	_, events, err := w.Tasks.Story(t.Context(), w.Actor(steeringtest.Reader, steeringtest.City), ids[5])
	if err != nil {
		t.Fatal(err)
	}
	whole, err := steering.Replay(events)
	if err != nil || whole.State != steering.Closed || whole.After == nil || whole.Effect != steering.Narrowed {
		t.Fatalf("Replay = %s, %v, %s, %v; want a closed task with a later measurement", whole.State, whole.After, whole.Effect, err)
	}
	for name, change := range map[string]func(o *steering.Outcome){
		"state": func(o *steering.Outcome) { o.State = steering.Refused }, "limit": func(o *steering.Outcome) { o.LimitOn = "2030-01-01" },
		"due": func(o *steering.Outcome) { o.DueOn = "2030-01-01" }, "offer": func(o *steering.Outcome) { o.OfferOn = "2030-01-01" },
		"reminder": func(o *steering.Outcome) { o.Reminded = true }, "escalation": func(o *steering.Outcome) { o.Escalated = true },
		"effect": func(o *steering.Outcome) { o.Effect = steering.Mixed }, "no effect": func(o *steering.Outcome) { o.Effect = "" },
	} {
		altered := append([]steering.Event{}, events...)
		change(&altered[len(altered)-1].Outcome)
		got, err := steering.Replay(altered)
		if err != nil || plain(got) == plain(whole) {
			t.Errorf("another %s in the last event changes nothing (%v)", name, err)
		}
		if got.Effect == "" && got.After != nil {
			t.Errorf("another %s: a measurement without an effect", name)
		}
	}
	for name, spoil := range map[string][]steering.Event{
		"no beginning": events[1:], "two beginnings": {events[0], events[0]}, "no state": {{Task: "x", Filing: events[0].Filing}},
	} {
		if _, err := steering.Replay(spoil); err == nil {
			t.Errorf("%s: replayed without an error", name)
		}
	}
}
