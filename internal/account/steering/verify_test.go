package steering_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store/storetest"
)

// world is a world in memory with its baseline.
func world(t testing.TB) *steeringtest.World {
	t.Helper()
	w := steeringtest.New(t, storetest.Open(t, steeringtest.Migrations()...))
	w.Census(t)
	w.Measure(t, "2024", "2025-03", steeringtest.Baseline)
	return w
}

// offered checks that verification is offered where it would succeed, and that the reason stands there where it would not.
func offered(t *testing.T, w *steeringtest.World, task steering.Task, refusal string) {
	t.Helper()
	next, err := w.Tasks.Next(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), task)
	if err != nil {
		t.Fatal(err)
	}
	verify := slices.ContainsFunc(next.Steps, func(s steering.Transition) bool { return s.Step == steering.Verify })
	why := ""
	if next.Unproven != nil {
		why = next.Unproven.Key
	}
	if verify != (refusal == "") || why != refusal || next.Awaited() != (refusal == "steering.verify.waits") {
		t.Errorf("verification offered: %v, why not: %q, want %q", verify, why, refusal)
	}
}

var reported = []steering.Step{steering.Assign, steering.Accept, steering.Feedback}

// The figures are made up; what each verdict should be follows from the rule in EffectOf: 40 and 80 before, so a
// difference of 40 and a ratio of 2.
func TestVerification(t *testing.T) {
	for _, c := range []struct {
		name            string
		period, vintage string
		shares          steeringtest.Shares
		want            string // key of the refusal, or empty when verified
	}{
		{"no later figures", "", "", nil, "steering.verify.waits"},
		{"an earlier period", "2023", "2026-11", steeringtest.Shares{steeringtest.County: 70, steeringtest.Third: 75, steeringtest.Sibling: 80}, "steering.verify.waits"},
		{"a later period, narrower", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 82}, ""},
		{"the same period, compiled later", "2024", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 80}, ""},
		{"as it was", "2025", "2026-11", steeringtest.Baseline, "steering.verify.unchanged"},
		{"wider", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 40, steeringtest.Third: 60, steeringtest.Sibling: 85}, "steering.verify.widened"},
		{"a larger difference with a smaller ratio", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 50, steeringtest.Third: 60, steeringtest.Sibling: 91}, "steering.verify.mixed"},
		{"narrower because all fell back", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 39, steeringtest.Third: 50, steeringtest.Sibling: 60}, "steering.verify.levelled"},
		{"narrower by less than is printed", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 40.01, steeringtest.Third: 60, steeringtest.Sibling: 80}, "steering.verify.unchanged"},
		{"the county furthest ahead left out", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 45, steeringtest.Third: 60}, "steering.verify.incomparable"},
		{"another county in its place", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 45, steeringtest.Third: 60, steeringtest.Fourth: 70}, "steering.verify.incomparable"},
		{"one county more", "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 60, steeringtest.Fourth: 60, steeringtest.Sibling: 80}, "steering.verify.incomparable"},
		{"compiled again, the county furthest ahead withheld", "2024", "2026-11", steeringtest.Shares{steeringtest.County: 45, steeringtest.Sibling: steeringtest.Suppressed}, "steering.verify.incomparable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world(t)
			task := w.File(t)
			w.Do(t, task.ID, reported...)
			if c.period != "" {
				w.Measure(t, c.period, c.vintage, c.shares)
			}
			before := stored(t, w, task.ID)
			who := w.Actor(steeringtest.Coordinator, steeringtest.City)
			offered(t, w, before, c.want)
			got, err := w.Tasks.Act(context.Background(), who, task.ID, steering.Deed{Step: steering.Verify})
			if c.want != "" {
				if e, ok := fault.As(err); !ok || e.Key != c.want || e.Kind != fault.Conflict {
					t.Fatalf("verify: %v, want %s", err, c.want)
				}
				if after := stored(t, w, task.ID); after.State != steering.Reported || after.Events != before.Events {
					t.Errorf("a refused verification left %s after %d events, want %s after %d", after.State, after.Events, before.State, before.Events)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.State != steering.Verified || got.Effect != steering.Narrowed || got.After == nil || got.Before.Absolute != 40 || *got.Before.Ratio != 2 {
				t.Errorf("verified: %s, %s, before %+v, after %+v", got.State, got.Effect, got.Before, got.After)
			}
			if closed := w.Do(t, task.ID, steering.Close); closed.State != steering.Closed {
				t.Errorf("closed: %s", closed.State)
			}
		})
	}
}

func stored(t testing.TB, w *steeringtest.World, id string) steering.Task {
	t.Helper()
	task, err := w.Tasks.Get(context.Background(), w.Actor(steeringtest.Reader, steeringtest.City), id)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// moving publishes new figures right after each answer, so many times.
type moving struct {
	steering.Measures
	t     *testing.T
	w     *steeringtest.World
	times int
}

func (m *moving) Gap(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error) {
	g, err := m.Measures.Gap(ctx, who, q)
	if m.times > 0 {
		m.times--
		m.w.Measure(m.t, "2024", fmt.Sprintf("moved %d", m.times), steeringtest.Shares{steeringtest.County: float64(50 + m.times)})
	}
	return g, err
}

// A task is verified on what the data say at the moment that is stored, too.
func TestDataMovesWhileATaskIsVerified(t *testing.T) {
	w := world(t)
	task := w.File(t)
	w.Do(t, task.ID, reported...)
	w.Measure(t, "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 82})
	who, still := w.Actor(steeringtest.Coordinator, steeringtest.City), w.Tasks.Measures
	verify := func(times int) (steering.Task, error) {
		w.Tasks.Measures = &moving{still, t, w, times}
		return w.Tasks.Act(t.Context(), who, task.ID, steering.Deed{Step: steering.Verify})
	}
	if _, err := verify(100); keyOf(err) != "steering.gap.moved" {
		t.Errorf("while the data never rest: %v, want steering.gap.moved", err)
	}
	if now := stored(t, w, task.ID); now.State != steering.Reported {
		t.Errorf("the task is %s after a refusal", now.State)
	}
	if _, err := verify(2); err != nil {
		t.Errorf("once the data rest: %v", err)
	}
}

// What a task cites is what the data say at the moment it is stored.
func TestDataMovesWhileATaskIsFiled(t *testing.T) {
	w := world(t)
	still := w.Tasks.Measures
	w.Tasks.Measures = &moving{still, t, w, 2}
	if task := w.File(t); task.Before.Low != 50 {
		t.Errorf("cited %v, want the figure that was published last, 50", task.Before.Low)
	}
	w.Tasks.Measures = &moving{still, t, w, 100}
	if _, err := w.Tasks.File(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Filing()); keyOf(err) != "steering.gap.moved" {
		t.Errorf("while the data never rest: %v, want steering.gap.moved", err)
	}
	w.Tasks.Measures = still
	if list, _, err := w.Tasks.List(t.Context(), w.Actor(steeringtest.Reader, steeringtest.City), steering.Filter{Limit: 9}); err != nil || len(list) != 1 {
		t.Errorf("%d tasks, %v, want 1", len(list), err)
	}
}
