package catalogweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// offersView is what an account declares for.
type offersView struct {
	Table *web.Table
	Done  bool
}

// offers answers GET /offers: one line for each offer that the account may declare for.
func (h *handlers) offers(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	d, err := h.Register.Inside(r.Context(), r.Who)
	if err != nil {
		return err
	}
	t := &web.Table{
		Caption: p.T("catalog.page.offers.caption"),
		Head:    []string{p.T("catalog.page.service"), p.T("catalog.page.location"), p.T("catalog.page.capacity"), p.T("catalog.page.declare")},
	}
	for _, l := range d.Listings {
		for _, o := range l.Service.Offers {
			may, err := h.Register.MayDeclare(r.Context(), r.Who, l, o.ID)
			if err != nil {
				return err
			}
			if !may {
				continue
			}
			says := p.T("catalog.page.room.unknown")
			if held := l.Capacities[o.ID]; len(held) > 0 {
				says = h.room(p, held[0])
			}
			t.Rows = append(t.Rows, web.Row{
				Head: p.Name(l.Service.Name), Href: p.Link("/services/" + l.Service.ID),
				Cells: []string{web.Mark(p.Name(l.Locations[o.Location].Name)), says, p.T("catalog.page.declare")},
				Links: []string{"", "", p.Link("/services/" + l.Service.ID + "/offers/" + o.ID)},
			})
		}
	}
	v := offersView{Done: r.URL.Query().Get("done") == "1"}
	if len(t.Rows) > 0 {
		v.Table = t
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("catalog.page.offers.title"), Menu: "/offers", Body: offersPage(p, v)})
}
