package catalogweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// reviewView is what waits to be published.
type reviewView struct {
	Waiting *web.Table
	Public  string
	Clerks  string // for whoever says who declares for a provider
}

// review answers GET /services/review: the services that are not public, or not as they stand.
func (h *handlers) review(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	d, err := h.Register.Inside(r.Context(), r.Who)
	if err != nil {
		return err
	}
	t := &web.Table{
		Caption: p.T("catalog.page.review.caption"),
		Head:    []string{p.T("catalog.page.service"), p.T("catalog.page.provider"), p.T("catalog.page.state"), p.T("catalog.page.modified")},
	}
	public := 0
	for _, l := range d.Listings {
		if l.State == catalog.Published {
			public++
			continue
		}
		t.Rows = append(t.Rows, web.Row{
			Head: p.Name(l.Service.Name), Href: p.Link("/services/" + l.Service.ID),
			Cells: []string{web.Mark(p.Name(l.Provider.Name)), p.T("catalog.state." + string(l.State)), when(p, l.ModifiedMs)},
		})
	}
	v := reviewView{Public: p.T("catalog.page.review.public", "n", public, "all", len(d.Listings))}
	if r.Who.Check(catalog.CanEnter) == nil {
		v.Clerks = p.Link("/services/clerks")
	}
	if len(t.Rows) > 0 {
		v.Waiting = t
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("catalog.page.review.title"), Menu: "/services/review", Body: reviewPage(p, v),
		Crumbs: []web.Crumb{{Href: "/services", Text: web.Plain(p.T("catalog.page.title"))}, {Text: web.Plain(p.T("catalog.page.review.title"))}},
	})
}
