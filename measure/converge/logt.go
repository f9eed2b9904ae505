package converge

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/elementary"
)

// Reject is the t below which convergence is rejected: the one-sided five per cent of the normal distribution.
const Reject = -1.65

// LogT is the log t regression of Phillips and Sul.
type LogT struct {
	Slope   float64 // b̂; twice the speed at which differences vanish. Below 0 they grow; from 2 on levels converge, not growth alone
	SE      float64 // robust against serial correlation
	T       float64 // Slope/SE
	P       float64 // one-sided, P(Z < T): small when convergence is rejected
	Periods int     // in the regression
}

const (
	clubPeriods = 5  // of a panel
	logPoints   = 3  // in the regression
	logShort    = 10 // below which the normal distribution of T is a hope
)

// MeasureLogT tests whether all units of a positive panel, smoothed of its cycles, approach each other:
//
//	h_it = y_it/ȳ_t,   H_t = (1/n) Σ (h_it − 1)²,   ln(H₁/H_t) − 2 ln(ln t) = a + b ln t + u_t,   t = ⌊rT⌉+1 … T
//
// T below Reject rejects it. trim is r, 0 meaning 1/3. The standard error is that of Phillips and Sul's program and of R's
// ConvergenceClubs ("FQSB"): quadratic spectral kernel, Andrews' bandwidth from a first-order autoregression, lags taken without the last
// residual. A period in which all units agree leaves the logarithm undefined: ErrDomain. Cost O(n T + T²).
// Source: Phillips and Sul (2007), section 4.1; Andrews, Econometrica 59 (1991).
func MeasureLogT(y Panel, trim float64) (LogT, error) {
	s, err := newSearch(y, ClubOptions{Trim: trim})
	if err != nil {
		return LogT{}, err
	}
	return s.test.of(s.group(s.left))
}

// RelativePaths returns h, each unit's value over the mean of its period (relative transition paths), and H, their mean squared
// distance from 1. Values must be positive. Cost O(n T).
func RelativePaths(y Panel) (h Panel, distance []float64, err error) {
	if _, err := y.check(1, 1); err != nil {
		return nil, nil, err
	}
	if err := y.positive(); err != nil {
		return nil, nil, err
	}
	x := units(y)
	g := newGroup(len(y))
	for i := range x {
		g.add(x[i])
	}
	for t := range y {
		row := make([]float64, len(x))
		for i := range x {
			row[i] = x[i][t] / g.mean[t]
		}
		h, distance = append(h, row), append(distance, g.distance(t))
	}
	return h, distance, nil
}

// group is a running mean and sum of squares about it, per period (Welford): a unit is added in one pass, and terms have one sign.
type group struct {
	n            float64
	mean, square []float64
}

func newGroup(periods int) *group {
	return &group{mean: make([]float64, periods), square: make([]float64, periods)}
}

func (g *group) add(x []float64) {
	g.n++
	for t, v := range x {
		d := v - g.mean[t]
		g.mean[t] += d / g.n
		g.square[t] += float64(float64(d*d)*(g.n-1)) / g.n
	}
}

// distance is H_t.
func (g *group) distance(t int) float64 {
	return g.square[t] / float64(float64(g.mean[t]*g.mean[t])*g.n)
}

// logTest is what every regression of one panel shares.
type logTest struct {
	skip     int       // periods left out
	logs     []float64 // ln t of the others, less their mean
	twice    []float64 // 2 ln ln t
	sum      float64   // of the squares of logs
	y, e     []float64 // scratch
	extended group     // scratch
}

func newLogTest(periods int, trim float64) (*logTest, error) {
	if trim == 0 {
		trim = 1.0 / 3
	}
	if !(0 < trim && trim < 1) {
		return nil, fmt.Errorf("%w: trim %v", ErrDomain, trim)
	}
	l := &logTest{skip: int(math.RoundToEven(float64(float64(periods) * trim)))}
	if l.skip == 0 {
		return nil, fmt.Errorf("%w: trim %v of %d periods leaves t = 1, whose ln ln is undefined", ErrDomain, trim, periods)
	}
	points := periods - l.skip
	if points < logPoints {
		return nil, fmt.Errorf("%w: %d periods after the trim, want %d", ErrFew, points, logPoints)
	}
	for t := l.skip + 1; t <= periods; t++ {
		ln := elementary.Log(float64(t))
		l.logs = append(l.logs, ln)
		l.twice = append(l.twice, float64(2*elementary.Log(ln)))
	}
	mean, _ := moments(l.logs, shares(points, nil))
	var sum elementary.Sum
	for k := range l.logs {
		l.logs[k] -= mean
		sum.Add(float64(l.logs[k] * l.logs[k]))
	}
	l.sum = sum.Value()
	l.y, l.e = make([]float64, points), make([]float64, points)
	l.extended = *newGroup(periods)
	return l, nil
}

func (l *logTest) short() bool { return len(l.logs) < logShort }

// with tests a group and one unit more, leaving the group as it is.
func (l *logTest) with(g *group, x []float64) (LogT, error) {
	l.extended.n = g.n
	copy(l.extended.mean, g.mean)
	copy(l.extended.square, g.square)
	l.extended.add(x)
	return l.of(&l.extended)
}

// of regresses. logs sum to zero but for rounding, so slope and residuals take no part of the mean.
func (l *logTest) of(g *group) (LogT, error) {
	first := g.distance(0)
	var total elementary.Sum
	size := 0.0
	for k := range l.y {
		h := g.distance(l.skip + k)
		if !(first > 0 && h > 0) || math.IsInf(first, 0) || math.IsInf(h, 0) {
			return LogT{}, fmt.Errorf("%w: all %v units agree in period 0 or %d", ErrDomain, g.n, l.skip+k)
		}
		l.y[k] = elementary.LogRatio(first, h) - l.twice[k]
		total.Add(l.y[k])
		size = max(size, math.Abs(l.y[k]))
	}
	mean := total.Value() / float64(len(l.y))
	var cross elementary.Sum
	for k, v := range l.logs {
		cross.Add(float64(v * (l.y[k] - mean)))
	}
	slope := cross.Value() / l.sum
	worst := 0.0
	for k, v := range l.logs {
		l.e[k] = l.y[k] - mean - float64(slope*v)
		worst = max(worst, math.Abs(l.e[k]))
	}
	variance, ok := longRun(l.e)
	if !ok || worst <= float64(1e-14*size) {
		return LogT{}, fmt.Errorf("%w: the curve leaves no residuals to judge by", ErrDomain)
	}
	r := LogT{Slope: slope, SE: math.Sqrt(variance / l.sum), Periods: len(l.y)}
	r.T = slope / r.SE
	r.P = distuv.UnitNormal.CDF(r.T)
	if math.IsInf(r.T, 0) || math.IsNaN(r.T) {
		return LogT{}, fmt.Errorf("%w: the curve leaves no residuals to judge by", ErrDomain)
	}
	return r, nil
}
