package catalog

import "time"

// Capacity is what was declared of how much room an offer has, counted in one unit. A nil number was not declared.
type Capacity struct {
	Offer      string `json:"offer"`
	Unit       string `json:"unit"` // one of Units
	Capacity   *int   `json:"capacity,omitempty"`
	Funded     *int   `json:"funded,omitempty"`  // places that public money pays for
	Vacancy    *int   `json:"vacancy,omitempty"` // free now
	Waiting    *int   `json:"waiting,omitempty"` // people on the waiting list
	Status     string `json:"status"`            // one of CapacityStatuses
	AsOf       string `json:"as_of"`             // YYYY-MM-DD, the day the numbers are of
	Source     string `json:"source"`            // where they were read: a register, a count
	DeclaredBy string `json:"declared_by"`       // ByProvider or ByOfficial, worked out and never typed
	Account    string `json:"account"`
	AtMs       int64  `json:"at_ms"`
}

// Who declared.
const (
	ByProvider = "provider"
	ByOfficial = "official"
)

// Units are what capacity is counted in.
var Units = []string{"person", "bed", "seat", "meal_per_day", "visit_per_week", "hour_per_week", "device"}

// CapacityStatuses say in a word whether somebody new can come.
var CapacityStatuses = []string{Open, "waiting", "full", "assessment_required", "suspended"}

// Open means that somebody new can come now.
const Open = "open"

// Free tells whether what was declared leaves room: the status is open, and the vacancy is not a declared zero.
func (c Capacity) Free() bool { return c.Status == Open && (c.Vacancy == nil || *c.Vacancy > 0) }

// Stale tells whether the declaration is older than so many days on a day. It is never taken for a full house, nor for an
// empty one: whoever shows it says so.
func (c Capacity) Stale(today string, days int) bool {
	asOf, err := time.Parse(time.DateOnly, c.AsOf)
	now, wrong := time.Parse(time.DateOnly, today)
	return err != nil || wrong != nil || now.Sub(asOf) > time.Duration(days)*24*time.Hour
}
