package partyweb

import (
	"net/http"
	"net/url"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// personView is one person as the purpose lets an officer see them.
type personView struct {
	ID, Name  string
	Says      string // for what it is open
	Done      string
	Facts     []web.Fact
	Known     web.Table
	Keeps     bool // whether the reader keeps the register here, and sees what ties the person to others
	Erases    bool
	Into      string // address of the entry that this one was found to be
	Relations []tieView
	Mandates  []tieView
	Folded    []tieView
	Onward    []web.Link
	Typed     typedForm
	Options   options
}

// tieView is one tie to another entry.
type tieView struct {
	Says, Other, End string // Other leads to the other entry; End is where a form ends the tie, or empty
}

// options are what the forms offer.
type options struct {
	Facts, Kinds, Shown []web.Option
	Matters             []Matter
}

// typedForm is a form that was refused, with what was typed into it.
type typedForm struct {
	form   string
	wrong  *fault.Error
	values url.Values
}

// at is what is said at a field of a form; under the empty name, what is said of the whole.
func (t typedForm) at(p web.Page, form, field string) string {
	if t.wrong == nil || t.form != form || t.wrong.Field != field {
		return ""
	}
	return p.T(t.wrong.Key, t.wrong.Args...)
}

func (t typedForm) value(form, field string) string {
	if t.form != form {
		return ""
	}
	return t.values.Get(field)
}

// field is a field of one of the forms.
func (t typedForm) field(p web.Page, form, name, label string) web.Field {
	return web.Field{
		Name: name, ID: form + "-" + name, Label: p.T(label), Value: t.value(form, name), Error: t.at(p, form, name), Complete: "off",
	}
}

// person answers GET /persons/{id}: without a purpose it opens nothing and asks for one.
func (h handlers) person(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	purpose := access.Purpose(q.Get("purpose"))
	if !slices.Contains(h.Purposes, purpose) {
		return h.choose(w, r, id)
	}
	v := personView{}
	if key := "party.persons.done." + q.Get("done"); r.Page.Words().Has(key) {
		v.Done = r.Page.T(key)
	}
	return h.show(w, r, http.StatusOK, id, purpose, v)
}

// choose asks for what somebody is to be opened.
func (h handlers) choose(w http.ResponseWriter, r *web.Request, id string) error {
	at, err := h.Persons.Lives(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	p := r.Page
	var list []web.Option
	for _, one := range h.Purposes {
		if one != party.RegisterKeeping || r.Who.May(party.CanKeep, at) {
			list = append(list, web.Option{Value: string(one), Label: web.Plain(p.T("access.purpose." + string(one)))})
		}
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("party.persons.purpose"), Menu: "/persons", Body: choosePage(p, id, list, h.onward(p, r.Who, id, at)), Crumbs: h.crumbs(p, p.T("party.persons.purpose")),
	})
}

func (h handlers) crumbs(p web.Page, here string) []web.Crumb {
	return []web.Crumb{{Href: "/persons", Text: web.Plain(p.T("party.persons.find"))}, {Text: web.Plain(here)}}
}

// show opens somebody for a purpose, with an entry before anything is shown.
func (h handlers) show(w http.ResponseWriter, r *web.Request, status int, id string, purpose access.Purpose, v personView) error {
	d, err := h.Persons.Dossier(r.Context(), r.Who, id, party.View{Purpose: purpose, Groups: party.Groups})
	if err != nil {
		return err
	}
	p := r.Page
	v.ID, v.Name = id, d.Names.Name
	if v.Name == "" {
		v.Name = p.T("party.persons.unnamed")
	}
	v.Says = p.T("party.persons.says", "purpose", p.T("access.purpose."+string(purpose)), "basis", p.T("access.basis."+string(d.Basis)))
	v.Facts, v.Known, v.Onward = h.about(p, d), known(p, d.Facts), h.onward(p, r.Who, id, d.Region)
	if v.Keeps = purpose == party.RegisterKeeping; v.Keeps {
		h.ties(p, &v, d)
		v.Options = h.options(p)
		v.Erases = r.Who.May(party.CanErase, d.Region)
		if v.Typed.form != correctForm {
			v.Typed = withContact(v.Typed, d)
		}
	}
	return r.Render(w, status, web.View{
		Title: p.T("party.persons.one"), Menu: "/persons", Body: personPage(p, v), Crumbs: h.crumbs(p, p.T("party.persons.one")),
	})
}

// refused shows the person again with the form that was not accepted; any other failure goes on.
func (h handlers) refused(w http.ResponseWriter, r *web.Request, id, form string, err error) error {
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.show(w, r, status, id, party.RegisterKeeping, personView{Typed: typedForm{form, e, r.PostForm}})
}

// back goes to the person after something was done.
func (h handlers) back(w http.ResponseWriter, r *web.Request, id, done string) error {
	return r.SeeOther(w, "/persons/"+id, "purpose", string(party.RegisterKeeping), "done", done)
}

// other finds the other person of a form, by citizen number.
func (h handlers) other(r *web.Request, number string) (string, error) {
	if number == "" {
		return "", fault.New(fault.Invalid, "party.persons.other.empty").At("other")
	}
	list, err := h.Persons.Seek(r.Context(), r.Who, party.Sought{Number: number})
	if e, _, ok := web.Refusal(err); ok {
		return "", e.At("other")
	}
	if err != nil {
		return "", err
	}
	if len(list) != 1 {
		return "", fault.New(fault.Invalid, "party.persons.other.none").At("other")
	}
	return list[0].ID, nil
}

// about is who somebody is, as far as the purpose covers it.
func (h handlers) about(p web.Page, d party.Dossier) []web.Fact {
	list := []web.Fact{
		{Term: p.T("party.persons.home"), Says: []web.Text{h.place(p, d.Region)}}, {Term: p.T("party.persons.as_on"), Says: []web.Text{web.Plain(p.Day(d.AsOn))}},
	}
	for _, one := range [][2]string{{"number", d.Names.Number}, {"phone", d.Names.Phone}, {"address", d.Names.Address}} {
		if one[1] != "" {
			list = append(list, web.Fact{Term: p.T("party.persons." + one[0]), Says: []web.Text{p.Typed(one[1])}})
		}
	}
	return list
}

// known is a table of the facts, each with who says so and of which day. What is not known has no row.
func known(p web.Page, facts party.Facts) web.Table {
	t := web.Table{Caption: p.T("party.persons.facts.caption"), Head: []string{
		p.T("party.persons.facts.what"), p.T("party.persons.facts.value"), p.T("party.persons.facts.source"), p.T("party.persons.facts.day"),
	}}
	for _, name := range party.FieldNames() {
		f, there := facts[name]
		if !there {
			continue
		}
		value := p.Period(f.Value) // a day or a month is no code
		if key := party.CodeKey(name, f.Value); p.Words().Has(key) {
			value = p.T(key)
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.T("party.field." + string(name))), Cells: []string{value, source(p, f.Source), p.Day(f.AsOf)}})
	}
	return t
}

