package caseworkweb

import (
	"slices"
	"strconv"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// stepForm is the form of one step.
type stepForm struct {
	Action, Label, Says string
	Hidden              [][2]string
	Inputs              []input
	Main                bool // leads on
}

// input is one field of a step.
type input struct {
	web.Field
	sort    string // text, area, select, radio or checks
	options []web.Option
	on      map[string]bool
}

// form is the form of one step, with what was typed when it was refused.
func (h handlers) form(p web.Page, c casework.Case, s casework.Transition, t typed, who access.Actor, mandate string, colleagues []string) stepForm {
	f := stepForm{
		Action: p.Link("/cases/"+c.ID, "mandate", mandate), Label: p.T("casework.do." + string(s.Kind)), Says: p.T("casework.hint." + string(s.Kind)),
		Hidden: [][2]string{{"step", s.Step}, {"seen", strconv.Itoa(c.Actions)}},
	}
	if said := word(p, c.Machine, "step", s.Step); said != s.Step {
		f.Label = said
	}
	b := builder{p: p, step: s.Step, typed: t, form: &f}
	if s.Right == casework.CanOwn {
		if mandate != "" {
			f.Hidden = append(f.Hidden, [2]string{"mandate", mandate})
		}
		if who.Person == c.Person || mandate != "" {
			f.Hidden = append(f.Hidden, [2]string{"channel", string(access.Web)})
		} else {
			b.radio(b.field("channel"), channels(p))
		}
	}
	switch s.Kind {
	case casework.Assign:
		b.assign(who, colleagues)
	case casework.Handover:
		b.choose("to", h.offices(p, c))
	default:
		b.inputs(c, s)
	}
	return f
}

// colleagues are the accounts to which a case can be given, when the reader may give it to one.
func (h handlers) colleagues(q store.Queryer, c casework.Case, steps []casework.Transition) ([]string, error) {
	i := slices.IndexFunc(steps, func(s casework.Transition) bool { return s.Kind == casework.Assign })
	if i < 0 || h.Colleagues == nil {
		return nil, nil
	}
	right := c.Owner
	if right == casework.CanOwn { // while the person's answer is waited for, whoever could give it to somebody
		right = steps[i].Right
	}
	list, err := h.Colleagues(q, right, c.Place)
	return slices.DeleteFunc(list, func(account string) bool { return c.Appealed && slices.Contains(c.Deciders, account) }), err
}

// assign asks whom the case is given to: one of the colleagues, or the number of an account where nobody knows them.
func (b builder) assign(who access.Actor, colleagues []string) {
	f := b.field("assignee")
	if f.Value == "" {
		f.Value = who.ID
	}
	if len(colleagues) == 0 {
		b.form.Inputs = append(b.form.Inputs, input{Field: f, sort: "text"})
		return
	}
	f.Hint = b.p.T("casework.field.assignee.choose")
	var list []web.Option
	for _, account := range colleagues {
		label := web.Unmarked(b.p.Doer(account))
		if account == who.ID {
			label = b.p.T("casework.field.assignee.self")
		}
		list = append(list, web.Option{Value: account, Label: web.Plain(label)})
	}
	b.form.Inputs = append(b.form.Inputs, input{Field: f, sort: "select", options: list})
}

// offices are the places that a case can be offered to: those around it, up to the place that the node is for.
func (h handlers) offices(p web.Page, c casework.Case) (list []web.Option) {
	view := h.Regions.At(h.today())
	add := func(k region.Key) {
		if k != c.Place {
			list = append(list, web.Option{Value: k.String(), Label: h.place(p, k)})
		}
	}
	for k := c.Place; k != h.Cases.Home; {
		up, ok := view.Parent(k)
		if !ok {
			break
		}
		add(up)
		for _, beside := range view.Children(up) {
			if beside != k {
				add(beside)
			}
		}
		k = up
	}
	return list
}

// channels are the ways in which a person may have asked an officer.
func channels(p web.Page) (list []web.Option) {
	for _, ch := range []access.Channel{access.Counter, access.Paper, access.Voice, access.Web} {
		list = append(list, web.Option{Value: string(ch), Label: web.Plain(p.T("casework.channel." + string(ch)))})
	}
	return list
}

// builder adds fields to a form.
type builder struct {
	p     web.Page
	step  string
	typed typed
	form  *stepForm
}

// inputs adds what an action of the kind must bring.
func (b builder) inputs(c casework.Case, s casework.Transition) {
	switch s.Kind { //nolint:exhaustive // the others bring nothing
	case casework.Submit:
		b.add("facts", "area")
	case casework.Correct:
		b.add("missing", "area")
		if c.Notices > 0 {
			b.check("raised_by", c.Fresh, func(id string) string { return id })
		}
	case casework.Supplement:
		b.check("answers", c.Missing, func(code string) string { return word(b.p, c.Machine, "code", code) })
		b.add("facts", "area")
		b.add("reason", "text")
	case casework.Decide:
		b.add("decision", "text")
	case casework.Notify, casework.Deliver:
		b.add("ref", "text")
	case casework.Refuse, casework.HandBack, casework.Lapse, casework.Reopen:
		b.reason(c, s)
	case casework.Appeal: // nobody has to say why
		if len(s.Reasons) > 0 {
			b.reason(c, s)
		}
	case casework.Rate:
		var levels []web.Option
		for n := 5; n >= 1; n-- {
			levels = append(levels, web.Option{Value: strconv.Itoa(n), Label: web.Plain(b.p.T("casework.rating." + strconv.Itoa(n)))})
		}
		b.radio(b.field("level"), levels)
	}
}

// reason asks why: by the reasons of the machine where it has some, and not where there is but one.
func (b builder) reason(c casework.Case, s casework.Transition) {
	switch len(s.Reasons) {
	case 0:
		b.add("reason", "text")
	case 1:
		b.form.Hidden = append(b.form.Hidden, [2]string{"reason", s.Reasons[0]})
	default:
		f := b.field("reason")
		f.Label, f.Hint = b.p.T("casework.field.reason.choose"), ""
		if s.Kind == casework.Appeal {
			f.Label, f.Hint = b.p.T("casework.field.reason.appeal"), b.p.T("casework.field.reason.appeal.hint")
		}
		var list []web.Option
		for _, code := range s.Reasons {
			list = append(list, web.Option{Value: code, Label: web.Plain(word(b.p, c.Machine, "code", code))})
		}
		b.radio(f, list)
	}
}

func (b builder) field(name string) web.Field {
	f := web.Field{
		Name: name, ID: b.step + "-" + name, Label: b.p.T("casework.field." + name), Hint: b.p.T("casework.field." + name + ".hint"),
		Error: b.typed.wrong(b.p, b.step, name),
	}
	if b.typed.step == b.step {
		f.Value = b.typed.Get(name)
	}
	return f
}

func (b builder) add(name, sort string) {
	b.form.Inputs = append(b.form.Inputs, input{Field: b.field(name), sort: sort})
}

func (b builder) choose(name string, options []web.Option) {
	b.form.Inputs = append(b.form.Inputs, input{Field: b.field(name), sort: "select", options: options})
}

// radio asks for one of a few, and suggests none.
func (b builder) radio(f web.Field, options []web.Option) {
	b.form.Inputs = append(b.form.Inputs, input{Field: f, sort: "radio", options: options})
}

func (b builder) check(name string, values []string, says func(string) string) {
	in := input{Field: b.field(name), sort: "checks", on: map[string]bool{}}
	for _, value := range values {
		in.options = append(in.options, web.Option{Value: value, Label: web.Plain(says(value))})
	}
	if b.typed.step == b.step {
		for _, value := range b.typed.Values[name] {
			in.on[value] = true
		}
	}
	b.form.Inputs = append(b.form.Inputs, in)
}
