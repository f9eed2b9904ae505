package factweb

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// short is how much of a sum stands in a list; the page of the batch has all of it.
const short = 16

// perPage is how many batches stand on a page.
const perPage = 50

// batchesView is who has loaded what.
type batchesView struct {
	Own    web.Table
	Pages  web.Pages
	Common web.Table
}

// batches answers GET /import/batches.
func (h handlers) batches(w http.ResponseWriter, r *web.Request) error {
	at := web.Pages{Name: "page", Now: 1}
	if n, err := strconv.Atoi(r.URL.Query().Get(at.Name)); err == nil && n > 1 {
		at.Now = n
	}
	own, all, err := h.Facts.Loads(r.Context(), r.Who, (at.Now-1)*perPage, perPage)
	if err != nil {
		return err
	}
	if at.Last = max(1, (all+perPage-1)/perPage); at.Now > at.Last {
		return errNoFile
	}
	common, _, err := h.Common.Shared(r.Context(), r.Who, 0, perPage)
	if err != nil {
		return err
	}
	state, err := h.States(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	v := batchesView{
		Own: batchTable(p, p.Count("fact.page.batches.own", all), own, state, true), Pages: at,
		Common: batchTable(p, p.T("fact.page.batches.common.caption"), common, state, false),
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("fact.page.batches"), Menu: "/import/batches", Body: batchesPage(p, v),
	})
}

// states says how far the publication of a series has come, as the key of its words; nil for who may not know.
type states = func(owner int64, s fact.Series) string

func batchTable(p web.Page, caption string, list []fact.Loaded, state states, linked bool) web.Table {
	t := web.Table{Caption: caption, Head: []string{
		p.T("fact.page.file"), p.T("fact.page.when"), p.T("fact.page.who"), p.T("fact.page.rows"), p.T("fact.page.vintages"),
	}}
	if state != nil {
		t.Head = append(t.Head, p.T("fact.page.publication"))
	}
	t.Head = append(t.Head, p.T("fact.page.sha256"))
	for _, l := range list {
		b := l.Batch
		row := web.Row{Head: p.Typed(b.Name), Cells: []string{
			p.Instant(b.AtMs), p.Doer(b.Actor), i18n.Number(float64(b.Rows), 0), vintages(p, l.Manifest.Vintages),
		}}
		if linked {
			row.Href = p.Link("/import/batches/" + strconv.FormatInt(b.Order, 10))
		}
		if state != nil {
			row.Cells = append(row.Cells, publication(p, l.Manifest, state))
		}
		row.Cells = append(row.Cells, b.SHA256[:min(short, len(b.SHA256))])
		t.Rows = append(t.Rows, row)
	}
	return t
}

// vintages lists them in one cell; figures without one have a word of their own.
func vintages(p web.Page, list []string) string {
	list = slices.Clone(list)
	for i, v := range list {
		list[i] = web.Mark(p.Typed(v))
		if v == "" {
			list[i] = p.T("fact.page.vintages.none")
		}
	}
	const most = 4
	if len(list) > most {
		return p.T("fact.page.vintages.many", "first", strings.Join(list[:most], "; "), "more", len(list)-most)
	}
	return strings.Join(list, "; ")
}

// publication counts the series of a batch by how far their publication has come, in the order of the words.
func publication(p web.Page, m fact.Manifest, state states) string {
	counts := map[string]int{}
	for _, s := range m.Series {
		counts[p.T(state(s.Owner, fact.Series{Variable: s.Variable, Source: s.Source}))]++
	}
	var said []string
	for _, words := range slices.Sorted(maps.Keys(counts)) {
		said = append(said, p.T("fact.page.publication.count", "state", words, "n", counts[words]))
	}
	return strings.Join(said, "; ")
}
