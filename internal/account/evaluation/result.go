package evaluation

import (
	"mihe/internal/base/i18n"
	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// Result is an evaluation that was made. Units stand in the order of their identifiers: an evaluation is no league table.
type Result struct {
	Method     *Method
	Sources    []Source
	DataHash   string  // SHA-256 of the table as CSV
	Internal   bool    // some of the figures have not been approved for publication
	Groups     []Group // of units, by identifier; none where a method knows none
	Units      []Judged
	Excluded   []Excluded
	Indicators []Used // in the order of the method
	Nodes      []Combined
	Bands      int
	Robustness Robustness
	Warnings   []Warning
	Period     string   // that is judged, of a panel; empty where the input has one period
	Panel      []Pooled // the other periods over which bounds were fixed, ascending
}

// Judged is one unit's result. Scores are points of the method's scale.
type Judged struct {
	Unit
	Score      float64 // by the method's mean
	Arithmetic float64 // full compensation
	Geometric  *float64
	Low, High  float64 // 5 and 95 % of the scores over the runs that share the scale
	Rank       int     // by the method alone; never to be shown without Ranks
	Ranks      sensitivity.Ranks
	Band       int // of the median rank, 1 is ahead
	BestBand   int // of the interval
	WorstBand  int
	Group      int // units of one group, from 1, cannot be told apart; 1 is ahead
	Imputed    float64
	Nodes      []float64 // scores of the nodes, in the order of Result.Nodes
	Past       []Past    // of a panel, ascending; a period without the unit is left out
	Weakest    int       // of the nodes below the index: where the unit is furthest behind
}

// Excluded is a unit that could not be judged.
type Excluded struct {
	Unit
	Share   float64 // of the indicators that were there
	Missing []string
}

// Used is what became of one indicator.
type Used struct {
	Item
	Title     i18n.Name
	Unit      string  // of the figures, as the registry calls it; empty for those of a file
	Share     float64 // of the index by its weights, in [0, 1]
	Missing   int     // figures that were not there, of the units judged
	Imputed   int
	Treatment composite.Treatment
	Low, High float64 // the figures' range over all periods, before anything was done to them
	Constant  bool
	Influence *sensitivity.Omission // what leaving it out does
}

// Combined is one node.
type Combined struct {
	Node
	Share float64 // of the index by its weights; 1 for the index
}

// Robustness is what could have come out otherwise.
type Robustness struct {
	Runs      int
	Shift     sensitivity.Quantiles // of ranks, over runs
	Groups    int
	Factors   []Factor
	Influence *sensitivity.Influence
}

// Factor is one open choice with its part in the variance of the mean rank shift.
type Factor struct {
	Name   string
	Effect sensitivity.Effect
}

// Warning is a reason to look twice.
type Warning struct {
	Kind      string
	Indicator string
	Value     float64
}

// bandOf divides n ranks into bands as equal as can be.
func bandOf(rank, n, bands int) int { return 1 + (rank-1)*bands/n }
