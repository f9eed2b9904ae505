package fact

import (
	"fmt"

	"mihe/internal/base/region"
)

// intern gives equal texts one number, from 0 up.
type intern struct {
	ids   map[string]uint32
	texts []string
}

func (in *intern) id(s string) uint32 {
	if id, ok := in.ids[s]; ok {
		return id
	}
	return in.add(s)
}

// of is id without making a string of what is known already.
func (in *intern) of(b []byte) uint32 {
	if id, ok := in.ids[string(b)]; ok {
		return id
	}
	return in.add(string(b))
}

func (in *intern) add(s string) uint32 {
	if in.ids == nil {
		in.ids = map[string]uint32{}
	}
	id := uint32(len(in.texts))
	in.ids[s] = id
	in.texts = append(in.texts, s)
	return id
}

// sheetID is a SheetKey over interned texts: comparable, and cheap to look up once per row.
type sheetID struct {
	variable, period, age, vintage uint32
	sex, residence                 uint8 // indices into sexes and residences
	level                          region.Level
}

// The order is that of the packed numbers only.
var (
	sexes      = [...]string{"", Male, Female}
	residences = [...]string{"", Urban, Rural}
)

// draft is a load in memory: its cells and the texts they refer to.
type draft struct {
	pile                                       pile
	variables, periods, ages, vintages, source intern
	numbers                                    map[sheetID]uint32
	ids                                        []sheetID
}

// sheet returns the number of the sheet id, within this draft.
func (d *draft) sheet(id sheetID) uint32 {
	if n, ok := d.numbers[id]; ok {
		return n
	}
	if d.numbers == nil {
		d.numbers = map[sheetID]uint32{}
	}
	n := uint32(len(d.ids))
	d.numbers[id] = n
	d.ids = append(d.ids, id)
	return n
}

// key returns what sheet n is, in words.
func (d *draft) key(n uint32) SheetKey {
	id := d.ids[n]
	return SheetKey{
		Variable:  d.variables.texts[id.variable],
		Period:    d.periods.texts[id.period],
		Breakdown: Breakdown{Sex: sexes[id.sex], Residence: residences[id.residence], Age: d.ages.texts[id.age]},
		Level:     id.level,
		Vintage:   d.vintages.texts[id.vintage],
	}
}

// code writes the region of a cell with its six digits.
func (c cell) regionCode() region.Code { return region.Code(fmt.Sprintf("%06d", c.code())) }

// onePlace returns the region of the draft, when all its cells speak of the same.
func (d *draft) onePlace() (region.Key, bool) {
	if d.pile.rows == 0 {
		return region.Key{}, false
	}
	first := d.pile.chunks[0][0]
	level := d.ids[first.sheet()].level
	for _, chunk := range d.pile.chunks {
		for _, c := range chunk {
			if c.code() != first.code() || d.ids[c.sheet()].level != level {
				return region.Key{}, false
			}
		}
	}
	return region.Key{Code: first.regionCode(), Level: level}, true
}
