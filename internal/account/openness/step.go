package openness

import "fmt"

// Step is what was done to a series.
type Step string

// The steps.
const (
	Propose  Step = "proposed"
	Review   Step = "reviewed"
	Approve  Step = "approved"
	Refuse   Step = "refused"
	Withdraw Step = "withdrawn"
)

// Kind is the kind of the step's ledger entry.
func (s Step) Kind() string { return "openness.series." + string(s) }

// from lists the states in which a step may be taken.
var from = map[Step][]State{
	Propose: {Internal}, Review: {Proposed}, Approve: {Reviewed}, Refuse: {Proposed, Reviewed}, Withdraw: {Approved},
}

// leads is the state that a step leads to. Records keep it: another release may have other steps.
var leads = map[Step]State{Propose: Proposed, Review: Reviewed, Approve: Approved, Refuse: Internal, Withdraw: Internal}

// Record is one step as it is kept for ever: the same for a list of series.
type Record struct {
	Step      Step      `json:"step"`
	State     State     `json:"state"` // that it leads to
	Series    []Key     `json:"series"`
	Attribute Attribute `json:"attribute,omitempty"`
	Basis     string    `json:"basis,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Actor     string    `json:"actor"`
	Person    string    `json:"person"` // tells whether two steps were taken by one person
	AtMs      int64     `json:"at_ms"`
}

// apply is the state of a series after a step recorded under number seq of the ledger. Live code and the rebuilding of
// read models both use it; it does not ask whether the step was allowed, and where it leads stands in the record.
func (s Series) apply(r Record, seq int64) (Series, error) {
	if r.State == "" {
		return s, fmt.Errorf("step %q leads to no state", r.Step)
	}
	was := s.Public()
	s.State, s.AtMs, s.Reason = r.State, r.AtMs, r.Reason
	switch {
	case r.State == Internal:
		s.Attribute, s.Basis, s.ProposedBy, s.ReviewedBy = "", "", "", ""
	case r.Step == Propose:
		s.Attribute, s.Basis, s.ProposedBy, s.ReviewedBy = r.Attribute, r.Basis, r.Person, ""
	case r.Step == Review:
		s.ReviewedBy = r.Person
	}
	if s.Public() != was {
		s.PublicSeq = seq
	}
	return s, nil
}
