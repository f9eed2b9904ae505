package indicatorweb

import (
	"context"
	"sync"

	"github.com/a-h/templ"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Measures answers what has been measured; indicator.Service does.
type Measures interface {
	List(ctx context.Context, who access.Actor) ([]indicator.Summary, error)
	Gap(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error)
	Distribution(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Distribution, error)
	Profile(ctx context.Context, who access.Actor, k region.Key) (*indicator.Profile, error)
	Public() bool
}

// Deps is what these pages are made from. Routes itself needs only the Registry.
type Deps struct {
	Indicators func(access.Actor) Measures // what has been published, or everything for those who may see it
	Registry   *indicator.Registry
	Regions    *region.Tree
	// Actions are the titles of the plan's actions by id ("A12"); a missing one is named by its number.
	Actions map[string]i18n.Name
	// Raise offers what a higher room makes of a gap, such as a task; nil offers nothing.
	Raise func(r *web.Request, g *indicator.Gap) []web.Link
	// More is what a higher room says of a place, such as an evaluation; nil says nothing, and so does its nil answer.
	More func(r *web.Request, k region.Key) (templ.Component, error)
}

// Routes registers the pages of indicators and places.
func Routes(m *web.Mux, d Deps) {
	h := &handlers{
		Deps: d, tiles: sync.OnceValues(data.Tiles), variables: sync.OnceValues(variableNames),
	}
	asked := []string{"by", "within", "period"}
	m.Page("GET /indicators", nil, h.list)                              // list_page.go
	m.Page("GET /indicators/{id}", append(asked, "order"), h.indicator) // indicator_page.go
	for _, ind := range d.Registry.All() {                              // a wildcard cannot be followed by .csv
		m.Download("GET /indicators/"+ind.ID+".csv", asked, h.csv(ind))   // download_csv.go
		m.Download("GET /indicators/"+ind.ID+".json", asked, h.json(ind)) // download_json.go
		m.Download("GET /indicators/"+ind.ID+".xlsx", asked, h.xlsx(ind)) // download_xlsx.go
	}
	m.Page("GET /regions", []string{"q"}, h.regions)    // regions_page.go
	m.Page("GET /regions/{code}", nil, h.regionProfile) // region_page.go
}

// handlers answers the pages. The shipped tables it keeps are read when first asked for.
type handlers struct {
	Deps
	tiles     func() ([]data.TileRow, error)
	variables func() (map[string]i18n.Name, error)
}

// variableNames are the names of the observed variables by id.
func variableNames() (map[string]i18n.Name, error) {
	list, err := data.Variables()
	if err != nil {
		return nil, err
	}
	names := make(map[string]i18n.Name, len(list))
	for _, v := range list {
		names[v.ID] = i18n.Name{Zh: v.NameZh, En: v.NameEn}
	}
	return names, nil
}
