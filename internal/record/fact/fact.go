package fact

import (
	"cmp"
	"fmt"
	"strconv"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// State says what kind of answer an observation is. The zero State is none of them: an observation that forgets its
// state is refused.
type State uint8

// The four states.
const (
	Unknown       State = iota // no state: never stored
	Observed                   // there is a value, which may be zero
	Missing                    // should exist, is not held
	Suppressed                 // exists, may not be told
	NotApplicable              // cannot exist here
)

var stateNames = [...]string{"unknown", "observed", "missing", "suppressed", "not_applicable"}

// String returns the state's name as files write it.
func (s State) String() string {
	if int(s) >= len(stateNames) {
		return fmt.Sprintf("state-%d", uint8(s))
	}
	return stateNames[s]
}

// ParseState is the inverse of String for the four states.
func ParseState(s string) (State, bool) {
	for i := Observed; i <= NotApplicable; i++ {
		if stateNames[i] == s {
			return i, true
		}
	}
	return Unknown, false
}

// The values of Breakdown.
const (
	Male   = "male"
	Female = "female"
	Urban  = "urban"
	Rural  = "rural"
)

// Breakdown is the part of the population an observation speaks of. An empty field means all.
type Breakdown struct {
	Sex       string // "", Male or Female
	Residence string // "", Urban or Rural
	Age       string // "", "60-64", "85+" or "7"
}

// Observation is one figure as published.
type Observation struct {
	Variable string
	Region   region.Key
	Period   string // 2020, 2020-Q1, 2020-06 or 2020-11-01
	Breakdown
	Vintage  string // names the compilation or revision; may be empty
	Source   string // who published it, and where
	Value    float64
	Decimals int // how many were published
	State    State
}

// Cell is one region's figure in the answer to a Query.
type Cell struct {
	Region          region.Key
	Value           float64 // meaningful when State is Observed
	Decimals        int
	State           State
	Vintage, Source string
}

// Text prints the value as published, and nothing when there is none.
func (c Cell) Text() string {
	if c.State != Observed {
		return ""
	}
	return Format(c.Value, c.Decimals)
}

// Format prints a value with its published number of decimals.
func Format(value float64, decimals int) string { return strconv.FormatFloat(value, 'f', decimals, 64) }

// Query asks for one map: one variable, one part of the population, one period, all regions of one level.
type Query struct {
	Node      int64
	Variable  string
	Breakdown Breakdown
	Period    string
	Level     region.Level
	Vintage   string // "" means, region by region, the one published last
}

// Holding tells what one batch holds of one map: enough to know which periods, levels and breakdowns exist without
// reading an observation.
type Holding struct {
	Variable  string
	Breakdown Breakdown
	Period    string
	Level     region.Level
	Vintage   string
	Owner     int64  // the node that answers for it
	Source    string // the only source, or the first of several in byte order
	Sources   int64  // how many different ones
	Count     int64  // observations, whatever their state
	Observed  int64  // those with a value
	Order     int64  // rises with every published batch: the greater one was loaded last
	Internal  bool   // some of it has not been approved for publication; only readers who know that set it
}

// Compare orders holdings by variable, period, breakdown, level, vintage, Order and source.
func (h Holding) Compare(o Holding) int {
	return cmp.Or(
		cmp.Compare(h.Variable, o.Variable), cmp.Compare(h.Period, o.Period),
		cmp.Compare(h.Breakdown.Sex, o.Breakdown.Sex), cmp.Compare(h.Breakdown.Residence, o.Breakdown.Residence),
		cmp.Compare(h.Breakdown.Age, o.Breakdown.Age), cmp.Compare(h.Level, o.Level),
		cmp.Compare(h.Vintage, o.Vintage), cmp.Compare(h.Order, o.Order), cmp.Compare(h.Source, o.Source),
	)
}

// Reader reads what has been published. Nothing of a load that is still under way, or that died, is ever seen.
type Reader interface {
	// Cells returns the map q asks for in the order of region codes. Two vintages of one batch both fit a query
	// that pins none: then the greater vintage in byte order is in force ("compiled to 2024" over "compiled to 2020").
	Cells(q store.Queryer, query Query) ([]Cell, error)
	// Holdings returns what node holds, ordered by variable, period, breakdown, level, vintage and Order.
	Holdings(q store.Queryer, node int64) ([]Holding, error)
	// Version is a number that changes whenever a batch becomes visible, whichever process published it. Whatever
	// is computed from Cells and Holdings may be kept under it.
	Version(q store.Queryer, node int64) (int64, error)
}
