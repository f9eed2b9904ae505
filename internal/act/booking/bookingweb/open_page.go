package bookingweb

import (
	"net/http"
	"strings"

	"mihe/internal/act/booking"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// openView is the form on which a pool is opened.
type openView struct {
	Offer, Unit               web.Field
	Offers, Units             []web.Option
	Total, Hours, From, Until web.Field
	Wrong, Action             string
}

// openForm answers GET /pools/new.
func (h handlers) openForm(w http.ResponseWriter, r *web.Request) error {
	return h.showOpen(w, r, http.StatusOK, map[string]string{"hold_hours": "72", "from": h.Bookings.Today(), "unit": "seat"}, wrong{})
}

// open answers POST /pools.
func (h handlers) open(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	service, offer, _ := strings.Cut(typed(r, "offer"), " ")
	b, err := h.Bookings.OpenPool(r.Context(), r.Who, booking.Pool{
		Service: service, Offer: offer, Unit: typed(r, "unit"), Total: number(r, "total"), HoldHours: number(r, "hold_hours"),
		From: typed(r, "from"), Until: typed(r, "until"),
	})
	if err == nil {
		return r.SeeOther(w, "/pools/"+b.ID, "done", "opened")
	}
	bad, status, ok := refusal(r.Page, err)
	if !ok {
		return err
	}
	in := map[string]string{}
	for name := range r.PostForm {
		in[name] = typed(r, name)
	}
	return h.showOpen(w, r, status, in, bad)
}

func (h handlers) showOpen(w http.ResponseWriter, r *web.Request, status int, in map[string]string, bad wrong) error {
	p := r.Page
	field := func(name string) web.Field {
		return web.Field{Name: name, Label: p.T("booking.field." + name), Hint: p.T("booking.field." + name + ".hint"), Value: in[name], Error: bad.at(name), Required: name == "total"}
	}
	v := openView{
		Action: p.Link("/pools"), Wrong: bad.above("offer", "unit", "total", "hold_hours", "from", "until"),
		Offer: field("offer"), Unit: field("unit"), Total: field("total"), Hours: field("hold_hours"), From: field("from"), Until: field("until"),
	}
	v.Unit.Hint = ""
	list, err := h.Bookings.Openable(r.Context(), r.Who)
	if err != nil {
		return err
	}
	for _, o := range list {
		label := web.Unmarked(p.T("booking.page.title", "service", p.Name(o.Service.Name).Text, "place", p.Name(o.At.Name).Text))
		v.Offers = append(v.Offers, web.Option{Value: o.Service.ID + " " + o.Offer, Label: web.Plain(label)})
	}
	for _, u := range catalog.Units {
		v.Units = append(v.Units, web.Option{Value: u, Label: web.Plain(p.T("catalog.unit." + u))})
	}
	return r.Render(w, status, web.View{
		Title: p.T("booking.open.title"), Menu: "/pools", Body: openPage(p, v),
		Crumbs: []web.Crumb{{Href: "/pools", Text: web.Plain(p.T("booking.pools.title"))}, {Text: web.Plain(p.T("booking.open.title"))}},
	})
}
