package catalogweb

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/standard/hsds"
)

// hsdsRoot is where the endpoints of HSDS begin.
const hsdsRoot = "/hsds/" + hsds.Version

// hsdsRoutes registers the 11 paths of the API, our profile, and the whole directory as a tabular data package.
func (h *handlers) hsdsRoutes(m *web.Mux) {
	paged := []string{"search", "page", "per_page", "format"}
	of := func(more ...string) []string { return append(append([]string{}, paged...), more...) }
	m.Handle("GET "+hsdsRoot, access.Public, h.hsdsAbout)
	m.Handle("GET "+hsdsRoot+"/{$}", access.Public, h.hsdsAbout)
	m.Download("GET "+hsdsRoot+"/services", of("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal", "full"), h.hsdsServices)
	m.Download("GET "+hsdsRoot+"/services/{id}", nil, h.hsdsService)
	m.Download("GET "+hsdsRoot+"/taxonomies", paged, h.hsdsTaxonomies)
	m.Download("GET "+hsdsRoot+"/taxonomies/{id}", nil, h.hsdsTaxonomy)
	m.Download("GET "+hsdsRoot+"/taxonomy_terms", of("taxonomy_id", "top_only", "parent_id"), h.hsdsTerms)
	m.Download("GET "+hsdsRoot+"/taxonomy_terms/{id}", nil, h.hsdsTerm)
	m.Download("GET "+hsdsRoot+"/organizations", of("full_service", "full"), h.hsdsOrganizations)
	m.Download("GET "+hsdsRoot+"/organizations/{id}", []string{"full_service"}, h.hsdsOrganization)
	m.Download("GET "+hsdsRoot+"/service_at_locations", of("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "postcode", "proximity"), h.hsdsAtLocations)
	m.Download("GET "+hsdsRoot+"/service_at_locations/{id}", nil, h.hsdsAtLocation)
	m.Download("GET "+hsdsRoot+"/profile.json", nil, h.hsdsProfile)        // hsds_profile.go
	m.Download("GET "+hsdsRoot+"/datapackage.zip", nil, h.hsdsDataPackage) // hsds_tables.go
}

// hsdsAbout answers GET /: version, profile, and where the description of the API is. It depends on the name under which it was
// asked when the program knows no name of its own, and so is never kept.
func (h *handlers) hsdsAbout(w http.ResponseWriter, r *web.Request) error {
	base := strings.TrimSuffix(h.Address, "/")
	if base == "" {
		base = "http://" + r.Host
	}
	return web.JSON(w, r, hsds.About{Version: hsds.Version, Profile: base + hsdsRoot + "/profile.json", OpenAPIURL: base + "/openapi.json"})
}

func (h *handlers) hsdsServices(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	var found []hsds.Service
	for _, s := range ix.services {
		if q.service(s) && says(q.search, s) {
			found = append(found, s)
		}
	}
	return answerList(q, found, "services", func(s hsds.Service) any {
		switch {
		case q.minimal:
			return s.Minimal()
		case q.full:
			return s
		}
		return s.Basic()
	})
}

func (h *handlers) hsdsService(r *web.Request) (web.File, error) {
	ix, err := h.index(r)
	if err != nil {
		return web.File{}, err
	}
	return answerOne(r, ix.services, func(s hsds.Service) string { return s.ID }, func(s hsds.Service) any { return s })
}

func (h *handlers) hsdsTaxonomies(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	var found []hsds.Taxonomy
	for _, x := range ix.taxonomies {
		if words(q.search, x.Name, x.Description) {
			found = append(found, x)
		}
	}
	return answerList(q, found, "taxonomies", func(x hsds.Taxonomy) any { return x })
}

func (h *handlers) hsdsTaxonomy(r *web.Request) (web.File, error) {
	ix, err := h.index(r)
	if err != nil {
		return web.File{}, err
	}
	return answerOne(r, ix.taxonomies, func(x hsds.Taxonomy) string { return x.ID }, func(x hsds.Taxonomy) any { return x })
}

func (h *handlers) hsdsTerms(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	var found []hsds.TaxonomyTerm
	for _, t := range ix.terms {
		fits := (q.taxonomy == "" || t.TaxonomyID == q.taxonomy) && (!q.topOnly || t.ParentID == "") && (q.parent == "" || t.ParentID == q.parent)
		if fits && words(q.search, t.Name, t.Description, t.Code) {
			found = append(found, t)
		}
	}
	return answerList(q, found, "taxonomy_terms", func(t hsds.TaxonomyTerm) any { return t })
}

func (h *handlers) hsdsTerm(r *web.Request) (web.File, error) {
	ix, err := h.index(r)
	if err != nil {
		return web.File{}, err
	}
	return answerOne(r, ix.terms, func(t hsds.TaxonomyTerm) string { return t.ID }, func(t hsds.TaxonomyTerm) any { return t })
}

func (h *handlers) hsdsOrganizations(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	var found []hsds.Organization
	for _, o := range ix.organizations {
		if words(q.search, o.Name, o.AlternateName, o.Description) {
			found = append(found, o)
		}
	}
	return answerList(q, found, "organizations", func(o hsds.Organization) any { return ix.organization(o, q.full, q.fullService) })
}

func (h *handlers) hsdsOrganization(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	return answerOne(r, ix.organizations, func(o hsds.Organization) string { return o.ID }, func(o hsds.Organization) any {
		return ix.organization(o, true, q.fullService)
	})
}

func (h *handlers) hsdsAtLocations(r *web.Request) (web.File, error) {
	ix, q, err := h.asked(r)
	if err != nil {
		return web.File{}, err
	}
	near := ix.near(q)
	var found []hsds.ServiceAtLocation
	for _, s := range ix.atLocations {
		if q.service(*s.Service) && says(q.search, *s.Service) && near(s) {
			found = append(found, s)
		}
	}
	return answerList(q, found, "service_at_location", func(s hsds.ServiceAtLocation) any {
		if q.full {
			return s.Named()
		}
		return s.Basic()
	})
}

func (h *handlers) hsdsAtLocation(r *web.Request) (web.File, error) {
	ix, err := h.index(r)
	if err != nil {
		return web.File{}, err
	}
	return answerOne(r, ix.atLocations, func(s hsds.ServiceAtLocation) string { return s.ID }, func(s hsds.ServiceAtLocation) any { return s.Named() })
}

// answerOne answers what has the identifier of the address.
func answerOne[T any](r *web.Request, all []T, id func(T) string, show func(T) any) (web.File, error) {
	for _, one := range all {
		if id(one) == r.PathValue("id") {
			return web.JSONFile("", show(one))
		}
	}
	return web.File{}, fault.New(fault.NotFound, "catalog.hsds.absent")
}

// answerList answers a list: a page of it as JSON, or all of it a line each, or all of it as the table of that name.
func answerList[T any](q query, found []T, table string, show func(T) any) (web.File, error) {
	switch q.format {
	case "ndjson":
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		for _, one := range found {
			if err := e.Encode(show(one)); err != nil {
				return web.File{}, err
			}
		}
		return web.File{Type: "application/x-ndjson; charset=utf-8", Body: b.Bytes()}, nil
	case "csv":
		t, _ := hsds.Of(hsds.Tabular(found), table) // every name here is one of its tables
		return web.CSV(table+".csv", append([][]string{t.Head}, t.Rows...))
	}
	if q.perPage == 0 {
		q.perPage = defaultPerPage
		if q.minimal {
			q.perPage = max(1, len(found))
		}
	}
	p := hsds.Paginate(found, q.page, q.perPage)
	out := hsds.Page[any]{
		TotalItems: p.TotalItems, TotalPages: p.TotalPages, PageNumber: p.PageNumber, Size: p.Size, FirstPage: p.FirstPage, LastPage: p.LastPage,
		Empty: p.Empty, Contents: []any{},
	}
	for _, one := range p.Contents {
		out.Contents = append(out.Contents, show(one))
	}
	return web.JSONFile("", out)
}
