package bookingweb

import (
	"net/http"

	"mihe/internal/act/booking"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party/partyweb"
)

// mineView is what concerns the reader.
type mineView struct {
	Lead          string
	Done, Wrong   string
	Mandate       string       // under which somebody acts for the person, or empty
	Whose         []web.Choice // empty when there is only oneself
	Offers, Taken []mineLine
	Waits         []mineLine
	Loans         []mineLine
	Works         bool // the reader has hours of its own
}

// mineLine is one of it.
type mineLine struct {
	ID, Number, Title, Units, Says string
	Mood                           web.Mood
	Terms                          []string // of a loan
	Gives                          bool     // the place can be given back here
}

// mine answers GET /bookings.
func (h handlers) mine(w http.ResponseWriter, r *web.Request) error {
	return h.showMine(w, r, http.StatusOK, r.URL.Query().Get("mandate"), wrong{})
}

// whose are the pages of those for whom the reader may answer.
func (h handlers) whose() partyweb.Whose {
	return partyweb.Whose{Mandates: h.Mandates, For: h.Acting, Path: "/bookings"}
}

func (h handlers) showMine(w http.ResponseWriter, r *web.Request, status int, mandate string, bad wrong) error {
	p := r.Page
	who, err := h.whose().Actor(r, mandate)
	if err != nil {
		return err
	}
	m, err := h.Bookings.Own(r.Context(), who, partyweb.Subject(who))
	if err != nil {
		return err
	}
	v := mineView{Lead: p.T("booking.mine.lead"), Done: done(r), Wrong: bad.says, Mandate: mandate}
	var name string
	if v.Whose, name, err = h.whose().Choices(r, mandate); err != nil {
		return err
	}
	if name != "" {
		v.Lead = p.T("booking.mine.for", "name", name)
	}
	out := map[string]bool{}
	for _, l := range m.Loans {
		one := mineLine{ID: l.ID, Number: called(p, l.ID), Title: title(p, m.Pools[l.Pool]), Terms: catalogweb.DeviceTerms(p, &l.Terms)}
		one.Says, one.Mood = lent(p, l, h.Bookings.Today())
		v.Loans, out[l.Hold] = append(v.Loans, one), l.State == booking.Lent
	}
	for _, x := range m.Holds {
		one := mineLine{ID: x.ID, Number: called(p, x.ID), Title: title(p, m.Pools[x.Pool]), Units: units(p, m.Pools[x.Pool], x.Units), Gives: !out[x.ID]}
		one.Says, one.Mood = standing(p, x)
		switch {
		case x.State == booking.Held:
			v.Offers = append(v.Offers, one)
		case !out[x.ID]: // what is in the reader's hands stands among the loans
			v.Taken = append(v.Taken, one)
		}
	}
	for _, x := range m.Waits {
		one := mineLine{ID: x.ID, Number: called(p, x.ID), Title: title(p, m.Pools[x.Pool]), Units: units(p, m.Pools[x.Pool], x.Units), Says: p.Count("booking.mine.ahead", x.Ahead)}
		if x.Ahead == 0 {
			one.Says = p.T("booking.mine.first")
		}
		v.Waits = append(v.Waits, one)
	}
	hours, err := h.Bookings.Hours(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v.Works = len(hours.Posts)+len(hours.Providers) > 0
	return r.Render(w, status, web.View{Title: p.T("booking.mine.title"), Menu: "/bookings", Body: minePage(p, v)})
}
