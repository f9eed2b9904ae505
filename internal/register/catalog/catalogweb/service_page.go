package catalogweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// serviceView is one service with everything that belongs to it.
type serviceView struct {
	Name    web.Text
	State   string // for those who see what is inside
	Mood    web.Mood
	About   web.Text
	What    entries
	Who     entries
	Offers  []offerView
	Step    *stepView
	History *web.Table
}

// offerView is where the service is given, and how much room there is.
type offerView struct {
	ID      string
	Name    web.Text
	Facts   entries
	Room    *web.Table
	Declare string // address of the form, for those who declare
}

// service answers GET /services/{id}.
func (h *handlers) service(r *web.Request) (web.View, error) {
	v, err := h.serviceView(r)
	if err != nil {
		return web.View{}, err
	}
	return h.servicePage(r.Page, v), nil
}

func (h *handlers) servicePage(p web.Page, v serviceView) web.View {
	return web.View{
		Title: v.Name.Text, Menu: "/services", Body: servicePage(p, v),
		Crumbs: []web.Crumb{{Href: "/services", Text: web.Plain(p.T("catalog.page.title"))}, {Text: v.Name}},
	}
}

func (h *handlers) serviceView(r *web.Request) (v serviceView, err error) {
	p := r.Page
	l, err := h.Register.One(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return v, err
	}
	s := l.Service
	v = serviceView{Name: p.Name(s.Name), About: p.Name(s.About), What: h.what(p, s), Who: h.who(p, l)}
	for _, o := range s.Offers {
		one := h.offer(p, l, o)
		may, err := h.Register.MayDeclare(r.Context(), r.Who, l, o.ID)
		if err != nil {
			return v, err
		}
		if may && r.Who.Check(catalog.CanDeclare) == nil {
			one.Declare = p.Link("/services/" + s.ID + "/offers/" + o.ID)
		}
		v.Offers = append(v.Offers, one)
	}
	if l.Entered == 0 { // what visitors read
		return v, nil
	}
	v.State, v.Mood = p.T("catalog.state."+string(l.State)), mood(l.State)
	if r.Who.May(catalog.CanPublish, l.Provider.Region) {
		v.Step = &stepView{
			Publish: p.Link("/services/" + s.ID + "/publish"), Withdraw: p.Link("/services/" + s.ID + "/withdraw"), Entered: strconv.FormatInt(l.Entered, 10),
			Offers: l.State != catalog.Published, Public: l.State != catalog.Internal,
			Reason: web.Field{Name: "reason", Label: p.T("catalog.page.reason"), Hint: p.T("catalog.page.reason.hint")},
		}
	}
	v.History, err = h.history(r, s.ID)
	return v, err
}

// what is offered, at what price, and how one gets it.
func (h *handlers) what(p web.Page, s catalog.Service) (e entries) {
	e.add(p.T("catalog.page.kind"), terms(p, s.Terms))
	e.add(p.T("catalog.page.mode"), terms(p, s.Modes))
	e.add(p.T("catalog.page.price"), costs(p, s)...)
	e.add(p.T("catalog.page.device"), DeviceTerms(p, s.Device)...)
	e.add(p.T("catalog.page.eligible"), said(p, s.Eligible), ages(p, s))
	e.add(p.T("catalog.page.apply"), said(p, s.Apply))
	var documents []string
	for _, d := range s.Documents {
		documents = append(documents, web.Mark(p.Name(d)))
	}
	e.add(p.T("catalog.page.documents"), documents...)
	if s.WorkingDays != nil {
		e.add(p.T("catalog.page.limit"), p.Count("catalog.hsds.working_days", *s.WorkingDays))
	}
	return e
}

func ages(p web.Page, s catalog.Service) string {
	switch {
	case s.MinimumAge != nil && s.MaximumAge != nil:
		return p.T("catalog.page.age.range", "least", *s.MinimumAge, "most", *s.MaximumAge)
	case s.MinimumAge != nil:
		return p.T("catalog.page.age.least", "least", *s.MinimumAge)
	case s.MaximumAge != nil:
		return p.T("catalog.page.age.most", "most", *s.MaximumAge)
	}
	return ""
}

// who provides it, for which places.
func (h *handlers) who(p web.Page, l catalog.Listing) (e entries) {
	e.add(p.T("catalog.page.provider"), web.Mark(p.Name(l.Provider.Name)), p.T("catalog.kind."+l.Provider.Kind))
	e.add(p.T("catalog.page.credit_code"), l.Provider.CreditCode)
	e.add(p.T("catalog.page.phones"), append(phones(p, l.Service.Phones), phones(p, l.Provider.Phones)...)...)
	var areas []string
	for _, a := range l.Service.Areas {
		areas = append(areas, web.Mark(h.place(p, a)))
	}
	e.add(p.T("catalog.page.areas"), list(p, areas))
	e.add(p.T("catalog.page.languages"), languages(p, l.Service.Languages))
	e.add(p.T("catalog.page.status"), p.T("catalog.status."+l.Service.Status))
	e.add(p.T("catalog.page.modified"), when(p, l.ModifiedMs))
	return e
}

