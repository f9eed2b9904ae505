package deliveryweb

import (
	"net/http"
	"strings"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// tapPath is the address that stands on every tag, so it is short and never changes. The tag adds what it says: p its data, m its code.
const tapPath = "/t"

// tapView is what a carer and the person read after a tag was held to the telephone.
type tapView struct {
	Tap         delivery.Tap
	Whose, What string // the visit that it may confirm
	Finishes    bool   // it finishes the visit as well
	Done        bool
	Wrong       string
}

// tap answers GET /t: what the tag would confirm. Nothing is recorded before somebody presses the button: a telephone may open addresses by itself.
func (h handlers) tap(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	t := delivery.Tap{PICC: q.Get("p"), MAC: q.Get("m")}
	if t == (delivery.Tap{}) {
		return h.showTap(w, r, http.StatusOK, tapView{Done: q.Get("done") == "yes"})
	}
	v, err := h.tapView(r, t)
	if e, status, ok := web.Refusal(err); ok {
		return h.showTap(w, r, status, tapView{Wrong: r.Page.T(e.Key, e.Args...)})
	}
	if err != nil {
		return err
	}
	return h.showTap(w, r, http.StatusOK, v)
}

// tapView finds the visit that a tap may confirm, and names whose it is.
func (h handlers) tapView(r *web.Request, t delivery.Tap) (v tapView, err error) {
	one, err := h.Deliveries.Tapped(r.Context(), r.Who, t)
	if err != nil {
		return v, err
	}
	known := map[string]party.Known{} // the name alone: whoever holds the tag to the telephone is there
	if err := openPersons(r, h.Persons, []string{one.Person}, nameOnly, known); err != nil {
		return v, err
	}
	shown := h.visit(r.Page, one, known)
	return tapView{Tap: t, Whose: web.Mark(shown.Name), What: shown.Time + " " + web.Mark(shown.What), Finishes: one.State == delivery.Started}, nil
}

func (h handlers) showTap(w http.ResponseWriter, r *web.Request, status int, v tapView) error {
	return r.Render(w, status, web.View{Title: r.Page.T("delivery.tap.title"), Menu: today, Body: tapPage(r.Page, v)})
}

// tapped answers POST /t: it finishes the visit under way, or confirms the one that was finished.
func (h handlers) tapped(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "delivery.wrong")
	}
	t := delivery.Tap{PICC: strings.TrimSpace(r.PostFormValue("p")), MAC: strings.TrimSpace(r.PostFormValue("m"))}
	refused := func(status int, says string) error { return h.showTap(w, r, status, tapView{Wrong: says}) }
	one, err := h.Deliveries.Tapped(r.Context(), r.Who, t)
	var done delivery.Moved
	if err == nil {
		done, err = h.moved(r, one, t)
	}
	if e, status, ok := web.Refusal(err); ok {
		return refused(status, r.Page.T(e.Key, e.Args...))
	}
	switch {
	case err != nil:
		return err
	case done.Outcome == delivery.Conflict:
		return refused(http.StatusConflict, r.Page.T(done.Said()))
	case !done.Taken:
		return refused(http.StatusUnprocessableEntity, r.Page.T("delivery.tap.vain"))
	}
	return r.SeeOther(w, tapPath, "done", "yes")
}

// moved reports the step that a tap is part of.
func (h handlers) moved(r *web.Request, one delivery.Shown, t delivery.Tap) (delivery.Moved, error) {
	id, err := ident.New("move", h.Now(), h.Random)
	if err != nil {
		return delivery.Moved{}, err
	}
	step := delivery.Confirm
	if one.State == delivery.Started {
		step = delivery.Finish
	}
	return h.Deliveries.Move(r.Context(), r.Who, delivery.Move{
		ID: strings.TrimPrefix(id, "move_"), Visit: one.ID, Step: step, ClaimedMs: h.Now().UnixMilli(), Tap: t,
	})
}
