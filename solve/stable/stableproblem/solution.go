package stableproblem

// State is what a cutoff asks for.
type State int8

// The states of a cutoff.
const (
	Free   State = iota // seats are left: every eligible applicant is accepted
	At                  // whoever stands above the weakest application, which the cutoff names
	Closed              // nobody: no seat there can be won from anybody
)

// Cutoff is what an application has to pass. For At it names the weakest application that holds the seats: its place, which
// under a cap can be another than the one asked for, its score and the position in the lottery; else these are 0.
type Cutoff struct {
	State                 State
	Place, Score, Lottery int32
}

// Solution is a matching with its cutoffs.
type Solution struct {
	// Match has the place of every applicant, or None.
	Match []int32
	// Open has the cutoff of every place for all comers: of the cutoffs of the place and of the caps over it that are
	// full, the strongest.
	Open []Cutoff
	// Reserved has the cutoff of every reserve for the members of its group.
	Reserved []Cutoff
}
