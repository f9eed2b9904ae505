package sensitivity

import (
	"cmp"
	"math"
	"slices"
)

// Assessment is what a Monte Carlo tells about an index: for each unit where it stands and how firmly, and which units
// cannot be told apart. It is what an evaluation shows by default; a single rank is not.
type Assessment struct {
	Runs      int        // replications
	ScoreRuns int        // those with the published normalisation, on whose scale scores are given; others only rank
	Standings []Standing // in the order of the index's units
	Order     []int      // units, best first: by median rank, then mean rank, then published rank, then number
	Groups    []Group    // neighbours in Order that cannot be told apart, best first; each unit is in one
	Shift     Quantiles  // over runs: the mean over units of |rank - published rank|, in ranks

	ranks []uint16
}

// Standing is one unit's.
type Standing struct {
	Score     float64   // of the published index, on its scale
	Rank      int       // of the published index, 1 … units; 1 is best; equal scores share it (1, 2, 2, 4)
	Ranks     Ranks     // over runs
	Scores    Quantiles // over ScoreRuns, to one part in 65,535 of the normalised values' span; zero when there are none
	MeanRank  float64
	MeanShift float64 // mean over runs of |rank - Rank|, in ranks
	Group     int     // in Groups
}

// Ranks is an interval of ranks: in one run in twenty at most the unit ranked better than Best, and likewise worse than
// Worst. All three are ranks that it had.
type Ranks struct{ Best, Median, Worst int }

// Overlaps reports whether two intervals have a rank in common. A unit whose intervals of two years overlap has not been
// seen to move, whatever its ranks.
func (r Ranks) Overlaps(s Ranks) bool { return r.Best <= s.Worst && s.Best <= r.Worst }

// Quantiles are mean, 5 %, 50 % and 95 % of a distribution.
type Quantiles struct{ Mean, Low, Median, High float64 }

// Group is a stretch of Order: positions First … Last.
type Group struct{ First, Last int }

// ApartShare is the share of runs in which one of two units must be ahead for the two to be told apart.
const ApartShare = 0.95

// Ahead returns the share of runs, in [0, 1], in which unit a ranked better than unit b; a shared rank counts one half. Thus
// Ahead(a, b) + Ahead(b, a) = 1. Cost O(Runs).
func (a *Assessment) Ahead(unit, other int) float64 {
	return float64(a.halves(unit, other)) / float64(2*a.Runs)
}

// halves is twice the number of runs in which unit is ahead of other.
func (a *Assessment) halves(unit, other int) int {
	mine, others := a.ranks[unit*a.Runs:][:a.Runs], a.ranks[other*a.Runs:][:a.Runs]
	twice := a.Runs
	for k, r := range mine {
		d := int32(r) - int32(others[k])
		twice += int(uint32(d)>>31) - int(uint32(-d)>>31) // one more when d < 0, one less when d > 0, without a branch
	}
	return twice
}

// Apart reports whether two units can be told apart: one of them is ahead in ApartShare of the runs or more. Ranks of the two
// move together, so this may be so although their intervals overlap.
func (a *Assessment) Apart(unit, other int) bool {
	h := a.halves(unit, other)
	return float64(max(h, 2*a.Runs-h))/float64(2*a.Runs) >= ApartShare
}

// Alike returns the other units that a unit cannot be told apart from, in their Order. Cost O(units · Runs), milliseconds.
func (a *Assessment) Alike(unit int) []int {
	var alike []int
	for _, other := range a.Order {
		if other != unit && !a.Apart(unit, other) {
			alike = append(alike, other)
		}
	}
	return alike
}

// assess sums up the runs.
func (s *sample) assess() *Assessment {
	n := s.index.Units
	a := &Assessment{Runs: s.o.Runs, Standings: make([]Standing, n), ranks: s.ranks}
	var counted []int
	for run, ok := range s.counted {
		if ok {
			counted = append(counted, run)
		}
	}
	a.ScoreRuns = len(counted)
	inParallel(s.o.Workers, n, func() func(int) {
		ranks, codes := newTally(n), newTally(steps)
		return func(unit int) { a.Standings[unit] = s.standing(unit, counted, ranks, codes) }
	})
	a.Shift = quantilesOf(slices.Clone(s.shift))
	a.sortUnits()
	a.group()
	return a
}

