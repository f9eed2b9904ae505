package main

import (
	"fmt"
	"slices"
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/measure/composite"
)

// indicatorTable is the input of every statistic over several indicators.
type indicatorTable struct {
	inFile
	ID        string   `help:"${help_measure_id}" name:"id" required:"" placeholder:"COL"`
	Columns   []string `help:"${help_measure_columns}" required:"" placeholder:"a,b,c"`
	Negative  []string `help:"${help_measure_negative}" placeholder:"c"`
	Normalise string   `help:"${help_measure_normalise}" enum:"minmax,vector,none" default:"minmax" placeholder:"minmax|vector|none"`
}

// indicators is that input, read and brought to one scale on which more is better.
type indicators struct {
	ids     []string
	columns []string
	lines   []int // of the file
	scores  composite.Normalised

	constant []int // columns that are the same everywhere, whether the scale has room for them or not
}

func (s indicators) refused(err error) error {
	return refused(err, compositeReasons, evaluation.Where{Lines: s.lines, Columns: s.columns})
}

func (d indicatorTable) read() (s indicators, err error) {
	if s.columns, err = columnNames(d.Columns); err != nil {
		return s, err
	}
	negative := trimmed(d.Negative)
	if i := slices.IndexFunc(negative, func(n string) bool { return !slices.Contains(s.columns, n) }); i >= 0 {
		return s, misused("cmd.measure.not_among", "flag", "--negative", "column", negative[i])
	}
	f, err := d.frame()
	if err != nil {
		return s, err
	}
	if s.ids, err = f.Texts(d.ID); err != nil {
		return s, err
	}
	if err := once(f, d.ID, s.ids); err != nil {
		return s, err
	}
	s.lines = f.Lines()
	table, err := columnsOf(f, s.columns)
	if err != nil {
		return s, err
	}
	directions := make([]composite.Direction, len(s.columns))
	for i, c := range s.columns {
		if slices.Contains(negative, c) {
			directions[i] = composite.Negative
		}
	}
	how := map[string]func(composite.Column, composite.Direction) (composite.Scale, error){
		"minmax": composite.MinMax, "vector": composite.Vector, "none": composite.Plain,
	}[d.Normalise]
	scales, err := composite.Fit(table, directions, how)
	if err != nil {
		return s, s.refused(err)
	}
	s.scores, err = composite.Normalise(table, scales)
	for c := range s.columns {
		if x := table.Column(c).Observed(); len(x) == 0 || slices.Min(x) == slices.Max(x) {
			s.constant = append(s.constant, c)
		}
	}
	if err == nil && len(s.constant) == len(s.columns) {
		err = fmt.Errorf("%w: every column is constant", composite.ErrDomain)
	}
	return s, s.refused(err)
}

// columnNames are the names that --columns gives; one that stands there twice would count twice.
func columnNames(given []string) ([]string, error) {
	names := trimmed(given)
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, misused("cmd.measure.column_twice", "flag", "--columns", "column", name)
		}
	}
	return names, nil
}

// trimmed takes the blanks off names, as the reader of the file does.
func trimmed(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = strings.TrimSpace(name)
	}
	return all
}

// once refuses a unit that stands there twice: it would count twice in every weight.
func once(f *evaluation.Frame, column string, ids []string) error {
	seen := map[string]bool{}
	for i, id := range ids {
		if seen[id] {
			return fault.New(fault.Invalid, "evaluation.frame.wrong", "line", f.Line(i), "column", column, "text", csvfile.Clip(id, csvfile.TextRunes),
				"reason", i18n.Msg("evaluation.frame.unit_twice")).At(column)
		}
		seen[id] = true
	}
	return nil
}

// columnsOf puts columns of a file side by side; an empty cell stays missing.
func columnsOf(f *evaluation.Frame, names []string) (composite.Matrix, error) {
	columns := make([]composite.Column, len(names))
	for i, name := range names {
		numbers, err := f.Numbers(name)
		if err != nil {
			return composite.Matrix{}, err
		}
		columns[i] = composite.Column{Values: make([]float64, len(numbers)), Absent: make([]bool, len(numbers))}
		for r, n := range numbers {
			columns[i].Values[r], columns[i].Absent[r] = n.Value, !n.Known
		}
	}
	m, err := composite.FromColumns(columns...)
	return m, refused(err, compositeReasons, evaluation.Where{Lines: f.Lines(), Columns: names})
}

