package hsds

// Organization provides services. ID, Name and Description are required.
type Organization struct {
	ID                      string                   `json:"id"`
	Name                    string                   `json:"name"`
	AlternateName           string                   `json:"alternate_name,omitempty"`
	Description             string                   `json:"description"`
	Email                   string                   `json:"email,omitempty"`
	Website                 string                   `json:"website,omitempty"`
	LegalStatus             string                   `json:"legal_status,omitempty"`
	Contacts                []Contact                `json:"contacts,omitempty"`
	Phones                  []Phone                  `json:"phones,omitempty"`
	Locations               []Location               `json:"locations,omitempty"`
	OrganizationIdentifiers []OrganizationIdentifier `json:"organization_identifiers,omitempty"`
	Services                []Service                `json:"services,omitempty"`
}

// Basic is the organisation with the fields that lists show.
func (o Organization) Basic() Organization {
	o.Contacts, o.Phones, o.Locations, o.OrganizationIdentifiers, o.Services = nil, nil, nil, nil, nil
	return o
}

// OrganizationIdentifier is a number under which a register knows the organisation.
type OrganizationIdentifier struct {
	ID               string `json:"id"`
	OrganizationID   string `json:"organization_id,omitempty"`
	IdentifierScheme string `json:"identifier_scheme,omitempty"`
	IdentifierType   string `json:"identifier_type"`
	Identifier       string `json:"identifier"`
}

// Location is a place where services are given. ID and LocationType are required.
type Location struct {
	ID                     string          `json:"id"`
	LocationType           string          `json:"location_type"` // physical, postal, virtual
	URL                    string          `json:"url,omitempty"`
	OrganizationID         string          `json:"organization_id,omitempty"`
	Name                   string          `json:"name,omitempty"`
	AlternateName          string          `json:"alternate_name,omitempty"`
	Description            string          `json:"description,omitempty"`
	Transportation         string          `json:"transportation,omitempty"`
	Latitude               *float64        `json:"latitude,omitempty"`  // degrees
	Longitude              *float64        `json:"longitude,omitempty"` // degrees
	ExternalIdentifier     string          `json:"external_identifier,omitempty"`
	ExternalIdentifierType string          `json:"external_identifier_type,omitempty"`
	Languages              []Language      `json:"languages,omitempty"`
	Addresses              []Address       `json:"addresses,omitempty"`
	Accessibility          []Accessibility `json:"accessibility,omitempty"`
	Phones                 []Phone         `json:"phones,omitempty"`
	Schedules              []Schedule      `json:"schedules,omitempty"`
	Attributes             []Attribute     `json:"attributes,omitempty"`
}

// Basic is the location with the fields that lists show.
func (l Location) Basic() Location {
	l.Languages, l.Addresses, l.Accessibility, l.Phones, l.Schedules, l.Attributes = nil, nil, nil, nil, nil, nil
	return l
}

// Address is the address of a location; all but the second line, the region and the attention are required.
type Address struct {
	ID            string `json:"id"`
	LocationID    string `json:"location_id,omitempty"`
	Attention     string `json:"attention,omitempty"`
	Address1      string `json:"address_1"`
	Address2      string `json:"address_2,omitempty"`
	City          string `json:"city"`
	Region        string `json:"region,omitempty"`
	StateProvince string `json:"state_province"`
	PostalCode    string `json:"postal_code"`
	Country       string `json:"country"`      // ISO 3166-1 alpha-2
	AddressType   string `json:"address_type"` // physical, postal, virtual
}

// Phone is a telephone number.
type Phone struct {
	ID                  string `json:"id"`
	LocationID          string `json:"location_id,omitempty"`
	ServiceID           string `json:"service_id,omitempty"`
	OrganizationID      string `json:"organization_id,omitempty"`
	ContactID           string `json:"contact_id,omitempty"`
	ServiceAtLocationID string `json:"service_at_location_id,omitempty"`
	Number              string `json:"number"`
	Type                string `json:"type,omitempty"`
	Description         string `json:"description,omitempty"`
}

// Contact is whom to ask: a function or a department, never a person by name.
type Contact struct {
	ID             string  `json:"id"`
	OrganizationID string  `json:"organization_id,omitempty"`
	ServiceID      string  `json:"service_id,omitempty"`
	Title          string  `json:"title,omitempty"`
	Department     string  `json:"department,omitempty"`
	Email          string  `json:"email,omitempty"`
	Phones         []Phone `json:"phones,omitempty"`
}

// Schedule is when something is open, after RFC 5545.
type Schedule struct {
	ID                  string `json:"id"`
	ServiceID           string `json:"service_id,omitempty"`
	LocationID          string `json:"location_id,omitempty"`
	ServiceAtLocationID string `json:"service_at_location_id,omitempty"`
	ValidFrom           string `json:"valid_from,omitempty"`
	ValidTo             string `json:"valid_to,omitempty"`
	DTStart             string `json:"dtstart,omitempty"`
	Timezone            *int   `json:"timezone,omitempty"` // hours from UTC
	Until               string `json:"until,omitempty"`
	Wkst                string `json:"wkst,omitempty"`
	Freq                string `json:"freq,omitempty"` // WEEKLY, MONTHLY
	Interval            *int   `json:"interval,omitempty"`
	ByDay               string `json:"byday,omitempty"`
	ByMonthDay          string `json:"bymonthday,omitempty"`
	Description         string `json:"description,omitempty"`
	OpensAt             string `json:"opens_at,omitempty"`  // HH:MM:SS
	ClosesAt            string `json:"closes_at,omitempty"` // HH:MM:SS
	Notes               string `json:"notes,omitempty"`
}

// Language is a language in which a service is given.
type Language struct {
	ID         string `json:"id"`
	ServiceID  string `json:"service_id,omitempty"`
	LocationID string `json:"location_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Code       string `json:"code,omitempty"` // ISO 639
}

// Accessibility is what a location has for people with an impairment.
type Accessibility struct {
	ID          string `json:"id"`
	LocationID  string `json:"location_id,omitempty"`
	Description string `json:"description,omitempty"`
	Details     string `json:"details,omitempty"`
}

// Attribute ties a term of a taxonomy to something.
type Attribute struct {
	ID             string        `json:"id"`
	LinkID         string        `json:"link_id,omitempty"`
	TaxonomyTermID string        `json:"taxonomy_term_id,omitempty"`
	LinkEntity     string        `json:"link_entity,omitempty"`
	Value          string        `json:"value,omitempty"`
	TaxonomyTerm   *TaxonomyTerm `json:"taxonomy_term,omitempty"`
}

// Taxonomy is a classification. ID, Name and Description are required.
type Taxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	URI         string `json:"uri,omitempty"`
	Version     string `json:"version,omitempty"`
}

// TaxonomyTerm is one class of it. ID, Name and Description are required.
type TaxonomyTerm struct {
	ID             string    `json:"id"`
	Code           string    `json:"code,omitempty"`
	Name           string    `json:"name"`
	Description    string    `json:"description"`
	ParentID       string    `json:"parent_id,omitempty"`
	Taxonomy       string    `json:"taxonomy,omitempty"`
	TaxonomyDetail *Taxonomy `json:"taxonomy_detail,omitempty"`
	Language       string    `json:"language,omitempty"`
	TaxonomyID     string    `json:"taxonomy_id,omitempty"`
}
