package formweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// printView asks for whom a sheet is to be.
type printView struct {
	Title, Action, Problem string
	Self                   string // the reader's own person, or empty
	Person                 web.Field
}

// ask answers GET /forms/print/{id}.
func (h handlers) ask(w http.ResponseWriter, r *web.Request) error {
	return h.askFor(w, r, http.StatusOK, "", nil)
}

func (h handlers) askFor(w http.ResponseWriter, r *web.Request, status int, person string, bad *fault.Error) error {
	l, err := h.Forms.Form(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := printView{
		Title: p.Name(l.Title).Text, Action: p.Link("/forms/print/" + l.Version()),
		Person: web.Field{Name: "person", Label: p.T("form.page.print.person"), Hint: p.T("form.page.print.person.hint"), Value: person},
	}
	if bad != nil && bad.Field == "subject" {
		v.Person.Error = p.T(bad.Key, bad.Args...)
	} else if bad != nil {
		v.Problem = p.T(bad.Key, bad.Args...)
	}
	if _, err := h.Home(r.Context(), r.Who.Person); err == nil {
		v.Self = r.Who.Person
	}
	return r.Render(w, status, web.View{Title: p.T("form.page.print"), Menu: "/forms", Body: printPage(p, v)})
}

// print answers POST /forms/print/{id}: a sheet with a code of its own is made, and shown to be printed.
func (h handlers) print(w http.ResponseWriter, r *web.Request) error {
	person := strings.TrimSpace(r.PostFormValue("person"))
	if person == "" {
		return h.askFor(w, r, http.StatusUnprocessableEntity, "", fault.New(fault.Invalid, "form.whose").At("subject"))
	}
	at, err := h.Home(r.Context(), person)
	if err != nil {
		return err
	}
	sheet, err := h.Forms.Print(r.Context(), r.Who, r.PathValue("id"), person, at)
	if e, status, ok := web.Refusal(err); ok {
		return h.askFor(w, r, status, person, e)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/forms/sheets/"+sheet.Code)
}
