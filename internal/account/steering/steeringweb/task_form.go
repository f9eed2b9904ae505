package steeringweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// formView is the form that makes a task of a finding.
type formView struct {
	Gap       measured
	Alarm     *alarmView
	Href      string // of the comparison
	Problem   string // what is wrong with the form as a whole
	Hidden    [][2]string
	Title     web.Field
	Text      web.Field
	Target    web.Field
	Days      web.Field
	Lead      web.Field
	Functions []web.Option
	Assisting []chosen
	Plan      web.Field
	Duty      web.Field
}

// chosen is a box that may be ticked.
type chosen struct {
	Value string
	Label web.Text
	On    bool
}

// newTask answers GET /tasks/new?indicator=...&by=...&within=...&period=...
func (h handlers) newTask(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	// Who compares the parts of a place means, more often than not, a task for that place.
	target := cmp.Or(q.Get("target"), q.Get("within"))
	return h.showForm(w, r, http.StatusOK, filingOf(q.Get), q["assisting"], target, q.Get("days"), nil)
}

// filingOf reads a filing from a form or an address.
func filingOf(get func(string) string) steering.Filing {
	return steering.Filing{
		Question: indicator.Question{ID: get("indicator"), By: indicator.By(get("by")), Within: get("within"), Period: get("period")},
		Title:    get("title"), Text: get("text"), Lead: get("lead"), Plan: get("plan_number"), Duty: get("duty_item"),
		Alarm: get("warning"),
	}
}

// postTask answers POST /tasks.
func (h handlers) postTask(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "steering.form.unreadable")
	}
	f := filingOf(r.PostFormValue)
	f.Assisting = r.PostForm["assisting"]
	target, days := strings.TrimSpace(r.PostFormValue("target")), strings.TrimSpace(r.PostFormValue("days"))
	f.Target = h.targetOf(r.Who, target)
	if n, err := strconv.Atoi(days); err == nil {
		f.Days = n
	}
	t, err := h.Tasks.File(r.Context(), r.Who, f)
	if err == nil {
		return r.SeeOther(w, "/tasks/"+t.ID)
	}
	if e, ok := fault.As(err); ok && e.Kind == fault.NotFound && f.Target == (region.Key{}) {
		err = fault.New(fault.Invalid, "steering.file.target").At("target")
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return h.showForm(w, r, http.StatusUnprocessableEntity, f, f.Assisting, target, days, err)
}

// targetOf is the place that a reader names as a task's; the zero key is none.
func (h handlers) targetOf(who access.Actor, text string) region.Key {
	k, ok := h.placeNamed(text, func(k region.Key) bool { return who.May(steering.CanFile, k) })
	if !ok {
		return region.Key{}
	}
	return k
}

// placeNamed reads a code, a key such as 520521901@township, or the name, in full or as people say it, that only one place has
// among those allowed; anything else is no place.
func (h handlers) placeNamed(text string, allowed func(region.Key) bool) (region.Key, bool) {
	if k, ok := region.ParseKey(text); ok {
		return k, true
	}
	view := h.Regions.At(h.today())
	if k, ok := view.Resolve(text); ok {
		return k, true
	}
	var found region.Key
	for _, u := range h.Regions.Search(text, sameNames) {
		named := u.Name.Zh == text || u.Short == text || u.Name.En == text
		if _, stands := view.Unit(u.Key); !named || !stands || !allowed(u.Key) {
			continue
		}
		if found != (region.Key{}) {
			return found, false
		}
		found = u.Key
	}
	return found, found != region.Key{}
}

// sameNames is how many places of a name are looked at; the commonest names of townships are rarer inside one node.
const sameNames = 100

// showForm shows the gap as it is measured now, and the form with what was typed.
func (h handlers) showForm(w http.ResponseWriter, r *web.Request, status int, f steering.Filing, assisting []string, target, days string, err error) error {
	gap, e := h.Tasks.Measure(r.Context(), r.Who, f.Question)
	if e != nil {
		return e
	}
	alarm, e := h.newAlarm(r, f)
	if e != nil {
		return e
	}
	p := r.Page
	field := func(name, value, kind string) web.Field {
		return web.Field{
			Name: name, Label: p.T("steering.field." + name), Hint: p.T("steering.field." + name + ".hint"), Value: value, Kind: kind,
			Error: wrongAt(p, err, name),
		}
	}
	v := formView{
		Gap: h.frozen(p, gap), Alarm: alarm, Href: p.Link("/indicators/"+gap.Indicator, "by", string(gap.By), "within", gap.Within, "period", gap.Period),
		Title: field("title", f.Title, ""), Text: field("text", f.Text, ""), Target: field("target", target, ""), Days: field("days", days, "number"),
		Lead: field("lead", f.Lead, ""), Plan: field("plan_number", f.Plan, ""), Duty: field("duty_item", f.Duty, ""),
		Hidden: [][2]string{{"indicator", gap.Indicator}, {"by", string(gap.By)}, {"within", gap.Within}, {"period", gap.Period}, {"warning", f.Alarm}},
	}
	if ind, ok := h.Tasks.Measures.Registry().Get(gap.Indicator); ok && f.Lead == "" {
		v.Lead.Value = ind.Owner
	}
	for _, name := range h.Tasks.Measures.Registry().Functions() {
		v.Functions = append(v.Functions, web.Option{Value: name.Zh, Label: p.Name(name)})
		v.Assisting = append(v.Assisting, chosen{name.Zh, p.Name(name), slices.Contains(assisting, name.Zh)})
	}
	v.Problem = wrongElsewhere(p, err, "title", "text", "target", "days", "lead", "plan_number", "duty_item")
	return r.Render(w, status, web.View{
		Title: p.T("steering.new.title"), Menu: "/tasks", Body: formPage(p, v),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: web.Plain(p.T("steering.new.title"))}},
	})
}

// wrongAt is the message of a fault at a field.
func wrongAt(p web.Page, err error, field string) string {
	if e, ok := fault.As(err); ok && e.Field == field {
		return p.T(e.Key, e.Args...)
	}
	return ""
}

// wrongElsewhere is the message of a fault that stands at none of the fields.
func wrongElsewhere(p web.Page, err error, fields ...string) string {
	if e, ok := fault.As(err); ok && !slices.Contains(fields, e.Field) {
		return p.T(e.Key, e.Args...)
	}
	return ""
}

// Raise offers the way from a gap to a task, to those who may file one and for a gap that a task may answer.
func Raise(r *web.Request, g *indicator.Gap) []web.Link {
	if r.Who.Check(steering.CanFile) != nil || !g.Indicator.RaisesTasks() {
		return nil
	}
	q := g.Question
	return []web.Link{{
		Label: r.Page.T("steering.new.way"), Href: r.Page.Link("/tasks/new", "indicator", q.ID, "by", string(q.By), "within", q.Within, "period", q.Period),
	}}
}
