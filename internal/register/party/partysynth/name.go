package partysynth

import _ "embed" // for the files below

// nameForm says of everybody that they are made up.
//
//go:embed name.txt
var nameForm string

// addressForm says so of every household.
//
//go:embed address.txt
var addressForm string
