package eldercare

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanAssess   access.Right = "eldercare.ability.assess" // assessing what an elder is able to do (评估员)
	CanDiagnose access.Right = "eldercare.diagnosis.run"  // running the list over the registers
	CanRead     access.Right = "eldercare.diagnosis.read" // seeing the counts of a diagnosis
)
