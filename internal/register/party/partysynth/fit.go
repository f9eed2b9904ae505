package partysynth

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mihe/data"
	"mihe/measure/survey"
)

// cell is one kind of people.
type cell struct {
	female bool
	age    int // index into bands
	rural  bool
	home   int // index into homes
	weight float64
	count  int
}

// band is a band of age as the census prints it.
type band struct {
	name  string
	first int
	years int
}

var bands = func() []band {
	list := []band{{"0", 0, 1}, {"1_4", 1, 4}}
	for first := 5; first < 85; first += 5 {
		list = append(list, band{fmt.Sprintf("%d_%d", first, first+4), first, 5})
	}
	return append(list, band{"85_plus", 85, 12}) // nobody of ours is older than 96
}()

// The homes: alone, in a family, in a collective household.
const (
	alone = iota
	family
	collective
)

var homes = []string{"one_person", "family", "collective"}

// adult is the age below which nobody of ours lives alone.
const adult = 15

// before is the weight from which fitting begins: what margins do not say. It is our own: collective households are mostly
// the boarding schools and dormitories of the young, old people live alone more often, and so do people in towns.
func (c cell) before() float64 {
	first := bands[c.age].first
	switch {
	case c.home == alone && first < adult:
		return 0
	case c.home == alone && first >= 60:
		return 2
	case c.home == collective && first >= adult && first < 25:
		return 12
	case c.home == collective && first < 10:
		return 0.05
	case c.home == collective && !c.rural:
		return 2
	case c.home == family:
		return 8
	}
	return 1
}

// Margin is how one margin of the made-up people differs from the census, scaled to as many people.
type Margin struct {
	Name    string
	Classes int
	Off     float64 // the greatest distance of a class, in people
	Class   string  // where it is
}

// Fit is how near the made-up people come to the census.
type Fit struct {
	County    string
	Census    int     // people there
	People    int     // people made up
	Rounds    int     // of fitting
	Unrounded float64 // the greatest distance before rounding, relative to all people
	Margins   []Margin
}

// Largest is the greatest distance of any class, in people.
func (f Fit) Largest() float64 {
	worst := 0.0
	for _, m := range f.Margins {
		worst = max(worst, m.Off)
	}
	return worst
}

// fitted fits the cells to a county and rounds them to n people.
func fitted(county string, n int) ([]cell, Fit, error) {
	census, err := data.CensusCounty(county)
	if err != nil {
		return nil, Fit{}, err
	}
	cells := allCells()
	margins, err := marginsOf(cells, census)
	if err != nil {
		return nil, Fit{}, fmt.Errorf("county %s: %w", county, err)
	}
	weights := make([]float64, len(cells))
	for i, c := range cells {
		weights[i] = c.before()
	}
	design, err := survey.New(survey.Sample{Kind: survey.Voluntary, Weight: weights}, len(cells))
	if err != nil {
		return nil, Fit{}, err
	}
	design, raked, err := design.Rake(margins...)
	if err != nil {
		return nil, Fit{}, fmt.Errorf("county %s: %w", county, err)
	}
	scale := float64(n) / census["population"]
	for i, w := range design.Weights() {
		cells[i].weight = w * scale
	}
	round(cells, n)
	fit := Fit{County: county, Census: int(census["population"]), People: n, Rounds: raked.Rounds, Unrounded: raked.Off}
	for _, m := range margins {
		fit.Margins = append(fit.Margins, off(m, cells, scale))
	}
	return cells, fit, nil
}

func allCells() (cells []cell) {
	for _, female := range []bool{false, true} {
		for age := range bands {
			for _, rural := range []bool{false, true} {
				for home := range homes {
					if c := (cell{female: female, age: age, rural: rural, home: home}); c.before() > 0 {
						cells = append(cells, c)
					}
				}
			}
		}
	}
	return cells
}

func (c cell) bySexAge() string {
	if c.female {
		return "female_" + bands[c.age].name
	}
	return "male_" + bands[c.age].name
}

func (c cell) byResidence() string {
	if c.rural {
		return "rural"
	}
	return "urban"
}

func (c cell) byHome() string { return homes[c.home] }

