package selfcheck

import (
	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

// Held is what a node holds that a county can configure or import.
type Held struct {
	On       string // the day of the look, YYYY-MM-DD
	Forms    form.Taken
	Elements []form.Held    // what the registers hold
	Minutes  []form.Minutes // for one field, in the order of their days
	Rules    []Ruled
	Services []catalog.Listing
	Tasks    []steering.Task
	Duties   []steering.Duty
	Plan     *steering.Plan
	Methods  []*evaluation.Method
	Registry *indicator.Registry
	Series   []openness.Listed
	View     *region.View // the map on that day
}

// Ruled is a version of a rule set, and whether it was adopted for some day.
type Ruled struct {
	Set     *rule.Set
	Adopted bool
}

// LookAt checks all of it. The same Held gives the same report. Cost: every text once for each word.
func LookAt(h Held) (Report, error) {
	x, err := shipped()
	if err != nil {
		return Report{}, err
	}
	k := &look{h, x, map[Check]*Result{}}
	for _, c := range Checks {
		k.results[c] = &Result{Check: c}
	}
	k.forms()
	k.rules()
	k.services()
	k.tasks()
	k.methods()
	k.figures()
	r := Report{On: h.On, Costs: k.costs(), Asked: k.asked()}
	for _, c := range r.Costs {
		r.Hours += c.Hours
	}
	for _, c := range Checks {
		r.Results = append(r.Results, *k.results[c])
	}
	return r, nil
}

// look is a look under way.
type look struct {
	Held
	words   *lexicon
	results map[Check]*Result
}

// looked counts one more thing that was looked at.
func (k *look) looked(checks ...Check) {
	for _, c := range checks {
		k.results[c].Looked++
	}
}

// found notes a finding.
func (k *look) found(c Check, w Weight, at Place, word, clause string) {
	r := k.results[c]
	r.Findings = append(r.Findings, Finding{c, w, at, word, k.words.clause(clause)})
}

// never are the clauses of what is known by its name wherever it stands.
var never = []string{points, attendance, ranking, hardship}

// named notes the first clause of some that the texts name.
func (k *look) named(c Check, w Weight, at Place, clauses []string, texts ...string) {
	if clause, word, found := k.words.named(clauses, texts); found {
		k.found(c, w, at, word, clause.ID)
	}
}
