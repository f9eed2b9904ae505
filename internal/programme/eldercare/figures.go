package eldercare

import (
	"cmp"
	"context"
	"iter"
	"math"
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

	eldersVariable     = "eldercare_elders"
	undecidedVariable  = "eldercare_undecided"
	waitDaysVariable   = "eldercare_wait_days"
	waitedVariable     = "eldercare_waited"
	visitsVariable     = "eldercare_visits"
	familiarVariable   = "eldercare_visits_familiar"
	framedVariable     = "eldercare_visits_sampled"
	mismatchedVariable = "eldercare_visits_mismatched"
	reachedVariable    = "eldercare_sample_reached"
	lowVariable        = "eldercare_mismatch_low"
	highVariable       = "eldercare_mismatch_high"
	townLowVariable    = "eldercare_township_low"
	townHighVariable   = "eldercare_township_high"
)

// tell makes a diagnosis a fact of its month: how many elders of each county are due a service and how many have all of it, by urban and rural
// and in all. Nobody types progress: the gap on the board and the effect of a task follow from this. It may be told again.
func (s *Service) tell(ctx context.Context, r *Record) error {
	_, _, err := s.Facts.Load(ctx, access.System("eldercare-diagnosis", fact.CanImport), s.Title+" "+r.On, s.observations(r), nil)
	return err
}

// figure is one figure of a county.
type figure struct {
	variable  string
	county    region.Key
	residence Residence
	value     float64
	decimals  int
}

// figures are the counts of a record by county and, of those that say who is served, by residence, in the order of codes, residences and names.
// Elders whose residence the register does not say count in the whole alone. What nobody counted has no figure.
func (s *Service) figures(r *Record) []figure {
	view := s.Regions.At(r.On)
	counties := map[region.Key][]RecordCell{}
	for _, c := range r.Cells {
		if county, ok := view.Ancestor(c.Key(), region.County); ok { // a county as large as its prefecture has no figure below it
			counties[county] = append(counties[county], c)
		}
	}
	var list []figure
	for county, cells := range counties {
		list = append(list, served(county, cells)...)
		list = append(list, between(county, cells)...)
	}
	for _, c := range r.Courses {
		if county, ok := region.ParseKey(c.County); ok && counties[county] != nil {
			list = append(list, c.figures(county)...)
		}
	}
	slices.SortFunc(list, func(a, b figure) int {
		return cmp.Or(cmp.Compare(a.county.Code, b.county.Code), cmp.Compare(a.residence, b.residence), cmp.Compare(a.variable, b.variable))
	})
	return list
}

// served counts who is due and who is served. Each residence is told, be it 0: what is published needs the whole table.
func served(county region.Key, cells []RecordCell) (list []figure) {
	for _, where := range []Residence{"", Urban, Rural} {
		var n RecordCell
		for _, c := range cells {
			if where == "" || where == c.Residence {
				n.Elders += c.Elders
				n.Served += c.Served
				n.Unserved += c.Unserved
				n.Unsure += c.Unsure
				n.Undecided += c.Undecided
			}
		}
		for variable, count := range map[string]int{
			dueVariable: n.Served + n.Unserved, servedVariable: n.Served, recordedVariable: n.Served + n.Unsure,
			eldersVariable: n.Elders, undecidedVariable: n.Undecided,
		} {
			list = append(list, figure{variable, county, where, float64(count), 0})
		}
	}
	return list
}

// between are the lowest and the highest served share of the townships in which somebody is due anything, in percent.
func between(county region.Key, cells []RecordCell) []figure {
	due, has := map[string]int{}, map[string]int{}
	for _, c := range cells {
		if c.Key().Level == region.Township {
			due[c.Place] += c.Served + c.Unserved
			has[c.Place] += c.Served
		}
	}
	low, high, some := 0.0, 0.0, false
	for place, n := range due {
		if n == 0 {
			continue
		}
		share := tenth(float64(has[place])/float64(n)) * 100
		if !some {
			low, high, some = share, share, true
		}
		low, high = min(low, share), max(high, share)
	}
	if !some {
		return nil
	}
	return []figure{percents(townLowVariable, county, low), percents(townHighVariable, county, high)}
}

// percents is a figure in percent with one decimal, exactly as it prints.
func percents(variable string, county region.Key, value float64) figure {
	return figure{variable, county, "", math.Round(value*10) / 10, 1}
}

// figures are those of what was counted at all.
func (c Course) figures(county region.Key) (list []figure) {
	add := func(variable string, n int) {
		list = append(list, figure{variable, county, "", float64(n), 0})
	}
	if c.Waited > 0 {
		add(waitDaysVariable, c.WaitDays)
		add(waitedVariable, c.Waited)
	}
	if c.Visits > 0 {
		add(visitsVariable, c.Visits)
		add(familiarVariable, c.Familiar)
	}
	if a := c.Audit; a != nil {
		add(framedVariable, a.Frame)
		add(reachedVariable, a.Reached)
		list = append(list, figure{mismatchedVariable, county, "", math.Round(a.Share*float64(a.Frame)*10) / 10, 1})
		if a.Bounds {
			list = append(list, percents(lowVariable, county, a.Low*100), percents(highVariable, county, a.High*100))
		}
	}
	return list
}

// observations are the figures of a record, as facts of its month.
func (s *Service) observations(r *Record) iter.Seq2[fact.Observation, error] {
	return func(yield func(fact.Observation, error) bool) {
		for _, f := range s.figures(r) {
			o := fact.Observation{
				Variable: f.variable, Region: f.county, Period: r.On[:len("2006-01")], Breakdown: fact.Breakdown{Residence: string(f.residence)},
				Vintage: r.Vintage, Source: s.Source, Value: f.value, Decimals: f.decimals, State: fact.Observed,
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}
