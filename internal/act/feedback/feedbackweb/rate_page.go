package feedbackweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// rateView is one item to be rated, or how it was.
type rateView struct {
	About   string
	Mandate string
	Problem string
	Early   bool // it has not ended
	Level   web.Field
	Levels  []web.Option
	Channel *web.Field
	Ways    []web.Option
	Action  string
	Rated   string // the level it has been given
	Says    string // what follows from it
	Order   web.Link
}

// levels are the five, from the best on.
func levels(p web.Page) (list []web.Option) {
	for n := 5; n >= 1; n-- {
		list = append(list, web.Option{Value: strconv.Itoa(n), Label: web.Plain(p.T("casework.rating." + strconv.Itoa(n)))})
	}
	return list
}

// rateForm answers GET /rate/{kind}/{id}.
func (h handlers) rateForm(w http.ResponseWriter, r *web.Request) error {
	return h.showRate(w, r, http.StatusOK, typed{})
}

func about(r *web.Request) feedback.About {
	return feedback.About{Kind: r.PathValue("kind"), ID: r.PathValue("id")}
}

func (h handlers) showRate(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	mandate := r.URL.Query().Get("mandate")
	one, err := h.Feedback.Ratable(r.Context(), r.Who, about(r), casework.Way{Mandate: mandate, Channel: access.Web})
	if err != nil {
		return err
	}
	p := r.Page
	v := rateView{
		About: called(p, one.About), Mandate: mandate, Early: !one.Item.Ended, Level: t.field(p, "rate", "level"), Levels: levels(p),
		Action: p.Link("/rate/"+one.About.Kind+"/"+one.About.ID, "mandate", mandate), Problem: t.problem(p, "level", "channel"),
	}
	if one.Rating != nil {
		v.Rated, v.Says = p.T("casework.rating."+strconv.Itoa(one.Rating.Level)), p.T("feedback.rate.thanks")
		if c := one.Order; c != nil {
			v.Says = p.T("feedback.rate.order", "number", c.Number(), "day", p.Day(c.EndBy))
			v.Order = web.Link{Label: p.T("feedback.rate.follow"), Href: p.Link("/orders/"+c.ID, "mandate", mandate)}
		}
	} else if r.Who.Person != one.Item.Person && mandate == "" {
		f := t.field(p, "form", "channel")
		v.Channel, v.Ways = &f, channels(p)
	}
	return r.Render(w, status, web.View{Title: p.T("feedback.rate.title"), Menu: "/cases/mine", Body: ratePage(p, v)})
}

// rate answers POST /rate/{kind}/{id}: the page says what was given, and what follows.
func (h handlers) rate(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.form.unreadable")
	}
	mandate := r.URL.Query().Get("mandate")
	one, err := h.Feedback.Ratable(r.Context(), r.Who, about(r), casework.Way{Mandate: mandate, Channel: access.Web})
	if err != nil {
		return err
	}
	level, err := strconv.Atoi(r.PostForm.Get("level"))
	if err != nil {
		level = 0 // refused where a level is asked for
	}
	_, err = h.Feedback.Rate(r.Context(), r.Who, about(r), level, way(r, one.Item.Person))
	if e, status, ok := web.Refusal(err); ok {
		return h.showRate(w, r, status, typed{r.PostForm, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/rate/"+one.About.Kind+"/"+one.About.ID, "mandate", mandate)
}
