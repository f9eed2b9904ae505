package ruleweb

import (
	"net/http"

	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// mine answers GET /decisions/mine: the decisions about oneself. What they say stands on the page of each, which is a reading of
// one's own data; here nothing is opened.
func (h handlers) mine(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Rules.Of(r.Context(), r.Who, r.Who.Person, region.Key{})
	if err != nil {
		return err
	}
	t := web.Table{Caption: p.T("rule.page.mine"), Head: []string{p.T("rule.page.mine.on"), p.T("rule.page.set"), p.T("rule.page.mine.state")}}
	for _, d := range list {
		v, err := h.Rules.View(r.Context(), r.Who, d.Version)
		if err != nil {
			return err
		}
		state := p.T("rule.page.mine.stands")
		if d.SupersededBy != "" {
			state = p.T("rule.page.mine.corrected")
		}
		t.Rows = append(t.Rows, web.Row{
			Head: web.Plain(d.On), Href: p.Link("/decisions/" + d.ID), Cells: []string{web.Mark(p.Name(v.Rules.Document().Title)), state},
		})
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("rule.page.mine"), Menu: "/decisions/mine", Body: minePage(p, t)})
}
