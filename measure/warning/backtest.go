package warning

import (
	"fmt"
	"slices"
)

// Event is something known to have happened: a unit's level was off from period From until Until, both included.
type Event struct{ Unit, From, Until int }

// Score is how well a rule did on a past whose events are known. Precision is the share of warnings that told of an
// event, Recall the share of events that were told; each is absent (Known false) where it would be 0/0.
type Score struct {
	Warnings, True              int // runs of warnings, and those that began during an event
	Events, Found               int
	Precision, Recall           float64
	PrecisionKnown, RecallKnown bool
	Delay                       float64 // median number of periods from an event's first to its warning's first, over those found
}

// Backtest judges every period from first to last with what was known then, and counts. Warnings in consecutive periods of
// one unit are one. Cost that of Judge for each period.
func Backtest(p Panel, r Rule, first, last int, events []Event) (Score, error) {
	for _, e := range events {
		if e.Unit < 0 || e.Unit >= p.Units || e.From > e.Until {
			return Score{}, fmt.Errorf("%w: event %+v", ErrPeriod, e)
		}
	}
	began, err := begun(p, r, first, last)
	if err != nil {
		return Score{}, err
	}
	return count(began, events, first, last), nil
}

// begun returns for each unit the periods in which a warning began.
func begun(p Panel, r Rule, first, last int) ([][]int, error) {
	began, ringing := make([][]int, p.Units), make([]bool, p.Units)
	for t := first; t <= last; t++ {
		report, err := Judge(p, r, t)
		if err != nil {
			return nil, err
		}
		for u, f := range report.Findings {
			rings := f.Verdict == Warning
			if rings && !ringing[u] {
				began[u] = append(began[u], t)
			}
			ringing[u] = rings
		}
	}
	return began, nil
}

func count(began [][]int, events []Event, first, last int) (s Score) {
	var delays []float64
	told := map[[2]int]bool{}
	for _, e := range events {
		if e.From < first || e.From > last {
			continue
		}
		s.Events++
		during := func(t int) bool { return t >= e.From && t <= e.Until }
		if i := slices.IndexFunc(began[e.Unit], during); i >= 0 {
			s.Found++
			delays = append(delays, float64(began[e.Unit][i]-e.From))
		}
		for _, t := range began[e.Unit] {
			if during(t) {
				told[[2]int{e.Unit, t}] = true
			}
		}
	}
	for _, times := range began {
		s.Warnings += len(times)
	}
	s.True = len(told)
	if s.Warnings > 0 {
		s.Precision, s.PrecisionKnown = float64(s.True)/float64(s.Warnings), true
	}
	if s.Events > 0 {
		s.Recall, s.RecallKnown = float64(s.Found)/float64(s.Events), true
	}
	if len(delays) > 0 {
		s.Delay = median(delays)
	}
	return s
}
