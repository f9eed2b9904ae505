package catalog

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// Provider is an organisation that offers services. Other rooms know it by its ID, an org_ identifier.
type Provider struct {
	ID         string     `json:"id"`
	CreditCode string     `json:"credit_code"` // unified social credit code, checked
	Name       i18n.Name  `json:"name"`
	About      i18n.Name  `json:"about"`
	Kind       string     `json:"kind"` // one of ProviderKinds
	Region     region.Key `json:"region"`
	Phones     []Phone    `json:"phones,omitempty"`
	Email      string     `json:"email,omitempty"`
	Website    string     `json:"website,omitempty"`
}

// ProviderKinds are what a provider can be: a public body, a company, a body without profit, a village's own mutual aid.
var ProviderKinds = []string{"public", "company", "nonprofit", "mutual_aid"}

// Phone is a telephone of an office or a function.
type Phone struct {
	Number string    `json:"number"`
	For    i18n.Name `json:"for"` // what it is for
}

// Location is where services are given, or from where.
type Location struct {
	ID            string     `json:"id"`
	Provider      string     `json:"provider"`
	Name          i18n.Name  `json:"name"`
	Kind          string     `json:"kind"` // one of LocationKinds
	Region        region.Key `json:"region"`
	Residence     string     `json:"residence"` // urban or rural
	Address       i18n.Name  `json:"address"`
	Postcode      string     `json:"postcode,omitempty"` // six digits
	Latitude      *float64   `json:"latitude,omitempty"` // degrees, WGS 84
	Longitude     *float64   `json:"longitude,omitempty"`
	Transport     i18n.Name  `json:"transport"`
	Accessibility []string   `json:"accessibility,omitempty"` // of Accessibilities
	Languages     []string   `json:"languages,omitempty"`     // ISO 639 codes, of Languages
	Phones        []Phone    `json:"phones,omitempty"`
	Hours         []Hours    `json:"hours,omitempty"`
}

// LocationKinds are the kinds of HSDS that this directory uses.
var LocationKinds = []string{"physical", "virtual"}

// Residences tell city from countryside, as statistics do.
var Residences = []string{"urban", "rural"}

// Accessibilities are what a location can have for people with an impairment.
var Accessibilities = []string{"ramp", "lift", "toilet", "wheelchair", "call_bell", "large_print"}

// Languages are those that services in the demonstration's part of the country are given in.
var Languages = []string{"zh", "ii", "hmn", "pcc"}

// Hours are opening hours by a recurrence rule of RFC 5545: FREQ=WEEKLY with BYDAY, or FREQ=MONTHLY with BYMONTHDAY.
type Hours struct {
	Rule   string    `json:"rule"`   // FREQ=WEEKLY;BYDAY=MO,TU
	Opens  string    `json:"opens"`  // HH:MM
	Closes string    `json:"closes"` // HH:MM
	Note   i18n.Name `json:"note"`
}
