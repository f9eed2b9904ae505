package indicatorweb

import (
	"slices"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// regionItem is one indicator of a place: its bars, and in a sentence what separates it from the nation.
type regionItem struct {
	Href    string
	Subject web.Text
	Tag     string // band and its range
	Label   string
	Bars    []web.Bar
	Note    string
	Why     string // instead of bars, when the place has no level
	// Internal marks what has not been approved for publication.
	Internal bool
}

func (h *handlers) regionItem(p web.Page, f *indicator.Profile, st indicator.Standing) regionItem {
	ind := st.Indicator
	it := regionItem{
		Href: h.itemHref(p, f, st), Subject: p.Name(ind.Subject),
		Label: p.T("region.item.label", "indicator", p.Name(ind.Name).Text, "unit", Unit(p, ind)),
	}
	it.Subject.Text = capital(it.Subject.Text)
	if st.Own.Value == nil {
		it.Why = p.T("indicator.why.no_data")
		if st.Own.Why != nil {
			it.Why = p.Say(*st.Own.Why)
		}
		return it
	}
	band := ind.Band(*st.Own.Value)
	it.Tag = p.T("indicator.band.full", "band", BandName(p, band), "range", BandRange(p, ind, band))
	it.Bars, it.Note, it.Internal = itemBars(p, f, st), itemNote(p, st), st.Internal
	return it
}

// itemHref leads to the indicator where the place can be seen among its neighbours.
func (h *handlers) itemHref(p web.Page, f *indicator.Profile, st indicator.Standing) string {
	q := indicator.Question{By: indicator.ByProvince, Period: st.Period}
	if f.Unit.Level > region.Province && len(f.Ancestors) > 0 {
		q.By, q.Within = indicator.ByCounty, string(f.Ancestors[0].Code)
		if f.Unit.Level == region.Prefecture {
			q.By = indicator.ByPrefecture
		}
	}
	return link(p, st.Indicator, q)
}

// itemBars sets the place beside its peers' middle, its province and the nation, on one scale from zero.
func itemBars(p web.Page, f *indicator.Profile, st indicator.Standing) []web.Bar {
	type beside struct {
		key   string
		value *float64
	}
	rows := []beside{
		{"own", st.Own.Value}, {"peers", st.PeerMedian}, {"province", st.Above.Value}, {"nation", st.Nation.Value},
	}
	longest := 0.0
	for _, row := range rows {
		if row.value != nil {
			longest = max(longest, *row.value)
		}
	}
	up := st.Indicator.Direction == indicator.Up
	var bars []web.Bar
	for _, row := range rows {
		if row.value == nil || row.key == "province" && f.Unit.Level == region.Province {
			continue
		}
		b := web.Bar{Label: web.Plain(p.T("region.item." + row.key)), Value: Number(st.Indicator, *row.value)}
		if longest > 0 {
			b.Share = max(0, *row.value/longest)
		}
		if row.key == "own" && up && st.Nation.Value != nil && longest > 0 {
			b.Ahead = *st.Nation.Value / longest // hatched where the nation has more
		}
		bars = append(bars, b)
	}
	return bars
}

// itemNote says how the place stands to the nation, as a need and without a rank, and how wide its peers lie.
func itemNote(p web.Page, st indicator.Standing) string {
	var parts []string
	ind := st.Indicator
	if st.Nation.Value != nil {
		d := *st.Own.Value - *st.Nation.Value
		parts = append(parts, p.T("region.item.than."+direction(*st.Nation.Value, *st.Own.Value, float64(ind.Decimals)),
			"by", GapAmount(p, ind, max(d, -d))))
	}
	if st.PeerLow != nil {
		parts = append(parts, p.T("region.item.range", "low", Number(ind, *st.PeerLow), "middle", Number(ind, *st.PeerMedian),
			"high", Amount(p, ind, *st.PeerHigh)))
	}
	return sentence(p, parts...)
}

// standingTable repeats all figures of a place as a table.
func standingTable(p web.Page, f *indicator.Profile) web.Table {
	t := web.Table{Caption: p.T("region.page.table"), Head: []string{
		p.T("region.table.indicator"), p.T("region.table.period"), p.T("region.table.own"), p.T("indicator.table.band"),
	}}
	peers, above := len(f.Peers) > 0, len(f.Ancestors) > 0
	if above {
		t.Head = append(t.Head, p.T("region.table.province"))
	}
	if peers {
		t.Head = append(t.Head, p.T("region.table.peers"))
	}
	t.Head = append(t.Head, p.T("region.table.nation"), p.T("region.table.completeness"), p.T("region.table.source"))
	for _, st := range f.Standings {
		t.Rows = append(t.Rows, standingRow(p, st, above, peers))
	}
	return t
}

func standingRow(p web.Page, st indicator.Standing, above, peers bool) web.Row {
	ind := st.Indicator
	band := none
	if st.Own.Value != nil {
		band = BandName(p, ind.Band(*st.Own.Value))
	}
	row := web.Row{Head: p.Name(ind.Name), Href: p.Link(pagePath(ind)), Cells: []string{
		p.Period(st.Period), amountOrWhy(p, ind, st.Own), band,
	}}
	if above {
		row.Cells = append(row.Cells, amountOrWhy(p, ind, st.Above))
	}
	if peers && st.PeerLow != nil {
		row.Cells = append(row.Cells, p.T("region.table.span", "low", Number(ind, *st.PeerLow),
			"middle", Number(ind, *st.PeerMedian), "high", Number(ind, *st.PeerHigh)))
	} else if peers {
		row.Cells = append(row.Cells, none)
	}
	row.Cells = append(row.Cells, amountOrWhy(p, ind, st.Nation), Completeness(st.Own.Completeness), sourceTitles(p, st.Sources))
	return row
}

// sourceTitles names the sources for a cell; a title in another language than the page is marked.
func sourceTitles(p web.Page, sources []indicator.SourceNote) string {
	var list []string
	for _, s := range sources {
		if title := web.Mark(p.Name(s.Title)); !slices.Contains(list, title) {
			list = append(list, title)
		}
	}
	return strings.Join(list, "; ")
}

// amountOrWhy writes a level, or why there is none.
func amountOrWhy(p web.Page, ind *indicator.Indicator, l indicator.Level) string {
	switch {
	case l.Value != nil:
		return Amount(p, ind, *l.Value)
	case l.Why != nil:
		return p.Say(*l.Why)
	}
	return none
}
