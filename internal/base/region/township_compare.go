package region

import (
	"cmp"
	"slices"

	"mihe/internal/base/csvfile"
)

// compare sets the rows beside what is held and, row by row in order of their days, beside each other.
func (p *townshipParser) compare(held []TownshipUnit) {
	p.twice()
	known := histories(held)
	slices.SortStableFunc(p.rows, func(a, b townshipRow) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From))
	})
	for _, row := range p.rows {
		past := known[row.Code]
		switch fresh, wrong := row.after(past); {
		case wrong != nil:
			p.wrong(csvfile.At(row.line, TownshipColumns[wrong.column], row.cells()[wrong.column], wrong.key, wrong.args...))
		case fresh:
			p.file.New = append(p.file.New, row.TownshipUnit)
			known[row.Code] = placed(past, row.TownshipUnit)
		default:
			p.file.Unchanged++
		}
	}
}

// twice refuses a second row for one township and day.
func (p *townshipParser) twice() {
	type version struct {
		code Code
		from string
	}
	first := map[version]int{}
	p.rows = slices.DeleteFunc(p.rows, func(row townshipRow) bool {
		v := version{row.Code, row.From}
		line, seen := first[v]
		if seen {
			p.wrong(csvfile.At(row.line, TownshipColumns[colCode], string(row.Code), "region.import.duplicate", "line", line))
		} else {
			first[v] = row.line
		}
		return seen
	})
}

// conflict is why a row cannot follow what is held: the column at fault, and a message with its arguments.
type conflict struct {
	column int
	key    string
	args   []any
}

// after tells whether t says something new about a township with this past, or why it cannot be said.
func (t TownshipUnit) after(past []TownshipUnit) (fresh bool, wrong *conflict) {
	at := len(past) - 1
	for at >= 0 && past[at].From > t.From {
		at--
	}
	switch {
	case len(past) == 0:
		return true, nil
	case at < 0:
		return false, &conflict{colFrom, "region.import.early", []any{"from", past[0].From}}
	}
	held, last := past[at], at == len(past)-1
	goesOn := held.Until == "" || t.From < held.Until
	switch {
	case goesOn && held.same(t) && (t.Until == "" || t.Until == held.Until):
		return false, nil
	case held.From == t.From && !held.same(t):
		return false, held.differs(t)
	case !last:
		return false, &conflict{colFrom, "region.import.early", []any{"from", past[at+1].From}}
	case goesOn && held.Until != "":
		return false, &conflict{colFrom, "region.import.ends", []any{"until", held.Until}}
	}
	return true, nil
}

// differs names the first column in which other contradicts what t says of the same day.
func (t TownshipUnit) differs(other TownshipUnit) *conflict {
	held, said := t.cells(), other.cells()
	for _, column := range []int{colName, colParent, colKind, colSynthetic} {
		if held[column] != said[column] {
			return &conflict{column, "region.import.conflict", []any{"held", held[column], "from", t.From}}
		}
	}
	return &conflict{colNameEn, "region.import.conflict", []any{"held", t.Name.En, "from", t.From}}
}
