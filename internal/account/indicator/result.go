package indicator

import (
	"mihe/internal/base/i18n"
)

// Question asks for one comparison. Within limits it to a region (division code or economic region; empty means the
// country). Period empty means the latest the comparison permits; a year also finds a date inside it.
type Question struct {
	ID     string
	By     By
	Within string
	Period string
}

// Level is how one group stands. Absent numbers are nil and Why says so in a message.
type Level struct {
	Code string
	Name i18n.Name
	// Value is the level in the indicator's unit; Plain is the unexpanded ratio of sums of a long-form indicator;
	// Published is the level from the published table of the same group, where one exists.
	Value, Plain, Published *float64
	// Numerator and Denominator are the sums Value is the ratio of, expanded to the full count for long-form data.
	Numerator, Denominator *float64
	// Population counts the 2020 residents of the units used; Completeness is, in [0, 1], the people (or
	// households) in the rows used divided by those published for the group.
	Population, Completeness *float64
	// Units counts the finest units used.
	Units int
	Why   *i18n.Message
}

// Spread is the gap between the groups. Absolute and Ratio always go together: they often move apart.
type Spread struct {
	High, Low         *float64
	HighCode, LowCode string
	Absolute, Ratio   *float64
	// WorstOff is the code of the group furthest behind, empty for a neutral indicator.
	WorstOff string
	Why      *i18n.Message
}

// Theil is Theil's T over the finest units with its two directly computed parts.
type Theil struct{ Total, Between, Within float64 }

// Dagum is Dagum's decomposition of the Gini coefficient over the same units and groups.
type Dagum struct{ Within, NetBetween, Transvariation float64 }

// Point is the comparison at one period, for trends.
type Point struct {
	Period          string
	Levels          []*float64 // in the order of the groups
	Absolute, Ratio *float64
	Gini            *float64
	// Segment numbers the definition: points of different segments are never joined or compared.
	Segment int

	basis basis
}

// Change compares the first and the asked-for period of one segment.
type Change struct {
	From, To                 string
	AbsoluteFrom, AbsoluteTo float64
	RatioFrom, RatioTo       float64
	GiniFrom, GiniTo         *float64
	ValuesFrom, ValuesTo     []*float64
	WeightsFixed             bool // the weights are those of 2020 at both ends
}

// SourceNote names a source a comparison used and the vintage of its figures.
type SourceNote struct {
	ID, Vintage string
	Title       i18n.Name
	Publisher   i18n.Name
	DigitisedBy string
}

// Gap is one comparison, complete with what a reader needs to judge it.
type Gap struct {
	Indicator *Indicator
	Question  Question // with By, Within and Period as answered
	Scope     i18n.Name
	// Weights says in registry notation what the levels are weighted by.
	Weights string
	Total   Level
	Groups  []Level
	Spread  Spread
	// Gini, Theil and Dagum are taken over the finest units the series has inside the groups, weighted by the
	// indicator's denominator. UnitLevel says which units those are.
	Gini      *float64
	Theil     *Theil
	Dagum     *Dagum
	GiniWhy   *i18n.Message
	UnitLevel string
	Trend     []Point
	Change    *Change
	ChangeWhy *i18n.Message
	Sources   []SourceNote
	// BeforePlan is true when the period ends before the plan was issued.
	BeforePlan bool
	// Internal is true when some of what it is computed from has not been approved for publication.
	Internal bool

	basis basis
}
