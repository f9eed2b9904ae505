package warning

import (
	"fmt"
	"math"
)

// Return is where a unit stands against the path it left (Back). Change is on the scale of Finding.Change, and so are the
// bounds; where only one direction harms, the other bound still tells what would be unusual.
type Return struct {
	Change    float64 // since the last year before the warning, without holidays and what all units had in common
	Low, High float64 // the band of nothing unusual
	Years     int     // how many years lie between, at least 1
	Inside    bool    // not beyond the bound on the side that harms
	Known     bool    // false: a figure between is missing or incomplete, or the past is too short or never changed
}

// Back tells whether a unit is back on the path that it left in period since, by its figure of period at, which lies later.
// A drop that stays is no change any more once a year has passed; so at is compared with the same period of the last year
// before since: k years are k of the usual changes, and spread as k independent ones.
//
//	Change = Σ own(at − j·PerYear) for j = 0 … k−1, k the least with at − k·PerYear < since
//	Band   = k·Usual ± Threshold·Spread·√k
//
// Usual and Spread are those of the rule's Years before since, as Judge had them when the run began: what came of the warning
// cannot widen the band. Errors are those of Judge; ErrPeriod also when at does not lie after since. Cost that of Judge.
func Back(p Panel, r Rule, unit, since, at int) (Return, error) {
	if err := r.Check(); err != nil {
		return Return{}, err
	}
	if err := p.check(r.Scale); err != nil {
		return Return{}, err
	}
	if unit < 0 || unit >= p.Units || since < p.PerYear || at <= since || at >= p.Periods {
		return Return{}, fmt.Errorf("%w: from %d to %d of %d, unit %d of %d", ErrPeriod, since, at, p.Periods, unit, p.Units)
	}
	c := newChanges(p, r, since)
	f := c.judge(unit, since, since, func(t int) change { return c.own(unit, t) })
	if !f.Known {
		return Return{}, nil
	}
	b := Return{Known: true}
	for t := at; t >= since; t -= p.PerYear {
		x := c.own(unit, t)
		if !x.known {
			return Return{}, nil
		}
		b.Change += x.value
		b.Years++
	}
	width := float64(r.Threshold * f.Spread * math.Sqrt(float64(b.Years)))
	b.Low, b.High = float64(float64(b.Years)*f.Usual)-width, float64(float64(b.Years)*f.Usual)+width
	b.Inside = (r.Harm == Rising || b.Change >= b.Low) && (r.Harm == Falling || b.Change <= b.High)
	return b, nil
}
