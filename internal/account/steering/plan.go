package steering

import (
	"fmt"
	"slices"

	"mihe/internal/base/i18n"
)

// Plan is the document with everything it asks for.
type Plan struct {
	Document    Document
	Departments map[string]Department // by the identifiers that the rest of the plan refers to
	Goals       []Goal
	Chapters    []Chapter
	Actions     []Action
}

// Document identifies the plan. Issuers are departments of the Plan.
type Document struct {
	Title, Notice i18n.Name
	Number        string
	Date          string // YYYY-MM-DD
	Issuers       []string
	Addressees    []i18n.Name
	Aim           i18n.Name // the purpose, quoted: which gaps are to be narrowed
}

// Department is a body of government with its full and its short name.
type Department struct{ Name, Short i18n.Name }

// Goal is what the plan wants reached by a day. All its strands are qualitative.
type Goal struct {
	Due     string // YYYY-MM-DD, the last day of the year that the plan names
	Strands []Strand
}

// Strand is one clause of a goal. Actions lists those that serve it; an empty list means the whole plan does.
type Strand struct {
	Text     i18n.Name
	Actions  []int
	Evidence Evidence
}

// Evidence says what supports that a strand was reached.
type Evidence string

// NoneYet is the only evidence there is until evaluations exist.
const NoneYet Evidence = "none_yet"

// Chapter is one part of the plan that holds actions. Number is the one printed in the plan, from 2 to 6.
type Chapter struct {
	Number         int
	Heading, Short i18n.Name
}

// Action is one of the plan's 17. Title and Text are quoted, Ordinal is the number as printed.
type Action struct {
	Number   int
	Ordinal  string
	Chapter  int
	Title    i18n.Name
	Short    i18n.Name
	Text     i18n.Name
	Leads    []Lead
	LeadNote i18n.Name `yaml:"lead_note"` // may be empty
	Notes    []i18n.Name
	Targets  []Target
	Reports  []Report
}

// Lead is a department that leads an action. The plan's own text names none.
type Lead struct {
	Department string
	Mark       Mark
}

// Mark says how a lead department is known.
type Mark string

// The marks.
const (
	NamedInRelated Mark = "related"  // named by a related paper
	Recalled       Mark = "recalled" // recalled and not looked up
)

// Basis says where a target comes from.
type Basis string

// The bases: a target of the plan's text is a quotation of it; the others come from related papers.
const (
	InPlan  Basis = "plan"
	Related Basis = "related"
)

// Status says whether a figure was checked against its document.
type Status string

// The statuses. A related paper's figure stays Unverified until somebody has read the paper itself.
const (
	InText     Status = "in_text"
	Unverified Status = "unverified"
)

// Target is something an action is to reach. Due is a year, empty where none is named; Document is the number of the
// paper that sets it, where known; By lists the departments behind that paper.
type Target struct {
	Basis    Basis
	Status   Status
	Due      string
	Text     i18n.Name
	Document string
	By       []string
	Sources  []string // as found; a repost keeps its own name
	Figure   *Figure  // nil where no indicator measures it, or it names no figure
}

// Figure is what a target asks of an indicator, at least (at most, where less is better). Which indicator measures the target
// is our reading; Differs says what the two count otherwise, and may be empty.
type Figure struct {
	Indicator string
	Value     float64 // in the indicator's unit
	Differs   i18n.Name
}

// Report is progress that a source claims. It is no evidence.
type Report struct {
	Text     i18n.Name
	Document string
	Status   Status
	Sources  []string
}

// Passed tells whether the goal's last day lies before day (YYYY-MM-DD).
func (g Goal) Passed(day string) bool { return g.Due < day }

// Passed tells whether the target names a year that ended before day (YYYY-MM-DD).
func (t Target) Passed(day string) bool { return t.Due != "" && t.Due+"-12-31" < day }

// Serves tells whether the strand is served by action n in particular.
func (s Strand) Serves(n int) bool { return slices.Contains(s.Actions, n) }

// Code is the action's name in the indicator registry: "A12".
func (a Action) Code() string { return fmt.Sprintf("A%d", a.Number) }

// Action returns action n and whether there is one.
func (p *Plan) Action(n int) (Action, bool) {
	if n < 1 || n > len(p.Actions) {
		return Action{}, false
	}
	return p.Actions[n-1], true
}

// In lists a chapter's actions in the plan's order.
func (p *Plan) In(c Chapter) []Action {
	var list []Action
	for _, a := range p.Actions {
		if a.Chapter == c.Number {
			list = append(list, a)
		}
	}
	return list
}

// ChapterOf returns the chapter that holds the action.
func (p *Plan) ChapterOf(a Action) Chapter {
	i := slices.IndexFunc(p.Chapters, func(c Chapter) bool { return c.Number == a.Chapter })
	if i < 0 {
		return Chapter{}
	}
	return p.Chapters[i]
}

// Department returns the department behind an identifier; LoadPlan has made sure that the plan knows each it uses.
func (p *Plan) Department(id string) Department { return p.Departments[id] }
