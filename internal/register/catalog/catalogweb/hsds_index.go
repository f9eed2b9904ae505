package catalogweb

import (
	"cmp"
	"slices"
	"sync"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/standard/hsds"
)

// index is the published directory in the values of HSDS, each list in the order of its identifiers.
type index struct {
	services      []hsds.Service
	organizations []hsds.Organization
	atLocations   []hsds.ServiceAtLocation // with the whole service, which does not hold them again
	taxonomies    []hsds.Taxonomy
	terms         []hsds.TaxonomyTerm
	term          map[string]hsds.TaxonomyTerm // by code
	byPostcode    map[string]*postcodeArea
}

// postcodeArea is what is known of a postcode.
type postcodeArea struct {
	areas  map[string]bool // services at locations that people from there may use
	middle *[2]float64     // of the locations with it that have a position
}

// kept is the index of one version of the directory on one day: what is old changes with the day.
type kept struct {
	mu      sync.Mutex
	version int64
	today   string
	index   *index
}

func (h *handlers) index(r *web.Request) (*index, error) {
	d, err := h.Register.Public(r.Context())
	if err != nil {
		return nil, err
	}
	h.kept.mu.Lock()
	defer h.kept.mu.Unlock()
	today := h.Register.Today()
	if h.kept.index == nil || h.kept.version != d.Version || h.kept.today != today {
		ix, err := h.newIndex(d, r.Page.Words())
		if err != nil {
			return nil, err
		}
		h.kept.index, h.kept.version, h.kept.today = ix, d.Version, today
	}
	return h.kept.index, nil
}

func (h *handlers) newIndex(d *catalog.Directory, texts *i18n.Catalog) (*index, error) {
	ix := &index{byPostcode: map[string]*postcodeArea{}}
	if err := ix.addTerms(); err != nil {
		return nil, err
	}
	w := writer{index: ix, view: h.Regions.At(h.Register.Today()), text: func(key string, args ...any) string { return texts.Text(i18n.ZhCN, key, args...) }, stale: h.Register.Stale}
	organizations := map[string]*hsds.Organization{}
	for _, l := range d.Listings {
		s := w.service(l)
		ix.services = append(ix.services, s)
		alone := s
		alone.ServiceAtLocations = nil
		for _, at := range s.ServiceAtLocations {
			at.Service = &alone
			ix.atLocations = append(ix.atLocations, at)
		}
		o := organizations[l.Provider.ID]
		if o == nil {
			made := w.organization(l.Provider)
			o = &made
			organizations[l.Provider.ID] = o
		}
		for _, at := range s.ServiceAtLocations {
			if !slices.ContainsFunc(o.Locations, func(have hsds.Location) bool { return have.ID == at.Location.ID }) {
				o.Locations = append(o.Locations, *at.Location)
			}
		}
	}
	for _, o := range organizations {
		slices.SortFunc(o.Locations, func(a, b hsds.Location) int { return cmp.Compare(a.ID, b.ID) })
		ix.organizations = append(ix.organizations, *o)
	}
	slices.SortFunc(ix.organizations, func(a, b hsds.Organization) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(ix.services, func(a, b hsds.Service) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(ix.atLocations, func(a, b hsds.ServiceAtLocation) int { return cmp.Compare(a.ID, b.ID) })
	ix.postcodes(d, w.view)
	return ix, nil
}

// addTerms adds the taxonomies that ship with the program, in their order.
func (ix *index) addTerms() error {
	list, err := catalog.Terms()
	ix.term = map[string]hsds.TaxonomyTerm{}
	for _, x := range list {
		taxonomy := hsds.Taxonomy{ID: hsds.ID("taxonomy", x.Code), Name: x.Name.Zh, Description: x.About.Zh, Version: "1"}
		ix.taxonomies = append(ix.taxonomies, taxonomy)
		for _, t := range x.Terms {
			term := hsds.TaxonomyTerm{
				ID: termID(t.Code), Code: t.Code, Name: t.Name.Zh, Description: t.Name.En, Taxonomy: x.Name.Zh, TaxonomyID: taxonomy.ID, Language: "zh",
				TaxonomyDetail: &taxonomy,
			}
			if t.Parent != "" {
				term.ParentID = termID(t.Parent)
			}
			ix.terms, ix.term[t.Code] = append(ix.terms, term), term
		}
	}
	return err
}

func termID(code string) string { return hsds.ID("taxonomy_term", code) }

// organization is an organisation with its services, in short or whole.
func (ix *index) organization(o hsds.Organization, full, services bool) hsds.Organization {
	if !full {
		o = o.Basic()
	}
	if !full && !services {
		return o
	}
	for _, s := range ix.services {
		if s.OrganizationID != o.ID {
			continue
		}
		if !services {
			s = s.Basic()
		}
		s.Organization = nil
		o.Services = append(o.Services, s)
	}
	return o
}

// postcodes gathers what is known of each postcode.
func (ix *index) postcodes(d *catalog.Directory, v *region.View) {
	places, sums := map[string][]region.Key{}, map[string][3]float64{}
	seen := map[string]bool{}
	for _, l := range d.Listings {
		for _, at := range l.Locations {
			if at.Postcode == "" || seen[at.ID] {
				continue
			}
			seen[at.ID] = true
			places[at.Postcode] = append(places[at.Postcode], at.Region)
			if at.Latitude != nil && at.Longitude != nil {
				s := sums[at.Postcode]
				sums[at.Postcode] = [3]float64{s[0] + *at.Latitude, s[1] + *at.Longitude, s[2] + 1}
			}
		}
	}
	for code, in := range places {
		area := &postcodeArea{areas: map[string]bool{}}
		if s := sums[code]; s[2] > 0 {
			area.middle = &[2]float64{s[0] / s[2], s[1] / s[2]}
		}
		for _, l := range d.Listings {
			served := slices.ContainsFunc(l.Service.Areas, func(a region.Key) bool {
				return slices.ContainsFunc(in, func(k region.Key) bool { return v.Contains(a, k) })
			})
			for _, o := range l.Service.Offers {
				if served || l.Locations[o.Location].Postcode == code {
					area.areas[hsds.ID(o.ID)] = true
				}
			}
		}
		ix.byPostcode[code] = area
	}
}
