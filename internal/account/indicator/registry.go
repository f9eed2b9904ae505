package indicator

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
)

// Direction says which way is better.
type Direction string

// The directions. Neutral indicators have no worst-off group.
const (
	Up      Direction = "up"
	Down    Direction = "down"
	Neutral Direction = "none"
)

// Role says what an indicator may be used for.
type Role string

// The roles: only Need and Outcome may raise a task.
const (
	Need         Role = "N"
	Outcome      Role = "O"
	OutcomeProxy Role = "O-proxy" // stands in for an outcome nobody measures yet; raises no task
	Context      Role = "C"
)

// GapKind is one of the plan's four gaps.
type GapKind string

// The four gaps, in the plan's order.
const (
	BetweenRegions  GapKind = "region"
	CityCountryside GapKind = "urban_rural"
	BetweenGroups   GapKind = "group"
	PublicServices  GapKind = "service"
)

// Gaps lists the four gaps in the plan's order.
var Gaps = []GapKind{BetweenRegions, CityCountryside, BetweenGroups, PublicServices}

// Variable is one observed quantity an indicator is made of.
type Variable struct {
	ID   string
	Name i18n.Name
	Unit string
	// Base says how it was collected: full_count, long_form, survey or accounts. Bases never mix in one formula.
	Base string
	// ExpandBy names the full-count variable to which a long-form sample is expanded; empty for other bases.
	ExpandBy string
}

// The bases that matter to a roll-up.
const (
	baseLongForm  = "long_form"
	baseFullCount = "full_count"
)

// text is a pair of words as the registry file writes it.
type text struct{ Zh, En string }

func (t text) name() i18n.Name { return i18n.Name{Zh: t.Zh, En: t.En} }

// Indicator is one entry of the registry. Level = Multiplier x sum of numerators / sum of denominators, or the
// weighted mean of an observed mean.
type Indicator struct {
	ID      string
	Name    i18n.Name // the official name
	Subject i18n.Name // what is compared, in plain words; page titles are made of it
	Unit    string    // unit identifier: percent, yuan, per_thousand, per_100k, persons
	Formula string    // as the registry writes it, for people to read
	Weight  string    // for a mean: the variable it is averaged by
	Owner   string    // the function of government that uses it (Chinese)
	Action  string    // "A12", or "-" when it serves none
	Role    Role
	Gap     GapKind

	Direction Direction
	// Worst says how the worst-off group is called: lowest, worse or most_need.
	Worst string
	// Decimals is how many places a level is shown with.
	Decimals   int
	Multiplier float64
	// Bands are the four fixed, round cut points between the five bands, ascending.
	Bands [4]float64
	// Breaks are periods at which a new definition starts; no line is drawn and no change computed across one.
	Breaks []string
	// Only limits the groupings the indicator is about; empty means whatever the data permits.
	Only []By
	// Computed says that its figures follow from the program's own records, so that one from another source shows nothing.
	Computed bool
	// Measures and NotMeasured say in a sentence what the figure is and what it is not.
	Measures, NotMeasured i18n.Name

	formula formula
	weight  sum
	mean    bool
	base    string
}

// entry is an indicator as the registry file writes it.
type entry struct {
	ID, Unit, Formula, Weight, Owner, Action, Role, Gap, Direction, Worst string

	Name, Subject text
	Measures      text
	NotMeasured   text `yaml:"not_measured"`
	Decimals      int
	Multiplier    float64
	Bands         []float64
	Breaks        []string
	Only          []By
	Computed      bool
}

// Headline is the comparison with which one of the four gaps opens.
type Headline struct {
	Gap       GapKind
	Indicator string
	By        By
}

// Registry holds the indicators in the order of their file.
type Registry struct {
	list      []*Indicator
	byID      map[string]*Indicator
	variables map[string]Variable
	headlines []Headline
	labels    map[string]i18n.Name
	// leastComplete is the completeness, in (0, 1], below which a sum over units is withheld.
	leastComplete float64
}

