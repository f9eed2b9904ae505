package partyweb

import (
	"cmp"
	"net/http"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// meView is what the register holds of the reader.
type meView struct {
	Absent        bool // no register of the node knows the reader
	Name, Number  string
	Home          web.Text
	AsOn          string
	Facts         web.Table
	Phone, Street web.Field
	Mandates      []mandateView
	Wrong         string // what is wrong at no field
	Done          string // what has just been done
}

type mandateView struct {
	ID    string
	Says  string
	Given bool // by the reader; otherwise the reader holds it
}

func (h handlers) me(w http.ResponseWriter, r *web.Request) error {
	done := ""
	if k := "party.page.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		done = r.Page.T(k)
	}
	return h.show(w, r, http.StatusOK, meView{Done: done}, nil)
}

// show renders the page with what v says already; typed is the correction of the contact as it was filled in, or nil.
func (h handlers) show(w http.ResponseWriter, r *web.Request, status int, v meView, typed *party.Correction) error {
	p := r.Page
	known, err := h.Persons.Show(r.Context(), r.Who, r.Who.Person, party.View{Purpose: access.OwnData, Groups: party.Groups})
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		v.Absent = true
	case err != nil:
		return err
	default:
		if err := h.fill(r, &v, known, typed); err != nil {
			return err
		}
	}
	return r.Render(w, status, web.View{
		Title: p.T("party.page.me"), Menu: "/me", Body: mePage(p, v), Crumbs: []web.Crumb{{Text: web.Plain(p.T("party.page.me"))}},
	})
}

func (h handlers) fill(r *web.Request, v *meView, known party.Known, typed *party.Correction) error {
	p := r.Page
	v.Name, v.Number, v.Home, v.AsOn = known.Names.Name, known.Names.Number, h.place(p, known.Region), p.Day(known.AsOn)
	v.Facts = facts(p, known.Facts)
	if typed == nil {
		typed = &party.Correction{Phone: known.Names.Phone, Address: known.Names.Address}
	}
	v.Phone.Name, v.Phone.Label, v.Phone.Value, v.Phone.Kind, v.Phone.Complete = "phone", p.T("party.page.phone"), typed.Phone, "tel", "tel"
	v.Street.Name, v.Street.Label, v.Street.Value, v.Street.Complete = "address", p.T("party.page.address"), typed.Address, "street-address"
	list, err := h.Persons.Mandates(r.Context(), r.Who)
	for _, m := range list {
		one := mandateView{ID: m.ID, Given: m.For == r.Who.Person}
		key := "party.page.mandate.held"
		if one.Given {
			key = "party.page.mandate.given"
		}
		one.Says = p.T(key, "days", p.Range(p.Day(m.From), p.Day(m.Until)))
		v.Mandates = append(v.Mandates, one)
	}
	return err
}

// facts is a table of what is known, each with who says so and of which day. What is not known has no row.
func facts(p web.Page, known party.Facts) web.Table {
	t := web.Table{Caption: p.T("party.page.facts.caption"), Head: []string{
		p.T("party.page.facts.what"), p.T("party.page.facts.value"), p.T("party.page.facts.source"), p.T("party.page.facts.day"),
	}}
	names := make([]party.Field, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b party.Field) int {
		return cmp.Compare(p.T("party.field."+string(a)), p.T("party.field."+string(b)))
	})
	for _, name := range names {
		f := known[name]
		t.Rows = append(t.Rows, web.Row{
			Head: web.Plain(p.T("party.field." + string(name))), Cells: []string{value(p, name, f.Value), f.Source, p.Day(f.AsOf)},
		})
	}
	return t
}

// value is a code of a field in words; a month says itself.
func value(p web.Page, name party.Field, code string) string {
	for _, key := range []string{"party.code." + string(name) + "." + code, "party.code." + code} {
		if p.Words().Has(key) {
			return p.T(key)
		}
	}
	return p.Period(code)
}
