package partyweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// eraseView is the form of erasing somebody who asks for it at the counter.
type eraseView struct {
	ID     string
	Wrong  string // of the whole
	Sure   string // at the box
	Number string // at the number
}

// eraseForm answers GET /persons/{id}/erase: what goes and what stays. It opens nobody.
func (h handlers) eraseForm(w http.ResponseWriter, r *web.Request) error {
	id, err := h.erasable(r)
	if err != nil {
		return err
	}
	return h.showErase(w, r, http.StatusOK, eraseView{ID: id})
}

// erasable is the person whom the path names, where the reader may erase.
func (h handlers) erasable(r *web.Request) (string, error) {
	id, err := named(r, "id", "person")
	if err != nil {
		return "", err
	}
	at, err := h.Persons.Lives(r.Context(), r.Who, id)
	if err != nil {
		return "", err
	}
	return id, r.Who.CheckAt(party.CanErase, at)
}

func (h handlers) showErase(w http.ResponseWriter, r *web.Request, status int, v eraseView) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("party.persons.erase"), Menu: "/persons", Body: erasePage(p, v), Crumbs: h.crumbs(p, p.T("party.persons.erase")),
	})
}

// erase answers POST /persons/{id}/erase. It is said twice: by a box, and by the end of the number on the identity card of whoever
// stands there. A slip of the finger erases nobody.
func (h handlers) erase(w http.ResponseWriter, r *web.Request) error {
	id, err := h.erasable(r)
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	p, v := r.Page, eraseView{ID: id}
	if f.Get("sure") != "yes" {
		v.Sure = p.T("party.persons.erase.unsure")
		return h.showErase(w, r, http.StatusUnprocessableEntity, v)
	}
	d, err := h.Persons.Show(r.Context(), r.Who, id, party.View{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Identity}})
	if err != nil {
		return err
	}
	if !endsNumber(d, f.Get("number")) {
		v.Number = p.T("party.persons.erase.wrong")
		return h.showErase(w, r, http.StatusUnprocessableEntity, v)
	}
	who := r.Who
	who.Channel = access.Counter
	err = h.Persons.Erase(r.Context(), who, id)
	if e, ok := fault.As(err); ok && e.Kind == fault.Conflict {
		v.Wrong = p.T(e.Key, e.Args...)
		return h.showErase(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/persons", "done", "erased")
}

// endsNumber tells whether the last four characters of a citizen number were typed: whoever erases says a second time who is meant.
func endsNumber(k party.Known, typed string) bool {
	const end = 4
	typed = strings.ToUpper(strings.TrimSpace(typed))
	return len(typed) == end && strings.HasSuffix(k.Names.Number, typed)
}
