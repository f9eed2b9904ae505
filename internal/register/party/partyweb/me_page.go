package partyweb

import (
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
	Code          web.Field // by which the reader begins to act for another
	Mandates      []mandateView
	Data          []web.Link // what the reader may do with the data
	Wrong         string     // what is wrong at no field
	Done          string     // what has just been done
}

// mandateView is one mandate, or one that is offered.
type mandateView struct {
	ID      string
	Says    string     // who acts for whom
	More    string     // until when, or how long the code holds
	Matters []web.Link // where the reader uses it; without an address where another does
	End     string     // what the button is called
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
	if err := h.mandates(r, &v); err != nil {
		return err
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
	return nil
}

// mandates fills who may act for whom, also for whom the register does not know: a relative may live elsewhere.
func (h handlers) mandates(r *web.Request, v *meView) error {
	p := r.Page
	v.Code.Name, v.Code.Label, v.Code.Hint, v.Code.Complete = "code", p.T("party.me.accept"), p.T("party.me.accept.hint"), "off"
	if !r.Who.SignedIn() {
		return nil
	}
	all, err := h.Persons.Acting(r.Context(), r.Who)
	for _, d := range all.Held {
		one := h.mandate(p, d, "party.me.mandate.held", "party.me.mandate.drop")
		for i, m := range one.Matters {
			if m.Href != "" {
				one.Matters[i].Href = p.Link(m.Href)
			}
		}
		v.Mandates = append(v.Mandates, one)
	}
	for _, d := range all.Given {
		v.Mandates = append(v.Mandates, h.mandate(p, d, "party.me.mandate.given", "party.me.mandate.revoke").still())
	}
	for _, d := range all.Offered {
		one := h.mandate(p, d, "party.me.mandate.offered", "party.me.mandate.retract").still()
		one.More = p.T("party.me.mandate.waits", "when", p.Instant(d.ExpiresMs), "until", p.Day(web.Last(d.Until)))
		v.Mandates = append(v.Mandates, one)
	}
	return err
}

func (h handlers) mandate(p web.Page, d party.Deputy, says, end string) mandateView {
	if d.Name == "" {
		d.Name = p.T("party.me.mandate.unnamed")
	}
	v := mandateView{
		ID: d.ID, Says: p.T(says, "name", web.Mark(p.Typed(d.Name))), End: p.T(end),
		More: p.Span(d.From, d.Until),
	}
	for _, what := range d.What {
		i := slices.IndexFunc(h.Matters, func(m Matter) bool { return m.What == what })
		if i < 0 { // of a programme that this release no longer has
			v.Matters = append(v.Matters, web.Link{Label: what})
			continue
		}
		v.Matters = append(v.Matters, web.Link{Label: p.T(h.Matters[i].Key), Href: h.Matters[i].Path})
	}
	return v
}

// still takes the addresses away: it is not the reader who goes there.
func (v mandateView) still() mandateView {
	for i := range v.Matters {
		v.Matters[i].Href = ""
	}
	return v
}