// ties are the relations, mandates and duplicates. Another entry is opened by itself, for a purpose of its own.
func (h handlers) ties(p web.Page, v *personView, d party.Dossier) {
	at := "/persons/" + d.ID
	open := func(id string) string { return p.Link("/persons/" + id) }
	for _, l := range d.Relations {
		one := tieView{Other: open(l.Other), Says: p.T("party.persons.relation.is", "kind", p.T("party.relation."+string(l.Kind)), "shown", p.T("party.shown."+string(l.Shown)))}
		if l.Person != d.ID {
			one.Other, one.Says = open(l.Person), p.T("party.persons.relation.of", "kind", p.T("party.relation."+string(l.Kind)), "shown", p.T("party.shown."+string(l.Shown)))
		}
		if l.EndedMs == 0 {
			one.End = p.Link(at + "/relations/" + l.ID + "/end")
		}
		v.Relations = append(v.Relations, one)
	}
	for _, m := range d.Mandates {
		key, other := "party.persons.mandate.gave", m.Who
		if m.For != d.ID {
			key, other = "party.persons.mandate.holds", m.For
		}
		one := tieView{Other: open(other), Says: p.T(key, "days", p.Span(m.From, m.Until), "shown", p.T("party.shown."+string(m.Shown)))}
		if m.EndedMs == 0 {
			one.End = p.Link(at + "/mandates/" + m.ID + "/revoke")
		}
		v.Mandates = append(v.Mandates, one)
	}
	for _, id := range d.Folded {
		v.Folded = append(v.Folded, tieView{Says: p.T("party.persons.duplicate.is"), Other: open(id), End: p.Link(at + "/duplicates/" + id + "/undo")})
	}
	if d.Into != "" {
		v.Into = open(d.Into)
	}
}

func (h handlers) options(p web.Page) options {
	o := options{Facts: []web.Option{{Label: web.Plain(p.T("party.persons.fact.none"))}}, Matters: h.Matters}
	for _, c := range party.Explained() {
		for _, value := range c.Values {
			name := party.Field(c.Name)
			o.Facts = append(o.Facts, web.Option{Value: c.Name + "=" + value, Label: web.Plain(
				p.T("party.persons.fact.is", "field", p.T("party.field."+c.Name), "value", p.T(party.CodeKey(name, value))),
			)})
		}
	}
	for _, k := range party.RelationKinds {
		o.Kinds = append(o.Kinds, web.Option{Value: string(k), Label: web.Plain(p.T("party.relation." + string(k)))})
	}
	for _, s := range party.ShownWays {
		o.Shown = append(o.Shown, web.Option{Value: string(s), Label: web.Plain(p.T("party.shown." + string(s)))})
	}
	return o
}

// placeAt finds the township that somebody has moved to; empty is nowhere.
func (h handlers) placeAt(code string) (k region.Key, err error) {
	if code == "" {
		return k, nil
	}
	k, found := h.placeOf(code)
	if !found || k.Level != region.Township {
		return k, fault.New(fault.Invalid, "party.import.region").At("region")
	}
	return k, nil
}

// source is where a fact comes from, as it was entered; what is made up says so in the reader's language.
func source(p web.Page, said string) string {
	if said == "synthetic" {
		return p.T("party.page.source.synthetic")
	}
	return web.Mark(p.Typed(said))
}
