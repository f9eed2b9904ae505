package evaluation

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/measure/composite"
)

// Period is the figures of a period that is not judged. They take part in what is fixed over a panel, the limits of outliers, bounds
// and weights from data, and give each unit its own past on the same scale.
type Period struct {
	Name   string
	Units  []Unit // in the order of their identifiers
	Matrix composite.Matrix
}

// Pooled says how many units of a period took part in fixing bounds, and how many were left out for lack of figures.
type Pooled struct {
	Period      string
	Units, Left int
}

// Past is a unit's score in another period, on the scale that all periods share. Scores of that period have no interval of
// their own: what lies inside the interval of the judged one is no change.
type Past struct {
	Period     string
	Score      float64
	Arithmetic float64
	Geometric  *float64
	Within     bool // the interval of the judged period
}

// panelOf takes a file with a column of periods apart: the judged one is the method's, or the last; the others are those the
// method names, or all there are, so that bounds are fixed over the panel unless somebody decides otherwise.
func panelOf(m *Method, f *Frame) (*Table, error) {
	names, err := f.Texts(columnPeriod)
	if err != nil {
		return nil, err
	}
	known := slices.Compact(slices.Sorted(slices.Values(names)))
	judged := m.Data.Period
	if judged == "" {
		judged = known[len(known)-1]
	}
	others := m.Data.Over
	if len(others) == 0 {
		others = known
	}
	for _, period := range append([]string{judged}, others...) {
		if !slices.Contains(known, period) {
			return nil, fault.New(fault.Invalid, "evaluation.no_period", "period", period, "periods", csvfile.Clip(strings.Join(known, ", "), 300)).At(columnPeriod)
		}
	}
	part := func(period string) (*Table, error) {
		return tableOf(m, f.where(func(row int) bool { return names[row] == period }))
	}
	t, err := part(judged)
	if err != nil {
		return nil, err
	}
	if len(known) == 1 {
		return t, nil
	}
	t.Period = judged
	return t, t.join(others, part)
}

// join adds the figures of other periods.
func (t *Table) join(others []string, part func(period string) (*Table, error)) error {
	others = slices.Clone(others)
	slices.Sort(others)
	for _, period := range others {
		if period == t.Period {
			continue
		}
		one, err := part(period)
		if err != nil {
			return err
		}
		t.Others = append(t.Others, Period{period, one.Units, one.Matrix})
		t.Sources, t.Internal = append(t.Sources, one.Sources...), t.Internal || one.Internal
	}
	return nil
}

// panelIn is TableIn over the periods that a method names.
func panelIn(ctx context.Context, who access.Actor, from gaps, tree *region.Tree, m *Method) (*Table, error) {
	part := func(period string) (*Table, error) { return tableIn(ctx, who, from, tree, m, period) }
	t, err := part(m.Data.Period)
	if err != nil || len(m.Data.Over) == 0 {
		return t, err
	}
	t.Period = m.Data.Period
	return t, t.join(m.Data.Over, part)
}

// pool puts the judged period and the others under each other, each screened and filled by its own figures alone: a gap of one
// year is not closed by another's middle.
func (w *work) pool() error {
	parts := make([][]composite.Matrix, len(w.filled))
	for k, f := range w.filled {
		parts[k] = []composite.Matrix{f.Matrix}
	}
	for _, p := range w.t.Others {
		other := &work{m: w.m, t: &Table{Units: p.Units, Matrix: p.Matrix, Grouped: w.t.Grouped}, r: &Result{}}
		err := other.screen()
		if err == nil {
			err = other.fill()
		}
		if flaw, ok := fault.As(err); ok && flaw.Key == "evaluation.few_units" {
			return fault.New(fault.Invalid, "evaluation.few_units_in", append([]any{"period", p.Name}, flaw.Args...)...)
		}
		if err != nil {
			return err
		}
		for k, f := range other.filled {
			parts[k] = append(parts[k], f.Matrix)
		}
		for _, r := range other.rows {
			w.past = append(w.past, pastRow{p.Name, p.Units[r].ID})
		}
		w.ranges = append(w.ranges, other.raw)
		w.r.Panel = append(w.r.Panel, Pooled{p.Name, len(other.rows), len(p.Units) - len(other.rows)})
	}
	for _, tables := range parts {
		pooled, err := composite.Stack(tables...)
		if err != nil {
			return err
		}
		w.pooled = append(w.pooled, pooled)
	}
	return nil
}

// pastRow is a row of the pooled tables below those judged.
type pastRow struct{ period, unit string }

// remember gives each judged unit its scores of the other periods.
func (w *work) remember() {
	at := map[string]int{}
	for i, u := range w.r.Units {
		at[u.ID] = i
	}
	root := len(w.tree.Parent) - 1
	for i, row := range w.past {
		unit, judged := at[row.unit]
		if !judged {
			continue
		}
		u, r := &w.r.Units[unit], len(w.rows)+i
		p := Past{Period: row.period}
		p.Score, _ = w.nodes.At(r, root)
		p.Arithmetic, _ = w.means[0].At(r, root)
		if w.geometric {
			if v, ok := w.means[1].At(r, root); ok {
				p.Geometric = &v
			}
		}
		p.Within = u.Low <= p.Score && p.Score <= u.High
		u.Past = append(u.Past, p)
	}
}

// periods are the columns of the past, in their order.
func (r *Result) periods() (names []string) {
	for _, p := range r.Panel {
		names = append(names, p.Period)
	}
	return names
}

// In is a unit's past in a period.
func (u Judged) In(period string) (p Past, ok bool) {
	i := slices.IndexFunc(u.Past, func(p Past) bool { return p.Period == period })
	if i < 0 {
		return p, false
	}
	return u.Past[i], true
}

// levelOf reads the level of a method.
func (m *Method) levelOf() (region.Level, error) {
	level, ok := region.ParseLevel(m.Data.Level)
	if !ok {
		return level, wrongField("data.level", "one_of", "list", strings.Join(levels, ", "))
	}
	return level, nil
}

// question asks for one indicator in one period.
func (m *Method) question(item Item, period string) indicator.Question {
	return indicator.Question{ID: item.ID, By: indicator.By(m.Data.Level), Within: m.Data.Within, Period: period}
}
