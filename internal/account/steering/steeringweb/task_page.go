package steeringweb

import (
	"net/http"
	"strings"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/steering"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// taskView is one task: the gap it answers, then and now, what has happened, and what the reader may do next.
type taskView struct {
	Title    web.Text
	State    string
	Mood     web.Mood
	Lead     string
	Facts    []web.Fact
	More     []web.Fact
	Question string // address of the comparison that the task cites
	Alarm    *alarmView
	Before   measured
	After    *measured
	Effect   string
	Waits    string // why there is no later measurement yet, or what the later one cannot show
	Story    []happened
	Steps    []stepForm
	Withheld []string // why the reader may not take some others
	Text     string
}

// measured is a gap as it was measured once.
type measured struct {
	When   string
	Nums   []web.Num
	Says   string
	Source string
	Seal   string // the hash of the frozen figures
}

// happened is one line of the story.
type happened struct {
	When, What string
	Reason     web.Text
	Actor      string
}

// stepForm is a form for one step.
type stepForm struct {
	Action, Label, Says string
	Reason              *web.Field
	Days                *web.Field
}

// show answers GET /tasks/{id}.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	return h.showTask(w, r, http.StatusOK, "", web.Field{}, nil)
}

// showTask shows a task; step, typed and err come from a form that was refused.
func (h handlers) showTask(w http.ResponseWriter, r *web.Request, status int, step steering.Step, typed web.Field, err error) error {
	t, events, e := h.Tasks.Story(r.Context(), r.Who, r.PathValue("id"))
	if e != nil {
		return e
	}
	p := r.Page
	v := taskView{
		Title: p.Typed(t.Title), State: p.T("steering.state." + string(t.State)), Mood: mood(t, h.today()), Text: t.Text,
		Lead:  p.T("steering.task.lead."+leadOf(t), "place", web.Mark(h.place(p, t.Target)), "lead", web.Mark(h.function(p, t.Lead))),
		Alarm: h.alarmOf(p, t), Before: h.frozen(p, t.Before), Question: p.Link("/indicators/"+t.Before.Indicator, "by", string(t.Before.By), "period", t.Before.Period,
			"within", t.Before.Within),
	}
	v.Facts, v.More = h.taskFacts(p, t)
	if t.After != nil {
		after := h.frozen(p, *t.After)
		v.After, v.Effect = &after, p.T("steering.effect."+string(t.Effect))
		if t.MeasuredBefore(calendar.Day(time.UnixMilli(t.FiledMs))) {
			v.Waits = p.T("steering.task.early", "period", p.Period(t.After.Period))
		}
	}
	next, e := h.Tasks.Next(r.Context(), r.Who, t)
	if e != nil {
		return e
	}
	if next.Unproven != nil && next.Unproven.Kind == fault.Conflict { // another kind: the reader may not see the figures
		v.Waits = h.unproven(p, t, next)
	}
	for _, e := range events {
		v.Story = append(v.Story, h.happened(p, e))
	}
	for _, s := range next.Steps {
		v.Steps = append(v.Steps, h.stepForm(p, t, s, step, typed, err))
	}
	for _, key := range h.Tasks.Withheld(r.Who, t) {
		v.Withheld = append(v.Withheld, p.T(key))
	}
	return r.Render(w, status, web.View{
		Title: t.Title, Menu: "/tasks", Body: taskPage(p, v),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: v.Title}},
	})
}

// unproven says why an open task cannot be verified now: mostly, which figures are awaited.
func (h handlers) unproven(p web.Page, t steering.Task, next steering.Next) string {
	if !next.Awaited() {
		return p.T(next.Unproven.Key, next.Unproven.Args...)
	}
	subject := web.Plain(t.Before.Indicator)
	if ind, ok := h.Tasks.Measures.Registry().Get(t.Before.Indicator); ok {
		subject = p.Name(ind.Subject)
	}
	filed := calendar.Day(time.UnixMilli(t.FiledMs))
	return p.T("steering.task.awaited", "subject", web.Mark(subject), "period", p.Period(t.Before.Period), "filed", p.Period(filed))
}

func leadOf(t steering.Task) string {
	if t.Proposal {
		return "proposal"
	}
	return "task"
}

func (h handlers) taskFacts(p web.Page, t steering.Task) (first, second []web.Fact) {
	action, _ := h.Plan.Action(t.Action)
	bodies := []web.Text{h.body(p, t.Lead, t.LeadBody)}
	var assisting []web.Text
	for i, f := range t.Assisting {
		assisting = append(assisting, h.body(p, f, t.Bodies[i]))
	}
	if assisting == nil {
		assisting = []web.Text{web.Plain(p.T("steering.task.nobody"))}
	}
	first = []web.Fact{
		{Term: p.T("steering.task.action"), Says: []web.Text{web.Plain(p.T("steering.action.title", "n", t.Action, "short", web.Mark(p.Name(action.Short))))}},
		{Term: p.T("steering.task.target"), Says: []web.Text{h.place(p, t.Target)}},
		{Term: p.T("steering.task.side"), Says: []web.Text{h.place(p, h.Tasks.SideOf(t))}},
		{Term: p.T("steering.task.leads"), Says: bodies},
		{Term: p.T("steering.task.assists"), Says: assisting},
	}
	second = []web.Fact{{Term: p.T("steering.task.due"), Says: []web.Text{web.Plain(p.Day(t.DueOn))}}}
	if t.LimitOn != "" {
		second = append(second, web.Fact{Term: p.T("steering.task.limit"), Says: []web.Text{web.Plain(h.left(p, t))}})
	}
	if t.OfferOn != "" {
		second = append(second, web.Fact{Term: p.T("steering.task.offer"), Says: []web.Text{web.Plain(p.Day(t.OfferOn))}})
	}
	number := t.Plan
	if number == "" {
		number = p.T("steering.task.plan.none")
	}
	second = append(second, web.Fact{Term: p.T("steering.task.plan"), Says: []web.Text{web.Plain(number)}})
	if t.Duty != "" {
		second = append(second, web.Fact{Term: p.T("steering.task.duty"), Says: []web.Text{web.Plain(t.Duty)}})
	}
	return first, second
}