func (s *sample) standing(unit int, counted []int, ranks, codes *tally) Standing {
	at := Standing{Score: s.nominal[unit], Rank: int(s.places[unit])}
	moved := 0
	for _, r := range s.ranks[unit*s.o.Runs:][:s.o.Runs] {
		ranks.add(int(r))
		d := int(r) - at.Rank
		moved += max(d, -d)
	}
	at.Ranks = Ranks{Best: ranks.quantile(0.05), Median: ranks.quantile(0.5), Worst: ranks.quantile(0.95)}
	at.MeanRank, at.MeanShift = ranks.mean(), float64(moved)/float64(s.o.Runs)
	ranks.clear()
	if len(counted) > 0 {
		all := s.codes[unit*s.o.Runs:][:s.o.Runs]
		for _, run := range counted {
			codes.add(int(all[run]))
		}
		value := func(q float64) float64 { return s.scale.value(float64(codes.quantile(q))) }
		at.Scores = Quantiles{Mean: s.scale.value(codes.mean()), Low: value(0.05), Median: value(0.5), High: value(0.95)}
		codes.clear()
	}
	return at
}

// quantilesOf sorts a copy of numbers, of which there is one at least.
func quantilesOf(x []float64) Quantiles {
	slices.Sort(x)
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	at := func(q float64) float64 { return x[place(q, len(x))-1] }
	return Quantiles{Mean: sum / float64(len(x)), Low: at(0.05), Median: at(0.5), High: at(0.95)}
}

// place is the smallest k with k of n at or below the quantile q: n·q rounded up (less what rounding of n·q may add), at least
// 1. With this definition no more than
// n·q numbers are below it and no more than n·(1-q) above.
func place(q float64, n int) int { return max(1, int(math.Ceil(float64(q*float64(n))-1e-9))) }

// tally counts whole numbers 0 … most.
type tally struct {
	count       []uint32
	n, sum      int
	least, most int
}

func newTally(most int) *tally {
	t := &tally{count: make([]uint32, most+1)}
	t.clear()
	return t
}

func (t *tally) add(v int) {
	t.count[v]++
	t.n++
	t.sum += v
	t.least, t.most = min(t.least, v), max(t.most, v)
}

func (t *tally) mean() float64 { return float64(t.sum) / float64(t.n) }

func (t *tally) quantile(q float64) int {
	left := place(q, t.n)
	for v := t.least; ; v++ {
		if left -= int(t.count[v]); left <= 0 {
			return v
		}
	}
}

func (t *tally) clear() {
	if t.n > 0 {
		clear(t.count[t.least : t.most+1])
	}
	t.n, t.sum, t.least, t.most = 0, 0, len(t.count), -1
}

func (a *Assessment) sortUnits() {
	a.Order = make([]int, len(a.Standings))
	for i := range a.Order {
		a.Order[i] = i
	}
	slices.SortFunc(a.Order, func(i, j int) int {
		x, y := &a.Standings[i], &a.Standings[j]
		return cmp.Or(cmp.Compare(x.Ranks.Median, y.Ranks.Median), cmp.Compare(x.MeanRank, y.MeanRank),
			cmp.Compare(x.Rank, y.Rank), cmp.Compare(i, j))
	})
}

// group walks down Order. A group starts with the best unit that is in none, its leader, and takes the following units until the
// first that can be told apart from the leader. So every unit of a group might be its best; two units of neighbouring groups
// may still not be told apart from each other, which Apart answers.
func (a *Assessment) group() {
	for at, unit := range a.Order {
		if last := len(a.Groups) - 1; last < 0 || a.Apart(a.Order[a.Groups[last].First], unit) {
			a.Groups = append(a.Groups, Group{First: at})
		}
		last := len(a.Groups) - 1
		a.Groups[last].Last = at
		a.Standings[unit].Group = last
	}
}
