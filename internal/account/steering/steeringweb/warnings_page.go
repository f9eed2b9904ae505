package steeringweb

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// warningsView is what stands out among the newest figures, and what is not watched.
type warningsView struct {
	Lead      string // empty where nothing is watched: then nobody knows how many there are
	Within    web.Field
	Indicator web.Field
	Choices   []web.Option // of the indicator; none where there is no choice
	Watched   []watchedView
	Nothing   string   // where nothing is watched: what there is none of
	Way       web.Link // out of such a page
	Unwatched web.Table
}

// watchedView is one indicator under watch.
type watchedView struct {
	ID      string
	Title   string
	Says    string        // how many units were judged, of which period
	Common  string        // when what all had in common stands out
	Unfelt  string        // when the Spring Festival is not taken out
	Picture web.Intervals // of the first of them, each against its band
	Alarms  web.Table
	None    string
	Rule    string
	Tag     string // a rule that no authority prescribes
}

// warnings answers GET /warnings?within=...&indicator=...: a place, by name or code, and an indicator, whose warnings are asked for
// alone. An indicator that is not watched limits nothing.
func (h handlers) warnings(w http.ResponseWriter, r *web.Request) error {
	p, from := r.Page, h.Indicators(r.Who)
	all, err := from.Warnings(r.Context(), r.Who)
	if err != nil {
		return err
	}
	within, status := strings.TrimSpace(r.URL.Query().Get("within")), http.StatusOK
	v := warningsView{Within: web.Field{Name: "within", Label: p.T("steering.warnings.within"), Hint: p.T("steering.warnings.within.hint"), Value: within}}
	chosen := v.choose(p, all.Watched, r.URL.Query().Get("indicator"))
	place, found := region.Country, within == ""
	if !found {
		if place, found = h.placeNamed(within, func(region.Key) bool { return true }); !found {
			v.Within.Error, status = p.T("steering.file.target"), http.StatusUnprocessableEntity
		}
	}
	n := 0
	for _, watched := range chosen {
		if found {
			one := h.watched(p, r.Who, watched, place)
			n += len(one.Alarms.Rows)
			v.Watched = append(v.Watched, one)
		}
	}
	switch {
	case len(v.Watched) > 0:
		v.Lead = p.Count("steering.warnings.lead", n)
	case found && from.Public():
		v.Nothing = p.T("steering.warnings.nothing.unpublished")
	case found:
		v.Nothing = p.T("steering.warnings.nothing")
	}
	v.Way = web.Link{Label: p.T("steering.tasks.none.way"), Href: p.Link("/indicators")}
	if p.Offers(fact.CanImport) {
		v.Way = web.Link{Label: p.T("steering.warnings.nothing.way"), Href: p.Link("/import")}
	}
	v.Unwatched = h.unwatched(p, all.Unwatched)
	return r.Render(w, status, web.View{
		Title: p.T("steering.warnings.title"), Menu: "/tasks", Body: warningsPage(p, v),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: web.Plain(p.T("steering.warnings.title"))}},
	})
}

// choose offers the indicators under watch, where there are several, and keeps the one that is asked for.
func (v *warningsView) choose(p web.Page, all []indicator.Watched, id string) []indicator.Watched {
	v.Indicator = web.Field{Name: "indicator", Label: p.T("steering.warnings.of_indicator")}
	if len(all) > 1 {
		v.Choices = append(v.Choices, web.Option{Label: web.Plain(p.T("steering.warnings.all"))})
		for _, w := range all {
			v.Choices = append(v.Choices, web.Option{Value: w.Indicator.ID, Label: p.Name(w.Indicator.Subject)})
		}
	}
	for i, w := range all {
		if w.Indicator.ID == id {
			v.Indicator.Value = id
			return all[i : i+1]
		}
	}
	return all
}

