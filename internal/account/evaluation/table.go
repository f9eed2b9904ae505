package evaluation

import (
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/measure/composite"
)

// Unit is what is judged: a county, as a rule.
type Unit struct {
	ID    string
	Name  i18n.Name
	Group string // a province, as a rule; empty where there are none
}

// Table is what a method picked: units in the order of their identifiers, indicators in that of the method.
type Table struct {
	Units    []Unit
	Matrix   composite.Matrix
	Grouped  bool
	Titles   []i18n.Name // of the indicators
	Sources  []Source    // of the indicators of a node; none for a file
	Groups   []Group     // in the order of their identifiers
	Measures []string    // the unit of each indicator of a node; none for a file
	Internal bool        // some of it has not been approved for publication
	Period   string      // that is judged; empty where the input has one period
	Others   []Period    // of a panel, ascending
}

// Group is what units are taken together by: a province, as a rule.
type Group struct {
	ID   string
	Name i18n.Name
}

// Source is where an indicator's figures come from.
type Source struct {
	Indicator, Period string
	Title             i18n.Name
	Vintage           string
}

// The columns of a file beside the indicators.
const (
	columnID    = "id"
	columnName  = "name"
	columnGroup = "group"
	// columnPeriod makes a file a panel: one line for each unit and period.
	columnPeriod = "period"
)

// leastUnits is how few units can be compared at all.
const leastUnits = 3

// TableOf picks a method's columns from a file. The file needs a column id and one of each indicator; name and group are
// read when they are there; with a column period the file is a panel.
func TableOf(m *Method, f *Frame) (*Table, error) {
	if slices.Contains(f.Columns, columnPeriod) || len(m.Data.Over) > 0 {
		return panelOf(m, f)
	}
	return tableOf(m, f)
}

// tableOf is the table of a file of one period.
func tableOf(m *Method, f *Frame) (*Table, error) {
	ids, err := f.Texts(columnID)
	if err != nil {
		return nil, err
	}
	t := &Table{Units: make([]Unit, len(ids))}
	for i, id := range ids {
		t.Units[i] = Unit{ID: id, Name: i18n.Name{Zh: id, En: id}}
	}
	if err := t.label(f); err != nil {
		return nil, err
	}
	columns := make([][]Number, len(m.Indicators))
	for c, item := range m.Indicators {
		if columns[c], err = f.Numbers(item.ID); err != nil {
			return nil, err
		}
		for i, n := range columns[c] {
			if n.Known && !finite(&n.Value) {
				return nil, wrong(csvfile.At(f.Line(i), item.ID, strconv.FormatFloat(n.Value, 'g', -1, 64), "evaluation.frame.large"))
			}
		}
		t.Titles = append(t.Titles, item.name(i18n.Name{Zh: item.ID, En: item.ID}))
	}
	return t, t.fill(columns, func(i int) int { return f.Line(i) })
}

// label reads the names and groups of a file.
func (t *Table) label(f *Frame) error {
	if slices.Contains(f.Columns, columnName) {
		names, err := f.Texts(columnName)
		if err != nil {
			return err
		}
		for i := range t.Units {
			t.Units[i].Name = i18n.Name{Zh: names[i], En: names[i]}
		}
	}
	if slices.Contains(f.Columns, columnGroup) {
		groups, err := f.Texts(columnGroup)
		if err != nil {
			return err
		}
		t.Grouped = true
		for i := range t.Units {
			t.Units[i].Group = groups[i]
		}
	}
	return nil
}

// name is the method's own title of an indicator, or the one it is known by.
func (i Item) name(known i18n.Name) i18n.Name {
	if i.Title.Zh != "" {
		return i.Title
	}
	return known
}

// fill puts columns into the matrix in the order of the units' identifiers; line names a unit's place in the input.
func (t *Table) fill(columns [][]Number, line func(i int) int) error {
	order := make([]int, len(t.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(t.Units[a].ID, t.Units[b].ID) })
	units := make([]Unit, len(order))
	for i, from := range order {
		units[i] = t.Units[from]
		if i > 0 && units[i].ID == units[i-1].ID {
			return wrong(csvfile.At(line(from), columnID, units[i].ID, "evaluation.frame.unit_twice"))
		}
	}
	if len(units) < leastUnits {
		return fault.New(fault.Invalid, "evaluation.few_units", "count", len(units), "least", leastUnits)
	}
	t.Units = units
	t.name()
	parts := make([]composite.Column, len(columns))
	for c, column := range columns {
		parts[c] = composite.Column{Values: make([]float64, len(order)), Absent: make([]bool, len(order))}
		for i, from := range order {
			parts[c].Values[i], parts[c].Absent[i] = column[from].Value, !column[from].Known
		}
	}
	m, err := composite.FromColumns(parts...)
	t.Matrix = m
	return refused(err, Where{})
}

