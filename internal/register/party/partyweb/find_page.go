package partyweb

import (
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// findView is the form by which one person is found, and who was.
type findView struct {
	Sought party.Sought
	Wrong  *fault.Error
	Looked bool
	Found  []foundView
	Erased bool // somebody has just been
}

type foundView struct {
	Name, Born, Href string
	Home             web.Text
}

func (v findView) at(p web.Page, field string) string {
	if v.Wrong == nil || v.Wrong.Field != field {
		return ""
	}
	return p.T(v.Wrong.Key, v.Wrong.Args...)
}

// find answers GET /persons.
func (h handlers) find(w http.ResponseWriter, r *web.Request) error {
	return h.showFind(w, r, http.StatusOK, findView{Erased: r.URL.Query().Get("done") == "erased"})
}

func (h handlers) showFind(w http.ResponseWriter, r *web.Request, status int, v findView) error {
	p := r.Page
	return r.Render(w, status, web.View{Title: p.T("party.persons.find"), Menu: "/persons", Body: findPage(p, v)})
}

// found answers POST /persons/find: what is looked for stands in no address.
func (h handlers) found(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	p := r.Page
	v := findView{Sought: party.Sought{Number: f.Get("number"), Name: f.Get("name"), Born: f.Get("born")}, Looked: true}
	list, err := h.Persons.Seek(r.Context(), r.Who, v.Sought)
	if e, status, ok := web.Refusal(err); ok {
		v.Wrong, v.Looked = e, false
		return h.showFind(w, r, status, v)
	}
	if err != nil {
		return err
	}
	for _, k := range list {
		one := foundView{Name: k.Names.Name, Home: h.place(p, k.Region), Href: p.Link("/persons/" + k.ID)}
		if born := k.Facts[party.Born].Value; born != "" {
			one.Born = p.Period(born)
		}
		v.Found = append(v.Found, one)
	}
	return h.showFind(w, r, http.StatusOK, v)
}
