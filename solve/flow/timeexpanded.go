package flow

import (
	"errors"
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// Reasons for which a builder of networks refuses its input.
var (
	// ErrQuota says that quotas are no laminar family.
	ErrQuota = errors.New("not a laminar family of quotas")
	// ErrPeriods says that a network over time is none: no period, a negative transit time, a place or period outside it.
	ErrPeriods = errors.New("not a network over time")
)

// Transit is a way from one place to another that takes Periods and is open in every period: units leaving in period t arrive in
// t + Periods. Cap is per period. Periods may be 0.
type Transit struct {
	From, To  int32
	Periods   int
	Cap, Cost int64
}

// Holding lets units wait at a place from each period to the next.
type Holding struct {
	Place     int32
	Cap, Cost int64
}

// Arrival is units that enter at a place in a period; negative units leave there.
type Arrival struct {
	Place  int32
	Period int
	Units  int64
}

// OverTime returns the time-expanded network (时间扩展网络; Ford, Fulkerson 1958) of a network whose ways take time: one node for each place in each period, see
// NodeAt. Its arcs are, for each transit in order and each period in which it can still arrive, one arc; then for each holding
// one from every period to the next. A static flow in it is a flow over time in the original, so work may be placed now, later or
// elsewhere at the least cost. Arrivals at one place and time add up. O(periods · (places + transits)).
func OverTime(places, periods int, transits []Transit, holdings []Holding, arrivals []Arrival) (*flowproblem.Problem, error) {
	if places < 1 || periods < 1 || places > flowproblem.MaxNodes/periods ||
		len(transits)+len(holdings) > flowproblem.MaxArcs/periods {
		return nil, fmt.Errorf("%w: %d places, %d periods", ErrPeriods, places, periods)
	}
	inside := func(place int32) bool { return place >= 0 && int(place) < places }
	p := &flowproblem.Problem{Supply: make([]int64, places*periods)}
	for i, a := range transits {
		if !inside(a.From) || !inside(a.To) || a.Periods < 0 {
			return nil, fmt.Errorf("%w: transit %d", ErrPeriods, i)
		}
		for t := 0; t < periods-a.Periods; t++ {
			p.Arcs = append(p.Arcs, flowproblem.Arc{
				From: NodeAt(places, a.From, t), To: NodeAt(places, a.To, t+a.Periods), Cap: a.Cap, Cost: a.Cost,
			})
		}
	}
	for i, h := range holdings {
		if !inside(h.Place) {
			return nil, fmt.Errorf("%w: holding %d", ErrPeriods, i)
		}
		for t := range periods - 1 {
			p.Arcs = append(p.Arcs, flowproblem.Arc{
				From: NodeAt(places, h.Place, t), To: NodeAt(places, h.Place, t+1), Cap: h.Cap, Cost: h.Cost,
			})
		}
	}
	for i, a := range arrivals {
		if !inside(a.Place) || a.Period < 0 || a.Period >= periods {
			return nil, fmt.Errorf("%w: arrival %d", ErrPeriods, i)
		}
		if a.Units > flowproblem.MaxAmount || a.Units < -flowproblem.MaxAmount {
			return nil, fmt.Errorf("%w: arrival %d", flowproblem.ErrOverflow, i)
		}
		at := &p.Supply[NodeAt(places, a.Place, a.Period)]
		if *at += a.Units; *at > flowproblem.MaxAmount || *at < -flowproblem.MaxAmount {
			return nil, fmt.Errorf("%w: arrival %d", flowproblem.ErrOverflow, i)
		}
	}
	return p, nil
}

// NodeAt is the node of a place in a period.
func NodeAt(places int, place int32, period int) int32 { return int32(period*places) + place }
