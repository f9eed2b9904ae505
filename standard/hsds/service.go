package hsds

import "encoding/json"

// Service is what an organisation offers. ID, Name and Status are required.
type Service struct {
	ID                     string `json:"id"`
	OrganizationID         string `json:"organization_id,omitempty"`
	ProgramID              string `json:"program_id,omitempty"`
	Name                   string `json:"name"`
	AlternateName          string `json:"alternate_name,omitempty"`
	Description            string `json:"description,omitempty"`
	URL                    string `json:"url,omitempty"`
	Email                  string `json:"email,omitempty"`
	Status                 string `json:"status"` // active, inactive, defunct, temporarily closed
	InterpretationServices string `json:"interpretation_services,omitempty"`
	ApplicationProcess     string `json:"application_process,omitempty"`
	FeesDescription        string `json:"fees_description,omitempty"`
	WaitTime               string `json:"wait_time,omitempty"`
	Fees                   string `json:"fees,omitempty"`
	Accreditations         string `json:"accreditations,omitempty"`
	EligibilityDescription string `json:"eligibility_description,omitempty"`
	MinimumAge             *int   `json:"minimum_age,omitempty"`
	MaximumAge             *int   `json:"maximum_age,omitempty"`
	AssuredDate            string `json:"assured_date,omitempty"` // YYYY-MM-DD
	AssurerEmail           string `json:"assurer_email,omitempty"`
	Licenses               string `json:"licenses,omitempty"`
	Alert                  string `json:"alert,omitempty"`
	LastModified           string `json:"last_modified,omitempty"` // RFC 3339

	Phones             []Phone             `json:"phones,omitempty"`
	Schedules          []Schedule          `json:"schedules,omitempty"`
	ServiceAreas       []ServiceArea       `json:"service_areas,omitempty"`
	ServiceAtLocations []ServiceAtLocation `json:"service_at_locations,omitempty"`
	Languages          []Language          `json:"languages,omitempty"`
	Organization       *Organization       `json:"organization,omitempty"`
	CostOptions        []CostOption        `json:"cost_options,omitempty"`
	RequiredDocuments  []RequiredDocument  `json:"required_documents,omitempty"`
	Contacts           []Contact           `json:"contacts,omitempty"`
	Attributes         []Attribute         `json:"attributes,omitempty"`
}

// Basic is the service with the fields that lists show: those that have one value, and the organisation likewise.
func (s Service) Basic() Service {
	s.Phones, s.Schedules, s.ServiceAreas, s.ServiceAtLocations, s.Languages = nil, nil, nil, nil, nil
	s.CostOptions, s.RequiredDocuments, s.Contacts, s.Attributes = nil, nil, nil, nil
	if s.Organization != nil {
		o := s.Organization.Basic()
		s.Organization = &o
	}
	return s
}

// Minimal is what the parameter minimal asks for, id and modified_date, with the two fields that the schema of a list wants of
// every service.
type Minimal struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	ModifiedDate string `json:"modified_date,omitempty"` // RFC 3339
}

// Minimal is the shortest form of the service.
func (s Service) Minimal() Minimal {
	return Minimal{ID: s.ID, Name: s.Name, Status: s.Status, ModifiedDate: s.LastModified}
}

// ServiceAtLocation is a service where it is given. Name and Status are those of the service: the API answers this value where
// its description asks for a service, and so it is one too. Capacities is our profile.
type ServiceAtLocation struct {
	ID          string     `json:"id"`
	ServiceID   string     `json:"service_id,omitempty"`
	LocationID  string     `json:"location_id,omitempty"`
	Description string     `json:"description,omitempty"`
	Contacts    []Contact  `json:"contacts,omitempty"`
	Phones      []Phone    `json:"phones,omitempty"`
	Schedules   []Schedule `json:"schedules,omitempty"`
	Location    *Location  `json:"location,omitempty"`
	Capacities  []Capacity `json:"capacities,omitempty"`
	Service     *Service   `json:"service,omitempty"`
}

// Basic is the value with the fields that lists show.
func (s ServiceAtLocation) Basic() ServiceAtLocation {
	s.Contacts, s.Phones, s.Schedules, s.Capacities = nil, nil, nil, nil
	if s.Location != nil {
		l := s.Location.Basic()
		s.Location = &l
	}
	if s.Service != nil {
		b := s.Service.Basic()
		s.Service = &b
	}
	return s
}

// Named is a service at a location as a service: the description of the API asks for one at /service_at_locations/{id}.
type Named struct {
	ServiceAtLocation
	Name   string `json:"name"`
	Status string `json:"status"`
}

// Named adds name and status of the service.
func (s ServiceAtLocation) Named() Named {
	n := Named{ServiceAtLocation: s}
	if s.Service != nil {
		n.Name, n.Status = s.Service.Name, s.Service.Status
	}
	return n
}

// Capacity is our profile: what a provider says of how many it can take at one place, counted in one unit. A number that
// nobody has said is left out and is not zero. Available and Maximum are named as HSDS 3.1 does.
type Capacity struct {
	ID                  string `json:"id"`
	ServiceAtLocationID string `json:"service_at_location_id,omitempty"`
	Unit                string `json:"unit"`
	Maximum             *int   `json:"maximum,omitempty"`
	Funded              *int   `json:"funded,omitempty"`    // of those, how many public money pays for
	Available           *int   `json:"available,omitempty"` // free now
	Waiting             *int   `json:"waiting,omitempty"`   // on the waiting list
	Status              string `json:"status"`              // open, waiting, full, assessment_required, suspended
	AsOf                string `json:"as_of"`               // YYYY-MM-DD
	Stale               bool   `json:"stale"`               // older than the node trusts
	DeclaredBy          string `json:"declared_by"`         // provider or official
	Source              string `json:"source,omitempty"`
	Updated             string `json:"updated,omitempty"` // RFC 3339
}

// CostOption is a price. Amount is in units of Currency, as a decimal number.
type CostOption struct {
	ID                string      `json:"id"`
	ServiceID         string      `json:"service_id,omitempty"`
	ValidFrom         string      `json:"valid_from,omitempty"`
	ValidTo           string      `json:"valid_to,omitempty"`
	Option            string      `json:"option,omitempty"`
	Currency          string      `json:"currency,omitempty"`
	Amount            json.Number `json:"amount,omitempty"`
	AmountDescription string      `json:"amount_description,omitempty"`
}

// RequiredDocument is what an applicant has to bring.
type RequiredDocument struct {
	ID        string `json:"id"`
	ServiceID string `json:"service_id,omitempty"`
	Document  string `json:"document,omitempty"`
	URI       string `json:"uri,omitempty"`
}

// ServiceArea is where people must live.
type ServiceArea struct {
	ID         string `json:"id"`
	ServiceID  string `json:"service_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Extent     string `json:"extent,omitempty"`
	ExtentType string `json:"extent_type,omitempty"`
	URI        string `json:"uri,omitempty"`
}
