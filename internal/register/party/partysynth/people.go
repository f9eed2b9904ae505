package partysynth

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/register/party"
)

// Wish is the people that are wanted.
type Wish struct {
	County    string // a code of the 2020 census
	People    int
	Seed      uint64
	Townships []region.Key
	AsOn      string // YYYY-MM-DD: the day of which the register speaks
	BirthYear int    // the year in which somebody of age 0 was born
}

// Population is made-up people, held in a few bytes each.
type Population struct {
	Fit    Fit
	wish   Wish
	people []person
}

type person struct {
	cell  uint16
	place uint16
	years uint8 // of age
	month uint8
	home  int32
}

// most is how many people the citizen numbers that are set aside are good for.
const most = 4_000_000

// Make makes up people. Cost O(n); 500,000 take about a second.
func Make(w Wish) (*Population, error) {
	if w.People < 1 || w.People > most || len(w.Townships) == 0 {
		return nil, fmt.Errorf("%d people in %d townships", w.People, len(w.Townships))
	}
	cells, fit, err := fitted(w.County, w.People)
	if err != nil {
		return nil, err
	}
	p := &Population{Fit: fit, wish: w}
	r := rand.New(rand.NewPCG(w.Seed, 0))
	groups := map[[2]int][]person{} // by residence and home
	for i, c := range cells {
		b, key := bands[c.age], [2]int{index(c.rural), c.home}
		for range c.count {
			one := person{cell: uint16(i), years: uint8(b.first + r.IntN(b.years)), month: uint8(1 + r.IntN(12))}
			groups[key] = append(groups[key], one)
		}
	}
	next := int32(0)
	for residence := range 2 {
		for home := range homes {
			list := groups[[2]int{residence, home}]
			r.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
			for _, unit := range units(list, home, r) {
				place := uint16(townshipOf(len(w.Townships), residence == 1, r))
				for _, one := range unit {
					one.home, one.place = next, place
					p.people = append(p.people, one)
				}
				next++
			}
		}
	}
	return p, nil
}

// The sizes of households that margins do not say.
const (
	familySize     = 3.3 // the mean of the census's families of two and more in the demonstration's county: 732,113 people in 221,679
	mostInFamily   = 9
	collectiveSize = 24
)

// units divides people who were shuffled into households. A family begins with somebody grown up.
func units(list []person, home int, r *rand.Rand) (all [][]person) {
	switch home {
	case alone:
		return slices.Collect(slices.Chunk(list, 1))
	case collective:
		return slices.Collect(slices.Chunk(list, collectiveSize))
	}
	var heads, others []person
	wanted := max(1, int(float64(len(list))/familySize))
	for _, one := range list {
		if len(heads) < wanted && one.years >= 20 {
			heads = append(heads, one)
		} else {
			others = append(others, one)
		}
	}
	if len(heads) == 0 {
		return slices.Collect(slices.Chunk(list, collectiveSize))
	}
	all = make([][]person, len(heads))
	for i, head := range heads {
		all[i] = []person{head}
	}
	for i, one := range others {
		at := i
		if i >= len(all) { // everybody has a second, the rest come as it falls
			for at = r.IntN(len(all)); len(all[at]) >= mostInFamily; {
				at = r.IntN(len(all))
			}
		}
		all[at] = append(all[at], one)
	}
	return all
}

// townshipOf puts half of the town's people into the first township, and the rest where it falls.
func townshipOf(n int, rural bool, r *rand.Rand) int {
	if !rural && r.IntN(2) == 0 || n == 1 {
		return 0
	}
	if rural {
		return 1 + r.IntN(n-1)
	}
	return r.IntN(n)
}

// Register is the people as a register to load.
func (p *Population) Register() party.Register {
	sum := sha256.Sum256(fmt.Appendf(nil, "partysynth %+v", p.wish))
	return party.Register{Name: "synthetic", SHA256: hex.EncodeToString(sum[:]), AsOn: p.wish.AsOn, Rows: p.Rows()}
}

// Rows walks through the people, household by household. It may be walked through more than once.
func (p *Population) Rows() iter.Seq[party.Row] {
	cells := allCells()
	return func(yield func(party.Row) bool) {
		r := rand.New(rand.NewPCG(p.wish.Seed, 1))
		sizes := map[int32]int{}
		for _, one := range p.people {
			sizes[one.home]++
		}
		serial := map[string]int{}
		for i, one := range p.people {
			c := cells[one.cell]
			year := p.wish.BirthYear - int(one.years)
			born := fmt.Sprintf("%04d%02d%02d", year, one.month, 1+r.IntN(28))
			row := party.Row{
				Household: fmt.Sprintf("S%08d", one.home), Region: p.wish.Townships[one.place],
				Names: party.Names{
					Name: fmt.Sprintf(nameForm, i), Number: numberOf(serial, born, c.female), Phone: fmt.Sprintf("100%08d", i),
					Address: fmt.Sprintf(addressForm, one.home),
				},
				Facts: p.facts(c, one, born, sizes[one.home], r),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// numberOf is a citizen number that is nobody's; serial counts those of one day and sex.
func numberOf(serial map[string]int, born string, female bool) string {
	key := born + fmt.Sprint(female)
	n := serial[key]
	serial[key]++
	const each = 499 // odd or even sequences of a division
	sequence := n%each*2 + 1
	if female {
		sequence++
	}
	first := fmt.Sprintf("79%04d%s%03d", n/each+1, born, sequence)
	check, _ := ident.CitizenCheck(first) // 17 digits
	return first + string(check)
}

// facts are what the made-up registers say. The shares are our own.
func (p *Population) facts(c cell, one person, born string, size int, r *rand.Rand) party.Facts {
	fact := func(v string) party.Fact { return party.Fact{Value: v, Source: "synthetic", AsOf: p.wish.AsOn} }
	pick := func(share float64) string { return yesNo(r.Float64() < share) }
	old := one.years >= 60
	f := party.Facts{
		party.Born: fact(born[:4] + "-" + born[4:6]), party.Sex: fact(string(ident.Male)), party.Residence: fact(c.byResidence()),
		party.HomeKind: fact("family"), party.LivesAlone: fact(yesNo(size == 1)), party.LowIncome: fact(pick(0.06)),
		party.Disability: fact("0"),
	}
	if c.female {
		f[party.Sex] = fact(string(ident.Female))
	}
	if c.home == collective {
		f[party.HomeKind] = fact("collective")
	}
	share := 0.04
	if old {
		share = 0.18
	}
	if r.Float64() < share {
		f[party.Disability] = fact(fmt.Sprint(1 + r.IntN(4)))
	}
	if old {
		f[party.Destitute] = fact(yesNo(size == 1 && r.Float64() < 0.06))
		f[party.LostOnly] = fact(pick(0.01))
		f[party.Established] = fact(pick(0.05))
		f[party.LeftBehind] = fact(yesNo(c.rural && r.Float64() < 0.25))
		if r.Float64() < 0.1 { // most have never been assessed: absent is unknown
			f[party.CareGrade] = fact(fmt.Sprint(r.IntN(6)))
		}
	}
	return f
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
