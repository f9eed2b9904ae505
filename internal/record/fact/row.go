package fact

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mihe/internal/base/region"
)

// The limits of a file and its cells.
const (
	maxRows    = 5_000_000
	maxCell    = 1000
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
}

// checker turns the lines of one file into cells of a draft. What it has seen once it remembers: a file of millions
// of rows has few different ids, periods, regions and sources.
type checker struct {
	vocabulary Vocabulary
	regions    RegionResolver
	today      time.Time
	held       map[[2]string]bool // variable and period of which something is held
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
func (k *checker) row(r row) {
	if r.wrong == "" && len(r.cells) != columns {
		r.wrong = "columns"
	}
	if r.wrong != "" {
		if r.last && (r.wrong == "columns" || r.wrong == "quote") {
			r.wrong = "truncated"
		}
		k.faults.add(r.line, "", string(r.raw), r.wrong, append(limits(r.wrong), "got", len(r.cells))...)
		return
	}
	k.cells(r)
}

func (k *checker) cells(r row) {
	before := k.faults.count()
	in := input{k: k, line: r.line}
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
	c := cell{value: value.value, line: uint32(r.line), source: source, decimals: uint8(value.decimals), state: uint8(state)} //nolint:gosec // bounded
	if k.faults.count() != before {
		c.state |= flagFaulty
	}
	sheet := k.draft.sheet(sheetID{
		variable: t.variable, period: p.id, vintage: vintage, sex: uint8(sex), residence: uint8(residence), level: where.level, //nolint:gosec // 0 to 2
	})
	c.key = packKey(sheet, where.code)
	k.draft.pile.add(c)
}

// clean trims a cell and refuses what no column may hold.
func (k *checker) clean(r row, column int) (text []byte, bad bool) {
	raw := r.cells[k.order[column]]
	text = bytes.Trim(raw, " ")
	if len(text) == 0 {
		return text, false
	}
	wrong, args := "", []any(nil)
	switch {
	case len(text) > maxCell && utf8.RuneCount(text) > maxCell:
		wrong, args = "long", []any{"max", maxCell}
	case text[0] == '=' || text[0] == '@' || text[0] == '\t' || text[0] == '+':
		wrong = "formula"
	case !printableASCII(text) && bytes.ContainsFunc(text, control):
		wrong = "control"
	}
	if wrong == "" {
		return text, false
	}
	k.faults.add(r.line, Columns[column], string(text), wrong, args...)
	return text, true
}

// printableASCII is true of most cells, and spares them the look at each character.
func printableASCII(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// input is one line under examination. A cell that is bad has been complained of already.
type input struct {
	k    *checker
	line int
	text [columns][]byte
	bad  [columns]bool
}

func (in *input) wrong(column int, key string, args ...any) {
	in.bad[column] = true
	in.k.faults.add(in.line, Columns[column], string(in.text[column]), Columns[column]+"."+key, args...)
}

func (in *input) indicator() *target {
	if in.bad[colIndicator] {
		return nil
	}
	text := in.text[colIndicator]
	if t, ok := in.k.targets[string(text)]; ok {
		return t
	}
	if len(text) == 0 {
		in.wrong(colIndicator, "empty")
		return nil
	}
	known, ok := in.k.vocabulary[string(text)]
	if !ok {
		in.wrong(colIndicator, "unknown")
		return nil
	}
	t := &target{Target: known, id: string(text), variable: in.k.draft.variables.id(known.Variable)}
	in.k.targets[t.id] = t
	return t
}

// parts refuses a value that is computed where it is asked for.
func (in *input) parts(t *target, p period) {
	if t == nil || len(t.Parts) == 0 || in.bad[colPeriod] {
		return
	}
	name := in.k.draft.periods.texts[p.id]
	for _, part := range t.Parts {
		if !in.k.held[[2]string{part, name}] {
			return
		}
	}
	in.wrong(colIndicator, "computed", "period", name, "parts", strings.Join(t.Parts, ", "))
}

func (in *input) period() (period, bool) {
	if in.bad[colPeriod] {
		return period{}, false
	}
	text := in.text[colPeriod]
	p, ok := in.k.periods[string(text)]
	if !ok {
		p = in.k.parsePeriod(string(text))
		in.k.periods[string(text)] = p
	}
	if p.wrong != "" {
		in.wrong(colPeriod, p.wrong, "today", in.k.today.Format(time.DateOnly))
	}
	return p, p.wrong == ""
}

func (k *checker) parsePeriod(text string) period {
	if text == "" {
		return period{wrong: "empty"}
	}
	p, err := ParsePeriod(text)
	switch {
	case err != nil:
		return period{wrong: "format"}
	case p.From.After(k.today):
		return period{wrong: "future"}
	}
	return period{id: k.draft.periods.id(text), last: p.Last(), day: k.days.id(p.Last())}
}

func (in *input) region(p period, known bool) unit {
	text := in.text[colRegion]
	switch {
	case in.bad[colRegion]:
		return unit{}
	case len(text) == 0:
		in.wrong(colRegion, "empty")
		return unit{}
	}
	if !known {
		if _, _, ok := ParseRegion(string(text)); !ok {
			in.wrong(colRegion, "format")
		}
		return unit{}
	}
	key := uint64(p.day)<<32 | uint64(in.k.places.of(text))
	u, seen := in.k.units[key]
	if !seen {
		u = in.k.resolve(string(text), p.last)
		in.k.units[key] = u
	}
	if !u.ok {
		if _, _, ok := ParseRegion(string(text)); !ok {
			in.wrong(colRegion, "format")
		} else {
			in.wrong(colRegion, "unknown", "on", p.last)
		}
	}
	return u
}

func (k *checker) resolve(text, on string) unit {
	if _, _, ok := ParseRegion(text); !ok {
		return unit{}
	}
	key, ok := k.regions.Resolve(text, on)
	return unit{number(key.Code), key.Level, ok}
}

// pick returns the position among names of what a cell says, in either language, or -1.
func (in *input) pick(column int, names []string) int {
	if in.bad[column] {
		return -1
	}
	text := in.text[column]
	at := slices.Index(names, string(text))
	if at < 0 {
		if at = slices.Index(names, in.k.words[string(text)]); at <= 0 {
			in.wrong(column, "unknown")
			return -1
		}
	}
	return at
}

func (in *input) sex(t *target) int {
	at := in.pick(colSex, sexes[:])
	if t == nil || at < 0 {
		return at
	}
	return in.choice(colSex, at, t.Sex, sexes[:])
}

func (in *input) residence(t *target) int {
	at := in.pick(colResidence, residences[:])
	if t == nil || at < 0 {
		return at
	}
	at = in.choice(colResidence, at, t.Residence, residences[:])
	if at >= 0 && len(t.Residences) > 0 && !slices.Contains(t.Residences, residences[at]) {
		in.wrong(colResidence, "allowed", "allowed", strings.Join(t.Residences, ", "))
		return -1
	}
	return at
}

// choice applies what the target says of a breakdown to what the row says.
func (in *input) choice(column, at int, rule string, names []string) int {
	switch {
	case rule == "" || at > 0 && (rule == Required || rule == names[at]):
		return at
	case at > 0:
		in.wrong(column, "contradicts", "want", rule)
		return -1
	case rule == Required:
		in.wrong(column, "required")
		return -1
	}
	return slices.Index(names, rule)
}

// value reads value and state together: one of them says what the other must be.
func (in *input) value(t *target) (State, decimal) {
	state := in.state()
	text := in.text[colValue]
	switch {
	case in.bad[colValue] || in.bad[colState]:
		return state, decimal{}
	case state != Observed && len(text) > 0:
		in.wrong(colValue, "unexpected", "state", state.String())
		return state, decimal{}
	case state != Observed:
		return state, decimal{}
	case len(text) == 0:
		in.wrong(colValue, "empty")
		return state, decimal{}
	}
	d, wrong := parseNumber(text)
	switch {
	case wrong != numberOK:
		in.wrong(colValue, string(wrong), "max", numberLimit(wrong))
	case t != nil:
		in.fits(t, d)
	}
	return state, d
}

func numberLimit(wrong numberFault) int {
	if wrong == numberDecimals {
		return maxDecimals
	}
	return maxDigits
}

// fits checks a number against its target.
func (in *input) fits(t *target, d decimal) {
	switch {
	case t.Integer && d.decimals > 0:
		in.wrong(colValue, "integer")
	case t.Decimals > 0 && d.decimals > t.Decimals:
		in.wrong(colValue, "decimals", "max", t.Decimals)
	case t.Max > t.Min && (d.value < t.Min || d.value > t.Max):
		in.wrong(colValue, "range", "min", plain(t.Min), "max", plain(t.Max))
	}
}

func (in *input) state() State {
	text := in.text[colState]
	if in.bad[colState] {
		return Unknown
	}
	if len(text) == 0 {
		return Observed
	}
	state, ok := ParseState(string(text))
	if !ok {
		in.wrong(colState, "unknown")
	}
	return state
}

func (in *input) source() uint16 {
	text := in.text[colSource]
	switch {
	case in.bad[colSource]:
	case len(text) == 0:
		in.wrong(colSource, "empty")
	case len(text) > maxSource && utf8.RuneCount(text) > maxSource:
		in.wrong(colSource, "long", "max", maxSource)
	default:
		if id := in.k.draft.source.of(text); id < maxSources {
			return uint16(id) //nolint:gosec // compared above
		}
		in.wrong(colSource, "many", "max", maxSources)
	}
	return 0
}

func (in *input) vintage() uint32 {
	text := in.text[colVintage]
	switch {
	case in.bad[colVintage]:
		return 0
	case len(text) > maxVintage && utf8.RuneCount(text) > maxVintage:
		in.wrong(colVintage, "long", "max", maxVintage)
		return 0
	}
	return in.k.draft.vintages.of(text)
}
