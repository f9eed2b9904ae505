package feedbackweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/feedback"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// orderView is one order: what was said, what was answered, and what the reader may do.
type orderView struct {
	Title   string
	State   string
	Mood    web.Mood
	Problem string
	Erased  bool
	Subject string
	Text    string
	Facts   []web.Fact
	Notes   []noteView
	Likes   []likeView
	Forms   []stepView
	Case    web.Link // for whoever has the rest there
}

// noteView is something that was done, with its words.
type noteView struct{ What, When, Text string }

// likeView is an order that may be about the same.
type likeView struct{ Href, Number, Why, State string }

// stepView is the form of one step.
type stepView struct {
	Step, Label, Says string
	Action            string
	Seen              string
	Text              *web.Field
	Choice            *web.Field
	Options           []web.Option
	Level             *web.Field
	Levels            []web.Option
}

// order answers GET /orders/{id}.
func (h handlers) order(w http.ResponseWriter, r *web.Request) error {
	return h.showOrder(w, r, http.StatusOK, typed{})
}

func (h handlers) showOrder(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	mandate := r.URL.Query().Get("mandate")
	sh, err := h.Feedback.Show(r.Context(), r.Who, r.PathValue("id"), mandate)
	if err != nil {
		return err
	}
	p, c := r.Page, sh.Case
	v := orderView{
		Title: p.T("casework.page.number", "number", c.Number()), State: p.T(c.Machine + ".state." + string(c.State)), Mood: web.Current, Erased: sh.Erased,
		Subject: sh.Said.Subject, Text: sh.Said.Text,
	}
	switch {
	case c.Late(h.Feedback.Today()):
		v.Mood = web.Late
	case c.Ended():
		v.Mood = web.Done
	}
	if v.Facts, err = h.facts(r, sh); err != nil {
		return err
	}
	for _, n := range sh.Notes {
		v.Notes = append(v.Notes, note(p, n, sh.Guest))
	}
	for _, l := range sh.Likes {
		v.Likes = append(v.Likes, likeView{
			Href: p.Link("/orders/" + l.Case.ID), Number: p.T("casework.page.number", "number", l.Case.Number()), Why: p.T("feedback.order.like." + l.Why),
			State: p.T(l.Case.Machine + ".state." + string(l.Case.State)),
		})
	}
	if err := h.forms(r, sh, t, &v); err != nil {
		return err
	}
	menu := "/cases"
	if sh.Guest {
		menu = "/orders"
	} else {
		v.Case = web.Link{Label: p.T("feedback.order.case"), Href: p.Link("/cases/"+c.ID, "mandate", mandate)}
	}
	v.Problem = t.problem(p, "text", "provider", "result", "level")
	return r.Render(w, status, web.View{Title: v.Title, Menu: menu, Body: orderPage(p, v)})
}

// facts are what is known of an order beside its words.
func (h handlers) facts(r *web.Request, sh feedback.Shown) (list []web.Fact, err error) {
	p, o, c := r.Page, sh.Order, sh.Case
	add := func(key string, says web.Text) { list = append(list, web.Fact{Term: p.T(key), Says: []web.Text{says}}) }
	add("feedback.order.nature", web.Plain(p.T(c.Machine+".item."+c.Item)))
	add("casework.page.place", p.Place(h.Regions.At(h.Feedback.Today()), c.Place))
	add("feedback.order.received", web.Plain(p.Day(o.ReceivedOn)))
	if o.Number != "" {
		add("feedback.order.number", web.Plain(o.Number))
	}
	if o.About != (feedback.About{}) {
		add("feedback.order.about", web.Plain(called(p, o.About)))
	}
	if sh.Rating != 0 {
		add("feedback.order.rated", web.Plain(p.T("casework.rating."+strconv.Itoa(sh.Rating))))
	}
	if o.Provider != "" {
		all, err := h.providers(r)
		if err != nil {
			return nil, err
		}
		for _, org := range all {
			if org.ID == o.Provider {
				add("feedback.order.provider", p.Name(org.Name))
			}
		}
	}
	if due := c.Turn().DueOn; due != "" {
		add("feedback.order.limit", web.Plain(p.Day(due)))
	}
	if c.EndBy != "" {
		add("feedback.order.end", web.Plain(p.Day(c.EndBy)))
	}
	return list, nil
}

