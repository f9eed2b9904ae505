package catalog

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanRead    access.Right = "catalog.read"    // seeing what is not published, in a region
	CanEnter   access.Right = "catalog.enter"   // entering providers, locations and services of a region, and declaring for them
	CanDeclare access.Right = "catalog.declare" // declaring the capacity of the providers that one's account acts for
	CanPublish access.Right = "catalog.publish" // publishing and withdrawing what somebody else has entered
)
