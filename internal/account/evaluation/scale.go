package evaluation

import (
	"mihe/measure/composite"
)

// placed scores on a scale of points what a Standing scores from 0 to 1.
type placed struct {
	composite.Standing
	low, high float64
}

// Score is the place on the scale of points.
func (p placed) Score(x float64) (float64, bool) {
	s, limited := p.Standing.Score(x)
	return p.low + float64(s*(p.high-p.low)), limited
}

// deviations is how many standard deviations a scale of points spans for z-scores, which have no ends of their own: its
// middle is the mean, a tenth of it one deviation.
const deviations = 10

// normalisers fit one kind of scale to every indicator of a table. Goalposts that the method sets win over min-max,
// efficacy and target: they are the same kind of line, drawn by people.
func (m *Method) normalisers(table composite.Matrix, by string) ([]composite.Normaliser, error) {
	all := make([]composite.Normaliser, table.Cols)
	for c := range all {
		n, err := m.normaliser(table.Column(c), m.Indicators[c], by)
		if err != nil {
			return nil, err
		}
		all[c] = n
	}
	return all, nil
}

func (m *Method) normaliser(x composite.Column, item Item, by string) (composite.Normaliser, error) {
	low, high, d := m.Normalisation.Low, m.Normalisation.High, composite.Positive
	if item.Direction == "down" {
		d = composite.Negative
	}
	switch {
	case by == "rank":
		s, err := composite.Rank(x, d)
		return placed{s, low, high}, err
	case by == "z":
		s, err := composite.ZScore(x, d)
		middle := low + (high-low)/2
		return s.Onto(middle, middle+(high-low)/deviations), err
	case item.Worst != nil:
		s, err := composite.Goalposts(*item.Worst, *item.Best)
		return s.Onto(low, high), err
	case by == "target":
		s, err := composite.Target(x, d, *item.Target)
		return s.Onto(low, high), err
	case by == "efficacy":
		return composite.Efficacy(x, d)
	}
	s, err := composite.MinMax(x, d)
	return s.Onto(low, high), err
}

// power is the exponent of a mean by its name.
func power(by string) composite.Power {
	switch by {
	case "geometric":
		return composite.Geometric
	case "harmonic":
		return composite.Harmonic
	}
	return composite.Arithmetic
}
