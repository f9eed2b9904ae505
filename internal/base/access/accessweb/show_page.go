package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// showView is the page of one account.
type showView struct {
	access.Shown
	Home     web.Text
	Mandates []mandateView
	Roles    []web.Option
	Give     giveView
	Erase    string  // why the account was not erased
	Tie      refusal // of the form that ties the account to the sign-on
	Wait     *waitView
	Provider string // what the sign-on is called; empty, there is none

	MayManage, MayGive bool
}

// giveView is the form that gives a role.
type giveView struct {
	Role, From, Until string
	Place             placeField
	Wrong             refusal
}

func (h *Pages) show(w http.ResponseWriter, r *web.Request) error {
	return h.showAccount(w, r, http.StatusOK, showView{Give: h.emptyGive(r.Page)})
}

// emptyGive is the form before anything was typed.
func (h *Pages) emptyGive(p web.Page) giveView {
	return giveView{Place: newPlaceField(p, p.T("access.page.give.place"))}
}

func (h *Pages) showAccount(w http.ResponseWriter, r *web.Request, status int, v showView) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	if v.Shown, err = h.Accounts.Show(r.Context(), r.Who, id); err != nil {
		return err
	}
	p := r.Page
	v.Provider, v.Wait = h.providerName(p), h.wait(p, v.Shown)
	v.Home, v.Roles = h.place(p, v.Account.Home), h.roleOptions(p)
	v.Mandates = h.mandates(p, v.All, v.Listed)
	other := v.ID != r.Who.ID && v.State != access.Erased
	v.MayManage = other && !v.Beyond && r.Who.May(access.ManageAccount, v.Account.Home)
	v.MayGive = other && r.Who.May(access.ManageRoles, v.Account.Home)
	return r.Render(w, status, web.View{
		Title: p.T("access.page.show"), Menu: "/accounts", Body: showPage(p, v),
		Crumbs: belowList(p, person(p, v.Listed)),
	})
}
