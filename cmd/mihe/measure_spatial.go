package main

import (
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/measure/spatial"
)

// placed is the input of every statistic over neighbours.
type placed struct {
	inFile
	ID           string `help:"${help_measure_id}" name:"id" required:"" placeholder:"COL"`
	Value        string `help:"${help_measure_value}" required:"" placeholder:"COL"`
	Neighbours   string `help:"${help_measure_neighbours}" required:"" placeholder:"EDGES.csv"`
	Standardise  string `help:"${help_measure_standardise}" enum:"row,none" default:"row" placeholder:"row|none"`
	Permutations int    `help:"${help_measure_permutations}" default:"9999" placeholder:"N"`
	Seed         uint64 `help:"${help_measure_seed}" default:"1" placeholder:"SEED"`
}

// places is that input, read.
type places struct {
	ids     []string
	values  []float64
	weights *spatial.Weights
	permute spatial.Permutations
}

func (s places) refused(err error) error {
	return refused(err, spatialReasons, evaluation.Where{Units: s.ids})
}

func (d placed) read() (s places, err error) {
	f, err := d.frame()
	if err != nil {
		return s, err
	}
	if s.ids, err = f.Texts(d.ID); err != nil {
		return s, err
	}
	if s.values, err = f.Figures(d.Value); err != nil {
		return s, err
	}
	edges, err := d.edges(s.ids)
	if err != nil {
		return s, err
	}
	how := spatial.RowStandardised
	if d.Standardise == "none" {
		how = spatial.AsGiven
	}
	s.permute = spatial.Permutations{Count: d.Permutations, Seed: d.Seed}
	s.weights, err = spatial.Directed(len(s.ids), edges, how)
	return s, s.refused(err)
}

// edges reads who is whose neighbour: from, to and, when there is such a column, weight.
func (d placed) edges(ids []string) ([]spatial.Edge, error) {
	at := map[string]int{}
	for i, id := range ids {
		if _, twice := at[id]; twice {
			return nil, fault.New(fault.Invalid, "cmd.measure.id_twice", "id", id).At(d.ID)
		}
		at[id] = i
	}
	f, err := readFrame(d.Neighbours)
	if err != nil {
		return nil, err
	}
	from, err := f.Texts("from")
	if err != nil {
		return nil, err
	}
	to, err := f.Texts("to")
	if err != nil {
		return nil, err
	}
	weight := slices.Repeat([]float64{1}, len(from))
	if slices.Contains(f.Columns, "weight") {
		if weight, err = f.Figures("weight"); err != nil {
			return nil, err
		}
	}
	edges := make([]spatial.Edge, len(from))
	for i := range edges {
		for column, id := range map[string]string{"from": from[i], "to": to[i]} {
			if _, known := at[id]; !known {
				return nil, unknownPlace(f, i, column, id)
			}
		}
		edges[i] = spatial.Edge{From: at[from[i]], To: at[to[i]], Weight: weight[i]}
	}
	return edges, nil
}

func unknownPlace(f *evaluation.Frame, row int, column, id string) error {
	return fault.New(fault.Invalid, "evaluation.frame.wrong", "line", f.Line(row), "column", column, "text", csvfile.Clip(id, csvfile.TextRunes),
		"reason", i18n.Msg("cmd.measure.no_place")).At(column)
}

type (
	moranCommand struct{ placed }
	gearyCommand struct{ placed }
	lisaCommand  struct {
		placed
		Control string  `help:"${help_measure_control}" enum:"bh,by,none" default:"bh" placeholder:"bh|by|none"`
		Level   float64 `help:"${help_measure_level}" default:"0.05" placeholder:"A"`
	}
)

// Run prints Moran's I: whether neighbours are alike over the whole map.
func (c *moranCommand) Run(p *program) error {
	return p.global("moran", c.placed, spatial.Moran)
}

// Run prints Geary's C.
func (c *gearyCommand) Run(p *program) error {
	return p.global("geary", c.placed, spatial.Geary)
}

// leastRandomised is how many places the variance under randomisation needs.
const leastRandomised = 4

