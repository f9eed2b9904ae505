package rule

import (
	"slices"
	"time"
)

// civil is the date of a day.
func civil(day int64) (year, month, dayOfMonth int) {
	y, m, d := time.UnixMilli(day * dayLength).UTC().Date()
	return y, int(m), d
}

// verdict says whether a row applies, and what that rests on or lacks.
type verdict struct {
	applies, known bool
	names          nameset
}

// row judges one row. One cell that does not apply is enough, whatever the other inputs are.
func (r *decision) row(inputs []derived, b box) verdict {
	out := verdict{applies: true, known: true}
	for k, spans := range b {
		switch {
		case spans == nil: // anything
		case !inputs[k].known:
			if out.known {
				out = verdict{}
			}
			out.names = out.names.with(inputs[k].names)
		case !contains(spans, inputs[k].n):
			return verdict{known: true, names: inputs[k].names}
		case out.known:
			out.names = out.names.with(inputs[k].names)
		}
	}
	return out
}

// table asks the rows by the table's hit policy.
func (r *decision) table(at int, t *table) (derived, error) {
	inputs := make([]derived, len(t.inputs))
	for k, in := range t.inputs {
		d, err := r.number(in)
		if err != nil {
			return derived{}, err
		}
		inputs[k] = d
	}
	verdicts := make([]verdict, len(t.rows))
	for i, b := range r.epoch.boxes[at] {
		verdicts[i] = r.row(inputs, b)
	}
	switch t.hit {
	case Collect:
		return t.collect(verdicts), nil
	case Unique:
		return t.unique(verdicts), nil
	default:
		return t.first(verdicts), nil
	}
}

// unique is the row that applies. No two rows overlap, so it rests on its own cells alone, whatever is known of the others.
func (t *table) unique(verdicts []verdict) derived {
	for i, v := range verdicts {
		if v.known && v.applies {
			return derived{n: t.then[i], known: true, names: v.names, rows: []int{i}}
		}
	}
	return t.first(verdicts)
}

// first is the first row that applies. While it is not known which that is, the value is known when all rows that may be
// it agree; no cell is without a row, so one of them is.
func (t *table) first(verdicts []verdict) derived {
	var may []int
	var missing, rests nameset
	for i, v := range verdicts {
		switch {
		case !v.known:
			may, missing = append(may, i), missing.with(v.names)
			continue
		case !v.applies:
			rests = rests.with(v.names)
			continue
		}
		may, rests = append(may, i), rests.with(v.names)
		break
	}
	same := !slices.ContainsFunc(may, func(i int) bool { return t.then[i] != t.then[may[0]] })
	if !same {
		return derived{names: missing}
	}
	return derived{n: t.then[may[0]], known: true, names: rests, rows: may}
}

// collect asks for every value whether some row gives it. One row that applies is enough, whatever is known of the others.
func (t *table) collect(verdicts []verdict) derived {
	out := derived{known: true}
	var missing nameset
	for _, value := range t.values {
		var rests, lacks nameset
		row, open := -1, false
		for i, v := range verdicts {
			switch {
			case t.then[i] != value:
			case !v.known:
				open, lacks = true, lacks.with(v.names)
			case v.applies && row < 0:
				row, rests = i, v.names
			case row < 0:
				rests = rests.with(v.names)
			}
		}
		switch {
		case row >= 0:
			out.rows, out.list = append(out.rows, row), append(out.list, value)
			out.names = out.names.with(rests)
		case open:
			out.known, missing = false, missing.with(lacks)
			out.open = append(out.open, value)
		default:
			out.names = out.names.with(rests)
		}
	}
	if !out.known {
		out.names = missing
	}
	return out
}
