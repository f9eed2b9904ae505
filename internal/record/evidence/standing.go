package evidence

// Grade is how sure it is that something took place. It is computed and never entered.
type Grade int

// The grades. The zero value is that nobody has said that it took place.
const (
	Unseen Grade = iota
	E0           // said by whoever wants it to be so
	E1           // recorded by whoever delivered
	E2           // confirmed by the beneficiary through a channel of their own
	E3           // by a third system or device
	E4           // sampled and verified
)

// String is the field's short name of the grade.
func (g Grade) String() string {
	if g < E0 || g > E4 {
		return ""
	}
	return "E" + string(rune('0'+int(g-E0)))
}

// Reason is why a thing is suspect.
type Reason string

// The reasons.
const (
	BeyondCard Reason = "beyond_card" // its code was not yet crossed out on the beneficiary's card
	SameCode   Reason = "same_code"   // its code was also entered for something else
)

// Reasons lists them.
var Reasons = []Reason{BeyondCard, SameCode}

// Standing is what all statements about a thing come to.
type Standing struct {
	Grade        Grade
	Contradicted bool     // the beneficiary, a third system or a sample says otherwise, and no later sample has settled it
	Suspect      []Reason // what was found about its codes, until a later sample has settled it
	Ways         []Way    // by which it was said to have happened, in the order of Ways
}

// Counts tells whether money may be paid and figures be published on it.
func (s Standing) Counts() bool { return s.Grade >= E2 && !s.Contradicted && len(s.Suspect) == 0 }
