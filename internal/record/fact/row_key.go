package fact

import (
	"slices"
	"strings"
	"time"

	"mihe/internal/base/region"
)

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
			in.wrong(colRegion, misread(string(text)))
		}
		return unit{}
	}
	key := uint64(p.day)<<32 | uint64(in.k.places.of(text))
	u, seen := in.k.units[key]
	if !seen {
		u = in.k.resolve(string(text), p.last)
		in.k.units[key] = u
	}
	switch {
	case u.away:
		in.wrong(colRegion, "away")
		return unit{}
	case !u.ok:
		if _, _, ok := ParseRegion(string(text)); !ok {
			in.wrong(colRegion, misread(string(text)))
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
	if !ok || key.Level > region.County { // a cell has room for six digits
		return unit{}
	}
	return unit{number(key.Code), key.Level, true, !k.who.May(CanImport, key)}
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