func (h handlers) providers(r *web.Request) (all []feedback.Organisation, err error) {
	err = h.Feedback.DB.Read(r.Context(), func(q store.Queryer) error {
		all, err = h.Feedback.Providers.All(q)
		return err
	})
	return all, err
}

// note is something that was done. A provider is not told which officer did it.
func note(p web.Page, n feedback.Told, guest bool) noteView {
	v := noteView{What: p.T("feedback.order.did." + string(n.Sort)), When: p.Instant(n.AtMs), Text: n.Text}
	switch {
	case n.Sort == feedback.CalledBack:
		v.What = p.T("feedback.order.did.called_back", "result", p.T("feedback.complaint.code."+string(n.Result)))
		if n.Level != 0 {
			v.Text = p.T("casework.rating." + strconv.Itoa(n.Level))
		}
	case n.Sort == feedback.Answered && n.Provider != "":
		v.What = p.T("feedback.order.did.answered.provider")
		return v
	}
	if !guest {
		v.When = p.T("casework.page.did", "when", v.When, "who", p.Doer(n.Actor))
	}
	return v
}

// forms are the steps that are taken here, as far as the reader may take them.
func (h handlers) forms(r *web.Request, sh feedback.Shown, t typed, v *orderView) error {
	p := r.Page
	action := p.Link("/orders/" + sh.Case.ID)
	field := func(step, name string) *web.Field {
		f := web.Field{Name: name, Label: p.T("feedback.order.field." + name)}
		if t.Get("step") == step {
			f = t.field(p, "order.field", name)
		}
		f.ID = step + "-" + name
		return &f
	}
	for _, s := range sh.Steps {
		one := stepView{Step: s.Step, Action: action, Seen: strconv.Itoa(sh.Case.Actions), Label: p.T(sh.Case.Machine + ".step." + s.Step)}
		switch s.Step {
		case "answer":
			one.Text = field(s.Step, "text")
		case "forward":
			all, err := h.providers(r)
			if err != nil {
				return err
			}
			one.Choice = field(s.Step, "provider")
			for _, org := range all {
				if sh.Order.Provider == "" || sh.Order.Provider == org.ID {
					one.Options = append(one.Options, web.Option{Value: org.ID, Label: p.Name(org.Name)})
				}
			}
			if len(one.Options) == 0 {
				continue
			}
		case "call_back":
			one.Choice, one.Level = field(s.Step, "result"), field(s.Step, "level")
			for _, res := range feedback.Results {
				one.Options = append(one.Options, web.Option{Value: string(res), Label: web.Plain(p.T("feedback.complaint.code." + string(res)))})
			}
			one.Levels = append([]web.Option{{Value: "0", Label: web.Plain(p.T("feedback.order.field.level.none"))}}, levels(p)...)
		default:
			continue // on the page of the case, or with another of these
		}
		one.Says = p.T("feedback.order.says." + s.Step)
		v.Forms = append(v.Forms, one)
	}
	return nil
}

// act answers POST /orders/{id}: one step, then the order again.
func (h handlers) act(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.form.unreadable")
	}
	f, id := r.PostForm, r.PathValue("id")
	number := func(name string) int {
		n, err := strconv.Atoi(f.Get(name))
		if err != nil {
			return -1 // refused where a number is asked for
		}
		return n
	}
	var err error
	switch f.Get("step") {
	case "forward":
		_, err = h.Feedback.Forward(r.Context(), r.Who, id, number("seen"), f.Get("provider"))
	case "answer":
		_, err = h.Feedback.Answer(r.Context(), r.Who, id, number("seen"), f.Get("text"))
	case "call_back":
		_, err = h.Feedback.CallBack(r.Context(), r.Who, id, number("seen"), feedback.Result(f.Get("result")), number("level"))
	default:
		_, err = h.Feedback.Show(r.Context(), r.Who, id, "")
		if err == nil {
			err = fault.New(fault.Conflict, "casework.act.state")
		}
	}
	if e, status, ok := web.Refusal(err); ok {
		return h.showOrder(w, r, status, typed{f, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/orders/"+id)
}
