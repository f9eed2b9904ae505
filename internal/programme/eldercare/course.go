package eldercare

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Course is how services went in a county in the last whole month before a diagnosis. What nobody counted is 0 with a 0 beside it that says so.
type Course struct {
	County   string `json:"county"`    // region.Key
	WaitDays int    `json:"wait_days"` // from the last assessment that the register knows to the first confirmed visit ever, of all who had theirs
	Waited   int    `json:"waited"`    // who they are
	Visits   int    `json:"visits"`    // took place, says whoever delivered
	Familiar int    `json:"familiar"`  // of those, by whoever came most often to the same person
	Audit    *Audit `json:"audit,omitempty"`
}

// Audit is what the sample of a county's month found.
type Audit struct {
	Frame      int     `json:"frame"`   // visits that it was drawn from
	Reached    int     `json:"reached"` // persons who answered
	Mismatches int     `json:"mismatches"`
	Share      float64 `json:"share"` // of the frame, estimated
	Low        float64 `json:"low"`   // 95 percent, where Bounds
	High       float64 `json:"high"`
	Bounds     bool    `json:"bounds"`
}

// watch follows how services go while a diagnosis reads the elders one by one.
type watch struct {
	view    *region.View
	came    map[string]delivery.Came
	courses map[region.Key]*Course
	audits  map[region.Key]*Audit
}

// watch reads what came of the last whole month before a day.
func (s *Service) watch(ctx context.Context, on string) (*watch, error) {
	month, err := monthBefore(on)
	if err != nil {
		return nil, err
	}
	w := &watch{view: s.Regions.At(on), came: map[string]delivery.Came{}, courses: map[region.Key]*Course{}, audits: map[region.Key]*Audit{}}
	return w, s.DB.Read(ctx, func(q store.Queryer) error {
		list, err := s.Visits.CameIn(q, month)
		if err != nil {
			return err
		}
		for _, c := range list {
			w.came[c.Person] = c
			if one := w.course(c.Place); one != nil {
				one.Visits += c.Visits
				one.Familiar += c.Familiar
			}
		}
		for county := range w.courses {
			r, found, err := s.Visits.MismatchIn(q, county, month)
			if err != nil {
				return err
			}
			if found && r.HasShare {
				w.audits[county] = &Audit{r.Frame, r.Reached, r.Mismatches, tenth(r.Share), tenth(r.Low), tenth(r.High), r.Tells()}
			}
		}
		return nil
	})
}

// tenth is a share to a tenth of a percent, as it is told.
func tenth(share float64) float64 { return math.Round(share*1000) / 1000 }

// course is that of the county around a place; nil where there is none.
func (w *watch) course(place region.Key) *Course {
	county, ok := w.view.Ancestor(place, region.County)
	if !ok {
		return nil
	}
	if w.courses[county] == nil {
		w.courses[county] = &Course{County: county.String()}
	}
	return w.courses[county]
}

// sees adds how long an elder waited. An assessment after the visit is none that it followed from.
func (w *watch) sees(e Elder) {
	c := w.came[e.Person]
	if c.First == "" || e.Assessed == "" || e.Assessed > c.First {
		return
	}
	assessed, err := time.Parse(time.DateOnly, e.Assessed)
	first, err2 := time.Parse(time.DateOnly, c.First)
	if one := w.course(c.Place); err == nil && err2 == nil && one != nil {
		one.WaitDays += int(first.Sub(assessed).Hours()) / 24
		one.Waited++
	}
}

// all are the courses, by county.
func (w *watch) all() (list []Course) {
	for _, county := range slices.SortedFunc(maps.Keys(w.courses), func(a, b region.Key) int { return cmp.Compare(a.Code, b.Code) }) {
		c := *w.courses[county]
		c.Audit = w.audits[county]
		list = append(list, c)
	}
	return list
}
