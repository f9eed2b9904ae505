package eldercareweb

import (
	"net/http"

	"github.com/a-h/templ"

	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// Board is what a board says of elder care to those who may read its counts: a month replayed under three policies, and why the gap moved. It
// is nil for everybody else, and where there is neither.
func Board(r *web.Request, elders *eldercare.Service) (templ.Component, error) {
	if may := elders != nil && r.Who.Check(eldercare.CanRead) == nil; !may {
		return nil, nil //nolint:nilnil // nothing to show is no fault
	}
	h, p := handlers{Deps{Elders: elders}}, r.Page
	var cards []web.Finding
	last, err := elders.Latest(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	if last != nil && last.Base != nil {
		c := h.change(p, last)
		cards = append(cards, web.Finding{
			Kicker: p.T("eldercare.change.title"), When: p.Period(last.On), Title: web.Plain(p.T("eldercare.page.title")), Href: p.Link("/eldercare#change"),
			Say: p.T("eldercare.board.change", "place", h.whose(p, last), "says", c.Lead), Nums: c.Nums, Source: web.Mark(p.Typed(elders.Source)), Table: c.Table,
		})
	}
	one, err := elders.RecentReplay(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	if one != nil {
		cards = append(cards, h.replayCard(p, one))
	}
	if cards == nil {
		return nil, nil //nolint:nilnil // nothing to show is no fault
	}
	return boardSection(p, cards), nil
}

// replayCard is a month under three policies in short: the gap that each leaves, and what the fair one costs. It
// says when it was computed: what a board shows may be some minutes old.
func (h handlers) replayCard(p web.Page, one *eldercare.Replay) web.Finding {
	v := h.replayView(p, one)
	f := web.Finding{
		Kicker: p.T("eldercare.replay.title"), When: p.Period(one.Month.Of), Title: web.Plain(p.T("eldercare.replay.question")),
		Href: p.Link("/eldercare/replay", "county", string(one.County.Code), "month", one.Month.Of), Say: v.Cost,
		Source: p.T("eldercare.replay.source", "when", p.Instant(one.AtMs)), Table: v.Acts,
	}
	for _, o := range one.Result.Outcomes {
		f.Nums = append(f.Nums, web.Num{
			Label: p.T("eldercare.replay.gap", "policy", p.T("match.policy."+o.Policy)), Value: hundredths(o.Figures.Gap), Unit: p.T("eldercare.replay.points"),
		})
	}
	return f
}

// hand answers POST /eldercare/handed: the figures of the last diagnosis as a file for the node above.
func (h handlers) hand(w http.ResponseWriter, r *web.Request) error {
	made, err := h.Elders.HandUp(r.Context(), r.Who)
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Name: made.Name, Type: "text/csv; charset=utf-8", Body: made.Body})
}
