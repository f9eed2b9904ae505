package replay

import "math/big"

// Figures are what a policy leaves behind. Price is nil before any policy, Closure where there was no gap.
type Figures struct {
	Units   int64
	Value   *big.Int
	Rates   []*big.Rat // of the groups
	Worst   *big.Rat   // the lowest of them
	Gap     *big.Rat   // rate of the high group less that of the low one
	Closure *big.Rat
	Price   *big.Rat
}

// Worse is a figure in which the fair policy does worse than another one.
type Worse struct {
	Figure, Than string
	Fair, Other  *big.Rat
}

// value is the sum of units times their value.
func (c *Case) value(given [][]int64) *big.Int {
	total := new(big.Int)
	for i, row := range given {
		for _, units := range row {
			total.Add(total, new(big.Int).Mul(big.NewInt(units), big.NewInt(c.Requests[i].Value)))
		}
	}
	return total
}

func (c *Case) figures(x *index, given [][]int64, best *big.Int) Figures {
	f := Figures{Value: c.value(given)}
	units := make([]int64, len(c.Groups))
	for i, row := range given {
		for _, n := range row {
			units[x.owner[i]] += n
			f.Units += n
		}
	}
	before := make([]*big.Rat, len(c.Groups))
	for i, g := range c.Groups {
		rate := big.NewRat(g.Served+units[i], g.Need)
		before[i] = big.NewRat(g.Served, g.Need)
		f.Rates = append(f.Rates, rate)
		if f.Worst == nil || rate.Cmp(f.Worst) < 0 {
			f.Worst = rate
		}
	}
	high, low := x.group[c.Gap.High], x.group[c.Gap.Low]
	f.Gap = new(big.Rat).Sub(f.Rates[high], f.Rates[low])
	if was := new(big.Rat).Sub(before[high], before[low]); was.Sign() != 0 {
		f.Closure = new(big.Rat).Abs(f.Gap)
		f.Closure.Quo(f.Closure, was.Abs(was))
		f.Closure.Sub(big.NewRat(1, 1), f.Closure)
	}
	if best != nil {
		f.Price = new(big.Rat)
		if best.Sign() > 0 {
			f.Price.SetFrac(new(big.Int).Sub(best, f.Value), best)
		}
	}
	return f
}

// The figures of Worse.
const (
	FigureGap   = "gap"   // its size, smaller is better
	FigureValue = "value" // greater is better
	FigureUnits = "units" // greater is better
	FigureWorst = "worst" // greater is better; only rounding can make the fair policy lose here
)

// worse compares the fair policy, which is the last, with the others.
func worse(outcomes []Outcome) []Worse {
	fair := outcomes[len(outcomes)-1].Figures
	var found []Worse
	for _, o := range outcomes[:len(outcomes)-1] {
		f := o.Figures
		for _, w := range []Worse{
			{FigureGap, o.Policy, new(big.Rat).Abs(fair.Gap), new(big.Rat).Abs(f.Gap)},
			{FigureValue, o.Policy, new(big.Rat).SetInt(fair.Value), new(big.Rat).SetInt(f.Value)},
			{FigureUnits, o.Policy, new(big.Rat).SetInt64(fair.Units), new(big.Rat).SetInt64(f.Units)},
			{FigureWorst, o.Policy, fair.Worst, f.Worst},
		} {
			order := w.Fair.Cmp(w.Other)
			if w.Figure == FigureGap && order > 0 || w.Figure != FigureGap && order < 0 {
				found = append(found, w)
			}
		}
	}
	return found
}

// Counterexample is a case in which the fair policy leaves the gap as it was while first come closes half of it, and gives up value
// besides: the group that is worst off is neither side of the gap, and takes all there is.
func Counterexample() *Case {
	return &Case{
		Groups:    []Group{{"town", 100, 60}, {"village", 100, 40}, {"island", 100, 10}},
		Providers: []Provider{{"centre", 10}},
		Requests:  []Request{{ID: "1", Group: "village", Units: 10, Value: 2}, {ID: "2", Group: "island", Units: 10, Value: 1}},
		Gap:       Gap{High: "town", Low: "village"},
	}
}
