package caseworkweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// caseView is one case: whose turn it is, both clocks, what is missing, what the reader may do, what has happened.
type caseView struct {
	Title   string
	State   string
	Mood    web.Mood
	Lead    string
	Clocks  []web.Num
	Silent  string // why the clocks cannot be read
	Missing []string
	Waited  bool   // for the person
	Problem string // of a form that was refused and names no field
	Ways    ways   // what there is to do
	Others  ways   // what an office rarely does, folded away
	Facts   []web.Fact
	More    []web.Fact
	Story   []happened
	Papers  []web.Link // to read and print
}

// ways are what may be done: on pages of the programme, and here.
type ways struct {
	Pages []web.Link
	Steps []stepForm
	Main  bool // the first page is the way that the case goes on
}

// happened is one action of the story.
type happened struct {
	What, When string // when and by whom
	Says       []string
}

// show answers GET /cases/{id}.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	return h.showCase(w, r, http.StatusOK, typed{})
}

// showCase shows a case, with what was typed into a form that was refused.
func (h handlers) showCase(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	mandate := r.URL.Query().Get("mandate")
	c, actions, err := h.Cases.View(r.Context(), r.Who, r.PathValue("id"), mandate)
	if err != nil {
		return err
	}
	p := r.Page
	v := caseView{
		Title: p.T("casework.page.number", "number", c.Number()), State: word(p, c.Machine, "state", string(c.State)), Mood: mood(c, h.today()),
		Lead: h.turn(p, c), Problem: t.problem(p),
	}
	h.clocks(p, c, &v)
	v.Missing, v.Waited = missing(p, c), c.Clock == casework.PersonClock
	var steps []casework.Transition
	var colleagues []string
	err = h.Cases.DB.Read(r.Context(), func(q store.Queryer) error {
		steps = h.Cases.Steps(q, r.Who, c, casework.Way{Mandate: mandate, Channel: access.Web})
		colleagues, err = h.colleagues(q, c, steps)
		return err
	})
	if err != nil {
		return err
	}
	self := r.Who.Person == c.Person
	on := onward(c, steps)
	elsewhere := h.offer(p, c, steps, mandate, self, on, &v)
	h.papers(p, c, r.Who, mandate, &v)
	for _, s := range steps {
		if elsewhere[s.Step] {
			continue
		}
		f := h.form(p, c, s, t, r.Who, mandate, colleagues)
		f.Main = s.Step == on
		if rarely(s, self, mandate) && t.step != s.Step {
			v.Others.Steps = append(v.Others.Steps, f)
		} else {
			v.Ways.Steps = append(v.Ways.Steps, f)
		}
	}
	v.Facts, v.More = h.facts(p, c)
	for _, a := range actions {
		v.Story = append(v.Story, h.happened(p, c, a))
	}
	return r.Render(w, status, web.View{Title: v.Title, Menu: "/cases", Body: casePage(p, v)})
}

// missing is what was asked for and not answered, until the case has ended.
func missing(p web.Page, c casework.Case) (list []string) {
	if c.Ended() {
		return nil
	}
	for _, code := range c.Missing {
		list = append(list, word(p, c.Machine, "code", code))
	}
	return list
}

// onward is the step by which whoever's turn it is takes the case further, or empty.
func onward(c casework.Case, steps []casework.Transition) string {
	for _, s := range steps {
		aside := slices.Contains([]casework.Kind{casework.Correct, casework.Refuse, casework.Withdraw, casework.Lapse}, s.Kind)
		if s.Right == c.Owner && (s.To != "" || s.Back) && !aside {
			return s.Step
		}
	}
	return ""
}

// rarely tells whether an office seldom takes a step. The person's side has few, and each in sight.
func rarely(s casework.Transition, self bool, mandate string) bool {
	seldom := []casework.Kind{casework.Submit, casework.Assign, casework.Handover, casework.Remind, casework.Withdraw}
	return !self && mandate == "" && slices.Contains(seldom, s.Kind)
}

// offer shows the pages of the programme, the one that leads on before the others, and returns the steps that are taken there.
func (h handlers) offer(p web.Page, c casework.Case, steps []casework.Transition, mandate string, self bool, on string, v *caseView) map[string]bool {
	elsewhere := map[string]bool{}
	add := func(to *ways, l Link, main bool) {
		link := web.Link{Label: p.T(l.Label), Href: p.Link(l.Path, "mandate", mandate)}
		at := slices.Index(to.Pages, link)
		switch {
		case at < 0 && main:
			to.Pages = slices.Insert(to.Pages, 0, link)
		case at < 0:
			to.Pages = append(to.Pages, link)
		}
		to.Main = to.Main || main
	}
	for _, s := range steps {
		for _, l := range h.links(c, s.Step) {
			if l.Step != s.Step {
				continue
			}
			elsewhere[s.Step] = true
			if rarely(s, self, mandate) {
				add(&v.Others, l, false)
			} else {
				add(&v.Ways, l, s.Step == on)
			}
		}
	}
	return elsewhere
}

// papers are what there is to read, and where an office goes on beside the steps of the case.
func (h handlers) papers(p web.Page, c casework.Case, who access.Actor, mandate string, v *caseView) {
	for _, l := range h.links(c) {
		link := web.Link{Label: p.T(l.Label), Href: p.Link(l.Path, "mandate", mandate)}
		switch {
		case l.Right == access.None:
			v.Papers = append(v.Papers, link)
		case who.May(l.Right, c.Place) && who.Person != c.Person:
			v.Ways.Pages = append(v.Ways.Pages, link)
		}
	}
	v.Papers = append(v.Papers, web.Link{Label: p.T("casework.receipt.title"), Href: p.Link("/cases/"+c.ID+"/receipt", "mandate", mandate)})
}

