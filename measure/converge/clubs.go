package converge

import (
	"fmt"
	"math"
	"slices"
)

// ClubOptions says how clubs are sought. The zero value is Phillips and Sul's recommendation with c* fixed at zero, which is
// also what the R package ConvergenceClubs does unless told otherwise.
type ClubOptions struct {
	Trim  float64 // share of the periods left out of the regression at the start, in (0, 1); 0 means 1/3
	CStar float64 // t that a unit needs beside the core to enter its club, ≥ 0
	Raise float64 // step by which c* is raised while a club as a whole fails, up to 3, then the core alone; 0 leaves c* as it is
}

// Clubs is a panel sorted into groups whose members approach each other.
type Clubs struct {
	Whole LogT   // all units together: above Reject they are one club
	Clubs []Club // from the highest to the lowest
	Alone []int  // units that belong to no club, the highest last value first
	// Untested lists pairs of neighbours in the order that could not be tested, because they agree in some period or their
	// difference is a curve without residuals; they were passed over as a beginning of a core.
	Untested [][2]int
	Warnings []Warning
}

// Club is a group of units.
type Club struct {
	Units []int // places in the panel, the highest last value first
	Core  []int // those it was built around; nil for a rest that forms one club as it is, and after merging
	LogT  LogT
	CStar float64
	// Divergent says that the members do not approach each other although they were grouped: the slope is negative, or the group as a
	// whole is rejected. It is not to be called a club.
	Divergent bool
	From      []int // after merging: which clubs it was made of
}

// FindClubs sorts the units of a positive panel, smoothed of its cycles (see Smooth), into convergence clubs:
//
//  1. order the units by their last value, the greatest first (ties keep their order);
//  2. if all that are left pass the log t test together, they are the last club;
//  3. the core begins with the first two neighbours in the order that pass, takes the next units while it passes,
//     and is cut where its t is greatest;
//  4. every other unit joins whose t beside the core is above c*;
//  5. take the club away and begin again; what finds no core is Alone.
//
// R's ConvergenceClubs 2.2.5 cuts the core where |t| is greatest, against its own documentation; the two differ only where no t of a core
// passes 1.65. At least two units and five periods, and three periods after the trim, else ErrFew. Values must be positive. The order decides: units
// that cross late may be grouped otherwise from another last period. Cost O(c n T²) for c clubs.
// Source: Phillips and Sul, Econometrica 75 (2007), 1771-1855, and J. Applied Econometrics 24 (2009), 1153-1185.
func FindClubs(y Panel, o ClubOptions) (Clubs, error) {
	s, err := newSearch(y, o)
	if err != nil {
		return Clubs{}, err
	}
	c := Clubs{}
	if c.Whole, err = s.test.of(s.group(s.left)); err != nil {
		return Clubs{}, fmt.Errorf("all units: %w", err)
	}
	if s.test.short() {
		c.Warnings = append(c.Warnings, Short)
	}
	for len(s.left) > 1 {
		if whole, err := s.test.of(s.group(s.left)); err == nil && whole.T > Reject {
			c.Clubs = append(c.Clubs, newClub(s.left, nil, whole, o.CStar))
			s.left = nil
			break
		}
		core, ok := s.core()
		if !ok {
			break
		}
		club, err := s.sieve(core)
		if err != nil {
			return Clubs{}, err
		}
		c.Clubs = append(c.Clubs, club)
		s.left = slices.DeleteFunc(s.left, func(i int) bool { return slices.Contains(club.Units, i) })
	}
	c.Alone, c.Untested = slices.Clone(s.left), s.untested
	return c, nil
}

func newClub(units, core []int, l LogT, cstar float64) Club {
	return Club{
		Units: slices.Clone(units), Core: slices.Clone(core), LogT: l, CStar: cstar,
		Divergent: l.Slope < 0 || l.T <= Reject,
	}
}

