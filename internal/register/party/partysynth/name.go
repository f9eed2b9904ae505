package partysynth

import _ "embed" // for the file below

// nameForm says of everybody that they are made up.
//
//go:embed name.txt
var nameForm string
