package steering_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// everybody is one actor of each kind that a task can meet.
func everybody(w *steeringtest.World) []access.Actor {
	return []access.Actor{
		w.Actor(steeringtest.Coordinator, steeringtest.County), w.Actor(steeringtest.Coordinator, steeringtest.City),
		w.Actor(steeringtest.Handler, steeringtest.County), w.Actor(steeringtest.Handler, steeringtest.Town),
		w.Actor(steeringtest.Reader, steeringtest.County), w.Actor(steeringtest.Coordinator, steeringtest.Sibling),
	}
}

// Whatever people do in whatever order: what is allowed is what was offered, a refusal changes nothing, nobody whose turn
// it is is left without a step, the state computed from the records is the one in the read model, and the task can
// still be brought to an end.
func TestRandomLives(t *testing.T) {
	w := world(t)
	if err := w.Tasks.AddDuties(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	proposal := w.File(t, steeringtest.ToTown("S-01", ""))
	reached, compiled := map[steering.State]int{}, 0
	rapid.Check(t, func(rt *rapid.T) {
		filings := []func(*steering.Filing){func(*steering.Filing) {}, steeringtest.ToTown("S-01", "样督〔2026〕1号"), steeringtest.ToTown("S-02", "")}
		task := w.File(t, rapid.SampledFrom(filings).Draw(rt, "filing"))
		for range rapid.IntRange(1, 24).Draw(rt, "length") {
			if task.State == steering.Reported && rapid.Bool().Draw(rt, "measure") {
				compiled++ // each compilation of the year is a little narrower than the one before
				w.Measure(t, "2024", fmt.Sprintf("compiled %06d", compiled), steeringtest.Shares{
					steeringtest.County: min(79, 40+0.1*float64(compiled)), steeringtest.Third: 60, steeringtest.Sibling: 80,
				})
			}
			task = randomStep(rt, w, task)
			reached[task.State]++
			agree(rt, w, task)
			if task.Final() && rapid.IntRange(0, 3).Draw(rt, "rest") > 0 {
				break // now and then people go on trying
			}
		}
		end(rt, w, task)
	})
	if got := stored(t, w, proposal.ID); got.Events != 1 || got.State != steering.Proposed {
		t.Errorf("a task that nobody touched is %s after %d events", got.State, got.Events)
	}
	t.Log("steps that ended in each state:", reached)
	rebuildsEqual(t, w)
}

// randomStep lets somebody try some step, and returns the task after it.
func randomStep(t *rapid.T, w *steeringtest.World, task steering.Task) steering.Task {
	who := rapid.SampledFrom(everybody(w)).Draw(t, "who")
	step := rapid.SampledFrom(steering.Transitions()).Draw(t, "step")
	if rapid.IntRange(0, 3).Draw(t, "sensible") > 0 {
		who, step = sensible(t, w, task, who, step)
	}
	offered := slices.ContainsFunc(stepsOf(t, w, who, task), func(x steering.Transition) bool { return x.Step == step.Step })
	deed := steering.Deed{Step: step.Step, Reason: "样本理由", Days: rapid.IntRange(-1, 12).Draw(t, "days")}
	next, err := w.Tasks.Act(context.Background(), who, task.ID, deed)
	if err == nil {
		if !offered {
			t.Fatalf("%s could %s a task in %s, which was not offered", who.ID, step.Step, task.State)
		}
		if next.Events != task.Events+1 {
			t.Fatalf("%s left %d events after %d", step.Step, next.Events, task.Events)
		}
		return next
	}
	// What was offered may still lack a number of days, and nothing else.
	kind := fault.KindOf(err)
	if kind == fault.Internal || kind == fault.Unavailable || offered && kind != fault.Invalid && kind != fault.Conflict {
		t.Fatalf("%s, %s in %s: %v", who.ID, step.Step, task.State, err)
	}
	return task
}

func stepsOf(t *rapid.T, w *steeringtest.World, who access.Actor, task steering.Task) []steering.Transition {
	next, err := w.Tasks.Next(context.Background(), who, task)
	if err != nil {
		t.Fatal(err)
	}
	return next.Steps
}

// sensible chooses among what somebody may do now.
func sensible(t *rapid.T, w *steeringtest.World, task steering.Task, who access.Actor, step steering.Transition) (access.Actor, steering.Transition) {
	type way struct {
		who  access.Actor
		step steering.Transition
	}
	var ways []way
	for _, one := range everybody(w) {
		for _, x := range stepsOf(t, w, one, task) {
			if x.Step != steering.Withdraw {
				ways = append(ways, way{one, x})
			}
		}
	}
	if len(ways) == 0 {
		return who, step
	}
	i := rapid.IntRange(0, len(ways)-1).Draw(t, "way")
	return ways[i].who, ways[i].step
}

// agree compares the read model with what was returned and with what the records say, and looks for orphans.
func agree(t *rapid.T, w *steeringtest.World, task steering.Task) {
	held, events, err := w.Tasks.Story(context.Background(), w.Actor(steeringtest.Reader, steeringtest.City), task.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain(task), plain(held)); diff != "" {
		t.Fatalf("read model (-returned +stored):\n%s", diff)
	}
	replayed, err := steering.Replay(events)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain(held), plain(replayed)); diff != "" {
		t.Fatalf("the records say otherwise (-stored +replayed):\n%s", diff)
	}
	if held.Final() {
		if held.LimitOn != "" {
			t.Fatalf("final in %s and limited to %s", held.State, held.LimitOn)
		}
		return
	}
	able := slices.ContainsFunc(everybody(w), func(who access.Actor) bool {
		return slices.ContainsFunc(stepsOf(t, w, who, held), func(x steering.Transition) bool { return x.To != "" })
	})
	if !able || held.LimitOn == "" {
		t.Fatalf("nobody can move a task in %s, or it has no limit (%q)", held.State, held.LimitOn)
	}
}

