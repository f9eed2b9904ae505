package bookingweb

import (
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/act/booking"
	"mihe/internal/base/web"
)

// poolView is one pool.
type poolView struct {
	ID, Title, Room, Days, Done, Wrong string
	Held                               []heldLine
	Line                               []waitLine
	Loans                              []loanLine
	Lends, Handles                     bool
	Conditions                         []web.Option
	Number, Units                      web.Field // of a claim
	Key                                string
	Total, Hours, Until                web.Field // of a change
}

// heldLine is what is kept for somebody.
type heldLine struct {
	ID, Number, Units, Says string
	Mood                    web.Mood
	Case                    string // where it leads, or empty
	Takes, Lends            bool
	Piece, Due              web.Field
}

// waitLine is somebody in the line.
type waitLine struct {
	ID, Place, Number, Units, Since string
	Offered                         bool
}

// pool answers GET /pools/{id}.
func (h handlers) pool(w http.ResponseWriter, r *web.Request) error {
	return h.showPool(w, r, http.StatusOK, r.PathValue("id"), "", wrong{})
}

// showPool shows a pool, with what is wrong in one of its forms: claim, change, or the identifier of a hold.
func (h handlers) showPool(w http.ResponseWriter, r *web.Request, status int, id, form string, bad wrong) error {
	p := r.Page
	b, err := h.Bookings.Pool(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	v := poolView{ID: id, Title: title(p, b.Pool), Room: room(p, b), Done: done(r), Lends: b.Lends(), Handles: b.Handles, Key: key()}
	v.Days = p.T("booking.pool.days", "from", p.Day(b.From), "hours", p.Count("booking.pool.hours", b.HoldHours))
	if b.Until != "" {
		v.Days = p.T("booking.pool.days.until", "from", p.Day(b.From), "until", p.Day(b.Until), "hours", p.Count("booking.pool.hours", b.HoldHours))
	}
	out := map[string]bool{}
	for _, l := range b.Loans {
		out[l.Hold] = true
		v.Loans = append(v.Loans, loanOf(p, l, b.Pool, h.Bookings.Today()))
	}
	for _, x := range b.Holds {
		if !out[x.ID] { // it stands among the loans
			v.Held = append(v.Held, held(p, b, x, form, bad))
		}
	}
	for i, x := range b.Line {
		one := waitLine{ID: x.ID, Place: strconv.Itoa(i + 1), Number: called(p, x.ID), Units: units(p, b.Pool, x.Units), Since: p.Instant(x.JoinedMs), Offered: x.Standing == booking.Offered}
		v.Line = append(v.Line, one)
	}
	for _, c := range booking.Conditions {
		v.Conditions = append(v.Conditions, web.Option{Value: c, Label: web.Plain(p.T("booking.condition." + c))})
	}
	h.fields(r, &v, b, form, bad)
	return r.Render(w, status, web.View{
		Title: web.Unmarked(v.Title), Menu: "/pools", Body: poolPage(p, v),
		Crumbs: []web.Crumb{{Href: "/pools", Text: web.Plain(p.T("booking.pools.title"))}, {Text: web.Plain(web.Unmarked(v.Title))}},
	})
}

func held(p web.Page, b booking.View, x booking.Hold, form string, bad wrong) heldLine {
	one := heldLine{ID: x.ID, Number: called(p, x.ID), Units: units(p, b.Pool, x.Units), Takes: x.State == booking.Held, Lends: b.Lends() && x.Units == 1}
	one.Says, one.Mood = standing(p, x)
	if strings.HasPrefix(x.For, "case_") && b.Handles {
		one.Case = p.Link("/cases/" + x.For)
	}
	one.Piece = web.Field{Name: "piece", ID: "piece-" + x.ID, Label: p.T("booking.field.piece"), Hint: p.T("booking.field.piece.hint")}
	one.Due = web.Field{Name: "due_on", ID: "due-" + x.ID, Label: p.T("booking.field.due_on"), Hint: p.T("booking.field.due_on.hint")}
	if form == x.ID {
		one.Piece.Error, one.Due.Error = bad.at("piece"), bad.at("due_on")
	}
	return one
}

// fields fills in the forms that stand once on the page.
func (h handlers) fields(r *web.Request, v *poolView, b booking.View, form string, bad wrong) {
	p := r.Page
	field := func(of, name, value string) web.Field {
		f := web.Field{Name: name, ID: of + "-" + name, Label: p.T("booking.field." + name), Hint: p.T("booking.field." + name + ".hint"), Value: value}
		if form == of {
			f.Value, f.Error = typed(r, name), bad.at(name)
		}
		return f
	}
	v.Number, v.Units = field("claim", "number", ""), field("claim", "units", "1")
	v.Total, v.Hours, v.Until = field("change", "total", strconv.Itoa(b.Total)), field("change", "hold_hours", strconv.Itoa(b.HoldHours)), field("change", "until", b.Until)
	v.Wrong = bad.above("number", "units", "total", "hold_hours", "until", "piece", "due_on")
}
