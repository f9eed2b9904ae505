package eldercareweb

import (
	"net/http"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// chooseView is for whom to apply.
type chooseView struct {
	Problem string
	Choices []choiceView
	Officer bool
	Code    string // of a sheet of paper
	Sought  party.Sought
	Wrong   *fault.Error // of what was looked for
	None    bool         // nobody was found
}

func (v chooseView) at(p web.Page, field string) string {
	if v.Wrong == nil || v.Wrong.Field != field {
		return ""
	}
	return p.T(v.Wrong.Key, v.Wrong.Args...)
}

// choiceView is one person: apply, or follow the application that is open.
type choiceView struct {
	Name, Says string
	Way        web.Link
}

// choose answers GET /eldercare/apply.
func (h handlers) choose(w http.ResponseWriter, r *web.Request) error {
	return h.showChoices(w, r, http.StatusOK, chooseView{})
}

// showChoices shows for whom the reader may apply, with what a search found or why an application was refused.
func (h handlers) showChoices(w http.ResponseWriter, r *web.Request, status int, v chooseView) error {
	p := r.Page
	v.Officer = r.Who.Check(casework.CanAssist) == nil
	list, err := h.Elders.Choices(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var own []choiceView
	for _, c := range list {
		says := p.T("eldercare.choose.own")
		if !c.Own {
			says = p.T("eldercare.choose.mandate", "day", p.Day(web.Last(c.Until)))
		}
		one := choiceView{Name: c.Name, Says: says, Way: web.Link{Label: p.T("eldercare.choose.apply"), Href: p.Link("/eldercare/apply/" + c.Person)}}
		if c.Open != nil {
			one.Says, one.Way = h.applied(p, *c.Open, c.Mandate)
		}
		own = append(own, one)
	}
	v.Choices = append(own, v.Choices...)
	return r.Render(w, status, web.View{Title: p.T("eldercare.apply.title"), Menu: "/eldercare/apply", Body: choosePage(p, v)})
}

// applied says that an application is open, and leads to it.
func (h handlers) applied(p web.Page, c casework.Case, mandate string) (says string, way web.Link) {
	state := p.T(eldercare.Entitlement + ".state." + string(c.State))
	return p.T("eldercare.choose.open", "number", c.Number(), "state", state), web.Link{
		Label: p.T("eldercare.choose.follow"), Href: p.Link("/cases/"+c.ID, "mandate", mandate),
	}
}

// find answers POST /eldercare/apply/find: whom an officer helps, by the code of a sheet, or exactly, as the register finds people: by number, or by
// the whole name with the month of birth. What is looked for stands in no address.
func (h handlers) find(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "eldercare.apply.unreadable")
	}
	f := r.PostForm
	v := chooseView{Code: strings.TrimSpace(f.Get("code")), Sought: party.Sought{Number: f.Get("number"), Name: f.Get("name"), Born: f.Get("born")}}
	if v.Code != "" {
		return h.bySheet(w, r, v)
	}
	p := r.Page
	found, err := h.Elders.Persons.Seek(r.Context(), r.Who, v.Sought)
	if e, status, ok := web.Refusal(err); ok {
		v.Wrong = e
		return h.showChoices(w, r, status, v)
	}
	if err != nil {
		return err
	}
	for _, k := range found {
		says := k.Names.Address
		if born := k.Facts[party.Born].Value; born != "" {
			says = p.T("eldercare.choose.found", "born", p.Period(born), "address", k.Names.Address)
		}
		v.Choices = append(v.Choices, choiceView{
			Name: k.Names.Name, Says: says, Way: web.Link{Label: p.T("eldercare.choose.behalf"), Href: p.Link("/eldercare/apply/" + k.ID)},
		})
	}
	v.None = len(found) == 0
	return h.showChoices(w, r, http.StatusOK, v)
}

// bySheet leads to the application that a sheet of paper is keyed in as.
func (h handlers) bySheet(w http.ResponseWriter, r *web.Request, v chooseView) error {
	code, err := form.ParseCode(v.Code)
	if err == nil {
		var sheet form.Sheet
		if sheet, _, err = h.Elders.Sheet(r.Context(), r.Who, code); err == nil {
			return r.SeeOther(w, "/eldercare/apply/"+sheet.Subject, "code", code)
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		v.None = true
		return h.showChoices(w, r, http.StatusOK, v)
	}
	if e, status, ok := web.Refusal(err); ok {
		v.Wrong = e.At("code")
		return h.showChoices(w, r, status, v)
	}
	return err
}