// LoadRegistry reads the registry file and checks every entry against the variables: identifiers are unique, formulas
// name known variables of one base (a full count never mixes with a sample), four ascending bands, texts in both
// languages. Any fault names the entry.
func LoadRegistry(raw []byte, variables []Variable) (*Registry, error) {
	var file struct {
		Indicators []entry
		Headlines  []struct{ Gap, Indicator, By string }
		Labels     map[string]text
		Least      struct {
			Complete      float64
			Since, Source string
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("indicator registry: %w", err)
	}
	if l := file.Least; !(l.Complete > 0 && l.Complete <= 1) || l.Since == "" || l.Source == "" {
		return nil, fmt.Errorf("least completeness: want a share in (0, 1], its date and its source, got %+v", l)
	}
	r := &Registry{
		byID: map[string]*Indicator{}, variables: map[string]Variable{}, labels: map[string]i18n.Name{}, leastComplete: file.Least.Complete,
	}
	for key, t := range file.Labels {
		if t.Zh == "" || t.En == "" {
			return nil, fmt.Errorf("label %q is not in both languages", key)
		}
		r.labels[key] = t.name()
	}
	for _, v := range variables {
		r.variables[v.ID] = v
	}
	for _, e := range file.Indicators {
		ind, err := r.indicator(e)
		if err != nil {
			return nil, fmt.Errorf("indicator %q: %w", e.ID, err)
		}
		r.list, r.byID[ind.ID] = append(r.list, ind), ind
	}
	for _, h := range file.Headlines {
		if r.byID[h.Indicator] == nil || !slices.Contains(AllBy, By(h.By)) || !slices.Contains(Gaps, GapKind(h.Gap)) {
			return nil, fmt.Errorf("headline %q by %q is not in the registry", h.Indicator, h.By)
		}
		r.headlines = append(r.headlines, Headline{GapKind(h.Gap), h.Indicator, By(h.By)})
	}
	return r, nil
}

func (r *Registry) indicator(e entry) (*Indicator, error) {
	ind := &Indicator{
		ID: e.ID, Name: e.Name.name(), Subject: e.Subject.name(), Unit: e.Unit, Formula: e.Formula, Weight: e.Weight,
		Owner: e.Owner, Action: e.Action, Role: Role(e.Role), Gap: GapKind(e.Gap), Direction: Direction(e.Direction),
		Worst: e.Worst, Decimals: e.Decimals, Multiplier: e.Multiplier, Breaks: e.Breaks, Only: e.Only, Computed: e.Computed,
		Measures: e.Measures.name(), NotMeasured: e.NotMeasured.name(),
	}
	if err := r.checkTexts(ind, e); err != nil {
		return nil, err
	}
	if err := e.checkLists(); err != nil {
		return nil, err
	}
	copy(ind.Bands[:], e.Bands)
	if ind.Multiplier == 0 {
		ind.Multiplier = 1
	}
	return ind, r.bind(ind)
}

// checkLists checks what is a list: bands, breaks, groupings.
func (e entry) checkLists() error {
	if len(e.Bands) != len(Indicator{}.Bands) || !slices.IsSorted(e.Bands) || len(slices.Compact(slices.Clone(e.Bands))) < len(e.Bands) {
		return fmt.Errorf("want four ascending bands, got %v", e.Bands)
	}
	for _, start := range e.Breaks {
		if _, err := fact.ParsePeriod(start); err != nil {
			return fmt.Errorf("break: %w", err)
		}
	}
	for _, by := range e.Only {
		if !slices.Contains(AllBy, by) {
			return fmt.Errorf("only: there is no grouping %q", by)
		}
	}
	return nil
}

func (r *Registry) checkTexts(ind *Indicator, e entry) error {
	if ind.ID == "" || r.byID[ind.ID] != nil {
		return fmt.Errorf("identifier is empty or used twice")
	}
	for field, t := range map[string]text{"name": e.Name, "subject": e.Subject, "measures": e.Measures, "not_measured": e.NotMeasured} {
		if t.Zh == "" || t.En == "" {
			return fmt.Errorf("%s is not in both languages", field)
		}
	}
	known := slices.Contains([]Role{Need, Outcome, OutcomeProxy, Context}, ind.Role) &&
		slices.Contains(Gaps, ind.Gap) &&
		slices.Contains([]Direction{Up, Down, Neutral}, ind.Direction) &&
		slices.Contains([]string{"lowest", "worse", "most_need", ""}, ind.Worst)
	if !known {
		return fmt.Errorf("role %q, gap %q, direction %q or worst %q is unknown", e.Role, e.Gap, e.Direction, e.Worst)
	}
	if (ind.Direction == Neutral) != (ind.Worst == "") {
		return fmt.Errorf("direction %q and worst %q contradict each other", e.Direction, e.Worst)
	}
	return nil
}

// bind parses the formula, finds the base, and refuses a formula that mixes bases.
func (r *Registry) bind(ind *Indicator) error {
	var err error
	if ind.formula, err = parseFormula(ind.Formula); err != nil {
		return err
	}
	ind.mean = ind.formula.den == nil
	if ind.mean {
		if ind.weight, err = parseSum(ind.Weight); err != nil {
			return fmt.Errorf("weight: %w", err)
		}
	}
	for _, name := range ind.formula.variables() {
		v, known := r.variables[name]
		if !known && (!ind.mean || name != ind.ID) {
			return fmt.Errorf("variable %q is unknown", name)
		}
		if ind.base != "" && known && v.Base != ind.base {
			return fmt.Errorf("mixes %s with %s", ind.base, v.Base)
		}
		ind.base = v.Base
	}
	for _, t := range ind.weight {
		if _, known := r.variables[t.variable]; !known {
			return fmt.Errorf("weight %q is unknown", t.variable)
		}
	}
	return nil
}

// Label returns the name of a group that is no place ("sex.female", "unit_type.district", "urbanisation_band.under_40")
// or of a function of government ("owner." and Indicator.Owner).
func (r *Registry) Label(key string) i18n.Name { return r.labels[key] }

// Functions lists the functions of government that have a name here, in the order of their Chinese names.
func (r *Registry) Functions() []i18n.Name {
	var list []i18n.Name
	for _, key := range slices.Sorted(maps.Keys(r.labels)) {
		if strings.HasPrefix(key, "owner.") {
			list = append(list, r.labels[key])
		}
	}
	return list
}

// All lists the indicators in registry order.
func (r *Registry) All() []*Indicator { return r.list }

// Get returns the indicator with this identifier.
func (r *Registry) Get(id string) (*Indicator, bool) {
	ind, ok := r.byID[id]
	return ind, ok
}

// Variable returns the variable with this identifier.
func (r *Registry) Variable(id string) (Variable, bool) {
	v, ok := r.variables[id]
	return v, ok
}

// Headlines lists the comparisons that open the four gaps.
func (r *Registry) Headlines() []Headline { return r.headlines }

// RaisesTasks tells whether an action may act on this indicator: a need or an outcome tied to one.
func (i *Indicator) RaisesTasks() bool {
	return (i.Role == Need || i.Role == Outcome) && i.Action != "-"
}

// Variables are the observed quantities that the indicator is made of: those of its formula, each once.
func (i *Indicator) Variables() []string { return i.formula.variables() }

// Band returns the band of a level, 1 to 5. Band 5 is always the one furthest behind; for a neutral indicator it is
// the one with most. A level on a cut point belongs to the band above it.
func (i *Indicator) Band(level float64) int {
	below := 0
	for _, cut := range i.Bands {
		if level >= cut {
			below++
		}
	}
	if i.Direction == Up {
		return 5 - below
	}
	return 1 + below
}
