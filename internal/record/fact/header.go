package fact

// Columns are the columns of an import file. They may stand in any order; all of them must be there.
var Columns = [...]string{"indicator", "region", "period", "sex", "residence", "value", "state", "source", "vintage"}

// The positions in Columns.
const (
	colIndicator = iota
	colRegion
	colPeriod
	colSex
	colResidence
	colValue
	colState
	colSource
	colVintage
	columns
)

// order tells where in a line each of Columns stands.
type order [columns]int