// global prints one statistic of the whole map.
func (p *program) global(name string, d placed,
	of func(x []float64, w *spatial.Weights, permute spatial.Permutations) (spatial.Global, error),
) error {
	s, err := d.read()
	if err != nil {
		return err
	}
	g, err := of(s.values, s.weights, s.permute)
	if err != nil {
		return s.refused(err)
	}
	m := measured{Statistic: name, Value: &g.Value, N: g.Places, Parts: map[string]any{}}
	m.add("expected", g.Expected)
	for part, test := range map[string]*spatial.Test{"normal": g.Normal, "randomised": g.Randomised} {
		switch {
		case test != nil:
			m.Parts[part] = map[string]float64{"variance": test.Variance, "z": test.Z, "p": test.TwoSided, "p_one_sided": min(test.Upper, test.Lower)}
		case part == "randomised" && g.Places < leastRandomised:
			m.Parts[part], m.Parts[part+"_why"] = nil, p.t("cmd.measure.reason.four-places")
		default:
			m.Parts[part], m.Parts[part+"_why"] = nil, p.t("cmd.measure.reason.steady")
		}
	}
	m.Parts["permuted"], m.Parts["permutations"], m.Parts["seed"] = nil, g.Permutations, g.Seed
	if g.Permuted == nil {
		m.Parts["permuted_why"] = p.t("cmd.measure.reason.not-asked")
	} else {
		m.Parts["permuted"] = map[string]float64{"p": g.Permuted.TwoSided, "p_one_sided": min(g.Permuted.Upper, g.Permuted.Lower)}
		m.rows = append(m.rows, []string{p.t("cmd.measure.p", "count", g.Permutations), figure(g.Permuted.TwoSided)})
	}
	m.Diagnostics = p.spatialWarnings(g.Warnings, s.ids)
	return p.showMeasured(m)
}

// lisaUnit is one place in JSON; a place without neighbours has no statistic.
type lisaUnit struct {
	ID          string   `json:"id"`
	I           *float64 `json:"i"`
	Z           *float64 `json:"z"`
	Lag         *float64 `json:"lag"`
	Quadrant    string   `json:"quadrant,omitempty"`
	P           *float64 `json:"p"`
	Adjusted    *float64 `json:"p_adjusted"`
	Significant bool     `json:"significant"`
	Why         string   `json:"why,omitempty"`
}

// lisaRow is a place in the terminal: whether it stands once all are asked at once is said in its last column.
func (p *program) lisaRow(u lisaUnit) []string {
	if u.I == nil {
		return []string{u.ID, "", "", "", u.Why}
	}
	stands := ""
	if u.Significant {
		stands = u.Quadrant
	}
	return []string{u.ID, figure(*u.I), figure(*u.P), figure(*u.Adjusted), stands}
}

// Run prints for each place whether it is like its neighbours.
func (c *lisaCommand) Run(p *program) error {
	s, err := c.read()
	if err != nil {
		return err
	}
	control := map[string]spatial.Control{"bh": spatial.BenjaminiHochberg, "by": spatial.BenjaminiYekutieli, "none": spatial.NoControl}[c.Control]
	l, err := spatial.LISA(s.values, s.weights, s.permute, spatial.Discovery{Control: control, Level: c.Level})
	if err != nil {
		return s.refused(err)
	}
	units := make([]lisaUnit, len(l.Units))
	m := measured{Statistic: "lisa", N: l.Places}
	for i, u := range l.Units {
		units[i] = lisaUnit{ID: s.ids[i], Why: p.t("cmd.measure.island")}
		if u.Available {
			units[i] = lisaUnit{
				s.ids[i], &l.Units[i].I, &l.Units[i].Z, &l.Units[i].Lag, string(u.Quadrant), &l.Units[i].P.TwoSided, &l.Units[i].Adjusted, u.Significant, "",
			}
		}
		m.rows = append(m.rows, p.lisaRow(units[i]))
	}
	m.head = []string{m.Statistic, "I", "p", p.t("cmd.measure.lisa.q"), p.t("cmd.measure.lisa.stands")}
	m.Values = units
	m.Parts = map[string]any{
		"tested": l.Tested, "found": l.Found, "permutations": l.Permutations, "seed": l.Seed, "control": c.Control, "level": l.Level,
	}
	m.Diagnostics = p.spatialWarnings(l.Warnings, s.ids)
	return p.showMeasured(m)
}

// someNames is how many names of a list a person is shown.
const someNames = 10

// some lists the first of many names.
func some(names []string) string {
	if len(names) > someNames {
		names = append(names[:someNames:someNames], "… ("+strconv.Itoa(len(names))+")")
	}
	return strings.Join(names, ", ")
}

func (p *program) spatialWarnings(found []spatial.Warning, ids []string) (all []diagnostic) {
	for _, w := range found {
		names := make([]string, 0, len(w.Places))
		for _, at := range w.Places {
			names = append(names, ids[at])
		}
		list := some(names)
		all = append(all, diagnostic{string(w.Kind), list, p.t("cmd.measure.spatial."+string(w.Kind), "count", strconv.Itoa(w.Count), "places", list)})
	}
	return all
}

// spatialReasons are the words for what measure/spatial refuses.
var spatialReasons = []reason{
	{spatial.ErrConstant, "cmd.measure.constant"},
	{spatial.ErrNegative, "cmd.measure.domain"},
	{spatial.ErrValue, "cmd.measure.finite"},
	{spatial.ErrSpan, "cmd.measure.span"},
	{spatial.ErrEdge, "cmd.measure.edge"},
	{spatial.ErrWeight, "cmd.measure.edge_weights"},
	{spatial.ErrNoNeighbours, "cmd.measure.no_neighbours"},
	{spatial.ErrPermutations, "cmd.measure.count"},
	{spatial.ErrLevel, "cmd.measure.level"},
}
