package survey

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Margin is a division of the population whose true sizes are known from elsewhere, such as a census.
type Margin struct {
	Name   string
	Class  []string           // of each answer
	People map[string]float64 // of each class, above 0
}

// PostStratify brings the weights to the known sizes of one division: each class keeps its proportions inside and gets
// its true total. A class without answers is ErrMargin: it would have to be joined with another. Standard errors are then
// those of the deviations from the class means (weighted by the weights before). Cost O(n).
func (d *Design) PostStratify(m Margin) (*Design, error) {
	if d.inside != nil {
		return nil, fmt.Errorf("%w: %s: weights are brought to the population before a domain is looked at", ErrMargin, m.Name)
	}
	class, names, err := d.classes(m)
	if err != nil {
		return nil, err
	}
	c := *d
	c.weight = slices.Clone(d.weight)
	scale(c.weight, class, names, m.People)
	c.fits = append(slices.Clone(d.fits), &fit{classes: [][]int{class}, counts: []int{len(names)}, weight: d.weight})
	return &c, nil
}

// Raking is how raking went.
type Raking struct {
	Rounds     int
	Off        float64 // the greatest distance of a class from its size in the end, relative to all people
	Least      float64 // the smallest factor that a weight was multiplied by, and the greatest
	Greatest   float64
	Unbalanced bool // a weight was multiplied by more than 5 or less than 1/5: few answers carry much
}

// The end of raking: margins are met to within tolerance of all people, or it has failed after mostRounds.
const (
	tolerance  = 1e-12
	mostRounds = 10_000
	extreme    = 5
)

// Rake brings the weights to several margins at once, each in turn until all hold (iterative proportional fitting; Deming
// and Stephan, Annals of Mathematical Statistics 11 (1940), 427-444). Margins must have one total (ErrMargin); where no
// weights meet them all it is ErrConverge and no design. Standard errors are those of what a least-squares fit by all
// margins, each answer counted once, leaves over: R's survey 4.1 does the same. Cost O(n) a round.
func (d *Design) Rake(margins ...Margin) (*Design, Raking, error) {
	if d.inside != nil || len(margins) == 0 {
		return nil, Raking{}, fmt.Errorf("%w: weights are brought to at least one margin before a domain is looked at", ErrMargin)
	}
	f, names := &fit{}, make([][]string, len(margins))
	for i, m := range margins {
		class, of, err := d.classes(m)
		if err != nil {
			return nil, Raking{}, err
		}
		names[i] = of
		f.classes, f.counts = append(f.classes, class), append(f.counts, len(of))
	}
	total, err := oneTotal(margins)
	if err == nil {
		err = f.prepare()
	}
	if err != nil {
		return nil, Raking{}, err
	}
	c := *d
	c.weight = slices.Clone(d.weight)
	c.fits = append(slices.Clone(d.fits), f)
	r, err := c.rake(margins, f, names, total)
	if err != nil {
		return nil, Raking{}, err
	}
	r.compare(d.weight, c.weight)
	if !(r.Least > 0) || math.IsInf(r.Greatest, 0) {
		return nil, Raking{}, fmt.Errorf("%w: a weight vanishes", ErrConverge)
	}
	return &c, r, nil
}

// rake changes the weights in place until every margin holds.
func (d *Design) rake(margins []Margin, f *fit, names [][]string, total float64) (Raking, error) {
	r := Raking{Off: math.Inf(1)}
	for r.Off > tolerance {
		if r.Rounds++; r.Rounds > mostRounds {
			return r, fmt.Errorf("%w: off by %v of all people after %d rounds", ErrConverge, r.Off, mostRounds)
		}
		r.Off = 0
		for i, m := range margins {
			r.Off = max(r.Off, scale(d.weight, f.classes[i], names[i], m.People)/total)
		}
	}
	return r, nil
}

// compare notes how much the weights changed.
func (r *Raking) compare(before, after []float64) {
	r.Least = math.Inf(1)
	for i := range after {
		r.Least, r.Greatest = min(r.Least, after[i]/before[i]), max(r.Greatest, after[i]/before[i])
	}
	r.Unbalanced = r.Greatest > extreme || r.Least < 1.0/extreme
}

// oneTotal is the number of people that all margins agree on.
func oneTotal(margins []Margin) (float64, error) {
	var first float64
	for i, m := range margins {
		var sum elementary.Sum
		for _, class := range slices.Sorted(maps.Keys(m.People)) {
			sum.Add(m.People[class])
		}
		if i == 0 {
			first = sum.Value()
		} else if math.Abs(sum.Value()-first) > float64(1e-9*first) {
			return 0, fmt.Errorf("%w: %s has %v people, %s has %v", ErrMargin, margins[0].Name, first, m.Name, sum.Value())
		}
	}
	return first, nil
}

// classes checks a margin and numbers its classes in the order of their names.
func (d *Design) classes(m Margin) (class []int, names []string, err error) {
	if len(m.Class) != len(d.weight) {
		return nil, nil, fmt.Errorf("%w: %s: %d of %d", ErrLength, m.Name, len(m.Class), len(d.weight))
	}
	names = slices.Sorted(maps.Keys(m.People))
	answers := make([]int, len(names))
	class = make([]int, len(m.Class))
	for i, name := range m.Class {
		at, known := slices.BinarySearch(names, name)
		if !known {
			return nil, nil, fmt.Errorf("%w: %s: nobody knows how many %q there are", ErrMargin, m.Name, name)
		}
		class[i] = at
		answers[at]++
	}
	for at, name := range names {
		if people := m.People[name]; !(people > 0) || math.IsInf(people, 0) {
			return nil, nil, fmt.Errorf("%w: %s: %q has %v people", ErrMargin, m.Name, name, people)
		}
		if answers[at] == 0 {
			return nil, nil, fmt.Errorf("%w: %s: no answer of %q", ErrMargin, m.Name, name)
		}
	}
	return class, names, nil
}

// scale gives every class its size and returns the greatest distance of one from it before.
func scale(weight []float64, class []int, names []string, people map[string]float64) (off float64) {
	sums := make([]elementary.Sum, len(names))
	for i, c := range class {
		sums[c].Add(weight[i])
	}
	factor := make([]float64, len(names))
	for c, name := range names {
		off = max(off, math.Abs(sums[c].Value()-people[name]))
		factor[c] = people[name] / sums[c].Value()
	}
	for i, c := range class {
		weight[i] = float64(weight[i] * factor[c])
	}
	return off
}
