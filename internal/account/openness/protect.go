package openness

import (
	"math"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// residences are the parts of the population that a table has; the people of neither are what is left of all.
var residences = []string{fact.Urban, fact.Rural, ""}

// protected answers a query about a variable of a table: cells that must not be told are suppressed. What does not stand in the table as it
// is built (another level than counties, another part of the population) is suppressed whatever it is, and an earlier compilation of the
// same figures is as if it had never been loaded: the difference of two would be a handful of people.
func (f *Filter) protected(q store.Queryer, query fact.Query, t Table, only fact.Only) ([]fact.Cell, error) {
	wanted := query.Vintage
	query.Vintage = ""
	cells, err := f.Facts.CellsOf(q, query, only)
	if err != nil {
		return nil, err
	}
	hidden := map[region.Key]bool{}
	row := slices.Index(residences, query.Breakdown.Residence)
	told := !slices.Contains(t.Never, query.Variable)
	if told && query.Level == region.County && query.Breakdown.Sex == "" && query.Breakdown.Age == "" && row >= 0 {
		if hidden, err = f.hidden(q, query, t, only, row); err != nil {
			return nil, err
		}
	} else {
		for _, c := range cells {
			hidden[c.Region] = true
		}
	}
	cells = slices.DeleteFunc(cells, func(c fact.Cell) bool { return wanted != "" && c.Vintage != wanted })
	for i, c := range cells {
		if hidden[c.Region] && c.State == fact.Observed {
			cells[i].Value, cells[i].Decimals, cells[i].State = 0, 0, fact.Suppressed
		}
	}
	return cells, nil
}

// hidden are the counties of which a row of the table is not told. A county of which any count is absent, or of another compilation than
// the others, has no table, and is told nothing of.
func (f *Filter) hidden(q store.Queryer, query fact.Query, t Table, only fact.Only, row int) (map[region.Key]bool, error) {
	column := 0
	if query.Variable == t.Whole {
		column = 2
	}
	all := map[region.Key][]fact.Cell{}
	for _, variable := range []string{t.Part, t.Whole} {
		for _, residence := range residences {
			one := query
			one.Variable, one.Breakdown.Residence = variable, residence
			cells, err := f.Facts.CellsOf(q, one, only)
			if err != nil {
				return nil, err
			}
			for _, c := range cells {
				all[c.Region] = append(all[c.Region], c)
			}
		}
	}
	period, err := fact.ParsePeriod(query.Period)
	if err != nil {
		return nil, err
	}
	hidden := map[region.Key]bool{}
	for at, cells := range all {
		hidden[at] = true
		counts, whole := people(cells)
		if !whole {
			continue
		}
		p, err := t.Protect(counts, period.From.Format("2006-01-02"))
		if err != nil {
			return nil, err
		}
		if row == len(residences)-1 {
			hidden[at] = p.Hidden[len(counts)][column]
			continue
		}
		hidden[at] = p.Hidden[row][column]
	}
	return hidden, nil
}

// people are the counts of a county, in and not in the part: urban, rural, and neither. whole is false where they are no table.
func people(cells []fact.Cell) (counts [][]int64, whole bool) {
	n := len(residences)
	if len(cells) != 2*n {
		return nil, false
	}
	for _, c := range cells {
		if c.State != fact.Observed || c.Value != math.Trunc(c.Value) || c.Vintage != cells[0].Vintage || c.Source != cells[0].Source {
			return nil, false
		}
	}
	for i := range n {
		counts = append(counts, []int64{int64(cells[i].Value), int64(cells[n+i].Value - cells[i].Value)})
	}
	for k := range 2 {
		counts[2][k] -= counts[0][k] + counts[1][k]
	}
	for _, row := range counts {
		if row[0] < 0 || row[1] < 0 {
			return nil, false
		}
	}
	return counts, true
}
