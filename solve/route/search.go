package route

import (
	"math/rand/v2"

	"mihe/measure/elementary"
	"mihe/solve/route/routeproblem"
)

// search is one worker: simulated annealing over ruin and recreate.
type search struct {
	x         *model
	random    *rand.Rand
	ruiner    *ruiner
	recreator *recreator
	best      *state
	value     routeproblem.Value // of best
	current   *state
	score     int64 // of current
	trial     *state
	done      int // iterations
	hot, cold float64
}

// The temperature falls from hottest to coldest, in typical ways; it begins higher where lateness counts, since one visit that moves makes others late. Chosen
// on problems of package routetest.
const (
	hottest     = 2.0
	hottestLate = 8.0
	coldest     = 0.02
)

func newSearch(x *model, seed, worker uint64) *search {
	random := rand.New(rand.NewPCG(seed, worker))
	s := &search{
		x: x, random: random, recreator: newRecreator(x, random), best: newState(x), current: newState(x), trial: newState(x),
		ruiner: &ruiner{x: x, random: random, ruined: make([]uint32, x.m), mean: 10},
		hot:    hottest * float64(x.unit), cold: coldest * float64(x.unit),
	}
	if x.soft {
		s.hot = hottestLate * float64(x.unit)
	}
	if s.recreator.recreate(s.trial) {
		s.current.copyFrom(s.trial)
	}
	if !x.soft && !x.care && !x.bonds {
		s.recreator.close, s.ruiner.whole = closest, true
	}
	s.best.copyFrom(s.current)
	s.value, s.score = x.value(s.best), x.score(s.current)
	return s
}

// check is how many iterations pass between looks at the clock.
const check = 32

// run searches until phase is over.
func (s *search) run(c *clock, phase int) {
	if s.x.n == 0 || s.x.m == 0 {
		return
	}
	ratio := elementary.Log(s.cold / s.hot)
	heat := s.hot
	for ; ; s.done++ {
		if s.done%check == 0 {
			share, over := c.look(s.done)
			if over || share >= float64(phase+1)/phases {
				return
			}
			heat = s.hot * elementary.Exp(float64(ratio*share))
		}
		s.step(heat)
	}
}

// step tries one change.
func (s *search) step(heat float64) {
	s.trial.copyFrom(s.current)
	s.ruiner.ruin(s.trial)
	if !s.recreator.settler.rebuild(s.trial) || !s.recreator.recreate(s.trial) {
		return
	}
	score := s.x.score(s.trial)
	worse := float64(score - s.score)
	if worse >= 0 && worse >= -float64(heat*elementary.Log(1-s.random.Float64())) {
		return
	}
	s.current, s.trial = s.trial, s.current
	s.score = score
	if v := s.x.value(s.current); v.Compare(s.value) < 0 {
		s.value = v
		s.best.copyFrom(s.current)
	}
}

// adopt goes on from the best plan of another search.
func (s *search) adopt(o *search) {
	s.best.copyFrom(o.best)
	s.value = o.value
	s.current.copyFrom(o.best)
	s.score = s.x.score(s.current)
}
