package evaluation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// Evaluate judges a table by a method. It is a pure function of both: the same result to the last bit, whatever the
// machine and the number of its processors. What the mathematics refuses is fault.Invalid in words. Cost: that of
// sensitivity.MonteCarlo, a second for three thousand counties, a dozen indicators and a few thousand runs.
func Evaluate(ctx context.Context, m *Method, t *Table) (*Result, error) {
	w, err := judged(ctx, m, t)
	if err != nil {
		return nil, err
	}
	return w.influenced(ctx)
}

// judged is an evaluation up to where each unit stands, without asking which open choice matters most: that takes about half of
// the time and is shown by the evaluation's own page and files alone.
func judged(ctx context.Context, m *Method, t *Table) (*work, error) {
	sum := sha256.Sum256(t.CSV(m))
	w := &work{m: m, t: t, h: m.hierarchy(), r: &Result{
		Method: m, Sources: t.Sources, DataHash: hex.EncodeToString(sum[:]), Bands: m.Bands,
		Groups: t.Groups, Internal: t.Internal, Period: t.Period,
	}}
	for _, step := range []func() error{w.screen, w.fill, w.pool, w.score, w.robust, w.judge} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, refused(err, w.where())
		}
	}
	return w, nil
}

// influenced goes on from there to the whole result. What was judged stays as it is, for those who hold it.
func (w *work) influenced(ctx context.Context) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := *w.r
	factors, influence, err := w.influence()
	if err != nil {
		return nil, refused(err, w.where())
	}
	r.Robustness.Factors, r.Robustness.Influence = factors, influence
	return &r, nil
}

// where names rows and columns as they are at this step.
func (w *work) where() (p Where) {
	for _, item := range w.m.Indicators {
		p.Columns = append(p.Columns, item.ID)
	}
	for _, r := range w.rows {
		p.Units = append(p.Units, w.t.Units[r].ID)
	}
	return p
}

// work is an evaluation under way. Each step reads what earlier ones wrote.
type work struct {
	m *Method
	t *Table
	h hierarchy
	r *Result

	rows      []int // of the table, of the units judged
	groups    []string
	raw       composite.Matrix
	filled    []composite.Filled // by imputation, the method's first
	past      []pastRow          // below the judged rows of what follows
	ranges    []composite.Matrix // raw figures of the other periods
	pooled    []composite.Matrix // by imputation: the judged rows, then those of other periods
	treated   [][]composite.Matrix
	treatment []composite.Treatment // of the method's own choice
	scores    composite.Matrix      // by the method's own choices
	tree      composite.Tree
	nodes     composite.Scores
	means     [2]composite.Scores // arithmetic and geometric
	geometric bool                // whether the second exists
	index     sensitivity.Index   // the choices and their alternatives
}

// screen leaves out units that reported too little.
func (w *work) screen() error {
	kept, err := composite.Screen(w.t.Matrix, w.m.Screen.Least)
	if err != nil {
		return err
	}
	for r := range w.t.Units {
		if !slices.Contains(kept, r) {
			w.exclude(r)
		}
	}
	return w.keep(kept)
}

// keep goes on with the given rows of the table.
func (w *work) keep(rows []int) (err error) {
	if len(rows) < leastUnits {
		return fewUnits(len(rows))
	}
	w.rows, w.groups = rows, make([]string, len(rows))
	for i, r := range rows {
		w.groups[i] = w.t.Units[r].Group
	}
	w.raw, err = w.t.Matrix.Keep(rows)
	return err
}

// reported refuses an indicator that nobody reported: no middle can stand in for it, and every unit would be left out for it.
func (w *work) reported() error {
	for c := range w.raw.Cols {
		if len(w.raw.Column(c).Observed()) == 0 {
			return fmt.Errorf("%w: column %d: no value observed", composite.ErrEmpty, c)
		}
	}
	return nil
}

// exclude notes a unit that is not judged and what it lacks.
func (w *work) exclude(row int) {
	x := Excluded{Unit: w.t.Units[row]}
	for c := range w.t.Matrix.Cols {
		if _, ok := w.t.Matrix.At(row, c); !ok {
			x.Missing = append(x.Missing, w.m.Indicators[c].ID)
		}
	}
	x.Share = 1 - float64(len(x.Missing))/float64(w.t.Matrix.Cols)
	w.r.Excluded = append(w.r.Excluded, x)
	slices.SortFunc(w.r.Excluded, func(a, b Excluded) int { return compareIDs(a.Unit, b.Unit) })
}

// fill imputes by the method's choice and by the others it names. A unit with a gap that the method's own choice leaves
// open is not judged: an index over fewer indicators would not be the same index.
func (w *work) fill() error {
	if err := w.reported(); err != nil {
		return err
	}
	own, err := w.impute(w.m.Imputation.By)
	if err != nil {
		return err
	}
	var whole []int
	for i, r := range w.rows {
		if complete(own.Matrix, i) {
			whole = append(whole, i)
		} else {
			w.exclude(r)
		}
	}
	if len(whole) < leastUnits {
		return fewUnits(len(whole))
	}
	for _, by := range append([]string{w.m.Imputation.By}, w.m.Uncertainty.Imputations...) {
		f := own
		if by != w.m.Imputation.By {
			if f, err = w.impute(by); err != nil {
				return err
			}
		}
		if f, err = keepFilled(f, whole); err != nil {
			return err
		}
		w.filled = append(w.filled, f)
	}
	rows := make([]int, len(whole))
	for i, at := range whole {
		rows[i] = w.rows[at]
	}
	return w.keep(rows)
}

