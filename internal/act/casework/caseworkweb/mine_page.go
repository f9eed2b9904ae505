package caseworkweb

import (
	"net/http"

	"mihe/internal/act/casework"
	"mihe/internal/base/web"
)

// mine answers GET /cases/mine: the cases about oneself, and those that one follows for others.
func (h handlers) mine(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Cases.Own(r.Context(), r.Who)
	if err != nil {
		return err
	}
	others, err := h.Cases.Behalf(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var own, behalf []line
	for _, c := range list {
		own = append(own, h.followed(p, c, ""))
	}
	for _, f := range others {
		behalf = append(behalf, h.followed(p, f.Case, f.By))
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("casework.mine.title"), Menu: "/cases/mine", Body: minePage(p, own, behalf)})
}

// followed is one case as whoever waits for it sees it.
func (h handlers) followed(p web.Page, c casework.Case, mandate string) line {
	return line{
		Href: p.Link("/cases/"+c.ID, "mandate", mandate), Number: p.T("casework.page.number", "number", c.Number()),
		Says: p.T(
			"casework.mine.says", "item", word(p, c.Machine, "item", c.Item), "place", web.Mark(h.place(p, c.Place)), "day", p.Day(c.OpenedOn),
		),
		State: word(p, c.Machine, "state", string(c.State)), Mood: mood(c, h.today()), Left: web.Unmarked(h.turn(p, c)),
	}
}

func mood(c casework.Case, today string) web.Mood {
	switch {
	case c.Late(today):
		return web.Late
	case c.Ended():
		return web.Done
	}
	return web.Current
}
