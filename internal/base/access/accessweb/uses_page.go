package accessweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// usesOnPage is how many uses of one's data a page shows.
const usesOnPage = 50

// uses shows every use of the reader's own data, page by page.
func (h *Pages) uses(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	before := int64(0)
	if s := r.URL.Query().Get("before"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return fault.New(fault.Invalid, "access.page.form")
		}
		before = n
	}
	list, err := h.Accounts.OwnUses(r.Context(), r.Who, before, usesOnPage)
	if err != nil {
		return err
	}
	more := ""
	if len(list) == usesOnPage {
		more = p.Link("/account/uses", "before", strconv.FormatInt(list[len(list)-1].Seq, 10))
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("access.page.uses"), Body: usesPage(p, UsesTable(p, r.Who, list), more),
		Crumbs: h.belowMine(p, "access.page.uses"),
	})
}

// UsesTable shows uses of the data of a reader, who is told by their roles who the others were.
func UsesTable(p web.Page, who access.Actor, list []access.Use) web.Table {
	t := web.Table{Caption: p.T("access.page.uses.caption"), Head: []string{
		p.T("access.page.uses.when"), p.T("access.page.uses.what"), p.T("access.page.uses.why"), p.T("access.page.uses.who"),
	}}
	for _, u := range list {
		why := ""
		if u.Purpose != "" {
			why = p.T("access.page.uses.reason", "purpose", p.T("access.purpose."+u.Purpose), "basis", p.T("access.basis."+u.Basis))
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(instant(u.AtMs)), Cells: []string{kind(p, u.Kind), why, doer(p, who, u.Actor)}})
	}
	return t
}

// doer says who did something, without telling one person another's name.
func doer(p web.Page, who access.Actor, actor string) string {
	switch actor {
	case who.ID:
		return p.T("access.page.uses.self")
	case "visitor":
		return p.T("access.page.uses.stranger")
	}
	return p.Doer(actor)
}

// takeAway is everything about the reader in a form that another program can read.
func (h *Pages) takeAway(w http.ResponseWriter, r *web.Request) error {
	taken, err := h.Accounts.TakeAway(r.Context(), r.Who)
	if err != nil {
		return err
	}
	f, err := web.JSONFile("mihe-account.json", taken)
	if err != nil {
		return err
	}
	return r.Send(w, f)
}
