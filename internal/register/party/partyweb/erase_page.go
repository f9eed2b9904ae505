package partyweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// eraseForm says what goes and what stays before anybody is erased.
func (h handlers) eraseForm(w http.ResponseWriter, r *web.Request) error {
	return h.showErase(w, r, http.StatusOK, "", "")
}

func (h handlers) showErase(w http.ResponseWriter, r *web.Request, status int, wrong, wrongField string) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("party.page.erase"), Menu: "/me", Body: erasePage(p, wrong, wrongField), Crumbs: below(p, "party.page.erase"),
	})
}

// erase erases the reader, who says so a second time with the last four characters of the citizen number: a slip of the finger erases nobody.
func (h handlers) erase(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "party.page.unread")
	}
	ctx, p := r.Context(), r.Page
	known, err := h.Persons.Show(ctx, r.Who, r.Who.Person, party.View{Purpose: access.OwnData, Groups: party.Groups})
	if err != nil {
		return err
	}
	typed := strings.ToUpper(strings.TrimSpace(r.PostFormValue("number")))
	if len(typed) != 4 || !strings.HasSuffix(known.Names.Number, typed) {
		return h.showErase(w, r, http.StatusUnprocessableEntity, "", p.T("party.page.erase.wrong"))
	}
	err = h.Persons.Erase(ctx, r.Who, r.Who.Person)
	if f, ok := fault.As(err); ok && f.Kind == fault.Conflict {
		return h.showErase(w, r, http.StatusConflict, p.T(f.Key, f.Args...), "")
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/me", "done", "erased")
}
