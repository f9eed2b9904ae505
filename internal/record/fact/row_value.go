package fact

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

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
	case t.Max <= t.Min || d.value >= t.Min && d.value <= t.Max:
	case t.Max >= unbounded:
		in.wrong(colValue, "low", "min", plain(t.Min))
	default:
		in.wrong(colValue, "range", "min", plain(t.Min), "max", plain(t.Max))
	}
}

// unbounded is more than a value can be: a greater Max is no bound that a message should name.
const unbounded = 1e15

// plain prints a bound without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

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
	case string(text) == exampleSource:
		in.wrong(colSource, "example")
	case slices.Contains(in.k.own, string(text)):
		in.wrong(colSource, "own")
	case len(text) > maxSource && utf8.RuneCount(text) > maxSource:
		in.wrong(colSource, "long", "max", maxSource)
	default:
		if id := in.k.draft.source.of(text); id < maxSources {
			return uint16(id)
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
