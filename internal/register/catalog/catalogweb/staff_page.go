package catalogweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// employersView is the providers whose staff somebody may keep.
type employersView struct{ Table *web.Table }

// employers answers GET /staff.
func (h *handlers) employers(w http.ResponseWriter, r *web.Request) error {
	list, err := h.Register.Employers(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	t := web.Table{Caption: p.T("catalog.staff.employers"), Head: []string{p.T("catalog.page.provider"), p.T("catalog.page.place")}}
	view := h.Regions.At(h.Register.Today())
	for _, one := range list {
		t.Rows = append(t.Rows, web.Row{Head: p.Name(one.Name), Href: p.Link("/staff/" + one.ID), Cells: []string{web.Mark(p.Place(view, one.Region))}})
	}
	v := employersView{}
	if len(t.Rows) > 0 {
		v.Table = &t
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("catalog.staff.title"), Menu: "/staff", Body: employersPage(p, v)})
}

// staffView is the staff of one provider.
type staffView struct {
	Provider web.Text
	Done     string
	Table    *web.Table
	Form     staffForm
}

// employer is the provider in the address, for whoever may keep its staff.
func (h *handlers) employer(r *web.Request) (catalog.Provider, error) {
	absent := fault.New(fault.NotFound, "access.absent")
	id := r.PathValue("id")
	if ident.Check("org", id) != nil {
		return catalog.Provider{}, absent
	}
	if _, err := h.Persons.Keeps(r.Context(), r.Who, id); err != nil {
		return catalog.Provider{}, err
	}
	list, err := h.Register.Employers(r.Context(), r.Who)
	for _, one := range list {
		if one.ID == id {
			return one, err
		}
	}
	return catalog.Provider{}, first(err, absent)
}

func first(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// staff answers GET /staff/{id}.
func (h *handlers) staff(w http.ResponseWriter, r *web.Request) error {
	of, err := h.employer(r)
	if err != nil {
		return err
	}
	return h.showStaff(w, r, http.StatusOK, of, url.Values{}, nil)
}

func (h *handlers) showStaff(w http.ResponseWriter, r *web.Request, status int, of catalog.Provider, values url.Values, wrong *fault.Error) error {
	list, err := h.Persons.Staff(r.Context(), r.Who, of.ID)
	if err != nil {
		return err
	}
	p := r.Page
	v := staffView{Provider: p.Name(of.Name)}
	if key := "catalog.staff.done." + r.URL.Query().Get("done"); p.Words().Has(key) {
		v.Done = p.T(key)
	}
	if v.Form, err = h.form(p, of.Region, values, wrong, true); err != nil {
		return err
	}
	v.Form.Action, v.Form.Send = p.Link("/staff/"+of.ID), p.T("catalog.staff.enter")
	if len(list) > 0 {
		t := h.staffTable(p, of, list)
		v.Table = &t
	}
	return r.Render(w, status, web.View{
		Title: p.T("catalog.staff.title"), Menu: "/staff", Body: staffPage(p, v),
		Crumbs: []web.Crumb{{Href: "/staff", Text: web.Plain(p.T("catalog.staff.title"))}, {Text: v.Provider}},
	})
}

// staffTable lists people in the order in which they were entered.
func (h *handlers) staffTable(p web.Page, of catalog.Provider, list []party.Employed) web.Table {
	today, view := h.Register.Today(), h.Regions.At(h.Register.Today())
	t := web.Table{Caption: p.T("catalog.staff.caption"), Head: []string{
		p.T("catalog.staff.name"), p.T("catalog.staff.kind"), p.T("catalog.staff.papers"), p.T("catalog.staff.languages"), p.T("catalog.staff.base"),
		p.T("catalog.staff.hours"), p.T("catalog.staff.days_of"), p.T("catalog.staff.change"),
	}}
	for _, one := range list {
		row := web.Row{Head: p.Typed(one.Name), Cells: []string{
			p.T("party.staff.kind." + one.Kind), papersOf(p, one.Post, today), languagesOf(p, one.Post), web.Mark(p.Place(view, one.Base)), hoursOf(p, one.Post), daysOf(p, one.Post),
		}}
		if one.EndedMs == 0 {
			row.Cells = append(row.Cells, p.T("catalog.staff.change"))
			row.Links = []string{"", "", "", "", "", "", p.Link("/staff/" + of.ID + "/" + one.ID)}
		} else {
			row.Cells = append(row.Cells, p.T("catalog.staff.over"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// papersOf names the papers of a post, and which of them have run out.
func papersOf(p web.Page, post party.Post, today string) string {
	var list []string
	for _, q := range post.Qualifications {
		text := p.T("party.staff.paper." + q.Code)
		if q.Level > 0 {
			text = p.T("catalog.staff.paper.level", "paper", text, "level", q.Level)
		}
		switch {
		case q.Until != "" && q.Until <= today:
			text = p.T("catalog.staff.paper.out", "paper", text, "day", p.Period(q.Until))
		case q.Until != "":
			text = p.T("catalog.staff.paper.until", "paper", text, "day", p.Period(q.Until))
		}
		list = append(list, text)
	}
	return strings.Join(list, p.T("catalog.staff.and"))
}

func languagesOf(p web.Page, post party.Post) string {
	var list []string
	for _, l := range post.Languages {
		list = append(list, p.T("catalog.language."+l))
	}
	return strings.Join(list, p.T("catalog.staff.and"))
}

// hoursOf are the shifts of a week.
func hoursOf(p web.Page, post party.Post) string {
	var list []string
	for _, s := range post.Shifts {
		list = append(list, p.T("catalog.staff.shift", "days", strings.Join(runs(p, s.Days), p.T("catalog.staff.and")), "opens", s.Opens, "closes", s.Closes))
	}
	return strings.Join(list, p.T("catalog.staff.and"))
}

// runs names days of the week, three and more in a row by the first and the last of them.
func runs(p web.Page, days []string) (list []string) {
	for i := 0; i < len(party.Weekdays); i++ {
		end := i
		for end < len(party.Weekdays) && slices.Contains(days, party.Weekdays[end]) {
			end++
		}
		if end-i > 2 {
			list = append(list, p.Range(weekday(p, party.Weekdays[i]), weekday(p, party.Weekdays[end-1])))
			i = end
			continue
		}
		if end > i {
			list = append(list, weekday(p, party.Weekdays[i]))
		}
	}
	return list
}

func daysOf(p web.Page, post party.Post) string {
	if post.Until == "" {
		return p.T("catalog.staff.since", "day", p.Period(post.From))
	}
	return p.Span(post.From, post.Until)
}

// employ answers POST /staff/{id}.
func (h *handlers) employ(w http.ResponseWriter, r *web.Request) error {
	of, err := h.employer(r)
	if err != nil {
		return err
	}
	f, err := typed(r)
	if err != nil {
		return err
	}
	post := postOf(f, h.Regions.At(h.Register.Today()))
	post.Organisation = of.ID
	if post.Person, err = h.Persons.Colleague(r.Context(), r.Who, of.ID, f.Get("number"), f.Get("name")); err == nil {
		_, err = h.Persons.Employ(r.Context(), r.Who, post)
	}
	if err == nil {
		return r.SeeOther(w, "/staff/"+of.ID, "done", "entered")
	}
	wrong, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showStaff(w, r, status, of, f, wrong)
}

// typed reads the fields of a form.
func typed(r *web.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "catalog.page.unread")
	}
	return r.PostForm, nil
}
