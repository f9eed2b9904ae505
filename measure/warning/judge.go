package warning

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/discovery"
)

// Verdict is what can be said of a unit in a period.
type Verdict int

// The verdicts. Only Warning asks for somebody's attention to the level; NoFigure and Incomplete ask for reports.
const (
	Quiet      Verdict = iota
	Warning            // the change is large, lasts, and stays when all units are asked at once
	Echo               // the rebound of what happened a year before
	NoFigure           // nothing was reported
	Incomplete         // too few reports are in to say anything of the level
	TooShort           // too little past, or a gap in the run
	NoSpread           // the past never changed, so no change can be called large against it
)

// Finding is the verdict on one unit. Z, P and Q are given where Known: Z is the smallest robust z of the run in size, with
// its sign; P the greatest p of the run, one-sided when one direction harms; Q is P after false-discovery control. While
// Change lies within Usual ± Threshold · Spread it is nothing unusual. Change and Explained make up the whole change
// against the year before.
type Finding struct {
	Unit      int
	Verdict   Verdict
	Change    float64 // in the last period, without holiday and common change: a difference of logarithms for Ratio
	Usual     float64 // the median of the past
	Spread    float64 // of the past: its scaled median absolute deviation, widened for being estimated
	Explained float64 // what the holiday and all units together explain of the last period's change
	Z, P, Q   float64
	Known     bool
	Past      int // how many changes the past has
}

// Report is a period's verdicts.
type Report struct {
	Period   int
	Complete float64 // share of units whose figure counts enough of its reports: told apart from every level
	Common   Finding // the change all units had in common, against its own past; Unit is -1
	Holiday  float64 // effect of a whole Spring Festival on a period over all units, on the scale of Change
	Learnt   bool    // whether the holiday moved in the past, so that its effect could be learnt
	Findings []Finding
}

// LeastPast is how many changes a past must have at least.
const LeastPast = 8

// Judge looks at period at with the run of Persistence periods that ends in it. The past of a unit are the changes of
// the rule's Years before that run; nothing later is looked at. Cost O(units · periods log periods).
func Judge(p Panel, r Rule, at int) (Report, error) {
	if err := r.Check(); err != nil {
		return Report{}, err
	}
	if err := p.check(r.Scale); err != nil {
		return Report{}, err
	}
	run := at - r.Persistence + 1
	if at >= p.Periods || run < p.PerYear {
		return Report{}, fmt.Errorf("%w: %d of %d", ErrPeriod, at, p.Periods)
	}
	c := newChanges(p, r, run)
	report := Report{Period: at, Holiday: c.pooled, Learnt: c.learnt, Findings: make([]Finding, p.Units)}
	report.Common = c.judge(-1, run, at, func(t int) change { return change{c.common[t], p.Units >= leastUnits} })
	complete := 0
	for u := range p.Units {
		if c.complete(u, at) {
			complete++
		}
		f := c.judge(u, run, at, func(t int) change { return c.own(u, t) })
		f.Explained = c.explained(u, at)
		switch {
		case c.reported(u, at) == 0:
			f = Finding{Unit: u, Verdict: NoFigure}
		case !c.complete(u, at):
			f = Finding{Unit: u, Verdict: Incomplete}
		}
		report.Findings[u] = f
	}
	report.Complete = float64(complete) / float64(p.Units)
	return report, control(report.Findings, r.Level)
}

// judge compares the run with the past; whether it stays among all units is asked later.
func (c *changes) judge(unit, run, at int, of func(period int) change) Finding {
	f := Finding{Unit: unit, Verdict: TooShort}
	var past []float64
	for t := max(c.PerYear, run-c.rule.Years*c.PerYear); t < run; t++ {
		if x := of(t); x.known {
			past = append(past, x.value)
		}
	}
	f.Past = len(past)
	for t := run; t <= at; t++ {
		if !of(t).known {
			return f
		}
	}
	if f.Past < LeastPast {
		return f
	}
	f.Change, f.Usual = of(at).value, median(past)
	spread := float64(deviation(past, f.Usual)*math.Sqrt(1+math.Pi/2/float64(f.Past))) / normalQuartile
	if spread == 0 || math.IsInf(f.Change/spread, 0) {
		f.Verdict = NoSpread
		return f
	}
	f.Spread = spread
	z := func(t int) float64 { return (of(t).value - f.Usual) / spread }
	f.Known, f.Verdict, f.P = true, Quiet, 0
	for t := run; t <= at; t++ {
		if t == run || math.Abs(z(t)) < math.Abs(f.Z) {
			f.Z = z(t)
		}
		f.P = max(f.P, c.rule.Harm.tail(z(t), z(at), f.Past))
	}
	if math.Abs(f.Z) >= c.rule.Threshold {
		f.Verdict = Warning
		if c.echoes(run, at, f.Z, of, f.Usual, spread) {
			f.Verdict = Echo
		}
	}
	return f
}

// echoes tells whether the run is the rebound of an equally large change of the other direction a year before.
func (c *changes) echoes(run, at int, sign float64, of func(period int) change, usual, spread float64) bool {
	for t := run; t <= at; t++ {
		x := change{}
		if before := t - c.PerYear; before >= c.PerYear {
			x = of(before)
		}
		z := (x.value - usual) / spread
		if !x.known || math.Abs(z) < c.rule.Threshold || z*sign > 0 {
			return false
		}
	}
	return true
}

// efficiency is what a median absolute deviation knows of a normal spread, against a standard deviation: its n values
// count as so many (Rousseeuw and Croux, J. Am. Stat. Assoc. 88 (1993), 1273-1283).
const efficiency = 0.37

// tail is the p-value of one z of a run whose last has the sign of last: a run that changes direction has p = 1.
func (h Harm) tail(z, last float64, past int) float64 {
	if z*last < 0 || (h == Falling && z > 0) || (h == Rising && z < 0) {
		return 1
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: max(1, float64(efficiency*float64(past-1)))}
	p := t.CDF(-math.Abs(z))
	if h == Either {
		return min(1, p+p)
	}
	return p
}

// control keeps the warnings that stay when all units are asked at once.
func control(findings []Finding, level float64) error {
	var p []float64
	for _, f := range findings {
		if f.Known {
			p = append(p, f.P)
		}
	}
	q, err := discovery.AdjustBH(p)
	if err != nil {
		return err
	}
	for i := range findings {
		f := &findings[i]
		if !f.Known {
			continue
		}
		f.Q, q = q[0], q[1:]
		if f.Q > level && f.Verdict == Warning {
			f.Verdict = Quiet
		}
	}
	return nil
}
