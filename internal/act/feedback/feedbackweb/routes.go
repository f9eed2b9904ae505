package feedbackweb

import (
	"context"
	"net/url"
	"slices"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party/partyweb"
)

// Deps is what the pages are made from.
type Deps struct {
	Feedback *feedback.Service
	Regions  *region.Tree
	Mandates partyweb.Mandates
	Acting   string // what a mandate must be for to complain by it
	// Find finds exactly whom an officer writes down the words of.
	Find func(ctx context.Context, who access.Actor, w Sought) ([]Person, error)
}

// Sought is somebody who stands before an officer: by the citizen number, or by the whole name with the month of birth.
type Sought struct{ Number, Name, Born string }

// Person is somebody who was found.
type Person struct{ ID, Name, Address string }

// Routes registers the pages.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /rate/{kind}/{id}", access.Own, h.rateForm)     // rate_page.go
	m.Handle("POST /rate/{kind}/{id}", access.Own, h.rate)        // rate_page.go
	m.Handle("GET /complaints/new", access.Own, h.complainForm)   // complain_page.go
	m.Handle("POST /complaints/new", access.Own, h.complain)      // complain_page.go
	m.Handle("POST /complaints/find", casework.CanAssist, h.find) // complain_page.go
	m.Handle("GET /orders", feedback.CanAnswer, h.handed)         // handed_page.go
	m.Handle("GET /orders/{id}", access.Own, h.order)             // order_page.go
	m.Handle("POST /orders/{id}", access.Own, h.act)              // order_page.go
}

type handlers struct{ Deps }

// typed is a form that was refused, and why.
type typed struct {
	url.Values
	err *fault.Error
}

// wrong is what is wrong with a field.
func (t typed) wrong(p web.Page, field string) string {
	if t.err == nil || t.err.Field != field {
		return ""
	}
	return p.T(t.err.Key, t.err.Args...)
}

// problem is what stands above the form: a refusal that none of its fields shows.
func (t typed) problem(p web.Page, fields ...string) string {
	if t.err == nil || slices.Contains(fields, t.err.Field) {
		return ""
	}
	return p.T(t.err.Key, t.err.Args...)
}

// field is a field with what was typed, and what is wrong with it.
func (t typed) field(p web.Page, page, name string) web.Field {
	f := web.Field{Name: name, Label: p.T("feedback." + page + "." + name), Value: t.Get(name), Error: t.wrong(p, name)}
	if key := "feedback." + page + "." + name + ".hint"; p.Words().Has(key) {
		f.Hint = p.T(key)
	}
	return f
}

// channels are the ways in which a person may have told an officer.
func channels(p web.Page) (list []web.Option) {
	for _, ch := range []access.Channel{access.Counter, access.Voice, access.Paper} {
		list = append(list, web.Option{Value: string(ch), Label: web.Plain(p.T("casework.channel." + string(ch)))})
	}
	return list
}

// way is how the form says that the person speaks: on this page oneself, else by the channel that an officer names.
func way(r *web.Request, person string) casework.Way {
	w := casework.Way{Mandate: r.URL.Query().Get("mandate"), Channel: access.Web}
	if r.Who.Person != person && w.Mandate == "" {
		w.Channel = access.Channel(r.PostForm.Get("channel"))
	}
	return w
}

// called is what an item is called.
func called(p web.Page, a feedback.About) string {
	if key := "feedback.about." + a.Kind; p.Words().Has(key) {
		return p.T(key, "number", casework.Case{ID: a.ID}.Number())
	}
	return a.Kind
}
