package feedbackweb

import (
	"net/http"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// complainView is the form on which somebody says what is wrong, or whom an officer writes for.
type complainView struct {
	Problem string
	Officer bool // may write for others
	Person  string
	Chosen  bool // there is somebody to write for
	Nature  web.Field
	Natures []web.Option
	About   web.Field
	Abouts  []web.Option
	Subject web.Field
	Text    web.Field
	Channel *web.Field
	Ways    []web.Option
	Number  *web.Field
	Sought  []web.Field // whom the officer looks for
	Looked  bool
	Found   []foundView
	Action  string
}

// foundView is somebody an officer may write for.
type foundView struct {
	Name, Says string
	Way        web.Link
}

// complainForm answers GET /complaints/new.
func (h handlers) complainForm(w http.ResponseWriter, r *web.Request) error {
	return h.showComplain(w, r, http.StatusOK, typed{Values: map[string][]string{"nature": {string(feedback.Complained)}}}, complainView{})
}

func (h handlers) showComplain(w http.ResponseWriter, r *web.Request, status int, t typed, v complainView) error {
	p, q := r.Page, r.URL.Query()
	v.Person, v.Officer = q.Get("person"), r.Who.Check(casework.CanAssist) == nil
	self := v.Person == ""
	v.Chosen = !self || r.Who.SignedIn()
	v.Action = p.Link("/complaints/new", "person", v.Person, "mandate", q.Get("mandate"))
	v.Nature, v.Subject, v.Text = t.field(p, "complain", "nature"), t.field(p, "complain", "subject"), t.field(p, "complain", "text")
	for _, n := range feedback.Natures {
		v.Natures = append(v.Natures, web.Option{Value: string(n), Label: web.Plain(p.T("feedback.complaint.item." + string(n)))})
	}
	shown := []string{"nature", "subject", "text"}
	if self {
		if err := h.abouts(r, t, &v); err != nil {
			return err
		}
	} else if q.Get("mandate") == "" {
		channel := t.field(p, "form", "channel")
		v.Channel, v.Ways = &channel, channels(p)
		shown = append(shown, "channel")
		if r.Who.Check(casework.CanHandle) == nil {
			number := t.field(p, "complain", "number")
			v.Number = &number
			shown = append(shown, "number")
		}
	}
	if v.Officer && self && v.Sought == nil {
		v.Sought = sought(p, typed{})
	}
	if v.Problem == "" {
		v.Problem = t.problem(p, shown...)
	}
	return r.Render(w, status, web.View{Title: p.T("feedback.complain.title"), Menu: "/complaints/new", Body: complainPage(p, v)})
}

// abouts lets somebody name one of their own cases.
func (h handlers) abouts(r *web.Request, t typed, v *complainView) error {
	p := r.Page
	list, err := h.Feedback.Mine(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v.About = t.field(p, "complain", "about")
	v.Abouts = []web.Option{{Value: "", Label: web.Plain(p.T("feedback.complain.about.none"))}}
	for _, c := range list {
		item := c.Item
		if key := c.Machine + ".item." + c.Item; p.Words().Has(key) {
			item = p.T(key)
		}
		v.Abouts = append(v.Abouts, web.Option{
			Value: c.ID, Label: web.Plain(p.T("feedback.complain.about.case", "number", c.Number(), "item", item)),
		})
	}
	return nil
}

// complain answers POST /complaints/new: the receipt with the number, or the form again with everything that was typed.
func (h handlers) complain(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.form.unreadable")
	}
	f, person := r.PostForm, r.URL.Query().Get("person")
	n := feedback.New{
		Person: person, Number: f.Get("number"), Nature: feedback.Nature(f.Get("nature")), Subject: f.Get("subject"), Text: f.Get("text"),
	}
	if id := f.Get("about"); id != "" {
		n.About = feedback.About{Kind: feedback.CaseKind, ID: id}
	}
	if person == "" {
		person = r.Who.Person
	}
	n.Way = way(r, person)
	c, err := h.Feedback.Complain(r.Context(), r.Who, n)
	if e, status, ok := web.Refusal(err); ok {
		return h.showComplain(w, r, status, typed{f, e}, complainView{})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/cases/"+c.ID+"/receipt", "mandate", n.Way.Mandate)
}

// find answers POST /complaints/find: whom an officer writes for. What is looked for stands in no address.
func (h handlers) find(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.form.unreadable")
	}
	f, status := r.PostForm, http.StatusOK
	said := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	list, err := h.Find(r.Context(), r.Who, Sought{said("number"), said("name"), said("born")})
	v, t := complainView{Looked: err == nil}, typed{Values: f}
	if e, code, ok := web.Refusal(err); ok {
		status, t.err = code, e
		v.Problem = t.problem(r.Page, "number", "name", "born")
	} else if err != nil {
		return err
	}
	v.Sought = sought(r.Page, t)
	for _, one := range list {
		v.Found = append(v.Found, foundView{
			Name: one.Name, Says: one.Address, Way: web.Link{Label: r.Page.T("feedback.complain.for"), Href: r.Page.Link("/complaints/new", "person", one.ID)},
		})
	}
	return h.showComplain(w, r, status, typed{Values: map[string][]string{"nature": {string(feedback.Complained)}}}, v)
}

// sought are the fields by which somebody is found.
func sought(p web.Page, t typed) (list []web.Field) {
	for _, name := range []string{"number", "name", "born"} {
		f := t.field(p, "find", name)
		f.ID = "find-" + name
		list = append(list, f)
	}
	return list
}

// formTitle says whose words the form takes.
func formTitle(p web.Page, v complainView) string {
	if v.Person != "" {
		return p.T("feedback.complain.theirs")
	}
	return p.T("feedback.complain.own")
}
