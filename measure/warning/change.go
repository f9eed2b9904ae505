package warning

import "mihe/measure/elementary"

// changes are a panel's changes against the year before.
type changes struct {
	Panel
	rule   Rule
	effect []float64 // of the holiday, by unit
	pooled float64   // its effect over all units
	learnt bool      // whether there was something to learn it from
	common []float64 // by period, the median change of all units
}

// change is one of them, or none.
type change struct {
	value float64
	known bool
}

// leastUnits is how many units must have a change for one to be called common.
const leastUnits = 10

// newChanges takes out the holiday, learnt from the periods before the run, and what all units have in common.
func newChanges(p Panel, r Rule, run int) *changes {
	c := &changes{Panel: p, rule: r, common: make([]float64, p.Periods)}
	c.learnHoliday(run)
	for t := p.PerYear; t < p.Periods; t++ {
		var all []float64
		for u := range p.Units {
			if x := c.adjusted(u, t); x.known {
				all = append(all, x.value)
			}
		}
		if len(all) >= leastUnits {
			c.common[t] = median(all)
		}
	}
	return c
}

// complete tells whether a figure counts enough of its reports.
func (c *changes) complete(unit, period int) bool { return c.reported(unit, period) >= c.rule.Complete }

// raw is the change as reported.
func (c *changes) raw(unit, period int) change {
	before := period - c.PerYear
	if before < 0 || !c.complete(unit, period) || !c.complete(unit, before) {
		return change{}
	}
	if c.rule.Scale == Difference {
		return change{c.at(unit, period) - c.at(unit, before), true}
	}
	return change{elementary.LogRatio(c.at(unit, period), c.at(unit, before)), true}
}

// adjusted is the change without the holiday's part.
func (c *changes) adjusted(unit, period int) change {
	x := c.raw(unit, period)
	if x.known {
		x.value -= float64(c.effect[unit] * c.shift(period))
	}
	return x
}

// own is the change without what all units had in common.
func (c *changes) own(unit, period int) change {
	x := c.adjusted(unit, period)
	x.value -= c.common[period]
	return x
}

// explained is what own leaves out of a raw change.
func (c *changes) explained(unit, period int) float64 {
	return float64(c.effect[unit]*c.shift(period)) + c.common[period]
}
