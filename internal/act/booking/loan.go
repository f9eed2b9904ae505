package booking

import "mihe/internal/register/catalog"

// LoanState is how far a loan has come.
type LoanState string

// The states of a loan.
const (
	Lent     LoanState = "lent"
	Returned LoanState = "returned"
	Lost     LoanState = "lost"
)

// Conditions are how a device can come back.
var Conditions = []string{"good", "worn", "damaged", "incomplete"}

// Loan is a device in somebody's hands. Its terms are those of the catalogue on the day on which it was lent.
type Loan struct {
	ID        string         `json:"id"`
	Hold      string         `json:"hold"`
	Pool      string         `json:"pool"`
	Person    string         `json:"person"`
	Piece     string         `json:"piece"` // what is written on it
	Terms     catalog.Device `json:"terms"`
	LentOn    string         `json:"lent_on"`
	DueOn     string         `json:"due_on"`
	State     LoanState      `json:"state"`
	EndedOn   string         `json:"ended_on,omitempty"`
	Condition string         `json:"condition,omitempty"` // one of Conditions, once it came back
}

// Late tells whether the device should have come back before a day.
func (l Loan) Late(day string) bool { return l.State == Lent && l.DueOn < day }