// name lists the groups that units are in, with the names that are known.
func (t *Table) name() {
	known := t.Groups
	t.Groups = nil
	for _, u := range t.Units {
		if u.Group == "" || slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == u.Group }) {
			continue
		}
		g := Group{u.Group, i18n.Name{Zh: u.Group, En: u.Group}}
		if i := slices.IndexFunc(known, func(k Group) bool { return k.ID == u.Group }); i >= 0 {
			g = known[i]
		}
		t.Groups = append(t.Groups, g)
	}
	slices.SortFunc(t.Groups, func(a, b Group) int { return strings.Compare(a.ID, b.ID) })
}

// gaps is what this room asks of the indicators.
type gaps interface {
	Levels(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error)
	Registry() *indicator.Registry
}

// TableIn picks a method's indicators from those of a node, as far as the actor may see them. What the node does not
// know is fault.Invalid, with what it knows.
func TableIn(ctx context.Context, who access.Actor, from gaps, tree *region.Tree, m *Method) (*Table, error) {
	return panelIn(ctx, who, from, tree, m)
}

// tableIn is the table of one period.
func tableIn(ctx context.Context, who access.Actor, from gaps, tree *region.Tree, m *Method, period string) (*Table, error) {
	level, err := m.levelOf()
	if err != nil {
		return nil, err
	}
	t := &Table{Grouped: level != region.Province}
	at := map[string]int{}
	var columns []map[string]Number
	for _, item := range m.Indicators {
		g, err := from.Levels(ctx, who, m.question(item, period))
		if err != nil {
			return nil, err
		}
		column, view := map[string]Number{}, tree.At(lastDay(g.Question.Period))
		for _, one := range g.Groups {
			if _, seen := at[one.Code]; !seen {
				at[one.Code] = len(t.Units)
				t.Units = append(t.Units, Unit{ID: one.Code, Name: one.Name, Group: t.province(view, one.Code, level)})
			}
			if one.Value != nil {
				column[one.Code] = Number{*one.Value, true}
			}
		}
		columns = append(columns, column)
		t.Titles, t.Measures = append(t.Titles, item.name(g.Indicator.Name)), append(t.Measures, g.Indicator.Unit)
		t.Internal = t.Internal || g.Internal
		for _, s := range g.Sources {
			t.Sources = append(t.Sources, Source{item.ID, g.Question.Period, s.Title, s.Vintage})
		}
	}
	rows := make([][]Number, len(columns))
	for c := range rows {
		rows[c] = make([]Number, len(t.Units))
		for code, n := range columns[c] {
			rows[c][at[code]] = n
		}
	}
	return t, t.fill(rows, func(int) int { return 0 })
}

// province finds the province that a unit lies in, and notes its name.
func (t *Table) province(view *region.View, code string, level region.Level) string {
	u, ok := view.RollUp(region.Key{Code: region.Code(code), Level: level}, region.Province)
	group := string(u.Key.Code)
	if ok && !slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == group }) {
		t.Groups = append(t.Groups, Group{group, u.Name})
	}
	return group
}

// lastDay is the day whose map a period is drawn on.
func lastDay(period string) string {
	if len(period) == len("2020") {
		return period + "-12-31"
	}
	return period
}

// CSV writes the table in the form that TableOf reads: what was evaluated can be evaluated again elsewhere.
func (t *Table) CSV(m *Method) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	head := []string{columnID, columnName}
	if t.Grouped {
		head = append(head, columnGroup)
	}
	if t.Period != "" {
		head = append(head, columnPeriod)
	}
	for _, item := range m.Indicators {
		head = append(head, item.ID)
	}
	_ = w.Write(head) // a Builder takes everything
	for _, p := range append([]Period{{t.Period, t.Units, t.Matrix}}, t.Others...) {
		for r, u := range p.Units {
			row := []string{u.ID, u.Name.Zh}
			if t.Grouped {
				row = append(row, u.Group)
			}
			if t.Period != "" {
				row = append(row, p.Name)
			}
			for c := range p.Matrix.Cols {
				cell := ""
				if v, ok := p.Matrix.At(r, c); ok {
					cell = strconv.FormatFloat(v, 'g', -1, 64)
				}
				row = append(row, cell)
			}
			_ = w.Write(row)
		}
	}
	w.Flush()
	return []byte(b.String())
}