// clocks reads both clocks.
func (h handlers) clocks(p web.Page, c casework.Case, v *caseView) {
	k, err := h.Cases.Clocks(c)
	if err != nil { // a year whose working days nobody has announced
		v.Silent = p.T("casework.page.clocks.silent")
		return
	}
	unit := func(n int) string { return p.Count("casework.page.days", n) }
	running := func(key string, runs bool) string {
		if runs {
			return p.T(key + ".runs")
		}
		return p.T(key)
	}
	v.Clocks = []web.Num{
		{Label: running("casework.page.clock.office", k.Running == casework.OfficeClock), Value: strconv.Itoa(k.Office), Unit: unit(k.Office)},
		{Label: running("casework.page.clock.person", k.Running == casework.PersonClock), Value: strconv.Itoa(k.Person), Unit: unit(k.Person)},
	}
	switch {
	case k.LimitOn == "":
	case k.Left < 0:
		v.Clocks = append(v.Clocks, web.Num{Label: p.T("casework.page.clock.over"), Value: strconv.Itoa(-k.Left), Unit: unit(-k.Left), Worst: true})
	default:
		v.Clocks = append(v.Clocks, web.Num{Label: p.T("casework.page.clock.left"), Value: strconv.Itoa(k.Left), Unit: unit(k.Left)})
	}
}

// facts are what the case is about, and what holds for it.
func (h handlers) facts(p web.Page, c casework.Case) (first, second []web.Fact) {
	fact := func(key string, says ...web.Text) web.Fact { return web.Fact{Term: p.T(key), Says: says} }
	first = []web.Fact{
		fact("casework.page.item", web.Plain(word(p, c.Machine, "item", c.Item))), fact("casework.page.place", h.place(p, c.Place)),
		fact("casework.page.opened", web.Plain(p.Day(c.OpenedOn))),
	}
	if m := h.Cases.Machine(c.Machine); m != nil && !c.Ended() {
		second = append(second, fact("casework.page.term", h.term(p, m.Waiting[c.State].Limit, c.DayOn)...))
	}
	if m := h.Cases.Machine(c.Machine); m != nil && c.AppealBy != "" {
		second = append(second, fact("casework.page.appeal", append([]web.Text{web.Plain(p.Day(c.AppealBy))}, h.term(p, m.Appeal, c.DayOn)...)...))
	}
	if c.Rating != 0 {
		second = append(second, fact("casework.page.rating", web.Plain(p.T("casework.rating."+strconv.Itoa(c.Rating)))))
	}
	return first, second
}

// term is a time limit with its source and whether somebody has compared the two.
func (h handlers) term(p web.Page, ts casework.Terms, day string) []web.Text {
	t, ok := ts.On(day)
	if !ok {
		return nil
	}
	badge := p.T("casework.page.unverified")
	if t.Verified {
		badge = p.T("casework.page.verified")
	}
	days := p.Count("casework.page."+string(t.Unit), t.Days)
	return []web.Text{web.Plain(days), p.Name(t.Source), web.Plain(badge)}
}

// happened is one line of the story.
func (h handlers) happened(p web.Page, c casework.Case, a casework.Action) happened {
	what := p.T("casework.did." + string(a.Kind))
	step := a.Step
	if a.Kind == casework.Open { // which no step of a machine is
		step = string(casework.Open)
	}
	if step != "" {
		if said := word(p, c.Machine, "step", step); said != step {
			what = said
		}
	}
	one := happened{What: what, When: p.T("casework.page.did", "when", p.Instant(a.AtMs), "who", h.who(p, c, a))}
	say := func(key string, list []string) {
		if len(list) > 0 {
			one.Says = append(one.Says, p.T(key, "list", strings.Join(list, p.T("casework.page.comma"))))
		}
	}
	worded := func(codes []string) (list []string) {
		for _, code := range codes {
			list = append(list, word(p, c.Machine, "code", code))
		}
		return list
	}
	say("casework.story.missing", worded(a.Missing))
	if len(a.RaisedBy) > 0 {
		one.Says = append(one.Says, p.T("casework.story.raised"))
	}
	say("casework.story.answers", worded(a.Answers))
	if len(a.Facts) > 0 {
		one.Says = append(one.Says, p.Count("casework.story.facts", len(a.Facts)))
	}
	if a.Reason != "" {
		say("casework.story.reason", worded([]string{a.Reason}))
	}
	if a.Level != 0 {
		one.Says = append(one.Says, p.T("casework.rating."+strconv.Itoa(a.Level)))
	}
	return one
}

// who says who acted, for whom, and how the person asked.
func (h handlers) who(p web.Page, c casework.Case, a casework.Action) string {
	switch {
	case a.Mandate != "":
		return p.T("casework.page.by.kin", "channel", p.T("casework.channel."+a.Channel))
	case a.OnBehalfOf != "":
		return p.T("casework.page.by.officer", "who", p.Doer(a.Actor), "channel", p.T("casework.channel."+a.Channel))
	case a.By == c.Person:
		return p.T("casework.page.by.person", "channel", p.T("casework.channel."+a.Channel))
	}
	return p.Doer(a.Actor)
}

// none tells whether there is nothing to do.
func (w ways) none() bool { return len(w.Pages)+len(w.Steps) == 0 }
