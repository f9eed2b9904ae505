package partyweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// eraseMeForm says what goes and what stays before anybody is erased.
func (h handlers) eraseMeForm(w http.ResponseWriter, r *web.Request) error {
	return h.showEraseMe(w, r, http.StatusOK, "", "")
}

func (h handlers) showEraseMe(w http.ResponseWriter, r *web.Request, status int, wrong, wrongField string) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("party.me.erase"), Menu: "/me", Body: eraseMePage(p, wrong, wrongField), Crumbs: below(p, "party.me.erase"),
	})
}

// eraseMe erases the reader, who says so a second time with the last four characters of the citizen number: a slip of the finger erases nobody.
func (h handlers) eraseMe(w http.ResponseWriter, r *web.Request) error {
	in, err := form(r)
	if err != nil {
		return err
	}
	ctx, p := r.Context(), r.Page
	known, err := h.Persons.Show(ctx, r.Who, r.Who.Person, party.View{Purpose: access.OwnData, Groups: party.Groups})
	if err != nil {
		return err
	}
	if !endsNumber(known, in.Get("number")) {
		return h.showEraseMe(w, r, http.StatusUnprocessableEntity, "", p.T("party.me.erase.wrong"))
	}
	err = h.Persons.Erase(ctx, r.Who, r.Who.Person)
	if f, ok := fault.As(err); ok && f.Kind == fault.Conflict {
		return h.showEraseMe(w, r, http.StatusConflict, p.T(f.Key, f.Args...), "")
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/me", "done", "erased")
}
