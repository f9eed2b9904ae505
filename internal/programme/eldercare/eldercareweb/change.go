package eldercareweb

import (
	"maps"
	"math"
	"slices"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// changeView is why the number of people who lack what is due changed since the last diagnosis of an earlier month, and how the gap between urban and
// rural moved.
type changeView struct {
	Lead   string
	Nums   []web.Num
	Bars   []web.Bar // served shares then and now
	Shares web.Table
	Move   string // from which side the gap between urban and rural moved; empty where that is not known
	Table  web.Table
	Notes  []string
}

// tally is who is due something and who has all of it.
type tally struct{ due, served int }

func (t tally) lacking() int { return t.due - t.served }

func (t tally) share() (float64, bool) { return shareOf(t.served, t.due) }

// change says it of the places that the record still has; empty where there is nothing to compare with.
func (h handlers) change(p web.Page, last *eldercare.Record) changeView {
	if last.Base == nil {
		return changeView{}
	}
	var v changeView
	now, then := map[eldercare.Residence]tally{}, map[eldercare.Residence]tally{}
	var all, was tally
	for _, c := range last.Cells {
		t := tally{c.Served + c.Unserved, c.Served}
		all = all.plus(t)
		now[c.Residence] = now[c.Residence].plus(t)
	}
	shifts, reasons := shiftsOf(last)
	was = all
	maps.Copy(then, now)
	for _, s := range shifts {
		t := tally{-s.Due(), -s.Served()}
		was = was.plus(t)
		then[s.Residence] = then[s.Residence].plus(t)
	}
	v.Lead = p.T("eldercare.change.lead."+way(all.lacking()-was.lacking()), "day", p.Day(last.Base.On), "was", count(was.lacking()), "now", count(all.lacking()), "by", count(abs(all.lacking()-was.lacking())))
	v.Nums = []web.Num{
		{Label: p.T("eldercare.change.was", "day", p.Period(last.Base.On)), Value: count(was.lacking()), Unit: p.T("eldercare.page.people")},
		{Label: p.T("eldercare.change.now", "day", p.Period(last.On)), Value: count(all.lacking()), Unit: p.T("eldercare.page.people")},
		{Label: p.T("eldercare.change.gap"), Value: signed(all.lacking() - was.lacking()), Unit: p.T("eldercare.page.people")},
	}
	v.Bars, v.Shares = shares(p, then, now)
	if m, known := gapMove(then, now); known {
		v.Move = p.Say(m)
	}
	v.Table = reasonTable(p, shifts, reasons)
	unsure := 0
	for _, c := range last.Cells {
		unsure += c.Unsure
	}
	v.Notes = append(v.Notes, p.T("eldercare.change.unsure", "n", count(unsure)))
	switch {
	case last.Base.Untold:
		v.Notes = append(v.Notes, p.T("eldercare.change.rules.untold"))
	case last.Base.Rules:
		v.Notes = append(v.Notes, p.T("eldercare.change.rules"))
	}
	return v
}

func (t tally) plus(o tally) tally { return tally{t.due + o.due, t.served + o.served} }

// shiftsOf are the shifts of the places that a record still has, and their reasons in the order in which they are told.
func shiftsOf(last *eldercare.Record) (shifts []eldercare.Shift, reasons []eldercare.Reason) {
	at := map[string]bool{}
	for _, c := range last.Cells {
		at[c.Place] = true
	}
	for _, s := range last.Shifts {
		if at[s.Place] {
			shifts = append(shifts, s)
			if !slices.Contains(reasons, s.Reason) {
				reasons = append(reasons, s.Reason)
			}
		}
	}
	slices.Sort(reasons)
	return shifts, reasons
}

// reasonTable is a row for each reason and one for all together, which is their sum.
func reasonTable(p web.Page, shifts []eldercare.Shift, reasons []eldercare.Reason) web.Table {
	t := web.Table{
		Caption: p.T("eldercare.change.caption"),
		Head: []string{
			p.T("eldercare.change.reason"), p.T("eldercare.change.people"), p.T("eldercare.change.due"), p.T("eldercare.change.served"),
			p.T("eldercare.change.lacking"), p.T("eldercare.page.urban"), p.T("eldercare.page.rural"),
		},
	}
	row := func(head string, in func(eldercare.Shift) bool) web.Row {
		var n, due, served, urban, rural int
		for _, s := range shifts {
			if !in(s) {
				continue
			}
			n, due, served = n+s.N, due+s.Due(), served+s.Served()
			switch s.Residence {
			case eldercare.Urban:
				urban += s.Unserved()
			case eldercare.Rural:
				rural += s.Unserved()
			}
		}
		return web.Row{Head: web.Plain(head), Cells: []string{count(n), signed(due), signed(served), signed(due - served), signed(urban), signed(rural)}}
	}
	for _, why := range reasons {
		t.Rows = append(t.Rows, row(p.T("eldercare.reason."+string(why)), func(s eldercare.Shift) bool { return s.Reason == why }))
	}
	t.Rows = append(t.Rows, row(p.T("eldercare.change.all"), func(eldercare.Shift) bool { return true }))
	return t
}

// shares are the served shares of urban and rural then and now, with their difference and ratio: never one without the other.
func shares(p web.Page, then, now map[eldercare.Residence]tally) ([]web.Bar, web.Table) {
	t := web.Table{
		Caption: p.T("eldercare.change.shares"), Head: []string{p.T("eldercare.change.what"), p.T("eldercare.change.then"), p.T("eldercare.change.today")},
	}
	var bars []web.Bar
	for _, where := range []eldercare.Residence{eldercare.Urban, eldercare.Rural} {
		name := p.T("eldercare.page." + string(where))
		before, had := then[where].share()
		after, has := now[where].share()
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(name), Cells: []string{percent(before, had), percent(after, has)}})
		bars = append(
			bars, web.Bar{Label: web.Plain(p.T("eldercare.change.bar.then", "group", name)), Value: percent(before, had), Share: before, Missing: !had},
			web.Bar{Label: web.Plain(p.T("eldercare.change.bar.now", "group", name)), Value: percent(after, has), Share: after, Missing: !has},
		)
	}
	difference, ratio := func(of map[eldercare.Residence]tally) string { return points(of[eldercare.Urban], of[eldercare.Rural]) }, func(of map[eldercare.Residence]tally) string {
		return times(of[eldercare.Urban], of[eldercare.Rural])
	}
	t.Rows = append(
		t.Rows, web.Row{Head: web.Plain(p.T("eldercare.change.absolute")), Cells: []string{difference(then), difference(now)}},
		web.Row{Head: web.Plain(p.T("eldercare.change.ratio")), Cells: []string{ratio(then), ratio(now)}},
	)
	return bars, t
}

// points is the difference of two shares in percentage points, as the shares are printed.
func points(a, b tally) string {
	x, knownA := a.share()
	y, knownB := b.share()
	if !knownA || !knownB {
		return "—"
	}
	return i18n.Number(math.Round(1000*x)/10-math.Round(1000*y)/10, 1)
}

// times is the ratio of two shares; beside nothing there is none.
func times(a, b tally) string {
	x, knownA := a.share()
	y, knownB := b.share()
	if !knownA || !knownB || y == 0 {
		return "—"
	}
	return i18n.Number(x/y, 2)
}

// way is the part of a key that says where something went.
func way(by int) string {
	switch {
	case by < 0:
		return "smaller"
	case by > 0:
		return "larger"
	}
	return "same"
}

func abs(n int) int { return max(n, -n) }

// signed writes a change with its sign.
func signed(n int) string {
	switch {
	case n > 0:
		return "+" + count(n)
	case n < 0:
		return "−" + count(-n)
	}
	return "0"
}

// nameOf is the name of a place on the map of today.
func (h handlers) nameOf(p web.Page, k region.Key) web.Text {
	return p.Place(h.Elders.Regions.At(dayOf(h)), k)
}