func languages(p web.Page, codes []string) string {
	var names []string
	for _, code := range codes {
		names = append(names, p.T("catalog.language."+code))
	}
	return list(p, names)
}

func (h *handlers) offer(p web.Page, l catalog.Listing, o catalog.Offer) offerView {
	at := l.Locations[o.Location]
	v := offerView{ID: o.ID, Name: p.Name(at.Name)}
	e := &v.Facts
	e.add(p.T("catalog.page.where"), web.Mark(h.place(p, at.Region)), p.T("catalog.residence."+at.Residence))
	e.add(p.T("catalog.page.address"), said(p, at.Address), at.Postcode)
	e.add(p.T("catalog.page.transport"), said(p, at.Transport))
	opening := o.Hours
	if len(opening) == 0 {
		opening = at.Hours
	}
	e.add(p.T("catalog.page.opening"), hours(p, opening)...)
	e.add(p.T("catalog.page.phones"), phones(p, at.Phones)...)
	var has []string
	for _, a := range at.Accessibility {
		has = append(has, p.T("catalog.accessibility."+a))
	}
	e.add(p.T("catalog.page.accessibility"), list(p, has))
	e.add(p.T("catalog.page.note"), said(p, o.Note))
	if list := l.Capacities[o.ID]; len(list) > 0 {
		v.Room = h.roomTable(p, at, list)
	}
	return v
}

// roomTable is what was declared, a column for each unit, so that it stays narrow.
func (h *handlers) roomTable(p web.Page, at catalog.Location, declared []catalog.Capacity) *web.Table {
	t := &web.Table{Caption: p.T("catalog.page.room.caption", "location", web.Mark(p.Name(at.Name))), Head: []string{p.T("catalog.page.room.what")}}
	rows := []struct {
		key string
		say func(catalog.Capacity) string
	}{
		{"status", func(c catalog.Capacity) string { return p.T("catalog.status." + c.Status) }},
		{"capacity", func(c catalog.Capacity) string { return count(p, c.Capacity) }},
		{"funded", func(c catalog.Capacity) string { return count(p, c.Funded) }},
		{"vacancy", func(c catalog.Capacity) string { return count(p, c.Vacancy) }},
		{"waiting", func(c catalog.Capacity) string { return count(p, c.Waiting) }},
		{"declared", func(c catalog.Capacity) string { return h.declared(p, c) }},
		{"source", func(c catalog.Capacity) string { return web.Mark(p.Typed(c.Source)) }},
	}
	for _, c := range declared {
		t.Head = append(t.Head, p.T("catalog.unit."+c.Unit))
	}
	for _, row := range rows {
		line := web.Row{Head: web.Plain(p.T("catalog.field." + row.key))}
		for _, c := range declared {
			line.Cells = append(line.Cells, row.say(c))
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// history is what was published and withdrawn, the last first.
func (h *handlers) history(r *web.Request, id string) (*web.Table, error) {
	steps, err := h.Register.History(r.Context(), r.Who, id)
	if err != nil || len(steps) == 0 {
		return nil, err
	}
	p := r.Page
	t := &web.Table{
		Caption: p.T("catalog.page.history.caption"),
		Head:    []string{p.T("catalog.page.step"), p.T("catalog.page.when"), p.T("catalog.page.by"), p.T("catalog.page.reason"), p.T("catalog.page.seq")},
	}
	for _, s := range steps {
		t.Rows = append(t.Rows, web.Row{
			Head:  web.Plain(p.T("catalog.state." + string(s.State))),
			Cells: []string{when(p, s.AtMs), p.Doer(s.Actor), web.Mark(p.Typed(s.Reason)), i18n.Number(float64(s.Seq), 0)},
		})
	}
	return t, nil
}

// again shows the page of a service with what was wrong with a step. Nothing has been changed.
func (h *handlers) again(w http.ResponseWriter, r *web.Request, status int, wrong, reason string, err error) error {
	v, failed := h.serviceView(r)
	if failed != nil {
		return failed
	}
	if v.Step == nil {
		return err
	}
	v.Step.Wrong, v.Step.Reason.Value, v.Step.Reason.Error = wrong, reason, wrongAt(r.Page, err, "reason")
	if v.Step.Reason.Error != "" {
		v.Step.Wrong = ""
	}
	return r.Render(w, status, h.servicePage(r.Page, v))
}
