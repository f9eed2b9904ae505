package openness

import "mihe/internal/base/access"

// The rights of this room. Each step wants another person, so a role may well hold one of them alone.
const (
	CanRead    access.Right = "openness.read"    // seeing the state of every series
	CanPropose access.Right = "openness.propose" // saying how a series is to be disclosed
	CanReview  access.Right = "openness.review"  // the review for secrecy
	CanApprove access.Right = "openness.approve" // approving and withdrawing
)