func (w *work) impute(by string) (composite.Filled, error) {
	middle := composite.Mean
	switch by {
	case "none":
		return composite.Filled{Matrix: w.raw}, nil
	case "median":
		middle = composite.Median
	}
	if w.m.Imputation.Within && w.t.Grouped {
		return composite.ImputeWithin(w.raw, middle, w.groups)
	}
	return composite.Impute(w.raw, middle)
}

func complete(m composite.Matrix, row int) bool {
	for c := range m.Cols {
		if _, ok := m.At(row, c); !ok {
			return false
		}
	}
	return true
}

// keepFilled is a filled table of the given rows, with its marks.
func keepFilled(f composite.Filled, rows []int) (composite.Filled, error) {
	table, err := f.Keep(rows)
	if err != nil || f.Imputed == nil {
		return composite.Filled{Matrix: table}, err
	}
	marks := make([]bool, 0, len(rows)*f.Cols)
	for c := range f.Cols {
		for _, r := range rows {
			marks = append(marks, f.Imputed[c*f.Rows+r])
		}
	}
	return composite.Filled{Matrix: table, Imputed: marks}, nil
}

// score treats, normalises, weighs and combines by the method's own choices, and by both means side by side.
func (w *work) score() error {
	if err := w.treat(); err != nil {
		return err
	}
	scales, err := w.m.normalisers(w.treated[0][0], w.m.Normalisation.By)
	if err != nil {
		return err
	}
	own, err := composite.Normalise(w.treated[0][0], scales)
	if err != nil {
		return err
	}
	w.scores = own.Matrix
	weights, warnings, err := w.m.weights(w.m.Weights.By, w.unit(own.Matrix))
	if err != nil {
		return err
	}
	w.tree = w.h.weigh(weights).Without(own.Constant...)
	if w.nodes, err = composite.Aggregate(w.scores, w.tree, 1); err != nil {
		return err
	}
	if w.means[0], err = composite.Aggregate(w.scores, w.tree.With(composite.Arithmetic), 1); err != nil {
		return err
	}
	w.means[1], err = composite.Aggregate(w.scores, w.tree.With(composite.Geometric), 1)
	w.geometric = err == nil // z-scores may be negative: then there is no geometric mean, and the result says so
	for _, c := range own.Constant {
		w.r.Warnings = append(w.r.Warnings, Warning{Kind: composite.ConstantColumn.String(), Indicator: w.m.Indicators[c].ID})
	}
	return w.warn(warnings, own.Constant)
}

// treat draws outliers in, by the method's choice and, when asked, not at all.
func (w *work) treat() error {
	own := make([]composite.Matrix, len(w.pooled))
	for i, table := range w.pooled {
		own[i] = table
		if w.m.Outliers == nil {
			continue
		}
		treated, records, err := composite.TreatAll(table, composite.Outliers{
			Skew: w.m.Outliers.Skewness, Kurtosis: w.m.Outliers.Kurtosis, Points: w.m.Outliers.Points,
		})
		if err != nil {
			return err
		}
		own[i] = treated
		if i == 0 {
			w.treatment = records
		}
	}
	w.treated = [][]composite.Matrix{own}
	if w.m.Uncertainty.Treatment {
		w.treated = append(w.treated, w.pooled)
	}
	return nil
}

// unit brings scores back to [0, 1], which weights from data ask for.
func (w *work) unit(scores composite.Matrix) composite.Matrix {
	low, high := w.m.Normalisation.Low, w.m.Normalisation.High
	u := scores
	u.Data = slices.Clone(scores.Data)
	for i := range u.Data {
		u.Data[i] = (u.Data[i] - low) / (high - low)
	}
	return u
}

// doubly is the correlation above which two indicators are called one matter counted twice.
const doubly = 0.9

// warn keeps what the mathematics warned of, and looks for matters counted twice.
func (w *work) warn(found []composite.Warning, constant []int) error {
	twice, err := composite.CountedTwiceIn(w.without(constant), doubly)
	if err != nil {
		return err
	}
	varying := w.varying(constant)
	for i := range twice {
		twice[i].Column, twice[i].Row = varying[twice[i].Column], varying[twice[i].Row]
	}
	for _, f := range append(found, twice...) {
		one := Warning{Kind: f.Kind.String(), Value: f.Value}
		if f.Column >= 0 && f.Kind != composite.OpposedWeights {
			one.Indicator = w.m.Indicators[f.Column].ID
		}
		if f.Kind == composite.CountedTwice {
			one.Indicator += "|" + w.m.Indicators[f.Row].ID
		}
		w.r.Warnings = append(w.r.Warnings, one)
	}
	return nil
}

// varying are the columns that are not constant.
func (w *work) varying(constant []int) (all []int) {
	for c := range w.scores.Cols {
		if !slices.Contains(constant, c) {
			all = append(all, c)
		}
	}
	return all
}

// without is the table of scores without constant columns.
func (w *work) without(constant []int) composite.Matrix {
	keep := w.varying(constant)
	m := composite.NewMatrix(w.scores.Rows, len(keep))
	for i, c := range keep {
		copy(m.Data[i*m.Rows:], w.scores.Column(c).Values)
	}
	return m
}
