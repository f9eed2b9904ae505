package partyweb

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// Mandates says for whom somebody acts; *party.Service is one.
type Mandates interface {
	// Acting opens the names, each with its entry.
	Acting(ctx context.Context, who access.Actor) (party.Acting, error)
	// Represented opens nothing.
	Represented(ctx context.Context, who access.Actor) ([]party.Mandate, error)
}

// Whose is a page of one's own that people who hold a mandate see for others, too.
type Whose struct {
	Mandates Mandates
	For      string // what the mandate must be for
	Path     string // of the page, which takes the mandate's id as "mandate"
}

// Actor is who looks or speaks: the reader, or the reader for whoever gave a mandate for this.
func (w Whose) Actor(r *web.Request, mandate string) (access.Actor, error) {
	if mandate == "" {
		return r.Who, nil
	}
	list, err := w.Mandates.Represented(r.Context(), r.Who)
	if err != nil {
		return access.Actor{}, err
	}
	i := slices.IndexFunc(list, func(m party.Mandate) bool { return m.ID == mandate && slices.Contains(m.What, w.For) })
	if i < 0 {
		return access.Actor{}, fault.New(fault.NotFound, "access.absent")
	}
	who := r.Who
	who.OnBehalfOf = list[i].For
	return who, nil
}

// Subject is the person whom a page of an actor is about.
func Subject(who access.Actor) string {
	if who.OnBehalfOf != "" {
		return who.OnBehalfOf
	}
	return who.Person
}

// Choices offers the reader's own page and that of everybody whom the reader acts for; none where there is nobody. The name is that of whom the
// page is about under the mandate, marked with its language, or empty.
func (w Whose) Choices(r *web.Request, mandate string) (list []web.Choice, name string, err error) {
	p := r.Page
	held, err := w.held(r)
	if err != nil {
		return nil, "", err
	}
	for _, d := range held {
		here := d.ID == mandate
		if here {
			name = web.Mark(p.Typed(d.Name))
		}
		list = append(list, web.Choice{Label: d.Name, Href: p.Link(w.Path, "mandate", d.ID), Here: here})
	}
	if len(list) > 0 {
		list = slices.Insert(list, 0, web.Choice{Label: p.T("party.whose.mine"), Href: p.Link(w.Path), Here: mandate == ""})
	}
	return list, name, nil
}

// Options offers everybody whom the reader acts for to a field of a form, by mandate.
func (w Whose) Options(r *web.Request) (list []web.Option, err error) {
	held, err := w.held(r)
	for _, d := range held {
		list = append(list, web.Option{Value: d.ID, Label: r.Page.Typed(d.Name)})
	}
	return list, err
}

// held are those whom the reader acts for in this, each called something.
func (w Whose) held(r *web.Request) (list []party.Deputy, err error) {
	acting, err := w.Mandates.Acting(r.Context(), r.Who)
	for _, d := range acting.Held {
		if !slices.Contains(d.What, w.For) {
			continue
		}
		if d.Name == "" {
			d.Name = r.Page.T("party.whose.unnamed")
		}
		list = append(list, d)
	}
	return list, err
}
