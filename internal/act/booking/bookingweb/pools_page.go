package bookingweb

import (
	"net/http"

	"mihe/internal/act/booking"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// poolsView is what an account keeps.
type poolsView struct {
	Done  string
	Late  []loanLine
	Table *web.Table
}

// loanLine is a device that is out.
type loanLine struct {
	Number, Piece, Says string
	Mood                web.Mood
	Of, Href            string // the pool
	ID                  string
}

// pools answers GET /pools: what the account keeps, and first what should have come back.
func (h handlers) pools(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Bookings.Pools(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v := poolsView{Done: done(r)}
	for _, l := range booking.Overdue(list, h.Bookings.Today()) {
		v.Late = append(v.Late, loanOf(p, l.Loan, l.Of, h.Bookings.Today()))
	}
	t := &web.Table{
		Caption: p.T("booking.pools.caption"),
		Head:    []string{p.T("catalog.page.service"), p.T("catalog.page.location"), p.T("booking.pools.free"), p.T("booking.pools.total"), p.T("booking.pools.waiting")},
	}
	for _, one := range list {
		waiting := 0
		for _, x := range one.Line {
			if x.Standing == booking.Waiting {
				waiting++
			}
		}
		t.Rows = append(t.Rows, web.Row{
			Head: p.Name(one.Name), Href: p.Link("/pools/" + one.ID),
			Cells: []string{web.Mark(p.Name(one.Place)), p.T("booking.page.number.plain", "n", max(one.Free, 0)), units(p, one.Pool, one.Total), p.T("booking.page.number.plain", "n", waiting)},
		})
	}
	if len(t.Rows) > 0 {
		v.Table = t
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("booking.pools.title"), Menu: "/pools", Body: poolsPage(p, v)})
}

func loanOf(p web.Page, l booking.Loan, of booking.Pool, today string) loanLine {
	x := loanLine{ID: l.ID, Number: ident.Number(l.ID), Piece: l.Piece, Of: title(p, of), Href: p.Link("/pools/" + of.ID)}
	x.Says, x.Mood = lent(p, l, today)
	return x
}
