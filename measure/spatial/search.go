package spatial

import (
	"fmt"
	"math"

	"mihe/measure/discovery"
)

// Search is what a look at every place of a map has in common: how it was made, and how many places stand out.
type Search struct {
	Places       int // how many took part: all but islands
	Tested       int // how many have a statistic: the family over which false discoveries are controlled
	Found        int // how many are Significant
	Permutations int // how many each P rests on; 0 where it is of the normal distribution
	Seed         uint64
	Control      Control
	Level        float64
	Warnings     []Warning
}

// Finding is what is said of one place.
type Finding struct {
	P           Tails   // of its statistic
	Adjusted    float64 // P.TwoSided after control of false discoveries
	Significant bool    // Adjusted ≤ Level
}

// Discovery says how false discoveries are controlled over a map. The zero value is Benjamini and Hochberg's
// procedure at 0.05.
type Discovery struct {
	Control Control
	Level   float64 // in (0, 1); 0 means 0.05
}

// Control is a procedure against false discoveries.
type Control int

const (
	// BenjaminiHochberg holds for independent tests and for such positive dependence as neighbours have.
	BenjaminiHochberg Control = iota
	// BenjaminiYekutieli holds for any dependence and finds less.
	BenjaminiYekutieli
	// NoControl leaves each p as it is: among places without a pattern a share Level is then found.
	NoControl
)

const usualLevel = 0.05

func newSearch(f *field, w *Weights, p Permutations, d Discovery) (Search, error) {
	if d.Level == 0 {
		d.Level = usualLevel
	}
	if !(d.Level > 0 && d.Level < 1) {
		return Search{}, fmt.Errorf("%w: %v", ErrLevel, d.Level)
	}
	if d.Control < BenjaminiHochberg || d.Control > NoControl {
		return Search{}, fmt.Errorf("%w: %d", ErrControl, d.Control)
	}
	if err := p.check(); err != nil {
		return Search{}, err
	}
	return Search{
		Places: len(f.at), Permutations: p.Count, Seed: p.Seed,
		Control: d.Control, Level: d.Level, Warnings: w.warnings(),
	}, nil
}

// judge adjusts the findings of all tested places.
func (s *Search) judge(findings []*Finding) error {
	s.Tested = len(findings)
	p := make([]float64, len(findings))
	for k, f := range findings {
		p[k] = f.P.TwoSided
	}
	adjusted, err := p, error(nil)
	switch s.Control {
	case BenjaminiHochberg:
		adjusted, err = discovery.AdjustBH(p)
	case BenjaminiYekutieli:
		adjusted, err = discovery.AdjustBY(p)
	case NoControl:
	}
	if err != nil {
		return err
	}
	for k, f := range findings {
		f.Adjusted = adjusted[k]
		if f.Significant = f.Adjusted <= s.Level; f.Significant {
			s.Found++
		}
	}
	if enough := s.enough(); s.Permutations > 0 && s.Permutations < enough {
		s.Warnings = append(s.Warnings, Warning{Kind: Coarse, Count: enough})
	}
	return nil
}

// enough is the number of permutations whose smallest two-sided p, 2/(R+1), a single place could still be found with.
func (s *Search) enough() int {
	family := 1.0
	switch s.Control {
	case BenjaminiHochberg:
		family = float64(s.Tested)
	case BenjaminiYekutieli:
		for k := 2; k <= s.Tested; k++ {
			family += 1 / float64(k)
		}
		family = float64(family * float64(s.Tested))
	case NoControl:
	}
	return int(min(math.Ceil(2*family/s.Level)-1, math.MaxInt32))
}
