package selfcheckweb

import (
	"net/http"

	"mihe/internal/account/openness"
	"mihe/internal/account/selfcheck"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

// mostTowns is how many townships are listed: those of which most is asked.
const mostTowns = 20

// view is the page.
type view struct {
	Mood     web.Mood
	Verdict  string
	Findings web.Table
	Checks   web.Table
	Costs    web.Table
	Hours    string
	Asked    web.Table
}

// show answers GET /selfcheck.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	report, err := h.SelfCheck.Report(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	v := view{Findings: h.findings(r, report), Checks: checks(p, report), Costs: costs(p, report), Hours: hours(p, report), Asked: h.asked(p, report)}
	v.Verdict, v.Mood = verdict(p, report)
	return r.Render(w, http.StatusOK, web.View{Title: p.T("selfcheck.page.title"), Menu: "/selfcheck", Body: page(p, v)})
}

// verdict says in a word what came of it.
func verdict(p web.Page, r selfcheck.Report) (string, web.Mood) {
	offences, all := 0, r.Findings()
	for _, f := range all {
		if f.Weight == selfcheck.Offence {
			offences++
		}
	}
	switch {
	case offences > 0:
		return p.T("selfcheck.page.offences", "n", offences, "look", len(all)-offences), web.Late
	case len(all) > 0:
		return p.T("selfcheck.page.looks", "n", len(all)), web.Neutral
	}
	return p.T("selfcheck.page.none"), web.Done
}

// pages are where the things are that a finding may be about, and who may go there.
var pages = map[selfcheck.Kind]struct {
	path  string
	right access.Right
}{
	selfcheck.AForm: {"/forms/", form.CanRead}, selfcheck.ARule: {"/rules/", rule.CanRead}, selfcheck.AService: {"/services/", catalog.CanRead},
	selfcheck.ATask: {"/tasks/", steering.CanRead}, selfcheck.ASeries: {"/publication/", openness.CanRead},
	selfcheck.AMethod: {"/evaluations/", access.Public}, selfcheck.ATarget: {"/actions/", access.Public},
}

func (h handlers) findings(r *web.Request, report selfcheck.Report) web.Table {
	p := r.Page
	t := web.Table{Caption: p.T("selfcheck.page.findings.caption"), Head: []string{
		p.T("selfcheck.page.where"), p.T("selfcheck.page.kind"), p.T("selfcheck.page.part"), p.T("selfcheck.page.word"), p.T("selfcheck.page.weight"),
		p.T("selfcheck.page.what"), p.T("selfcheck.page.clause"),
	}}
	for _, f := range report.Findings() {
		row := web.Row{Head: p.Name(f.At.Title), Cells: []string{
			p.T("selfcheck.kind." + string(f.At.Kind)), web.Mark(p.Name(f.At.Part)), web.Mark(p.Typed(f.Word)), p.T("selfcheck.weight." + string(f.Weight)),
			p.T("selfcheck.check." + string(f.Check)), web.Mark(p.Name(f.Clause.Text)),
		}}
		if at := pages[f.At.Kind]; at.right == access.Public || r.Who.May(at.right, h.SelfCheck.Home) {
			row.Href = p.Link(at.path + f.At.ID)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func checks(p web.Page, report selfcheck.Report) web.Table {
	t := web.Table{Caption: p.T("selfcheck.page.checks.caption"), Head: []string{p.T("selfcheck.page.what"), p.T("selfcheck.page.looked"), p.T("selfcheck.page.found")}}
	for _, one := range report.Results {
		t.Rows = append(t.Rows, web.Row{
			Head: web.Plain(p.T("selfcheck.check." + string(one.Check))), Cells: []string{whole(one.Looked), whole(len(one.Findings))},
		})
	}
	return t
}

func costs(p web.Page, report selfcheck.Report) web.Table {
	t := web.Table{Caption: p.T("selfcheck.page.costs.caption"), Head: []string{
		p.T("selfcheck.page.form"), p.T("selfcheck.page.asked"), p.T("selfcheck.page.times"), p.T("selfcheck.page.people"), p.T("selfcheck.page.hours"),
	}}
	for _, c := range report.Costs {
		took := p.T("selfcheck.page.unknown")
		if c.Counted {
			took = i18n.Number(c.Hours, 1)
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Name(c.Form.Title), Href: p.Link("/forms/" + c.Form.Version()), Cells: []string{
			whole(c.Burden.Asked), whole(c.Times), i18n.Number(float64(c.People), 0), took,
		}})
	}
	return t
}

// hours says what all forms cost together, and whether anybody has measured how long a field takes.
func hours(p web.Page, report selfcheck.Report) string {
	for _, c := range report.Costs {
		if !c.Counted || !c.Verified {
			return p.T("selfcheck.page.hours.assumed", "n", i18n.Number(report.Hours, 1))
		}
	}
	return p.T("selfcheck.page.hours.measured", "n", i18n.Number(report.Hours, 1))
}

func (h handlers) asked(p web.Page, report selfcheck.Report) web.Table {
	view := h.Regions.At(report.On)
	t := web.Table{Caption: p.T("selfcheck.page.towns.caption"), Head: []string{
		p.T("selfcheck.page.town"), p.T("selfcheck.page.town.forms"), p.T("selfcheck.page.town.fillings"), p.T("selfcheck.page.town.tasks"),
	}}
	for i, a := range report.Asked {
		if i == mostTowns {
			break
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Place(view, a.Place), Cells: []string{whole(a.Forms), i18n.Number(float64(a.Fillings), 0), whole(a.Tasks)}})
	}
	return t
}

func whole(n int) string { return i18n.Number(float64(n), 0) }
