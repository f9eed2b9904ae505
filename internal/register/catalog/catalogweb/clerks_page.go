package catalogweb

import (
	"net/http"
	"net/url"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// clerksView is who declares for which provider.
type clerksView struct {
	Done, Problem string
	Providers     []clerksOf
	Options       []web.Option
	Provider      web.Field
	User          web.Field
}

// clerksOf is a provider with its accounts.
type clerksOf struct {
	ID       string
	Name     web.Text
	Accounts []clerkView
}

type clerkView struct{ Account, Says string }

// clerks answers GET /services/clerks.
func (h *handlers) clerks(w http.ResponseWriter, r *web.Request) error {
	done := ""
	if r.URL.Query().Get("done") != "" {
		done = r.Page.T("catalog.page.clerks.done")
	}
	return h.showClerks(w, r, http.StatusOK, clerksView{Done: done}, url.Values{"provider": {r.URL.Query().Get("provider")}}, nil)
}

// showClerks shows the page, with what was typed into a form that was refused.
func (h *handlers) showClerks(w http.ResponseWriter, r *web.Request, status int, v clerksView, typed url.Values, wrong *fault.Error) error {
	p := r.Page
	list, err := h.Register.Clerks(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v.Provider = web.Field{Name: "provider", Label: p.T("catalog.page.provider"), Value: typed.Get("provider")}
	v.User = web.Field{
		Name: "user", Label: p.T("catalog.page.clerks.user"), Hint: p.T("catalog.page.clerks.user.hint"), Value: typed.Get("user"), Required: true, Complete: "off",
	}
	if wrong != nil {
		if says := p.T(wrong.Key, wrong.Args...); wrong.Field == "account" {
			v.User.Error = says
		} else {
			v.Problem = says
		}
	}
	for _, c := range list {
		one := clerksOf{ID: c.ID, Name: p.Name(c.Name)}
		for _, account := range c.Accounts {
			one.Accounts = append(one.Accounts, clerkView{account, p.Doer(account)})
		}
		v.Providers = append(v.Providers, one)
		v.Options = append(v.Options, web.Option{Value: c.ID, Label: one.Name})
	}
	title := p.T("catalog.page.clerks")
	return r.Render(w, status, web.View{
		Title: title, Menu: "/services/review", Body: clerksPage(p, v),
		Crumbs: []web.Crumb{{Href: "/services/review", Text: web.Plain(p.T("catalog.page.review.title"))}, {Text: web.Plain(title)}},
	})
}

// assign answers POST /services/clerks.
func (h *handlers) assign(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "catalog.wrong.account")
	}
	err := h.Register.AssignNamed(r.Context(), r.Who, r.PostForm.Get("provider"), r.PostForm.Get("user"))
	return h.assigned(w, r, err)
}

// release answers POST /services/clerks/end.
func (h *handlers) release(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "catalog.wrong.account")
	}
	err := h.Register.Assign(r.Context(), r.Who, catalog.Agent{Provider: r.PostForm.Get("provider"), Account: r.PostForm.Get("account")})
	return h.assigned(w, r, err)
}

func (h *handlers) assigned(w http.ResponseWriter, r *web.Request, err error) error {
	if e, status, ok := web.Refusal(err); ok {
		return h.showClerks(w, r, status, clerksView{}, r.PostForm, e)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/services/clerks", "done", "1")
}
