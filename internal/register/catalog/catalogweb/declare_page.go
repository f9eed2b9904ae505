package catalogweb

import (
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// declareView is the form on which capacity is declared.
type declareView struct {
	Service, Location web.Text
	Held              []string // what was declared last
	Unit, Status      web.Field
	Units, Statuses   []web.Option
	Numbers           []web.Field
	AsOf, Source      web.Field
	Action            string
	Wrong             string // what is wrong at none of the fields
}

// typedCapacity is the form as it was filled in.
type typedCapacity struct{ unit, capacity, funded, vacancy, waiting, status, asOf, source string }

// declareForm answers GET /services/{id}/offers/{offer}: filled in with what was declared last, but for the day.
func (h *handlers) declareForm(w http.ResponseWriter, r *web.Request) error {
	l, err := h.declares(r)
	if err != nil {
		return err
	}
	in := typedCapacity{unit: catalog.Units[0], status: catalog.Open, asOf: h.Register.Today()}
	if held := l.Capacities[r.PathValue("offer")]; len(held) > 0 {
		c := held[0]
		in.unit, in.status, in.source = c.Unit, c.Status, c.Source
		in.capacity, in.funded, in.vacancy, in.waiting = digits(c.Capacity), digits(c.Funded), digits(c.Vacancy), digits(c.Waiting)
	}
	return h.showDeclare(w, r, http.StatusOK, l, in, nil)
}

// declares is the listing of the address, for those who may declare for the offer.
func (h *handlers) declares(r *web.Request) (catalog.Listing, error) {
	l, err := h.Register.One(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return l, err
	}
	may, err := h.Register.MayDeclare(r.Context(), r.Who, l, r.PathValue("offer"))
	if err == nil && !may {
		err = fault.New(fault.NotFound, "catalog.offer.absent")
	}
	return l, err
}

func digits(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// declare answers POST /services/{id}/offers/{offer}.
func (h *handlers) declare(w http.ResponseWriter, r *web.Request) error {
	l, err := h.declares(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "catalog.page.unread")
	}
	f := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := typedCapacity{f("unit"), f("capacity"), f("funded"), f("vacancy"), f("waiting"), f("status"), f("as_of"), f("source")}
	c, err := in.read(r.PathValue("offer"))
	if err == nil {
		if _, err = h.Register.Declare(r.Context(), r.Who, l.Service.ID, c); err == nil {
			return r.SeeOther(w, "/offers", "done", "1")
		}
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return h.showDeclare(w, r, http.StatusUnprocessableEntity, l, in, err)
}

// read reads the numbers: an empty field is a number that is not declared.
func (in typedCapacity) read(offer string) (c catalog.Capacity, err error) {
	c = catalog.Capacity{Offer: offer, Unit: in.unit, Status: in.status, AsOf: in.asOf, Source: in.source}
	for _, n := range []struct {
		name, text string
		into       **int
	}{{"capacity", in.capacity, &c.Capacity}, {"funded", in.funded, &c.Funded}, {"vacancy", in.vacancy, &c.Vacancy}, {"waiting", in.waiting, &c.Waiting}} {
		if n.text == "" {
			continue
		}
		v, err := strconv.Atoi(n.text)
		if err != nil {
			return c, fault.New(fault.Invalid, "catalog.number.range", "max", catalog.MostPlaces).At(n.name)
		}
		*n.into = &v
	}
	return c, nil
}

func (h *handlers) showDeclare(w http.ResponseWriter, r *web.Request, status int, l catalog.Listing, in typedCapacity, wrong error) error {
	p, offer := r.Page, r.PathValue("offer")
	text := func(name, value string) web.Field {
		return web.Field{Name: name, Label: p.T("catalog.field." + name), Value: value, Error: wrongAt(p, wrong, name)}
	}
	v := declareView{
		Service: p.Name(l.Service.Name), Action: p.Link("/services/" + l.Service.ID + "/offers/" + offer),
		Unit: text("unit", in.unit), Status: text("status", in.status), AsOf: text("as_of", in.asOf), Source: text("source", in.source),
		Numbers: []web.Field{text("capacity", in.capacity), text("funded", in.funded), text("vacancy", in.vacancy), text("waiting", in.waiting)},
	}
	v.AsOf.Hint, v.Source.Hint = p.T("catalog.field.as_of.hint"), p.T("catalog.field.source.hint")
	for i := range v.Numbers {
		v.Numbers[i].Hint = p.T("catalog.field.number.hint")
	}
	for _, u := range catalog.Units {
		v.Units = append(v.Units, web.Option{Value: u, Label: web.Plain(p.T("catalog.unit." + u))})
	}
	for _, s := range catalog.CapacityStatuses {
		v.Statuses = append(v.Statuses, web.Option{Value: s, Label: web.Plain(p.T("catalog.status." + s))})
	}
	for _, o := range l.Service.Offers {
		if o.ID == offer {
			v.Location = p.Name(l.Locations[o.Location].Name)
		}
	}
	for _, c := range l.Capacities[offer] {
		v.Held = append(v.Held, h.room(p, c))
	}
	fields := map[string]bool{"unit": true, "status": true, "as_of": true, "source": true, "capacity": true, "funded": true, "vacancy": true, "waiting": true}
	if e, ok := fault.As(wrong); ok && !fields[e.Field] {
		v.Wrong = p.T(e.Key, e.Args...)
	}
	return r.Render(w, status, web.View{
		Title: p.T("catalog.page.declare"), Menu: "/offers", Body: declarePage(p, v),
		Crumbs: []web.Crumb{{Href: "/offers", Text: web.Plain(p.T("catalog.page.offers.title"))}, {Text: v.Service}},
	})
}