// plain is a task as JSON, in which an empty and an absent list are told apart as the records tell them apart.
func plain(task steering.Task) string {
	raw, err := json.MarshalIndent(task, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// end brings a task to an end from wherever it stands, by the people whose turn it is and without new data.
func end(t *rapid.T, w *steeringtest.World, task steering.Task) {
	way := map[steering.State]steering.Step{
		steering.Filed: steering.Assign, steering.Assigned: steering.Accept, steering.Accepted: steering.Feedback,
		steering.Returned: steering.Feedback, steering.Reported: steering.GiveUp, steering.Verified: steering.Close,
		steering.Refused: steering.Assign, steering.Negotiating: steering.Agree, steering.Proposed: steering.Sign,
		steering.Offered: steering.Decline,
	}
	for range 8 {
		if task.Final() {
			return
		}
		who := w.Actor(steeringtest.Coordinator, steeringtest.City)
		switch way[task.State] { //nolint:exhaustive // the others are the coordinator's of the city
		case steering.Accept, steering.Feedback, steering.Decline:
			who = w.Actor(steeringtest.Handler, task.Target)
		case steering.Sign:
			who = w.Actor(steeringtest.Coordinator, steeringtest.County)
		}
		next, err := w.Tasks.Act(context.Background(), who, task.ID, steering.Deed{Step: way[task.State], Reason: "样本理由"})
		if err != nil {
			t.Fatalf("%s out of %s: %v", way[task.State], task.State, err)
		}
		task = next
	}
	t.Fatalf("no end in sight from %s", task.State)
}

// rebuildsEqual compares everything the room can be asked before and after its read models were computed again.
func rebuildsEqual(t *testing.T, w *steeringtest.World) {
	t.Helper()
	before := steeringtest.Dump(t, w)
	if err := w.Tasks.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, steeringtest.Dump(t, w)); diff != "" {
		t.Errorf("rebuilt (-before +after):\n%s", diff)
	}
	if list, _, err := w.Tasks.List(context.Background(), w.Actor(steeringtest.Reader, region.Country), steering.Filter{Limit: 1}); err != nil || len(list) == 0 {
		t.Errorf("nothing was there to rebuild: %v", err)
	}
}
