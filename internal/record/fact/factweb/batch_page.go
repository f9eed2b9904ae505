package factweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// batchView is one batch: who brought what, and the series it adds to.
type batchView struct {
	Title, Says string // the title marked
	Facts       [][]web.Fact
	Series      web.Table
}

// batch answers GET /import/batches/{n}.
func (h handlers) batch(w http.ResponseWriter, r *web.Request) error {
	l, err := h.Facts.Loaded(r.Context(), r.Who, r.PathValue("n"))
	if err != nil {
		return err
	}
	state, err := h.States(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p, b, m := r.Page, l.Batch, l.Manifest
	one := func(key, says string) web.Fact {
		return web.Fact{Term: p.T(key), Says: []web.Text{p.Typed(says)}}
	}
	v := batchView{
		Title: p.T("fact.page.batch.title", "name", web.Mark(p.Typed(b.Name))),
		Says:  p.T("fact.page.batch.says", "rows", i18n.Number(float64(b.Rows), 0), "periods", periods(p, m)),
		Facts: [][]web.Fact{
			{{Term: p.T("fact.page.who"), Says: []web.Text{web.Plain(p.Doer(b.Actor))}}, one("fact.page.when", p.Instant(b.AtMs)), {Term: p.T("fact.page.where"), Says: []web.Text{h.place(p, b.Region), web.Plain(b.Region.String())}}, one("fact.page.vintages", web.Unmarked(vintages(p, m.Vintages)))},
			{one("fact.page.sha256", b.SHA256), one("fact.page.cells", m.CellsSHA256), one("fact.page.record", b.Record), one("fact.page.order", strconv.FormatInt(b.Order, 10))},
		},
		Series: seriesTable(p, m, state),
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: v.Title, Menu: "/import/batches", Body: batchPage(p, v),
		Crumbs: []web.Crumb{
			{Href: "/import/batches", Text: web.Plain(p.T("fact.page.batches"))},
			{Text: p.Typed(b.Name)},
		},
	})
}

// mostSeries is how many series stand on the page; a batch rarely has more than a dozen.
const mostSeries = 500

func seriesTable(p web.Page, m fact.Manifest, state states) web.Table {
	t := web.Table{
		Caption: p.T("fact.page.batch.series.caption", "n", len(m.Series)),
		Head:    []string{p.T("fact.page.variable"), p.T("fact.page.source.title")},
	}
	if state != nil {
		t.Head = append(t.Head, p.T("fact.page.publication"))
	}
	for _, s := range m.Series[:min(mostSeries, len(m.Series))] {
		row := web.Row{Head: web.Plain(s.Variable), Cells: []string{web.Mark(p.Typed(s.Source))}}
		if state != nil {
			row.Cells = append(row.Cells, p.T(state(s.Owner, fact.Series{Variable: s.Variable, Source: s.Source})))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
