package eldercare

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// The variables under which the counts of a diagnosis stand among the facts (data/variables.csv).
const (
	dueVariable      = "eldercare_due"
	servedVariable   = "eldercare_served"
	recordedVariable = "eldercare_served_recorded" // by the word of whoever delivers, confirmed or not
)

// tell makes a diagnosis a fact of its month: how many elders of each county are due a service and how many have all of it, by urban and rural
// and in all. Nobody types progress: the gap on the board and the effect of a task follow from this. It may be told again.
func (s *Service) tell(ctx context.Context, r *Record) error {
	_, _, err := s.Facts.Load(ctx, access.System("eldercare-diagnosis", fact.CanImport), s.Title+" "+r.On, s.observations(r), nil)
	return err
}

// observations are the counts of a record by county, in the order of their codes. Elders whose residence the register does not say
// count in the whole alone.
func (s *Service) observations(r *Record) iter.Seq2[fact.Observation, error] {
	type key struct {
		county    region.Key
		residence Residence
	}
	view := s.Regions.At(r.On)
	due, served, recorded := map[key]int{}, map[key]int{}, map[key]int{}
	for _, c := range r.Cells {
		county, ok := view.Ancestor(c.Key(), region.County)
		if !ok {
			continue // a county as large as its prefecture has no figure below it
		}
		for _, where := range []Residence{"", Urban, Rural} { // each is told, be it 0: what is published needs the whole table
			k := key{county, where}
			if due[k] += 0; where == "" || where == c.Residence {
				due[k] += c.Served + c.Unserved
				served[k] += c.Served
				recorded[k] += c.Served + c.Unsure
			}
		}
	}
	keys := make([]key, 0, len(due))
	for k := range due {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.county.Code, b.county.Code), cmp.Compare(a.residence, b.residence))
	})
	return func(yield func(fact.Observation, error) bool) {
		for _, k := range keys {
			for _, v := range []struct {
				variable string
				n        int
			}{{dueVariable, due[k]}, {servedVariable, served[k]}, {recordedVariable, recorded[k]}} {
				o := fact.Observation{
					Variable: v.variable, Region: k.county, Period: r.On[:len("2006-01")], Breakdown: fact.Breakdown{Residence: string(k.residence)},
					Vintage: r.Vintage, Source: s.Source, Value: float64(v.n), State: fact.Observed,
				}
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}
