package booking

import "mihe/internal/base/access"

// The rights of this room. A person answers an offer, gives up a place and leaves a line by being that person, or by acting for it.
const (
	CanKeep   access.Right = "booking.pool.keep"   // opening and keeping the pools of the providers that one's account acts for
	CanHandle access.Right = "booking.pool.handle" // every pool of a region: keeping it, and claiming for persons
)
