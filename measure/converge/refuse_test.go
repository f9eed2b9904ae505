package converge_test

import (
	"errors"
	"math"
	"testing"

	"mihe/measure/converge"
)

func TestRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	three := []float64{1, 2, 3}
	long := grown(6, 9, 1)
	with := func(at, unit int, v float64) converge.Panel {
		y := grown(6, 9, 1)
		y[at][unit] = v
		return y
	}
	sigma := func(times []float64, y converge.Panel, o converge.SigmaOptions) error {
		_, err := converge.MeasureSigma(times, y, o)
		return err
	}
	beta := func(first, last []float64, years float64, o converge.BetaOptions) error {
		_, err := converge.MeasureBeta(first, last, years, o)
		return err
	}
	chain := func(y converge.Panel, c converge.Classing) error {
		_, err := converge.MeasureChain(y, c)
		return err
	}
	table := func(n [][]int) error {
		_, err := converge.NewChain(n)
		return err
	}
	space := func(neighbours [][]int) error {
		_, err := converge.MeasureSpatialChain(converge.Panel{{1, 2, 3}, {2, 3, 1}}, neighbours, converge.Classing{Classes: 2}, converge.Classing{Classes: 2})
		return err
	}
	lag := func(lags converge.Panel) error {
		_, err := converge.MeasureLagChain(converge.Panel{{1, 2, 3}, {2, 3, 1}}, lags, converge.Classing{Classes: 2}, converge.Classing{Classes: 2})
		return err
	}
	density := func(x []float64, o converge.DensityOptions) error {
		_, err := converge.MeasureDensity(x, []float64{0.5}, o)
		return err
	}
	grey := func(x []float64, o converge.GreyOptions) error {
		_, err := converge.MeasureGrey(x, o)
		return err
	}
	clubs := func(y converge.Panel, o converge.ClubOptions) error {
		_, err := converge.FindClubs(y, o)
		return err
	}
	rank := func(y converge.Panel, group []int) error {
		_, err := converge.MeasureRankMobility(y, group)
		return err
	}
	smooth := func(y []float64, lambda float64) error {
		_, err := converge.Smooth(y, lambda)
		return err
	}
	quantile := func(x []float64, p float64) error {
		_, err := converge.Quantile(x, p)
		return err
	}
	for _, c := range []struct {
		name      string
		got, want error
	}{
		{"sigma of nothing", sigma(nil, nil, converge.SigmaOptions{}), converge.ErrFew},
		{"sigma of one unit", sigma([]float64{1}, converge.Panel{{1}}, converge.SigmaOptions{}), converge.ErrFew},
		{"sigma of a ragged panel", sigma([]float64{1, 2}, converge.Panel{{1, 2}, {1}}, converge.SigmaOptions{}), converge.ErrLength},
		{"sigma with a zero", sigma([]float64{1}, converge.Panel{{1, 0}}, converge.SigmaOptions{}), converge.ErrDomain},
		{"sigma with NaN", sigma([]float64{1}, converge.Panel{{1, nan}}, converge.SigmaOptions{}), converge.ErrValue},
		{"sigma with times that stand still", sigma([]float64{1, 1}, converge.Panel{{1, 2}, {1, 2}}, converge.SigmaOptions{}), converge.ErrPeriod},
		{"sigma with too few times", sigma([]float64{1}, converge.Panel{{1, 2}, {1, 2}}, converge.SigmaOptions{}), converge.ErrLength},
		{"sigma with a time that is infinite", sigma([]float64{1, inf}, converge.Panel{{1, 2}, {1, 2}}, converge.SigmaOptions{}), converge.ErrValue},
		{"sigma with ddof 2", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{DDOF: 2}), converge.ErrDomain},
		{"sigma with weights and ddof 1", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{DDOF: 1, Weights: converge.Panel{{1, 1}}}), converge.ErrDomain},
		{"sigma with weights of other periods", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{Weights: converge.Panel{{1, 1}, {1, 1}}}), converge.ErrLength},
		{"sigma with too few weights", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{Weights: converge.Panel{{1}}}), converge.ErrLength},
		{"sigma with a weight below zero", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{Weights: converge.Panel{{1, -1}}}), converge.ErrWeight},
		{"sigma with weights of zero", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{Weights: converge.Panel{{0, 0}}}), converge.ErrWeight},
		{"sigma with one unit of weight", sigma([]float64{1}, converge.Panel{{1, 2}}, converge.SigmaOptions{Weights: converge.Panel{{0, 1}}}), converge.ErrFew},

		{"beta of two units", beta([]float64{1, 2}, []float64{2, 3}, 1, converge.BetaOptions{}), converge.ErrFew},
		{"beta over no years", beta(three, three, 0, converge.BetaOptions{}), converge.ErrDomain},
		{"beta over NaN years", beta(three, three, nan, converge.BetaOptions{}), converge.ErrDomain},
		{"beta of units that begin equal", beta([]float64{2, 2, 2}, three, 1, converge.BetaOptions{}), converge.ErrDomain},
		{"beta of a loss of everything", beta(three, []float64{1, 0, 2}, 1, converge.BetaOptions{}), converge.ErrDomain},
		{"beta with a control too short", beta([]float64{1, 2, 3, 4}, []float64{1, 2, 4, 5}, 1, converge.BetaOptions{Controls: [][]float64{{1}}}), converge.ErrLength},
		{"beta with a constant control", beta([]float64{1, 2, 3, 4}, []float64{1, 2, 4, 5}, 1, converge.BetaOptions{Controls: [][]float64{{1, 1, 1, 1}}}), converge.ErrDomain},
		{"beta with a control that is NaN", beta([]float64{1, 2, 3, 4}, []float64{1, 2, 4, 5}, 1, converge.BetaOptions{Controls: [][]float64{{1, 2, nan, 1}}}), converge.ErrValue},
		{"beta with too few weights", beta(three, three, 1, converge.BetaOptions{Weights: []float64{1}}), converge.ErrLength},
		{"beta with weights of zero", beta(three, three, 1, converge.BetaOptions{Weights: []float64{0, 0, 0}}), converge.ErrWeight},
		{"beta with two units of weight", beta(three, three, 1, converge.BetaOptions{Weights: []float64{1, 0, 0}}), converge.ErrFew},

		{"chain of one period", chain(converge.Panel{three}, converge.Classing{Classes: 2}), converge.ErrFew},
		{"chain of one class", chain(converge.Panel{three, three}, converge.Classing{Classes: 1}), converge.ErrClasses},
		{"chain of too many classes", chain(converge.Panel{three, three}, converge.Classing{Classes: 1001}), converge.ErrClasses},
		{"chain of values that are too equal", chain(converge.Panel{{1, 1, 1}, {1, 1, 2}}, converge.Classing{Classes: 3}), converge.ErrClasses},
		{"chain with cuts that turn back", chain(converge.Panel{three, three}, converge.Classing{Cuts: []float64{2, 1}}), converge.ErrClasses},
		{"chain with a cut that is NaN", chain(converge.Panel{three, three}, converge.Classing{Cuts: []float64{nan}}), converge.ErrValue},
		{"chain with cuts by year", chain(converge.Panel{three, three}, converge.Classing{Cuts: []float64{2}, Annual: true}), converge.ErrClasses},
		{"chain with cuts and another number", chain(converge.Panel{three, three}, converge.Classing{Cuts: []float64{2}, Classes: 5}), converge.ErrClasses},
		{"table of one class", table([][]int{{1}}), converge.ErrClasses},
		{"table that is not square", table([][]int{{1, 2}, {1}}), converge.ErrLength},
		{"table with less than nobody", table([][]int{{1, -2}, {1, 1}}), converge.ErrDomain},

		{"neighbour that does not exist", space([][]int{{1}, {3}, {0}}), converge.ErrNeighbour},
		{"neighbour that is the unit", space([][]int{{0}, {2}, {0}}), converge.ErrNeighbour},
		{"neighbour twice", space([][]int{{1, 1}, {2}, {0}}), converge.ErrNeighbour},
		{"no list for a unit", space([][]int{{1}, {2}}), converge.ErrLength},
		{"islands only", space([][]int{nil, nil, nil}), converge.ErrNeighbour},
		{"lags of other units", lag(converge.Panel{{1, 2}, {1, 2}}), converge.ErrLength},
		{"lags of other periods", lag(converge.Panel{{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}), converge.ErrLength},

		{"density of nothing", density(nil, converge.DensityOptions{}), converge.ErrFew},
		{"density of one value", density([]float64{1}, converge.DensityOptions{}), converge.ErrFew},
		{"density of equal values", density([]float64{1, 1}, converge.DensityOptions{}), converge.ErrDomain},
		{"density with bandwidth below zero", density(three, converge.DensityOptions{Bandwidth: -1}), converge.ErrDomain},
		{"density with weights and no bandwidth", density(three, converge.DensityOptions{Weights: three}), converge.ErrDomain},
		{"density with too few weights", density(three, converge.DensityOptions{Weights: []float64{1}, Bandwidth: 1}), converge.ErrLength},
		{"density beyond the scale", density(three, converge.DensityOptions{Boundary: converge.Reflection}), converge.ErrDomain},
		{"density at an end under logit", density([]float64{0, 0.5}, converge.DensityOptions{Boundary: converge.Logit}), converge.ErrDomain},
		{"density on a scale turned around", density(three, converge.DensityOptions{Boundary: converge.Reflection, Lower: 5, Upper: 1}), converge.ErrDomain},
		{"density with an unknown boundary", density(three, converge.DensityOptions{Boundary: "wall"}), converge.ErrDomain},

		{"grey forecast of three values", grey(three, converge.GreyOptions{}), converge.ErrFew},
		{"grey forecast of a zero", grey([]float64{1, 2, 0, 3}, converge.GreyOptions{}), converge.ErrDomain},
		{"grey forecast too far", grey([]float64{1, 2, 3, 4}, converge.GreyOptions{Horizon: 3}), converge.ErrHorizon},
		{"grey forecast backwards", grey([]float64{1, 2, 3, 4}, converge.GreyOptions{Horizon: -1}), converge.ErrHorizon},
		{"grey forecast of certainty", grey([]float64{1, 2, 3, 4}, converge.GreyOptions{Level: 1}), converge.ErrDomain},
		{"grey forecast of an explosion", grey([]float64{1, 5, 25, 125, 700}, converge.GreyOptions{}), converge.ErrDomain},

		{"clubs of four periods", clubs(long[:4], converge.ClubOptions{}), converge.ErrFew},
		{"clubs of one unit", clubs(converge.Panel{{1}, {1}, {1}, {1}, {1}, {1}}, converge.ClubOptions{}), converge.ErrFew},
		{"clubs with a zero", clubs(with(2, 2, 0), converge.ClubOptions{}), converge.ErrDomain},
		{"clubs with NaN", clubs(with(2, 2, nan), converge.ClubOptions{}), converge.ErrValue},
		{"clubs with trim 1", clubs(long, converge.ClubOptions{Trim: 1}), converge.ErrDomain},
		{"clubs with a trim that leaves two periods", clubs(long, converge.ClubOptions{Trim: 0.75}), converge.ErrFew},
		{"clubs with a trim of nothing", clubs(long, converge.ClubOptions{Trim: 0.01}), converge.ErrDomain},
		{"clubs with c* below zero", clubs(long, converge.ClubOptions{CStar: -1}), converge.ErrDomain},
		{"clubs with c* falling", clubs(long, converge.ClubOptions{Raise: -1}), converge.ErrDomain},
		{"clubs of units that are one", clubs(converge.Panel{{1, 1}, {2, 2}, {1, 1}, {2, 2}, {1, 1}, {2, 2}}, converge.ClubOptions{}), converge.ErrDomain},

		{"rank mobility of one period", rank(converge.Panel{three}, []int{1, 1, 1}), converge.ErrFew},
		{"rank mobility without groups", rank(converge.Panel{three, three}, nil), converge.ErrLength},
		{"trend of two periods", smooth([]float64{1, 2}, 1), converge.ErrFew},
		{"trend with λ below zero", smooth(three, -1), converge.ErrDomain},
		{"trend with NaN", smooth([]float64{1, nan, 2}, 1), converge.ErrValue},
		{"quantile of nothing", quantile(nil, 0.5), converge.ErrFew},
		{"quantile at 2", quantile(three, 2), converge.ErrDomain},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

// A club that names a unit which is not there is refused, not read beyond the panel.
func TestMergeRefused(t *testing.T) {
	y := grown(6, 9, 1)
	for _, units := range [][]int{{0, 6}, {-1}} {
		c := converge.Clubs{Clubs: []converge.Club{{Units: units}, {Units: []int{1, 2}}}}
		if _, err := converge.MergeClubs(y, c, converge.ClubOptions{}); !errors.Is(err, converge.ErrLength) {
			t.Errorf("units %v: %v", units, err)
		}
	}
}
