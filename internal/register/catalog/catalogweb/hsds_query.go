package catalogweb

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/standard/hsds"
)

// How many items stand on a page when nobody says, and at most.
const (
	defaultPerPage = 50
	mostPerPage    = 1000
)

// query is what an address of the API asks for.
type query struct {
	search                       []string // words in small letters
	page, perPage                int      // perPage 0: nobody said
	format                       string
	minimal, full, fullService   bool
	topOnly                      bool
	term, taxonomy, organization string
	parent, postcode             string
	modifiedAfter                time.Time
	proximity                    float64 // metres; NaN: nobody said
}

// asked reads an address and returns it with the directory.
func (h *handlers) asked(r *web.Request) (*index, query, error) {
	q, err := readQuery(r.URL.Query())
	if err != nil {
		return nil, q, err
	}
	ix, err := h.index(r)
	return ix, q, err
}

func readQuery(v url.Values) (q query, err error) {
	q = query{
		search: strings.Fields(strings.ToLower(v.Get("search"))), page: 1, format: v.Get("format"), term: v.Get("taxonomy_term_id"),
		taxonomy: v.Get("taxonomy_id"), organization: v.Get("organization_id"), parent: v.Get("parent_id"), postcode: v.Get("postcode"), proximity: math.NaN(),
	}
	for name, into := range map[string]*int{"page": &q.page, "per_page": &q.perPage} {
		if text := v.Get(name); text != "" {
			if *into, err = strconv.Atoi(text); err != nil || *into < 1 {
				return q, unread(name)
			}
		}
	}
	q.perPage = min(q.perPage, mostPerPage)
	for name, into := range map[string]*bool{"minimal": &q.minimal, "full": &q.full, "full_service": &q.fullService, "top_only": &q.topOnly} {
		if text := v.Get(name); text != "" {
			if *into, err = strconv.ParseBool(text); err != nil {
				return q, unread(name)
			}
		}
	}
	if !slices.Contains([]string{"", "json", "ndjson", "csv"}, q.format) {
		return q, unread("format")
	}
	if text := v.Get("modified_after"); text != "" {
		if q.modifiedAfter, err = moment(text); err != nil {
			return q, unread("modified_after")
		}
	}
	if text := v.Get("proximity"); text != "" {
		if q.proximity, err = strconv.ParseFloat(text, 64); err != nil || !(q.proximity >= 0) || q.postcode == "" {
			return q, unread("proximity")
		}
	}
	return q, nil
}

func unread(name string) error {
	return fault.New(fault.Invalid, "catalog.hsds.parameter", "name", name).At(name)
}

// moment reads a date-time of RFC 3339, or a date, which is its first moment in UTC.
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, s)
}

// service tells whether a service fits the parameters that are about services.
func (q query) service(s hsds.Service) bool {
	if q.organization != "" && s.OrganizationID != q.organization {
		return false
	}
	if !q.modifiedAfter.IsZero() {
		at, err := time.Parse(time.RFC3339, s.LastModified)
		if err != nil || at.Before(q.modifiedAfter) {
			return false
		}
	}
	has := func(fits func(*hsds.TaxonomyTerm) bool) bool {
		return slices.ContainsFunc(s.Attributes, func(a hsds.Attribute) bool { return fits(a.TaxonomyTerm) })
	}
	return (q.term == "" || has(func(t *hsds.TaxonomyTerm) bool { return t.ID == q.term })) &&
		(q.taxonomy == "" || has(func(t *hsds.TaxonomyTerm) bool { return t.TaxonomyID == q.taxonomy }))
}

// says tells whether every word stands in what a service says of itself.
func says(search []string, s hsds.Service) bool {
	texts := []string{s.Name, s.AlternateName, s.Description, s.EligibilityDescription}
	if s.Organization != nil {
		texts = append(texts, s.Organization.Name, s.Organization.AlternateName)
	}
	for _, a := range s.Attributes {
		texts = append(texts, a.TaxonomyTerm.Name, a.TaxonomyTerm.Description)
	}
	return words(search, texts...)
}

func words(search []string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(search, func(w string) bool { return !strings.Contains(all, w) })
}

// near tells which services at locations fit a postcode. Without a proximity they are those that people from there may use:
// the service is for a place in which a location with that postcode lies, or is given at such a location. With one they lie no
// farther than that from the middle of the locations with that postcode; without such a location nothing is near.
func (ix *index) near(q query) func(hsds.ServiceAtLocation) bool {
	if q.postcode == "" {
		return func(hsds.ServiceAtLocation) bool { return true }
	}
	if math.IsNaN(q.proximity) {
		area := ix.byPostcode[q.postcode]
		return func(s hsds.ServiceAtLocation) bool { return area != nil && area.areas[s.ID] }
	}
	area := ix.byPostcode[q.postcode]
	return func(s hsds.ServiceAtLocation) bool {
		l := s.Location
		if area == nil || area.middle == nil || l == nil || l.Latitude == nil || l.Longitude == nil {
			return false
		}
		return metres(area.middle[0], area.middle[1], *l.Latitude, *l.Longitude) <= q.proximity
	}
}

// earth is the mean radius of the earth in metres (IUGG).
const earth = 6371008.8

// metres is the distance of two points on the sphere, by the haversine formula.
func metres(lat1, lon1, lat2, lon2 float64) float64 {
	rad := math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lon2-lon1)*rad/2), 2)
	return 2 * earth * math.Asin(math.Min(1, math.Sqrt(a)))
}
