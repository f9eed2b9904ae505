package selfcheck

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/form"
)

// Check is one thing that is looked for.
type Check string

// The checks, in the order in which they are told.
const (
	FormOnce        Check = "form_once"        // a form asks what is held, or what another form asks
	FormNumber      Check = "form_number"      // a form without number or approval, or past its days
	FormDemand      Check = "form_demand"      // a form that cannot be handed in without a position, a picture or a face
	FormNever       Check = "form_never"       // a form that asks for points, attendance, rankings, progress or hardship to post
	FormTownship    Check = "form_township"    // a form about a village or a township
	RuleNever       Check = "rule_never"       // a rule that reads, sets or gives such a thing
	ServiceMaterial Check = "service_material" // a service that asks for a paper a register answers for
	ServiceNever    Check = "service_never"    // a service that speaks of such a thing
	TaskNever       Check = "task_never"       // a task that does
	TaskMeasured    Check = "task_measured"    // a task closed as achieved without a later measurement
	TaskTakenBack   Check = "task_taken_back"  // an open task to a township under an item that was taken back
	MethodPlaces    Check = "method_places"    // an evaluation of something else than regions
	MethodNever     Check = "method_never"     // an evaluation with a criterion of that kind
	OwnWord         Check = "own_word"         // a figure that is somebody's own word is a target or public
)

// Checks are all of them.
var Checks = []Check{
	FormOnce, FormNumber, FormDemand, FormNever, FormTownship, RuleNever, ServiceMaterial, ServiceNever, TaskNever, TaskMeasured, TaskTakenBack,
	MethodPlaces, MethodNever, OwnWord,
}

// Weight says how certain a finding is.
type Weight string

// The weights. An Offence stands in what the program acts on; what a person wrote freely, or what is not in use, is only to be looked at.
const (
	Offence Weight = "offence"
	Look    Weight = "look"
)

// Kind is what sort of thing a finding is about.
type Kind string

// The kinds.
const (
	AForm    Kind = "form"
	ARule    Kind = "rule"
	AService Kind = "service"
	ATask    Kind = "task"
	AMethod  Kind = "method"
	ASeries  Kind = "series"
	ATarget  Kind = "target" // of the plan
)

// Place is where a finding stands.
type Place struct {
	Kind  Kind
	ID    string
	Title i18n.Name
	Part  i18n.Name // the field, fact or paper in it, or nothing
}

// Finding is one thing that offends a clause.
type Finding struct {
	Check  Check
	Weight Weight
	At     Place
	Word   string // what was found there
	Clause Clause
}

// Result is what came of one check.
type Result struct {
	Check    Check
	Looked   int // how many things were looked at
	Findings []Finding
}

// Cost is what a form costs people, with the form.
type Cost struct {
	Form *form.Layout
	form.Burden
	Counted bool // a parameter of minutes holds on the day
}

// Asked is how much is asked of a township.
type Asked struct {
	Place    region.Key
	Forms    int   // different forms that were filled there by somebody for a person, in the last year
	Fillings int64 // how often
	Tasks    int   // open tasks that it is to answer
}

// Report is what a self-check of a node found on a day. It names no person.
type Report struct {
	On      string // YYYY-MM-DD
	Results []Result
	Costs   []Cost // of the forms in use, the heaviest first
	Hours   float64
	Asked   []Asked // the most asked first, places of nothing left out
}

// Findings are those of all checks.
func (r Report) Findings() (list []Finding) {
	for _, one := range r.Results {
		list = append(list, one.Findings...)
	}
	return list
}
