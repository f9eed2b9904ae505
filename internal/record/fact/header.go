package fact

import (
	"bytes"
	"slices"
	"strings"
)

// Columns are the columns of an import file. They may stand in any order; all of them must be there.
var Columns = [...]string{"indicator", "region", "period", "sex", "residence", "value", "state", "source", "vintage"}

// The positions in Columns.
const (
	colIndicator = iota
	colRegion
	colPeriod
	colSex
	colResidence
	colValue
	colState
	colSource
	colVintage
	columns
)

// order tells where in a line each of Columns stands.
type order [columns]int

// header reads the first line. Without a good header no other line can be understood.
func header(r row, f *faults) (o order, ok bool) {
	if r.wrong != "" {
		f.add(r.line, "", string(r.raw), r.wrong, limits(r.wrong)...)
		return o, false
	}
	if len(r.cells) == 1 && delimited(r.cells[0]) {
		f.add(r.line, "", string(r.raw), "delimiter")
		return o, false
	}
	if !slices.ContainsFunc(r.cells, func(c []byte) bool { return slices.Contains(Columns[:], string(bytes.TrimSpace(c))) }) {
		f.add(r.line, "", string(r.raw), "header.none", "columns", strings.Join(Columns[:], ","))
		return o, false
	}
	return columnsOf(r, f)
}

// columnsOf finds each of Columns in the header.
func columnsOf(r row, f *faults) (o order, ok bool) {
	before := f.count()
	seen := [columns]bool{}
	for at, cell := range r.cells {
		name := string(bytes.TrimSpace(cell))
		i := slices.Index(Columns[:], name)
		switch {
		case i < 0:
			f.add(r.line, clip(name, textRunes), name, "header.unknown", "columns", strings.Join(Columns[:], ","))
		case seen[i]:
			f.add(r.line, name, name, "header.twice")
		default:
			seen[i], o[i] = true, at
		}
	}
	for i, name := range Columns {
		if !seen[i] {
			f.add(r.line, name, "", "header.missing", "column", name)
		}
	}
	return o, f.count() == before
}

// delimited tells whether a header is ours but for its separators.
func delimited(cell []byte) bool {
	parts := strings.FieldsFunc(string(cell), func(r rune) bool { return r == ';' || r == '\t' || r == '|' || r == '，' })
	return len(parts) > 1 && slices.Contains(Columns[:], strings.TrimSpace(parts[0]))
}

// limits are the arguments of the messages about whole lines.
func limits(wrong string) []any {
	switch wrong {
	case "line":
		return []any{"max", maxLine >> 10}
	case "columns", "truncated":
		return []any{"want", int(columns)}
	}
	return nil
}