type (
	entropyCommand struct{ indicatorTable }
	criticCommand  struct{ indicatorTable }
	topsisCommand  struct {
		indicatorTable
		Weights []float64 `help:"${help_measure_weights}" placeholder:"x,y,z"`
	}
	pcaCommand      struct{ indicatorTable }
	couplingCommand struct {
		inFile
		ID      string   `help:"${help_measure_id}" name:"id" required:"" placeholder:"COL"`
		Columns []string `help:"${help_measure_columns}" required:"" placeholder:"a,b"`
		Variant string   `help:"${help_measure_variant}" enum:"standard,product" default:"standard" placeholder:"standard|product"`
	}
)

// Run prints entropy weights, and the scores they give.
func (c *entropyCommand) Run(p *program) error {
	s, err := c.read()
	if err != nil {
		return err
	}
	w, err := composite.Entropy(s.scores.Matrix, 0)
	if err != nil {
		return s.refused(err)
	}
	return p.showWeights("entropy", s, w.Weights, map[string]any{"entropy": w.Entropy})
}

// Run prints CRITIC weights, and the scores they give.
func (c *criticCommand) Run(p *program) error {
	s, err := c.read()
	if err != nil {
		return err
	}
	w, err := composite.CRITIC(s.scores.Matrix, composite.Pearson)
	if err != nil {
		return s.refused(err)
	}
	return p.showWeights("critic", s, w.Weights, map[string]any{"deviation": w.Deviation, "conflict": w.Conflict})
}

// Run prints the weights of principal components, with what they were made of.
func (c *pcaCommand) Run(p *program) error {
	s, err := c.read()
	if err != nil {
		return err
	}
	w, err := composite.PCA(s.scores.Matrix, composite.Kaiser)
	if err != nil {
		return s.refused(err)
	}
	parts := map[string]any{"eigenvalues": w.Eigenvalue, "retained": w.Retained, "explained": w.Explained, "kmo": nil, "bartlett_chi2": nil}
	if w.Tested {
		parts["kmo"], parts["bartlett_chi2"], parts["bartlett_df"], parts["bartlett_p"] = w.KMO, w.ChiSquare, w.Freedom, w.P
	} else {
		parts["why"] = p.t("cmd.measure.singular")
	}
	var loadings [][]float64
	for k := range w.Vectors.Cols {
		loadings = append(loadings, w.Vectors.Column(k).Values)
	}
	parts["vectors"] = loadings
	return p.showWeights("pca", s, w.Weights, parts)
}

// Run prints how near each unit comes to the ideal.
func (c *topsisCommand) Run(p *program) error {
	s, err := c.read()
	if err != nil {
		return err
	}
	if len(c.Weights) > 0 && len(c.Weights) != len(s.columns) {
		return misused("cmd.measure.weights_count", "got", len(c.Weights), "want", len(s.columns))
	}
	ideals, err := composite.IdealsOf(s.scores.Matrix)
	if err != nil {
		return s.refused(err)
	}
	weights := s.scores.Weights(c.Weights)
	for _, c := range s.constant {
		weights[c] = 0
	}
	closeness, err := composite.TOPSIS(s.scores.Matrix, weights, ideals)
	if err != nil {
		return s.refused(err)
	}
	m := measured{Statistic: "topsis", Values: closeness.Score, N: len(s.ids), Parts: map[string]any{
		"ids": s.ids, "columns": s.columns, "weights": weights, "to_best": closeness.ToBest, "to_worst": closeness.ToWorst,
	}}
	for i, id := range s.ids {
		m.rows = append(m.rows, []string{id, figure(closeness.Score[i])})
	}
	m.Diagnostics = p.constants(s)
	return p.showMeasured(m)
}

