package deliveryweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// auditsView is the samples that were drawn, and the form that draws one.
type auditsView struct {
	Wrong   string
	Lines   []auditLine
	Undrawn []auditLine // months with visits and no sample; Href leads to the form for whoever may draw one
	Draws   bool
	Place   web.Field
	Places  []web.Option
	Month   web.Field
	Each    web.Field
}

// auditLine is one sample.
type auditLine struct {
	Href, Name, Says, State string
	Mood                    web.Mood
}

// audits answers GET /audits.
func (h inspect) audits(w http.ResponseWriter, r *web.Request) error {
	return h.showAudits(w, r, http.StatusOK, "", "")
}

// sample answers POST /audits: it draws the sample of a place and month, once.
func (h inspect) sample(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	place, _ := region.ParseKey(posted(r, "place")) // what is no place is outside every actor's
	each, _ := strconv.Atoi(posted(r, "each"))      // what is no number is too small
	a, err := h.Deliveries.Sample(r.Context(), r.Who, place, posted(r, "month"), each)
	if err == nil {
		return r.SeeOther(w, auditsPath+"/"+a.ID, "done", "drawn")
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showAudits(w, r, status, e.Field, r.Page.T(e.Key, e.Args...))
}

func (h inspect) showAudits(w http.ResponseWriter, r *web.Request, status int, field, wrong string) error {
	p := r.Page
	list, err := h.Deliveries.Audits(r.Context(), r.Who)
	if err != nil {
		return err
	}
	undrawn, err := h.Deliveries.Unsampled(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v := auditsView{Wrong: wrong}
	for _, a := range list {
		v.Lines = append(v.Lines, h.auditLine(p, a))
	}
	for _, u := range undrawn {
		v.Undrawn = append(v.Undrawn, h.undrawnLine(r, u))
	}
	if v.Draws = p.Offers(delivery.CanAudit); v.Draws {
		v.Place = web.Field{Name: "place", Label: p.T("delivery.inspect.place"), Value: chosen(r, "place")}
		v.Places = h.options(p, h.places(r.Who, delivery.CanAudit))
		v.Month = web.Field{Name: "month", Label: p.T("delivery.office.month"), Hint: p.T("delivery.inspect.month.hint"), Value: chosen(r, "month")}
		v.Each = web.Field{Name: "each", Label: p.T("delivery.inspect.each"), Hint: p.T("delivery.inspect.each.hint"), Value: posted(r, "each")}
		if v.Month.Value == "" {
			v.Month.Value = lastMonth(h.Deliveries.Now())
		}
		switch field {
		case "month":
			v.Month.Error, v.Wrong = p.T("delivery.inspect.month.wrong"), ""
		case "each":
			v.Each.Error, v.Wrong = p.T("delivery.inspect.each.wrong"), ""
		}
	}
	return r.Render(w, status, web.View{Title: p.T("delivery.inspect.audits"), Menu: auditsPath, Body: auditsPage(p, v)})
}

// chosen is what was sent, or what the address chooses beforehand.
func chosen(r *web.Request, name string) string {
	if v := posted(r, name); v != "" {
		return v
	}
	return r.URL.Query().Get(name)
}

func (h inspect) undrawnLine(r *web.Request, u delivery.Unsampled) auditLine {
	p := r.Page
	l := auditLine{
		Name: p.T("delivery.inspect.audit", "place", h.place(p, u.Place), "month", p.Period(u.Month)), Says: p.T("delivery.inspect.undrawn.took", "count", u.Took),
		State: p.T("delivery.inspect.undrawn.state"), Mood: web.Late,
	}
	if p.Offers(delivery.CanAudit) && r.Who.May(delivery.CanAudit, u.Place) {
		l.Href = p.Link(auditsPath+"#draw", "place", u.Place.String(), "month", u.Month)
	}
	return l
}

func (h inspect) auditLine(p web.Page, a delivery.Progress) auditLine {
	l := auditLine{
		Href: p.Link(auditsPath + "/" + a.ID), Name: p.T("delivery.inspect.audit", "place", h.place(p, a.Place), "month", p.Period(a.Month)),
		Says:  p.T("delivery.inspect.progress", "answered", a.Answered, "picks", a.Picks()),
		State: p.T("delivery.inspect.asking"), Mood: web.Current,
	}
	if a.Answered == a.Picks() {
		l.State, l.Mood = p.T("delivery.inspect.complete"), web.Done
	}
	return l
}