// body names a function and the local body that carries it out, or says that nobody has named one.
func (h handlers) body(p web.Page, function, body string) web.Text {
	name := web.Mark(h.function(p, function))
	if body == "" {
		return web.Plain(p.T("steering.task.body.none", "function", name))
	}
	return web.Plain(p.T("steering.task.body", "function", name, "body", web.Mark(p.Typed(body))))
}

// frozen writes a frozen measurement as the board writes gaps.
func (h handlers) frozen(p web.Page, m steering.Measurement) measured {
	ind, ok := h.Tasks.Measures.Registry().Get(m.Indicator)
	if !ok {
		ind = &indicator.Indicator{ID: m.Indicator, Unit: m.Unit} // a registry that has dropped an indicator still shows its tasks
	}
	var sources []string
	for _, s := range m.Sources {
		sources = append(sources, p.T("steering.task.source", "source", web.Mark(p.Typed(s.ID)), "vintage", s.Vintage))
	}
	source := strings.Join(sources, p.T("steering.list.comma"))
	return measured{
		When:   p.T("steering.task.measured", "period", p.Period(m.Period)),
		Nums:   h.gapNums(p, ind, m),
		Says:   p.T("steering.task.question", "subject", web.Mark(p.Name(ind.Subject)), "by", p.T("indicator.by."+string(m.By))),
		Source: p.T("steering.task.completeness", "share", indicatorweb.Completeness(m.Completeness), "source", source),
		Seal:   m.SHA256()[:16],
	}
}

// gapNums are gap and ratio together, then the group furthest behind and the other end.
func (h handlers) gapNums(p web.Page, ind *indicator.Indicator, m steering.Measurement) []web.Num {
	end := func(level float64, code string) web.Num {
		n := web.Num{Value: indicatorweb.Number(ind, level), Unit: indicatorweb.Unit(p, ind), Worst: code == m.WorstOff}
		key := "steering.task.other_end"
		if n.Worst {
			key = "steering.card.worst"
		}
		n.Label = p.T(key, "word", capital(indicatorweb.Worst(p, ind)), "group", web.Mark(h.groupOf(p, m, code)))
		return n
	}
	high, low := end(m.High, m.HighCode), end(m.Low, m.LowCode)
	if high.Worst {
		high, low = low, high
	}
	return []web.Num{
		{Label: p.T("steering.task.absolute"), Value: indicatorweb.Number(ind, m.Absolute), Unit: indicatorweb.GapUnit(p, ind)},
		{Label: p.T("steering.task.ratio"), Value: places(m.Ratio, 2), Unit: p.T("steering.task.times")},
		low, high,
	}
}

// groupOf names a group of a frozen measurement: a kind of people or of places, or a place itself.
func (h handlers) groupOf(p web.Page, m steering.Measurement, code string) web.Text {
	if key := "indicator.short." + code; p.Words().Has(key) {
		return web.Plain(p.T(key))
	}
	if name := h.Tasks.Measures.Registry().Label(string(m.By) + "." + code); name.Zh != "" {
		return p.Name(name)
	}
	k, ok := region.ParseKey(code)
	if !ok {
		k = region.Key{Code: region.Code(code), Level: levels[m.By]}
	}
	return h.place(p, k)
}

// levels are those of the groupings whose groups are places.
var levels = map[indicator.By]region.Level{
	indicator.ByProvince: region.Province, indicator.ByPrefecture: region.Prefecture, indicator.ByCounty: region.County,
}

func (h handlers) happened(p web.Page, e steering.Event) happened {
	return happened{
		When: p.Instant(e.AtMs), What: p.T("steering.done." + string(e.Step)), Reason: p.Typed(e.Reason), Actor: p.Doer(e.Actor),
	}
}

// stepForm is the form of one step, with what was typed when it was refused.
func (h handlers) stepForm(p web.Page, t steering.Task, s steering.Transition, refused steering.Step, typed web.Field, err error) stepForm {
	f := stepForm{
		Action: p.Link("/tasks/" + t.ID + "/" + string(s.Step)), Label: p.T("steering.step." + string(s.Step)), Says: p.T("steering.hint." + string(s.Step)),
	}
	wrong := map[string]string{}
	if e, ok := fault.As(err); ok && refused == s.Step {
		wrong[e.Field] = p.T(e.Key, e.Args...)
	}
	if s.Reason {
		f.Reason = &web.Field{Name: "reason", ID: string(s.Step) + "-reason", Label: p.T("steering.field.reason"), Required: true, Error: wrong["reason"]}
		if refused == s.Step {
			f.Reason.Value = typed.Value
		}
	}
	if s.Step == steering.Counter {
		f.Days = &web.Field{Name: "days", ID: string(s.Step) + "-days", Label: p.T("steering.field.days"), Kind: "number", Required: true, Error: wrong["days"]}
	}
	return f
}