// watched are the warnings of one indicator in a place.
func (h handlers) watched(p web.Page, who access.Actor, w indicator.Watched, place region.Key) watchedView {
	ind, title := w.Indicator, p.Name(w.Indicator.Subject)
	title.Text = capital(title.Text)
	v := watchedView{
		ID: ind.ID, Title: web.Mark(title),
		Says: p.T("steering.warnings.says", "period", p.Period(w.Period), "units", i18n.Number(float64(w.Units), 0),
			"by", p.T("indicator.by."+string(w.By)), "complete", indicatorweb.Completeness(&w.Complete)),
		Alarms: web.Table{Caption: p.T("steering.warnings.caption", "unit", indicatorweb.Unit(p, ind))},
		Rule: p.T("steering.warnings.rule", "years", w.Rule.Rule.Years, "threshold", i18n.Number(w.Rule.Rule.Threshold, 1), "runs", w.Rule.Rule.Persistence,
			"level", i18n.Number(100*w.Rule.Rule.Level, 0), "from", p.Period(w.Rule.From), "source", web.Mark(p.Name(w.Rule.Source))),
	}
	if w.Undecided > 0 {
		v.Says = p.T("steering.warnings.undecided", "says", v.Says, "undecided", i18n.Number(float64(w.Undecided), 0))
	}
	var sources []string
	for _, s := range w.Sources {
		sources = append(sources, web.Mark(p.Name(s.Title)))
	}
	v.Says = p.T("steering.warnings.sourced", "says", v.Says, "sources", strings.Join(sources, p.T("steering.list.comma")))
	if !w.Rule.Verified {
		v.Tag = p.T("steering.warnings.unverified")
	}
	if w.Internal {
		v.Says = p.T("steering.warnings.internal", "says", v.Says)
	}
	if w.Common != nil {
		v.Common = p.T("steering.warnings.common")
	}
	if u := w.Unfelt; u != nil {
		var years []string
		for _, y := range u.Years {
			years = append(years, strconv.Itoa(y))
		}
		v.Unfelt = p.T("steering.warnings.unfelt", "from", strconv.Itoa(u.From), "until", strconv.Itoa(u.Until),
			"years", strings.Join(years, p.T("steering.list.comma")))
	}
	for _, column := range []string{"place", "value", "before", "usual", "since", "sure", "task"} {
		v.Alarms.Head = append(v.Alarms.Head, p.T("steering.warnings."+column))
	}
	view := h.Regions.At(h.today())
	var alarms []indicator.Alarm
	for _, a := range w.Alarms {
		k := region.Key{Code: region.Code(a.Code), Level: levels[w.By]}
		if place != region.Country && !view.Contains(place, k) {
			continue
		}
		alarms = append(alarms, a)
		v.Alarms.Rows = append(v.Alarms.Rows, h.alarmRow(p, who, w, a, k))
	}
	v.Picture = alarmPicture(p, ind, alarms[:min(pictured, len(alarms))])
	if len(v.Alarms.Rows) == 0 {
		v.None = p.T("steering.warnings.none")
	}
	return v
}

// pictured is how many warnings a picture shows before it tires the eye.
const pictured = 12

