package eldercareweb

import (
	"net/http"
	"strings"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// countiesView is the counties of a prefecture side by side.
type countiesView struct {
	Lead    string
	Others  []web.Choice
	Of      web.Field
	Within  string
	Months  []web.Option
	Bars    []web.Bar
	Served  web.Table
	Course  web.Table
	Before  string // of which month the course is
	Missing web.Table
}

// showCounties answers GET /eldercare/counties?within=...&month=...
func (h handlers) showCounties(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	c, err := h.Elders.Counties(r.Context(), r.Who, region.Code(q.Get("within")), q.Get("month"))
	if err != nil {
		return err
	}
	v := countiesView{Within: string(c.Within.Code)}
	if len(c.List) > 0 {
		v = h.countiesView(p, c)
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("eldercare.counties.title"), Menu: "/eldercare", Body: countiesPage(p, v),
		Crumbs: []web.Crumb{{Href: "/eldercare", Text: web.Plain(p.T("eldercare.page.title"))}, {Text: web.Plain(p.T("eldercare.counties.title"))}},
	})
}

func dayOf(h handlers) string { return calendar.Day(h.Elders.Now()) }

func (h handlers) countiesView(p web.Page, c eldercare.Counties) countiesView {
	v := countiesView{
		Within: string(c.Within.Code), Of: web.Field{Name: "month", Label: p.T("eldercare.counties.month"), Value: c.Month},
		Served:  web.Table{Caption: p.T("eldercare.counties.served.caption"), Head: heads(p, "county", "due", "served", "recorded", "share", "urban", "rural", "gap", "ratio", "towns", "known", "vintage")},
		Course:  web.Table{Caption: p.T("eldercare.counties.course.caption"), Head: heads(p, "county", "wait", "waited", "familiar", "visits", "mismatch", "interval", "reached")},
		Missing: web.Table{Caption: p.T("eldercare.counties.missing.caption"), Head: heads(p, "county", "missing")},
	}
	for _, k := range c.Others {
		v.Others = append(v.Others, web.Choice{Label: h.nameOf(p, k).Text, Href: p.Link("/eldercare/counties", "within", string(k.Code)), Here: k == c.Within})
	}
	for _, m := range c.Months {
		v.Months = append(v.Months, web.Option{Value: m, Label: web.Plain(p.Period(m))})
	}
	if at, err := time.Parse("2006-01", c.Month); err == nil {
		v.Before = p.T("eldercare.counties.course.says", "month", p.Period(at.AddDate(0, -1, 0).Format("2006-01")))
	}
	held := 0
	for _, one := range c.List {
		name := h.nameOf(p, one.County)
		f := countyFigures{p, one}
		if f.held() {
			held++
		}
		all := f.of("")
		share, known := all.share()
		v.Bars = append(v.Bars, web.Bar{Label: name, Value: f.orNone(percent(share, known), known), Share: share, Missing: !known})
		v.Served.Rows = append(v.Served.Rows, web.Row{Head: name, Cells: f.served()})
		v.Course.Rows = append(v.Course.Rows, web.Row{Head: name, Cells: f.course()})
		if why := f.missing(); why != "" {
			v.Missing.Rows = append(v.Missing.Rows, web.Row{Head: name, Cells: []string{why}})
		}
	}
	v.Lead = p.T("eldercare.counties.lead.none", "place", web.Mark(h.nameOf(p, c.Within)), "all", count(len(c.List)))
	if c.Month != "" {
		v.Lead = p.T("eldercare.counties.lead", "place", web.Mark(h.nameOf(p, c.Within)), "month", p.Period(c.Month), "held", count(held), "all", count(len(c.List)))
	}
	return v
}

func heads(p web.Page, names ...string) (list []string) {
	for _, n := range names {
		list = append(list, p.T("eldercare.counties."+n))
	}
	return list
}

// countyFigures writes the figures of one county. What is not held is said in words: it is not zero.
type countyFigures struct {
	p web.Page
	c eldercare.County
}

func (f countyFigures) held() bool {
	_, held := f.c.Number("eldercare_due", "")
	return held
}

func (f countyFigures) orNone(text string, held bool) string {
	if !held {
		return f.p.T("eldercare.counties.none")
	}
	return text
}

// of is who is due something and who is served of a part of the people; nothing where one of the two is not held.
func (f countyFigures) of(where eldercare.Residence) tally {
	due, held := f.c.Number("eldercare_due", where)
	served, heldToo := f.c.Number("eldercare_served", where)
	if !held || !heldToo {
		return tally{}
	}
	return tally{int(due), int(served)}
}