// Run prints how far subsystems are at one level and how high that is.
func (c *couplingCommand) Run(p *program) error {
	columns, err := columnNames(c.Columns)
	if err != nil {
		return err
	}
	f, err := c.frame()
	if err != nil {
		return err
	}
	ids, err := f.Texts(c.ID)
	if err != nil {
		return err
	}
	if err := once(f, c.ID, ids); err != nil {
		return err
	}
	table, err := columnsOf(f, columns)
	if err != nil {
		return err
	}
	variant := composite.Standard
	if c.Variant == "product" {
		variant = composite.Product
	}
	units, err := composite.Coupling(table, nil, variant)
	if err != nil {
		return refused(err, compositeReasons, evaluation.Where{Lines: f.Lines(), Columns: columns})
	}
	var values, level []float64
	var coupling []*float64
	m := measured{Statistic: "coupling", N: len(ids)}
	for i, u := range units {
		values, level, coupling = append(values, u.Coordination), append(level, u.Level), append(coupling, nil)
		if u.Defined {
			coupling[i] = &units[i].Coupling
		} else {
			m.Diagnostics = append(m.Diagnostics, diagnostic{"undefined_coupling", ids[i], p.t("cmd.measure.undefined_coupling", "unit", ids[i])})
		}
		m.rows = append(m.rows, []string{ids[i], figure(u.Coordination)})
	}
	m.Values = values
	m.Parts = map[string]any{"ids": ids, "coupling": coupling, "level": level, "variant": c.Variant}
	return p.showMeasured(m)
}

// showWeights prints weights in the order of the columns, and the units' scores that follow from them.
func (p *program) showWeights(name string, s indicators, w composite.Weights, parts map[string]any) error {
	m := measured{Statistic: name, Values: w.Weight, N: len(s.ids), Parts: parts}
	parts["columns"], parts["ids"] = s.columns, s.ids
	parts["scores"] = weighted(s.scores.Matrix, w.Weight)
	for i, column := range s.columns {
		m.rows = append(m.rows, []string{column, figure(w.Weight[i])})
	}
	m.Diagnostics = p.constants(s)
	for _, warned := range w.Warnings {
		if warned.Kind != composite.ConstantColumn { // named above
			m.Diagnostics = append(m.Diagnostics, p.warned(warned, s.columns))
		}
	}
	return p.showMeasured(m)
}

// weighted is the weighted sum of each unit's scores; null for a unit that lacks one.
func weighted(m composite.Matrix, weights []float64) []*float64 {
	all := make([]*float64, m.Rows)
	scores, err := composite.Aggregate(m, composite.Flat(m.Cols, weights, composite.Arithmetic), 1)
	if err != nil {
		return all
	}
	for r := range all {
		if v, ok := scores.At(r, m.Cols); ok {
			all[r] = &v
		}
	}
	return all
}

// warned puts a warning into the words that the reports of evaluations have for it.
func (p *program) warned(w composite.Warning, columns []string) diagnostic {
	d := diagnostic{Code: w.Kind.String()}
	other := ""
	if w.Column >= 0 {
		d.Subject = columns[w.Column]
	}
	if w.Kind == composite.CountedTwice {
		other = columns[w.Row]
	}
	d.Text = p.t("evaluation.warning."+d.Code, "indicator", d.Subject, "other", other, "value", i18n.Number(w.Value, 2),
		"percent", i18n.Number(100*w.Value, 0)+"%", "count", i18n.Number(w.Value, 0))
	return d
}

// constants names the columns that are the same everywhere.
func (p *program) constants(s indicators) (all []diagnostic) {
	for _, c := range s.constant {
		all = append(all, p.warned(composite.Warning{Kind: composite.ConstantColumn, Column: c, Row: -1}, s.columns))
	}
	return all
}

// compositeReasons are the words for what measure/composite refuses.
var compositeReasons = []reason{
	{composite.ErrMissing, "cmd.measure.missing"},
	{composite.ErrDomain, "cmd.measure.domain"},
	{composite.ErrEmpty, "cmd.measure.empty"},
	{composite.ErrValue, "cmd.measure.finite"},
	{composite.ErrWeight, "cmd.measure.weights"},
	{composite.ErrTree, "cmd.measure.weights"},
}
