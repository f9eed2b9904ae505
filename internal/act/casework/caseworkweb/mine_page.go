package caseworkweb

import (
	"net/http"

	"mihe/internal/act/casework"
	"mihe/internal/base/web"
)

// mine answers GET /cases/mine: the cases about oneself.
func (h handlers) mine(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Cases.Own(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var all []line
	for _, c := range list {
		turn := c.Turn()
		l := line{
			Href: p.Link("/cases/" + c.ID), Number: p.T("casework.page.number", "number", c.Number()),
			Says:  p.T("casework.queue.says", "item", word(p, c.Machine, "item", c.Item), "place", web.Mark(h.place(p, c.Place))),
			State: word(p, c.Machine, "state", string(c.State)), Mood: mood(c, h.today()), Left: web.Unmarked(h.turn(p, turn, c.Clock == casework.PersonClock)),
		}
		all = append(all, l)
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("casework.mine.title"), Menu: "/cases/mine", Body: minePage(p, all)})
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
