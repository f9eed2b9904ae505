package eldercareweb

import (
	"cmp"
	"net/http"
	"slices"

	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
)

// diagnosisView is the last diagnosis of the node.
type diagnosisView struct {
	Lead     string
	Limits   []string // how old it is, and that it is not of everywhere
	When     string   // day, and by which list
	Versions string   // of the list and of the rules of validity, as codes
	Nums     []web.Num
	Bars     []web.Bar // served share of urban and rural
	Places   web.Table
	Items    web.Table
	Change   changeView
	Ways     []web.Link
	May      bool // run it again
}

// show answers GET /eldercare.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	last, err := h.Elders.Latest(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	v := diagnosisView{Ways: ways(p), May: r.Who.CheckAt(eldercare.CanDiagnose, h.Elders.Home) == nil}
	if last != nil {
		list, err := h.Elders.Edition(r.Context(), last.Version)
		if err != nil {
			return err
		}
		h.fill(p, &v, last, list)
		v.Limits = h.limits(p, r.Who, last)
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("eldercare.page.title"), Menu: "/eldercare", Body: diagnosisPage(p, v)})
}

// run answers POST /eldercare/run.
func (h handlers) run(w http.ResponseWriter, r *web.Request) error {
	if _, err := h.Elders.Run(r.Context(), r.Who); err != nil {
		return err
	}
	return r.SeeOther(w, "/eldercare")
}

func (h handlers) fill(p web.Page, v *diagnosisView, last *eldercare.Record, list *rule.Set) {
	all := sum(last, func(eldercare.RecordCell) bool { return true })
	due := all.Served + all.Unserved
	v.Lead = p.T("eldercare.page.lead", "place", h.whose(p, last), "day", p.Period(last.On), "unserved", count(all.Unserved), "due", count(due))
	when := "eldercare.page.when"
	if list != h.Elders.List {
		when = "eldercare.page.when.adopted" // of a shipped list, be it of an earlier release, it is known that nobody compared it
	}
	v.When = p.T(when, "day", p.Day(last.On), "elders", count(all.Elders), "undecided", count(all.Undecided))
	v.Versions = p.T("eldercare.page.versions.says", "version", short(last.Version), "again", short(last.Again))
	v.Nums = []web.Num{
		{Label: p.T("eldercare.page.due"), Value: count(due), Unit: p.T("eldercare.page.people")},
		{Label: p.T("eldercare.page.served"), Value: count(all.Served), Unit: p.T("eldercare.page.people")},
		{Label: p.T("eldercare.page.recorded"), Value: count(all.Served + all.Unsure), Unit: p.T("eldercare.page.people")},
		{Label: p.T("eldercare.page.unserved"), Value: count(all.Unserved), Unit: p.T("eldercare.page.people")},
	}
	v.Bars = bars(p, last)
	v.Places = h.places(p, last)
	v.Items = items(p, last, list)
	v.Change = h.change(p, last)
}

// ways lead to what else officials see of elder care.
func ways(p web.Page) []web.Link {
	return []web.Link{
		{Label: p.T("eldercare.ways.counties"), Href: p.Link("/eldercare/counties")}, {Label: p.T("eldercare.ways.replay"), Href: p.Link("/eldercare/replay")},
	}
}

// bars are the served shares of urban and rural elders; the one further behind is marked.
func bars(p web.Page, last *eldercare.Record) []web.Bar {
	var list []web.Bar
	var shares []float64
	for _, where := range []eldercare.Residence{eldercare.Urban, eldercare.Rural} {
		n := sum(last, func(c eldercare.RecordCell) bool { return c.Residence == where })
		share, known := shareOf(n.Served, n.Served+n.Unserved)
		shares = append(shares, share)
		list = append(list, web.Bar{Label: web.Plain(p.T("eldercare.page." + string(where))), Value: percent(share, known), Share: share, Missing: !known})
	}
	if list[0].Missing || list[1].Missing {
		return list
	}
	for i := range list {
		list[i].Ahead = max(shares[0], shares[1])
		list[i].Worst = shares[i] < shares[1-i]
	}
	return list
}

// places is a row for each place, in the order of their codes: no place is ranked.
func (h handlers) places(p web.Page, last *eldercare.Record) web.Table {
	t := web.Table{
		Caption: p.T("eldercare.page.places.caption"),
		Head: []string{
			p.T("eldercare.page.place"), p.T("eldercare.page.elders"), p.T("eldercare.page.due"), p.T("eldercare.page.unserved"), p.T("eldercare.page.share"),
			p.T("eldercare.page.share.urban"), p.T("eldercare.page.share.rural"), p.T("eldercare.page.undecided"),
		},
	}
	view := h.Elders.Regions.At(calendar.Day(h.Elders.Now()))
	for _, k := range keys(last) {
		share := func(where ...eldercare.Residence) string {
			n := sum(last, func(c eldercare.RecordCell) bool {
				return c.Key() == k && (len(where) == 0 || slices.Contains(where, c.Residence))
			})
			return percent(shareOf(n.Served, n.Served+n.Unserved))
		}
		n := sum(last, func(c eldercare.RecordCell) bool { return c.Key() == k })
		name := i18n.Name{Zh: string(k.Code)}
		if u, ok := view.Unit(k); ok {
			name = u.Name
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Name(name), Cells: []string{
			count(n.Elders), count(n.Served + n.Unserved), count(n.Unserved), share(), share(eldercare.Urban), share(eldercare.Rural), count(n.Undecided),
		}})
	}
	return t
}

// items is a row for each item of the list that was looked at, as the list calls it.
func items(p web.Page, last *eldercare.Record, list *rule.Set) web.Table {
	t := web.Table{
		Caption: p.T("eldercare.page.items.caption"),
		Head:    []string{p.T("eldercare.page.item"), p.T("eldercare.page.due"), p.T("eldercare.page.without"), p.T("eldercare.page.share")},
	}
	titles := list.ResultTitles(last.Items, p.Lang)
	for i, item := range last.Items {
		var n eldercare.ItemTally
		for _, c := range last.Cells {
			n.Due += c.Items[item].Due
			n.Served += c.Items[item].Served
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(titles[i]), Cells: []string{count(n.Due), count(n.Due - n.Served), percent(shareOf(n.Served, n.Due))}})
	}
	return t
}

// sum adds the cells that keep says; items are left out.
func sum(r *eldercare.Record, keep func(eldercare.RecordCell) bool) (n eldercare.RecordCell) {
	for _, c := range r.Cells {
		if keep(c) {
			n.Elders += c.Elders
			n.NotDue += c.NotDue
			n.Served += c.Served
			n.Unserved += c.Unserved
			n.Unsure += c.Unsure
			n.Undecided += c.Undecided
		}
	}
	return n
}

// keys are the places of a record, by code.
func keys(r *eldercare.Record) []region.Key {
	var list []region.Key
	for _, c := range r.Cells {
		list = append(list, c.Key())
	}
	slices.SortFunc(list, func(a, b region.Key) int { return cmp.Compare(a.Code, b.Code) })
	return slices.Compact(list)
}

// short is the beginning of a version; a diagnosis of an earlier release does not name all of them.
func short(version string) string { return version[:min(8, len(version))] }

func shareOf(part, whole int) (share float64, known bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// percent writes a share; of nobody there is none.
func percent(share float64, known bool) string {
	if !known {
		return "—"
	}
	return i18n.Number(100*share, 1) + "%"
}

func count(n int) string { return i18n.Number(float64(n), 0) }