// alarmPicture shows each level against the band that it left, on one scale.
func alarmPicture(p web.Page, ind *indicator.Indicator, alarms []indicator.Alarm) web.Intervals {
	pic := web.Intervals{ID: "p-" + ind.ID, Title: p.T("steering.warnings.picture"), Desc: p.T("steering.warnings.picture.says")}
	if len(alarms) == 0 {
		return pic
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, a := range alarms {
		least, most = min(least, a.Value, a.Low), max(most, a.Value, a.High)
	}
	margin := (most - least) / 20
	least, most = least-margin, most+margin
	at := func(v float64) float64 { return (v - least) / (most - least) }
	for _, a := range alarms {
		pic.Rows = append(pic.Rows, web.Interval{
			Name: p.Name(a.Name), Value: indicatorweb.Number(ind, a.Value), Low: at(a.Low), At: at(a.Value), High: at(a.High),
		})
	}
	for _, v := range []float64{least, (least + most) / 2, most} {
		pic.Axis = append(pic.Axis, web.Tick{At: at(v), Label: indicatorweb.Number(ind, v)})
	}
	return pic
}

func (h handlers) alarmRow(p web.Page, who access.Actor, w indicator.Watched, a indicator.Alarm, k region.Key) web.Row {
	ind := w.Indicator
	row := web.Row{
		Head: p.Name(a.Name), Href: p.Link("/regions/" + a.Code),
		Cells: []string{
			indicatorweb.Number(ind, a.Value), indicatorweb.Number(ind, a.Before),
			p.T("steering.warnings.band", "low", indicatorweb.Number(ind, a.Low), "high", indicatorweb.Number(ind, a.High)), p.Period(a.Since), sureness(p, a), "",
		},
		Links: make([]string, 6),
	}
	if who.May(steering.CanFile, k) {
		row.Cells[5], row.Links[5] = p.T("steering.new.way"), p.Link("/tasks/new",
			"indicator", ind.ID, "by", string(w.By), "within", h.around(k), "period", w.Period, "warning", a.Code, "target", a.Code)
	}
	return row
}

// sureness says how far out a warning lies, in robust deviations, and how often one like it would be false.
func sureness(p web.Page, a indicator.Alarm) string {
	q := p.T("steering.warnings.sure.below")
	if a.Q >= 0.001 {
		q = p.T("steering.warnings.sure.about", "q", i18n.Number(100*a.Q, 1))
	}
	return p.T("steering.warnings.sureness", "z", i18n.Number(math.Abs(a.Z), 1), "q", q)
}

// around is the place whose parts a warned place is compared with: the one above it.
func (h handlers) around(k region.Key) string {
	parent, ok := h.Regions.At(h.today()).Parent(k)
	if !ok || parent == region.Country {
		return ""
	}
	return string(parent.Code)
}

// unwatched lists what is not watched, with the reason.
func (h handlers) unwatched(p web.Page, list []indicator.Unwatched) web.Table {
	t := web.Table{Caption: p.T("steering.warnings.unwatched.caption"), Head: []string{p.T("steering.warnings.indicator"), p.T("steering.warnings.why")}}
	for _, u := range list {
		t.Rows = append(t.Rows, web.Row{
			Head: p.Name(u.Indicator.Subject), Href: p.Link("/indicators/" + u.Indicator.ID), Cells: []string{p.T(u.Why.Key, u.Why.Args...)},
		})
	}
	return t
}

// alarmView is a warning that a task answers, and where its place stands now.
type alarmView struct {
	Title string
	When  string
	Nums  []web.Num
	Now   []web.Num
	Later string // of which period Now is; empty before later figures
}

// alarmOf writes the warning of a task.
func (h handlers) alarmOf(p web.Page, t steering.Task) *alarmView {
	if t.Alarm == nil {
		return nil
	}
	ind, ok := h.Tasks.Measures.Registry().Get(t.Before.Indicator)
	if !ok {
		ind = &indicator.Indicator{ID: t.Before.Indicator, Unit: t.Before.Unit, Decimals: t.Before.Decimals}
	}
	num := func(key, value string) web.Num {
		return web.Num{Label: p.T("steering.warnings." + key), Value: value, Unit: indicatorweb.Unit(p, ind)}
	}
	band := func(low, high float64) string {
		return p.T("steering.warnings.band", "low", indicatorweb.Number(ind, low), "high", indicatorweb.Number(ind, high))
	}
	a := t.Alarm
	v := &alarmView{
		Title: p.T("steering.warnings.of", "place", web.Mark(h.place(p, a.Place))),
		When:  p.T("steering.warnings.span", "since", p.Period(a.Since), "period", p.Period(a.Period)),
		Nums:  []web.Num{num("value", indicatorweb.Number(ind, a.Value)), num("before", indicatorweb.Number(ind, a.Before)), num("usual", band(a.Low, a.High))},
	}
	if c := t.Course; c != nil {
		v.Later = p.Period(c.Period)
		v.Now = []web.Num{num("value", indicatorweb.Number(ind, c.Value)), num("usual", band(c.Low, c.High))}
	}
	return v
}

// newAlarm is the warning that a form would cite now, for whoever fills it in; nil where there is none.
func (h handlers) newAlarm(r *web.Request, f steering.Filing) (*alarmView, error) {
	if f.Alarm == "" {
		return nil, nil //nolint:nilnil // most tasks answer none
	}
	all, err := h.Indicators(r.Who).Warnings(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	for _, w := range all.Watched {
		for _, a := range w.Alarms {
			if w.Indicator.ID == f.Question.ID && w.By == f.Question.By && a.Code == f.Alarm {
				return h.alarmOf(r.Page, steering.Task{
					Before: steering.Measurement{Indicator: f.Question.ID},
					Alarm: &steering.Alarm{
						Place: region.Key{Code: region.Code(a.Code), Level: levels[w.By]}, Since: a.Since, Period: a.Period, Value: a.Value, Before: a.Before,
						Low: a.Low, High: a.High,
					},
				}), nil
			}
		}
	}
	return nil, nil //nolint:nilnil // filing will say so at the field
}
