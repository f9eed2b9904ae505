package feedbackweb

import (
	"net/http"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partyweb"
)

// complainView is the form on which somebody says what is wrong, or whom an officer writes for.
type complainView struct {
	Problem string
	Officer bool       // may write for others
	Person  string     // of whom an officer writes for
	Chosen  bool       // there is somebody to write for
	Whom    *web.Field // for whom somebody complains who acts for others
	Whoms   []web.Option
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
	p := r.Page
	v.Officer = r.Who.Check(casework.CanAssist) == nil
	if v.Officer {
		v.Person = another(r)
	}
	v.Action = p.Link("/complaints/new", "person", v.Person, "mandate", r.URL.Query().Get("mandate"))
	v.Nature, v.Subject, v.Text = t.field(p, "complain", "nature"), t.field(p, "complain", "subject"), t.field(p, "complain", "text")
	for _, n := range feedback.Natures {
		v.Natures = append(v.Natures, web.Option{Value: string(n), Label: web.Plain(p.T("feedback.complaint.item." + string(n)))})
	}
	shown := []string{"nature", "subject", "text"}
	if v.Person == "" {
		fields, err := h.whoms(r, t, &v)
		if err != nil {
			return err
		}
		shown = append(shown, fields...)
	} else {
		v.Chosen = true
		channel := t.field(p, "form", "channel")
		v.Channel, v.Ways = &channel, channels(p)
		shown = append(shown, "channel")
		if r.Who.Check(casework.CanHandle) == nil {
			number := t.field(p, "complain", "number")
			v.Number = &number
			shown = append(shown, "number")
		}
	}
	if v.Officer && v.Person == "" && v.Sought == nil {
		v.Sought = sought(p, typed{})
	}
	if v.Problem == "" {
		v.Problem = t.problem(p, shown...)
	}
	return r.Render(w, status, web.View{Title: p.T("feedback.complain.title"), Menu: "/complaints/new", Body: complainPage(p, v)})
}

// another is the person whom an officer found and writes for, or empty.
func another(r *web.Request) string {
	q := r.URL.Query()
	if person := q.Get("person"); q.Get("mandate") == "" && person != r.Who.Person {
		return person
	}
	return ""
}

// oneself stands for the reader among those for whom a complaint may be made; the others are mandates.
const oneself = "me"

func (h handlers) whose() partyweb.Whose {
	return partyweb.Whose{Mandates: h.Mandates, For: h.Acting, Path: "/complaints/new"}
}

// whoms offers those for whom the reader may speak: oneself first, where the register knows one. Nobody is chosen for somebody who could mean
// several; whoever can only mean oneself is not asked. It returns the fields that the form has for it.
func (h handlers) whoms(r *web.Request, t typed, v *complainView) (fields []string, err error) {
	p, mandate := r.Page, r.URL.Query().Get("mandate")
	own, err := h.Feedback.Registered(r.Context(), r.Who)
	if err != nil || !r.Who.SignedIn() {
		return nil, err
	}
	others, err := h.whose().Options(r)
	if err != nil {
		return nil, err
	}
	if own {
		v.Whoms = append(v.Whoms, web.Option{Value: oneself, Label: web.Plain(p.T("feedback.complain.me"))})
	}
	v.Whoms = append(v.Whoms, others...)
	v.Chosen = len(v.Whoms) > 0
	if mandate != "" && !slices.ContainsFunc(others, func(o web.Option) bool { return o.Value == mandate }) {
		v.Problem = p.T("feedback.complain.mandate")
	}
	if len(others) > 0 {
		whom := t.field(p, "complain", "whose")
		switch {
		case whom.Value != "":
		case len(v.Whoms) == 1:
			whom.Value = v.Whoms[0].Value
		default:
			whom.Value = mandate
		}
		v.Whom = &whom
		fields = append(fields, whom.Name)
	}
	if own && mandate == "" {
		if err = h.abouts(r, t, v); len(v.Abouts) > 1 {
			fields = append(fields, "about")
		}
	}
	return fields, err
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
	f := r.PostForm
	n := feedback.New{
		Person: another(r), Way: casework.Way{Channel: access.Channel(f.Get("channel"))}, Number: f.Get("number"), Nature: feedback.Nature(f.Get("nature")), Subject: f.Get("subject"), Text: f.Get("text"),
	}
	if id := f.Get("about"); id != "" {
		n.About = feedback.About{Kind: feedback.CaseKind, ID: id}
	}
	c, err := h.say(r, &n)
	if e, status, ok := web.Refusal(err); ok {
		return h.showComplain(w, r, status, typed{f, e}, complainView{})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/cases/"+c.ID+"/receipt", "mandate", n.Way.Mandate)
}

// say opens the order, for whomever the form names. Who is not there, or no longer lets the reader speak, and what is not theirs, is said at the
// field: nobody loses what they wrote.
func (h handlers) say(r *web.Request, n *feedback.New) (c casework.Case, err error) {
	if n.Person != "" {
		return h.Feedback.Complain(r.Context(), r.Who, *n)
	}
	n.Way = casework.Way{Channel: access.Web}
	if whom := r.PostForm.Get("whose"); whom == "" {
		if list, err := h.Mandates.Represented(r.Context(), r.Who); err != nil || slices.ContainsFunc(list, h.speaks) {
			return c, orAsk(err)
		}
	} else if whom != oneself {
		n.Way.Mandate = whom
	}
	who, err := h.whose().Actor(r, n.Way.Mandate)
	if err == nil {
		n.Person = partyweb.Subject(who)
		c, err = h.Feedback.Complain(r.Context(), r.Who, *n)
	}
	switch {
	case err == nil || fault.KindOf(err) != fault.NotFound:
	case n.About != (feedback.About{}) && n.Person != "":
		err = fault.New(fault.Invalid, "feedback.wrong.about").At("about")
	default:
		err = fault.New(fault.Invalid, "feedback.wrong.whose.gone").At("whose")
	}
	return c, err
}

// speaks tells whether one may complain by a mandate.
func (h handlers) speaks(m party.Mandate) bool { return slices.Contains(m.What, h.Acting) }

// orAsk asks for whom, where nothing else is wrong.
func orAsk(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Invalid, "feedback.wrong.whose").At("whose")
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
