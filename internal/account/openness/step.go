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

// Record is one step as it is kept for ever: the same for a list of series.
type Record struct {
	Step      Step      `json:"step"`
	Series    []Key     `json:"series"`
	Attribute Attribute `json:"attribute,omitempty"`
	Basis     string    `json:"basis,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Actor     string    `json:"actor"`
	Person    string    `json:"person"` // tells whether two steps were taken by one person
	AtMs      int64     `json:"at_ms"`
}

// apply is the state of a series after a step recorded under number seq of the ledger. Live code and the rebuilding of
// read models both use it; it does not ask whether the step was allowed.
func (s Series) apply(r Record, seq int64) (Series, error) {
	was := s.Public()
	s.AtMs, s.Reason = r.AtMs, r.Reason
	switch r.Step {
	case Propose:
		s.State, s.Attribute, s.Basis, s.ProposedBy, s.ReviewedBy = Proposed, r.Attribute, r.Basis, r.Person, ""
	case Review:
		s.State, s.ReviewedBy = Reviewed, r.Person
	case Approve:
		s.State = Approved
	case Refuse, Withdraw:
		s.State, s.Attribute, s.Basis, s.ProposedBy, s.ReviewedBy = Internal, "", "", "", ""
	default:
		return s, fmt.Errorf("step %q is none of ours", r.Step)
	}
	if s.Public() != was {
		s.PublicSeq = seq
	}
	return s, nil
}
