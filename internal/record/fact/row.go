package fact

import (
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/region"
)

// The limits of a file and of what its columns hold.
const (
	maxRows    = 5_000_000
	maxSource  = 200
	maxVintage = 60
)

// target is a Target as rows need it.
type target struct {
	Target
	id       string
	variable uint32
}

// period is a parsed period of the file, or what is wrong with it.
type period struct {
	id    uint32
	last  string // the day whose regions count
	day   uint32 // number of that day among the file's days
	wrong string
}

// unit is a resolved region.
type unit struct {
	code  uint32
	level region.Level
	ok    bool
	away  bool // the actor may not import there
}

// checker turns the lines of one file into cells of a draft. What it has seen once it remembers: a file of millions
// of rows has few different ids, periods, regions and sources.
type checker struct {
	who        access.Actor
	vocabulary Vocabulary
	regions    RegionResolver
	today      time.Time
	held       map[[2]string]bool // variable and period of which something is held
	own        []string           // sources that no file may name
	words      map[string]string  // Chinese words that a cell may hold instead of the English ones

	order  order
	faults *faults
	draft  *draft

	targets map[string]*target
	periods map[string]period
	days    intern
	places  intern
	units   map[uint64]unit // number of a day and of a place, packed
}

// row checks one line and adds its cell. Every cell is checked, whatever is wrong with the others.
func (k *checker) row(r csvfile.Row) {
	if p, spoilt := r.Problem(columns); spoilt {
		k.faults.put(p)
		return
	}
	k.cells(r)
}

func (k *checker) cells(r csvfile.Row) {
	before := k.faults.count()
	in := input{k: k, line: r.Line}
	for i := range in.text {
		in.text[i], in.bad[i] = k.clean(r, i)
	}
	t := in.indicator()
	p, known := in.period()
	where := in.region(p, known)
	sex := in.sex(t)
	residence := in.residence(t)
	vintage := in.vintage()
	in.parts(t, p)
	keyed := t != nil && known && where.ok && sex >= 0 && residence >= 0 && !in.bad[colVintage]

	state, value := in.value(t)
	source := in.source()
	if !keyed {
		return
	}
	c := cell{value: value.value, line: uint32(r.Line), source: source, decimals: uint8(value.decimals), state: uint8(state)}
	if k.faults.count() != before {
		c.state |= flagFaulty
	}
	sheet := k.draft.sheet(sheetID{
		variable: t.variable, period: p.id, vintage: vintage, sex: uint8(sex), residence: uint8(residence), level: where.level,
	})
	c.key = packKey(sheet, where.code)
	k.draft.pile.add(c)
}

// clean trims a cell and refuses what no column may hold.
func (k *checker) clean(r csvfile.Row, column int) (text []byte, bad bool) {
	text, key, args := csvfile.Clean(r.Cells[k.order[column]])
	if key == "" {
		return text, false
	}
	k.faults.put(csvfile.At(r.Line, Columns[column], string(text), key, args...))
	return text, true
}
