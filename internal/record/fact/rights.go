package fact

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanImport access.Right = "fact.import" // storing observations
	CanRead   access.Right = "fact.read"   // seeing which files were loaded, by whom, with their vintages
)
