// Package progress says whether a figure is on its way to a target (目标进展): on track, too slow, hardly moving, going
// back, or there already. It serves every target of the plan (A16, A17) and knows neither indicators nor regions.
//
// The classes are those of Statistics Canada and Open SDG: the pace observed over the pace required from the base year,
// at least 95 % on track, 60 to 95 % to be accelerated, 0 to 60 % limited, below 0 deteriorating. Their pace is a compound
// growth rate, which does not exist for zero or negative figures and tells nothing of a share near its ceiling; there
// the pace is the straight line's, and the answer says which one was taken.
//
// Limits: two figures are judged, not the years between; a figure with an interval should be judged at both its ends.
package progress

import (
	"errors"
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Reasons for which no class is given. A returned error wraps one of them.
var (
	// ErrValue says that a figure is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrTime says that the years do not come in the order base, latest, target, or that base and latest are one.
	ErrTime = errors.New("times out of order")
	// ErrScale says that the figures have no scale of their own: the target equals the base, and no tolerance is given.
	ErrScale = errors.New("the target is the base itself: state the tolerance to keep within")
)

// Class is how a figure moves. The zero value is no class.
type Class int

// The classes, from the best down.
const (
	Unknown       Class = iota
	Met                 // at the target or beyond it, by the latest figure
	OnTrack             // pace at least 95 % of the one required
	Accelerate          // 60 to 95 %: moving, too slowly
	Limited             // 0 to 60 %
	Deteriorating       // going the other way
)

// Pace is how speed is counted.
type Pace int

// The paces.
const (
	Growth Pace = iota // compound growth rate per unit of time
	Line               // difference per unit of time
)

// The bounds between the classes; Statistics Canada's, as Open SDG documents them.
const (
	onTrack    = 0.95
	accelerate = 0.60
)

// Course is what is judged.
type Course struct {
	Base, Latest, Target             float64 // the figure, in one unit
	BaseTime, LatestTime, TargetTime float64 // years
	Bounded                          bool    // a share or an index that has a ceiling: its pace is always the straight line's
	Tolerance                        float64 // how near to the target counts as there, in the figure's unit; 0 for exactly
}

// Verdict is the class and how it came about. Observed and Required are per unit of time, as a rate for Growth (0.05 is
// 5 %) and in the figure's unit for Line. Ratio is Observed/Required; when Met at the base already, Known is false and
// Observed and Required are 0.
type Verdict struct {
	Class              Class
	Pace               Pace
	Observed, Required float64
	Ratio              float64
	Known              bool // whether Observed, Required and Ratio say something
}

// Judge compares the pace so far with the pace that the target asks for:
//
//	Growth: (Latest/Base)^(1/t) − 1 over (Target/Base)^(1/T) − 1
//	Line:   (Latest − Base)/t over (Target − Base)/T
//
// with t the time from base to latest and T from base to target. The direction is the target's: falling to a lower
// target is progress. Growth is taken when all three figures are positive and the figure is not Bounded. Whoever was at
// the target from the start is Met while still there within Tolerance, and Deteriorating after leaving it, which needs a
// direction: then the target must differ from the base, or Tolerance be positive (ErrScale). Cost O(1). Source: Open SDG,
// progress methodology (Statistics Canada's), checked with its worked numbers.
func Judge(c Course) (Verdict, error) {
	if err := c.check(); err != nil {
		return Verdict{}, err
	}
	way := c.Target - c.Base
	if math.Abs(way) <= c.Tolerance {
		return c.keep(way)
	}
	v := c.pace(way)
	v.Ratio = v.Observed / v.Required
	if math.IsInf(v.Ratio, 0) || v.Required == 0 {
		return Verdict{}, fmt.Errorf("%w: a required pace of %v", ErrScale, v.Required)
	}
	v.Class = classOf(v.Ratio)
	if float64(sign(way)*(c.Target-c.Latest)) <= c.Tolerance {
		v.Class = Met
	}
	return v, nil
}

func (c Course) check() error {
	for _, x := range []float64{c.Base, c.Latest, c.Target, c.BaseTime, c.LatestTime, c.TargetTime, c.Tolerance} {
		if math.IsNaN(x) || math.Abs(x) > math.MaxFloat64/4 {
			return fmt.Errorf("%w: %v", ErrValue, x)
		}
	}
	if !(c.BaseTime < c.LatestTime) || c.LatestTime > c.TargetTime {
		return fmt.Errorf("%w: base %v, latest %v, target %v", ErrTime, c.BaseTime, c.LatestTime, c.TargetTime)
	}
	if c.Tolerance < 0 {
		return fmt.Errorf("%w: tolerance %v", ErrValue, c.Tolerance)
	}
	return nil
}

// keep judges whoever began at the target: there is no pace, only being there or not.
func (c Course) keep(way float64) (Verdict, error) {
	if way == 0 && c.Tolerance == 0 && c.Latest != c.Target {
		return Verdict{}, fmt.Errorf("%w: %v", ErrScale, c.Target)
	}
	if math.Abs(c.Latest-c.Target) <= c.Tolerance || (way != 0 && sign(way) == sign(c.Latest-c.Target)) {
		return Verdict{Class: Met, Pace: Line}, nil
	}
	return Verdict{Class: Deteriorating, Pace: Line}, nil
}

// pace fills in how fast it went and should have gone.
func (c Course) pace(way float64) Verdict {
	passed, all := c.LatestTime-c.BaseTime, c.TargetTime-c.BaseTime
	if c.Bounded || c.Base <= 0 || c.Latest <= 0 || c.Target <= 0 {
		return Verdict{Pace: Line, Observed: (c.Latest - c.Base) / passed, Required: way / all, Known: true}
	}
	return Verdict{
		Pace: Growth, Known: true,
		Observed: rate(c.Latest, c.Base, passed), Required: rate(c.Target, c.Base, all),
	}
}

// rate is (to/from)^(1/t) − 1, to full precision near zero.
func rate(to, from, t float64) float64 {
	u := elementary.LogRatio(to, from) / t
	if math.Abs(u) <= elementary.NearZero {
		return u + elementary.ExpTail(u)
	}
	return elementary.Exp(u) - 1
}

func classOf(ratio float64) Class {
	switch {
	case ratio >= onTrack:
		return OnTrack
	case ratio >= accelerate:
		return Accelerate
	case ratio >= 0:
		return Limited
	}
	return Deteriorating
}

func sign(x float64) float64 { return math.Copysign(1, x) }