// marginsOf are the three margins of a county.
func marginsOf(cells []cell, census map[string]float64) ([]survey.Margin, error) {
	sexAge := map[string]float64{}
	for _, c := range cells {
		sexAge[c.bySexAge()] = census[c.bySexAge()]
	}
	inside := census["household_population"]
	list := []survey.Margin{
		{Name: "age_sex", People: sexAge},
		{Name: "residence", People: map[string]float64{"urban": census["population_urban"], "rural": census["population_rural"]}},
		{Name: "household", People: map[string]float64{
			"one_person": census["households_one_person"], "family": inside - census["households_one_person"],
			"collective": census["population"] - inside,
		}},
	}
	for i, of := range []func(cell) string{cell.bySexAge, cell.byResidence, cell.byHome} {
		for class, people := range list[i].People {
			if !(people > 0) {
				return nil, fmt.Errorf("margin %s: class %s has %v people", list[i].Name, class, people)
			}
		}
		for _, c := range cells {
			list[i].Class = append(list[i].Class, of(c))
		}
	}
	return list, nil
}

// round turns weights into whole people who sum to n: every cell gets its whole part, and what is left goes to the cells
// that bring their class of age and sex nearest, the greatest remainder first inside it.
func round(cells []cell, n int) {
	groups := map[string][]int{}
	for i, c := range cells {
		groups[c.bySexAge()] = append(groups[c.bySexAge()], i)
	}
	names := make([]string, 0, len(groups))
	for _, c := range cells {
		if !slices.Contains(names, c.bySexAge()) {
			names = append(names, c.bySexAge())
		}
	}
	totals := make([]float64, len(names))
	for g, name := range names {
		for _, i := range groups[name] {
			totals[g] += cells[i].weight
		}
	}
	for g, want := range apportion(totals, n) {
		members := groups[names[g]]
		shares := make([]float64, len(members))
		for k, i := range members {
			shares[k] = cells[i].weight
		}
		for k, count := range apportion(shares, want) {
			cells[members[k]].count = count
		}
	}
	settle(cells)
}

// apportion is the largest-remainder method (Hamilton): whole numbers that sum to n, each less than 1 from its share when
// the shares sum to n. Ties go to the earlier one.
func apportion(shares []float64, n int) []int {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	counts, order, left := make([]int, len(shares)), make([]int, len(shares)), n
	rest := make([]float64, len(shares))
	for i, s := range shares {
		exact := 0.0
		if total > 0 {
			exact = s / total * float64(n)
		}
		counts[i] = int(math.Floor(exact))
		rest[i], order[i] = exact-math.Floor(exact), i
		left -= counts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		counts[i]++
	}
	return counts
}

// settle moves single people between the cells of one class of age and sex, until no move brings residence and household
// nearer to what was fitted.
func settle(cells []cell) {
	var want, have [2][3]float64
	for _, c := range cells {
		r := index(c.rural)
		want[0][r] += c.weight
		want[1][c.home] += c.weight
		have[0][r] += float64(c.count)
		have[1][c.home] += float64(c.count)
	}
	cost := func() (sum float64) {
		for m := range want {
			for k := range want[m] {
				d := have[m][k] - want[m][k]
				sum += float64(d * d)
			}
		}
		return sum
	}
	move := func(from, to *cell, by float64) {
		have[0][index(from.rural)] -= by
		have[1][from.home] -= by
		have[0][index(to.rural)] += by
		have[1][to.home] += by
	}
	const enough = 1e-9
	for moved := true; moved; {
		moved = false
		for i := range cells {
			for k := range cells {
				a, b := &cells[i], &cells[k]
				if a.count == 0 || i == k || a.female != b.female || a.age != b.age {
					continue
				}
				before := cost()
				if move(a, b, 1); cost() < before-enough {
					a.count--
					b.count++
					moved = true
				} else {
					move(a, b, -1)
				}
			}
		}
	}
}

func index(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// off is how far the rounded people are from a margin.
func off(m survey.Margin, cells []cell, scale float64) Margin {
	have := map[string]int{}
	for i, c := range cells {
		have[m.Class[i]] += c.count
	}
	out := Margin{Name: m.Name, Classes: len(m.People)}
	for _, class := range m.Class { // in the order of the cells, not of a map
		if d := math.Abs(float64(have[class]) - float64(m.People[class]*scale)); d > out.Off {
			out.Off, out.Class = d, class
		}
	}
	return out
}
