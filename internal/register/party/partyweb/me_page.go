package partyweb

import (
	"net/http"

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
	Data          []web.Link // what the reader may do with the data
	Wrong         string     // what is wrong at no field
	Done          string     // what has just been done
}

type mandateView struct {
	ID    string
	Says  string
	Given bool // by the reader; otherwise the reader holds it
}

func (h handlers) me(w http.ResponseWriter, r *web.Request) error {
	done := ""
	if k := "party.me.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		done = r.Page.T(k)
	}
	return h.showMe(w, r, http.StatusOK, meView{Done: done}, nil)
}

// showMe renders the page with what v says already; typed is the correction of the contact as it was filled in, or nil.
func (h handlers) showMe(w http.ResponseWriter, r *web.Request, status int, v meView, typed *party.Correction) error {
	p := r.Page
	k, err := h.Persons.Show(r.Context(), r.Who, r.Who.Person, party.View{Purpose: access.OwnData, Groups: party.Groups})
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		v.Absent = true
	case err != nil:
		return err
	default:
		if err := h.fill(r, &v, k, typed); err != nil {
			return err
		}
	}
	return r.Render(w, status, web.View{
		Title: p.T("party.me.title"), Menu: "/me", Body: mePage(p, v), Crumbs: []web.Crumb{{Text: web.Plain(p.T("party.me.title"))}},
	})
}

func (h handlers) fill(r *web.Request, v *meView, k party.Known, typed *party.Correction) error {
	p := r.Page
	v.Name, v.Number, v.Home, v.AsOn = k.Names.Name, k.Names.Number, h.place(p, k.Region), p.Day(k.AsOn)
	v.Facts = known(p, k.Facts)
	if typed == nil {
		typed = &party.Correction{Phone: k.Names.Phone, Address: k.Names.Address}
	}
	v.Phone.Name, v.Phone.Label, v.Phone.Value, v.Phone.Kind, v.Phone.Complete = "phone", p.T("party.persons.phone"), typed.Phone, "tel", "tel"
	v.Street.Name, v.Street.Label, v.Street.Value, v.Street.Complete = "address", p.T("party.persons.address"), typed.Address, "street-address"
	v.Data = []web.Link{{Label: p.T("party.me.uses"), Href: p.Link("/me/uses")}}
	for _, b := range h.Beside {
		v.Data = append(v.Data, web.Link{Label: p.T(b.Key), Href: p.Link(b.Path)})
	}
	v.Data = append(v.Data, web.Link{Label: p.T("party.me.take"), Href: p.Link("/me/data.zip")}, web.Link{Label: p.T("party.me.erase"), Href: p.Link("/me/erase")})
	list, err := h.Persons.Mandates(r.Context(), r.Who)
	for _, m := range list {
		one := mandateView{ID: m.ID, Given: m.For == r.Who.Person}
		key := "party.me.mandate.held"
		if one.Given {
			key = "party.me.mandate.given"
		}
		one.Says = p.T(key, "days", p.Range(p.Day(m.From), p.Day(m.Until)))
		v.Mandates = append(v.Mandates, one)
	}
	return err
}
