package rule

import (
	"fmt"
	"iter"
)

// Tally is what a set said of many cases, in sums. It is for those who work with the cases and is not fit to be published:
// its counts may be small.
type Tally struct {
	Version string `json:"version"`
	On      string `json:"on"`
	Cases   int64  `json:"cases"`
	Open    int64  `json:"open"` // of which a fact is missing that could change the outcome
	// Counts are cases by value; of a list, cases that have the member. Numbers have none.
	Counts map[string]int64 `json:"counts"`
}

// EvaluateAll decides cases one after the other and hands each outcome on; the first error, of either side, ends it. Memory
// does not grow with the cases.
func (s *Set) EvaluateAll(on string, cases iter.Seq2[map[string]any, error], each func(n int64, out Outcome) error) (Tally, error) {
	t := Tally{Version: s.version, On: on, Counts: map[string]int64{}}
	for facts, err := range cases {
		var out Outcome
		if err == nil {
			out, err = s.Evaluate(Case{On: on, Facts: facts})
		}
		if err == nil {
			err = each(t.Cases, out)
		}
		if err != nil {
			return Tally{}, fmt.Errorf("case %d: %w", t.Cases, err)
		}
		t.count(out, s.slots[s.result].domain.Kind)
	}
	return t, nil
}

func (t *Tally) count(out Outcome, kind Kind) {
	t.Cases++
	if !out.Known {
		t.Open++
		return
	}
	switch v := out.Value.(type) {
	case []string:
		for _, id := range v {
			t.Counts[id]++
		}
	default:
		if kind != Number {
			t.Counts[fmt.Sprint(v)]++
		}
	}
}
