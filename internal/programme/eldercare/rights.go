package eldercare

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanAssess   access.Right = "eldercare.ability.assess" // assessing what an elder is able to do (评估员)
	CanDiagnose access.Right = "eldercare.diagnosis.run"  // running the list over the registers
	CanReach    access.Right = "eldercare.unserved.read"  // seeing by name who of a place lacks what is due, to go and see them
	CanRead     access.Right = "eldercare.diagnosis.read" // seeing the counts of a diagnosis
)
