package app

import (
	"context"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// The monthly series that the demonstration makes up, so that early warning has a past to look at: nothing official is
// monthly. It stays internal and its source says what it is.
const (
	demoSeries   = "villages_5g_fibre"
	demoMonths   = 62
	demoFall     = 9.0 // percentage points that the demonstration's county loses
	demoFallLast = 2   // in so many of the last months
)

// demoFirst is the first of its months; the last ends before demoDay.
var demoFirst = time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC)

// demoWatched publishes the series inside the first node; what it holds already it leaves as it is.
func (d *demonstration) demoWatched(ctx context.Context) error {
	n := d.Nodes[0]
	_, _, err := n.Facts.Load(ctx, access.Operator(), d.text("app.demo.watched"), d.madeUp(), nil)
	return err
}

// madeUp are shares of the province's counties: each has a level and a growth of its own, and months that vary by half a
// percentage point.
func (d *demonstration) madeUp() iter.Seq2[fact.Observation, error] {
	view, source := d.Regions.At(region.ListDay), d.text("app.demo.watched.source")
	return func(yield func(fact.Observation, error) bool) {
		for i, u := range view.Units(region.County) {
			if !view.Contains(demoProvince, u.Key) {
				continue
			}
			random := rand.New(rand.NewPCG(uint64(i), 20)) // made up, and the same every time
			level, growth := 60+15*random.Float64(), 0.1+0.1*random.Float64()
			for m := range demoMonths {
				v := level + growth*float64(m) + 0.5*random.NormFloat64()
				if u.Key == demoCounty && m >= demoMonths-demoFallLast {
					v -= demoFall
				}
				o := fact.Observation{
					Variable: demoSeries, Region: u.Key, Period: demoFirst.AddDate(0, m, 0).Format("2006-01"), Source: source, Vintage: demoVintage,
					Value: math.Round(10*v) / 10, Decimals: 1, State: fact.Observed,
				}
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}

// demoVintage is when the figures would have been compiled.
const demoVintage = "2026-09"