func (f countyFigures) number(variable string) string {
	v, held := f.c.Number(variable, "")
	return f.orNone(i18n.Number(v, 0), held)
}

func (f countyFigures) served() []string {
	all, urban, rural := f.of(""), f.of(eldercare.Urban), f.of(eldercare.Rural)
	share := func(t tally) string {
		s, known := t.share()
		return f.orNone(percent(s, known), known)
	}
	_, held := all.share()
	both := urban.due > 0 && rural.due > 0
	low, lowHeld := f.c.Number("eldercare_township_low", "")
	high, highHeld := f.c.Number("eldercare_township_high", "")
	towns := f.orNone("", false)
	if lowHeld && highHeld {
		ratio := "—" // beside nothing there is none
		if low > 0 {
			ratio = i18n.Number(high/low, 2)
		}
		towns = f.p.T("eldercare.counties.towns.range", "low", i18n.Number(low, 1), "high", i18n.Number(high, 1), "gap", i18n.Number(high-low, 1), "ratio", ratio)
	}
	elders, eldersHeld := f.c.Number("eldercare_elders", "")
	undecided, undecidedHeld := f.c.Number("eldercare_undecided", "")
	known := eldersHeld && undecidedHeld && elders > 0
	complete := 0.0
	if known {
		complete = (elders - undecided) / elders
	}
	return []string{
		f.number("eldercare_due"), f.number("eldercare_served"), f.number("eldercare_served_recorded"), f.orNone(share(all), held), share(urban), share(rural),
		f.orNone(points(urban, rural), both), f.orNone(times(urban, rural), both && rural.served > 0), towns, f.orNone(percent(complete, known), known), f.vintage(),
	}
}

// vintage is when the figures were compiled.
func (f countyFigures) vintage() string {
	t, held := f.c.Figures[eldercare.Figure{Variable: "eldercare_due"}]
	return f.orNone(t.Vintage, held)
}

// fewPeople is below how many people one of them moves a mean so far that the page warns of it.
const fewPeople = 10

func (f countyFigures) course() []string {
	ratio := func(part, whole string, by float64, decimals int, unit string) string {
		a, held := f.c.Number(part, "")
		b, heldToo := f.c.Number(whole, "")
		if !held || !heldToo || b == 0 {
			return f.orNone("", false)
		}
		return i18n.Number(by*a/b, decimals) + unit
	}
	low, lowHeld := f.c.Number("eldercare_mismatch_low", "")
	high, highHeld := f.c.Number("eldercare_mismatch_high", "")
	interval := f.orNone("", false)
	if lowHeld && highHeld {
		interval = f.p.Range(i18n.Number(low, 1)+"%", i18n.Number(high, 1)+"%")
	}
	wait := ratio("eldercare_wait_days", "eldercare_waited", 1, 1, "")
	if n, held := f.c.Number("eldercare_waited", ""); held && n > 0 && n < fewPeople {
		wait = f.p.T("eldercare.counties.few", "days", wait, "n", i18n.Number(n, 0))
	}
	return []string{
		wait, f.number("eldercare_waited"),
		ratio("eldercare_visits_familiar", "eldercare_visits", 100, 1, "%"), f.number("eldercare_visits"),
		ratio("eldercare_visits_mismatched", "eldercare_visits_sampled", 100, 1, "%"), interval, f.number("eldercare_sample_reached"),
	}
}

// missing says which figures are not there and why; empty where all are.
func (f countyFigures) missing() string {
	p := f.p
	switch {
	case !f.held() && f.c.Last != "":
		return p.T("eldercare.counties.missing.older", "month", p.Period(f.c.Last))
	case !f.held():
		return p.T("eldercare.counties.missing.nothing")
	}
	var list []string
	for _, one := range []struct{ variable, key string }{
		{"eldercare_waited", "wait"}, {"eldercare_visits", "visits"}, {"eldercare_sample_reached", "sample"}, {"eldercare_township_low", "towns"},
	} {
		if _, held := f.c.Number(one.variable, ""); !held {
			list = append(list, p.T("eldercare.counties.missing."+one.key))
		}
	}
	if f.of(eldercare.Urban).due == 0 || f.of(eldercare.Rural).due == 0 {
		list = append(list, p.T("eldercare.counties.missing.group"))
	}
	return strings.Join(list, p.T("eldercare.counties.missing.and"))
}
