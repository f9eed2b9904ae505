package catalog

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
)

// Service is one thing that a provider offers: help that is given, or a device that is lent or sold.
type Service struct {
	ID          string       `json:"id"`
	Provider    string       `json:"provider"`
	Name        i18n.Name    `json:"name"`
	About       i18n.Name    `json:"about"`
	Status      string       `json:"status"` // one of Statuses
	Terms       []string     `json:"terms"`  // codes of Terms, at least one that is no mode
	Modes       []string     `json:"modes"`  // codes of the modes, at least one
	Eligible    i18n.Name    `json:"eligible"`
	MinimumAge  *int         `json:"minimum_age,omitempty"`
	MaximumAge  *int         `json:"maximum_age,omitempty"`
	Apply       i18n.Name    `json:"apply"`
	Documents   []i18n.Name  `json:"documents,omitempty"`
	WorkingDays *int         `json:"working_days,omitempty"` // from a complete application to the answer
	Costs       []Cost       `json:"costs,omitempty"`        // none says that no price was given, not that it is free
	Device      *Device      `json:"device,omitempty"`
	Areas       []region.Key `json:"areas"` // where people must live
	Languages   []string     `json:"languages,omitempty"`
	Phones      []Phone      `json:"phones,omitempty"`
	URL         string       `json:"url,omitempty"`
	Offers      []Offer      `json:"offers"`
}

// Statuses are those of HSDS, where the last one is written with a blank.
var Statuses = []string{"active", "inactive", "defunct", "temporarily_closed"}

// Cost is a price. Nothing to pay is a cost of 0 fen.
type Cost struct {
	For   i18n.Name `json:"for"`
	Fen   money.Fen `json:"fen"`
	Unit  string    `json:"unit"` // one of CostUnits
	From  string    `json:"from,omitempty"`
	Until string    `json:"until,omitempty"`
}

// CostUnits are what a price is paid for.
var CostUnits = []string{"time", "hour", "meal", "day", "month", "piece"}

// Device is the terms on which a product for elders is lent or its purchase subsidised.
type Device struct {
	Deposit    *money.Fen `json:"deposit,omitempty"`
	LoanDays   *int       `json:"loan_days,omitempty"`   // the longest loan
	SubsidyPct *int       `json:"subsidy_pct,omitempty"` // of the price, in percent
	SubsidyCap *money.Fen `json:"subsidy_cap,omitempty"` // at most, a person and a year
	Terms      i18n.Name  `json:"terms"`                 // in words: who repairs, what happens on loss
}

// Offer is a service at one location, known to others by its ID, an offer_ identifier.
type Offer struct {
	ID       string    `json:"id"`
	Location string    `json:"location"`
	Note     i18n.Name `json:"note"`
	Hours    []Hours   `json:"hours,omitempty"` // none: as the location
}

// offer finds an offer of the service.
func (s Service) offer(id string) (Offer, bool) {
	for _, o := range s.Offers {
		if o.ID == id {
			return o, true
		}
	}
	return Offer{}, false
}