// search is the state of FindClubs.
type search struct {
	o        ClubOptions
	test     *logTest
	x        [][]float64 // one slice per unit
	left     []int       // units not yet in a club, in order
	untested [][2]int
}

func newSearch(y Panel, o ClubOptions) (*search, error) {
	n, err := y.check(clubPeriods, 2)
	if err != nil {
		return nil, err
	}
	if err := y.positive(); err != nil {
		return nil, err
	}
	if !(o.CStar >= 0) || math.IsInf(o.CStar, 0) || !(o.Raise >= 0) || math.IsInf(o.Raise, 0) {
		return nil, fmt.Errorf("%w: c* %v raised by %v", ErrDomain, o.CStar, o.Raise)
	}
	s := &search{o: o, x: units(y), left: make([]int, n)}
	if s.test, err = newLogTest(len(y), o.Trim); err != nil {
		return nil, err
	}
	for i := range s.left {
		s.left[i] = i
	}
	last := y[len(y)-1]
	slices.SortStableFunc(s.left, func(a, b int) int {
		switch {
		case last[a] > last[b]:
			return -1
		case last[a] < last[b]:
			return 1
		}
		return 0
	})
	return s, nil
}

// units turns the panel around and brings every period into [0, 2), which changes no ratio within it.
func units(y Panel) [][]float64 {
	x := make([][]float64, len(y[0]))
	for i := range x {
		x[i] = make([]float64, len(y))
	}
	for t := range y {
		exponent := math.Ilogb(slices.Max(y[t]))
		for i, v := range y[t] {
			x[i][t] = math.Ldexp(v, -exponent)
		}
	}
	return x
}

func (s *search) group(of []int) *group {
	g := newGroup(len(s.test.logs) + s.test.skip)
	for _, i := range of {
		g.add(s.x[i])
	}
	return g
}

// core returns the units of the core group, at the places first to last of s.left.
func (s *search) core() (units []int, ok bool) {
	first := -1
	var g *group
	var best float64
	for i := 1; i < len(s.left) && first < 0; i++ {
		pair := s.left[i-1 : i+1]
		g = s.group(pair)
		switch l, err := s.test.of(g); {
		case err != nil:
			s.miss(pair)
		case l.T > Reject:
			first, best = i-1, l.T
		}
	}
	if first < 0 {
		return nil, false
	}
	until := first + 2
	for k := first + 2; k < len(s.left); k++ {
		g.add(s.x[s.left[k]])
		l, err := s.test.of(g)
		if err != nil || l.T <= Reject {
			break
		}
		if l.T > best {
			best, until = l.T, k+1
		}
	}
	return slices.Clone(s.left[first:until]), true
}

// miss remembers a pair that could not be tested, once.
func (s *search) miss(pair []int) {
	if p := [2]int{pair[0], pair[1]}; !slices.Contains(s.untested, p) {
		s.untested = append(s.untested, p)
	}
}

// cap is how far c* is raised.
const cstarCap = 3

// sieve lets the units join that pass beside the core.
func (s *search) sieve(core []int) (Club, error) {
	g := s.group(core)
	beside := map[int]float64{}
	for _, i := range s.left {
		if slices.Contains(core, i) {
			continue
		}
		if l, err := s.test.with(g, s.x[i]); err == nil {
			beside[i] = l.T
		}
	}
	for cstar := s.o.CStar; ; cstar += s.o.Raise {
		var members []int
		for _, i := range s.left {
			if t, ok := beside[i]; slices.Contains(core, i) || ok && t > cstar {
				members = append(members, i)
			}
		}
		if cstar > cstarCap && s.o.Raise > 0 {
			members = core
		}
		l, err := s.test.of(s.group(members))
		if err != nil {
			return Club{}, fmt.Errorf("club around unit %d: %w", core[0], err)
		}
		if l.T > Reject || s.o.Raise == 0 || len(members) == len(core) {
			return newClub(members, core, l, cstar), nil
		}
	}
}
