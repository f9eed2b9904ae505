package steering_test

import (
	"context"
	"testing"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store/storetest"
)

// warned is a world in which the county fell by ten percentage points in the last two of sixty months.
func warned(t *testing.T) *steeringtest.World {
	t.Helper()
	w := steeringtest.New(t, storetest.Open(t, steeringtest.Migrations()...))
	w.Census(t)
	w.Months(t, 0, 60, fallen)
	return w
}

func fallen(month int) bool { return month >= 58 }

func recovered(int) bool { return false }

func answering(f *steering.Filing) { f.Alarm = string(steeringtest.County.Code) }

// A task that answers a warning is verified only by figures that did not exist when it was filed, and only once the place has
// been back on its path for a whole run; that the gap is narrower does not suffice.
func TestATaskAnswersAWarning(t *testing.T) {
	for name, c := range map[string]struct {
		later   [2]int // months published after filing
		low     func(int) bool
		refusal string
	}{
		"nothing later":         {[2]int{60, 60}, nil, "steering.verify.waits"},
		"one month back":        {[2]int{60, 61}, recovered, "steering.verify.astray"},
		"two months still low":  {[2]int{60, 62}, fallen, "steering.verify.astray"},
		"low for over a year":   {[2]int{60, 75}, fallen, "steering.verify.astray"},
		"two months back":       {[2]int{60, 62}, recovered, ""},
		"back after it was low": {[2]int{60, 64}, func(m int) bool { return m < 62 }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := warned(t)
			task := w.File(t, answering)
			a := task.Alarm
			if a == nil || a.Place != steeringtest.County || a.Since != "2025-11" || a.Period != "2025-12" || a.Value > a.Low || a.Before < 55 || a.Rule == "" {
				t.Fatalf("filed with %+v", a)
			}
			w.Do(t, task.ID, reported...)
			if c.low != nil {
				w.Months(t, c.later[0], c.later[1], c.low)
			}
			offered(t, w, stored(t, w, task.ID), c.refusal)
			got, err := w.Tasks.Act(context.Background(), w.Actor(steeringtest.Coordinator, steeringtest.City), task.ID, steering.Deed{Step: steering.Verify})
			if c.refusal != "" {
				if e, ok := fault.As(err); !ok || e.Key != c.refusal {
					t.Fatalf("verify: %v, want %s", err, c.refusal)
				}
				return
			}
			if err != nil || got.State != steering.Verified || got.Effect != steering.Recovered || got.Course == nil || !got.Course.Back || got.Course.Value < got.Course.Low {
				t.Fatalf("verified: %+v, course %+v, %v", got, got.Course, err)
			}
			if whole := stored(t, w, task.ID); whole.Alarm == nil || *whole.Alarm != *a || whole.Course == nil {
				t.Errorf("kept: alarm %+v, course %+v", whole.Alarm, whole.Course)
			}
			if closed := w.Do(t, task.ID, steering.Close); closed.State != steering.Closed {
				t.Errorf("closed: %s", closed.State)
			}
		})
	}
}

// A warning is cited only where there is one, and its task goes to the place or to one that contains it.
func TestWarningsAreNotMadeUp(t *testing.T) {
	w := warned(t)
	for name, c := range map[string]struct {
		change func(f *steering.Filing)
		key    string
	}{
		"a county without one":     {func(f *steering.Filing) { f.Alarm, f.Target = string(steeringtest.Sibling.Code), steeringtest.Sibling }, "steering.file.alarm.none"},
		"a task for the neighbour": {func(f *steering.Filing) { answering(f); f.Target = steeringtest.Sibling }, "steering.file.alarm.elsewhere"},
		"no place at all":          {func(f *steering.Filing) { f.Alarm = "x" }, "steering.file.alarm.elsewhere"},
		"people, not places":       {func(f *steering.Filing) { answering(f); f.Question.By = "sex" }, ""},
	} {
		_, err := w.Tasks.File(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Filing(c.change))
		if err == nil || (c.key != "" && keyOf(err) != c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if task := w.File(t, func(f *steering.Filing) { answering(f); f.Target = steeringtest.City }); task.Alarm.Place != steeringtest.County {
		t.Errorf("a task for the prefecture: %+v", task.Alarm)
	}
	if task := w.File(t); task.Alarm != nil {
		t.Errorf("a task that answers none: %+v", task.Alarm)
	}
}

// Whoever restates the past moves the band, and a place that is as low as ever would be back on its path. No such figures close
// a task; restating another place changes nothing.
func TestARestatedPastClosesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		restated steeringtest.Shares // of January and February 2025, with which the months after filing are compared
		low      func(int) bool
		refusal  string
	}{
		"its own past":         {steeringtest.Shares{steeringtest.County: 50}, fallen, "indicator.warning.no_course"},
		"another place's past": {steeringtest.Shares{steeringtest.Sibling: 61}, recovered, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := warned(t)
			task := w.File(t, answering)
			w.Do(t, task.ID, reported...)
			for _, month := range []string{"2025-01", "2025-02"} {
				w.Measure(t, month, "2", c.restated)
			}
			w.Months(t, 60, 62, c.low)
			_, err := w.Tasks.Act(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), task.ID, steering.Deed{Step: steering.Verify})
			if keyOf(err) != c.refusal {
				t.Errorf("verify: %v, want %q", err, c.refusal)
			}
		})
	}
}
