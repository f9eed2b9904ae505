package casework

import "mihe/internal/base/access"

// The rights of this room. A machine may name rights of its own programme as well.
const (
	// CanOwn is the right of the person a case is about, and of whoever acts for that person. No role holds it: it comes
	// from standing in that relation.
	CanOwn    access.Right = "casework.case.own"
	CanAssist access.Right = "casework.case.assist" // acting for a person at a counter, from paper, by voice, or in a village
	CanRead   access.Right = "casework.case.read"   // seeing the cases of a region
	CanHandle access.Right = "casework.case.handle" // accepting, correcting, assigning, handing over, telling, delivering
	CanDecide access.Right = "casework.case.decide"
	CanReview access.Right = "casework.case.review" // deciding on appeals
)
