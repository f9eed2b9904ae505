package warning

import "fmt"

// Scale is how a figure is compared with the year before.
type Scale int

// The scales. Ratio is for sums and levels above zero, Difference for shares and balances.
const (
	Ratio Scale = iota
	Difference
)

// Harm is the direction that is worth a warning.
type Harm int

// The directions.
const (
	Either Harm = iota
	Falling
	Rising
)

// Rule says when a change is worth a warning. Every field must be set; Usual is a start.
type Rule struct {
	Scale       Scale
	Harm        Harm
	Years       int     // of changes before the run that make up the past, at least 2
	Threshold   float64 // robust z that every period of the run must reach
	Persistence int     // periods a change must last, at least 1
	Level       float64 // the share of false warnings among all that is tolerated, in (0, 1)
	Complete    float64 // the least share of its reports that a figure must count, in (0, 1]
}

// Usual is the rule for monthly sums where nothing else was decided: three years of past, a robust z of 3.5 (Iglewicz and
// Hoaglin, How to Detect and Handle Outliers, 1993) in two months running, 5 % false warnings, 95 % of reports.
func Usual() Rule {
	return Rule{Scale: Ratio, Harm: Either, Years: 3, Threshold: 3.5, Persistence: 2, Level: 0.05, Complete: 0.95}
}

// Check refuses a rule that asks for something it cannot have: ErrRule.
func (r Rule) Check() error {
	if r.Scale < Ratio || r.Scale > Difference || r.Harm < Either || r.Harm > Rising || r.Years < 2 || r.Years > 50 ||
		!(r.Threshold > 0 && r.Threshold < 1000) || r.Persistence < 1 || r.Persistence > 100 ||
		!(r.Level > 0 && r.Level < 1) || !(r.Complete > 0 && r.Complete <= 1) {
		return fmt.Errorf("%w: %+v", ErrRule, r)
	}
	return nil
}
