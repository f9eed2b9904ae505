package accessweb

import (
	"github.com/alexedwards/scs/v2"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Places is the map on which regions are chosen; *region.Tree is one.
type Places interface {
	At(on string) *region.View
	Search(q string, limit int) []region.Unit
}

// Deps is what these pages are made from. Routes needs none of it.
type Deps struct {
	Accounts *access.Service
	Places   Places
	// Secure says that the program is reached over TLS though TLS ends before it.
	Secure bool
	// Provider is a sign-on of somebody else; nil, there is none.
	Provider *Provider
}

// Pages are the pages with their sessions.
type Pages struct {
	Deps
	sessions *scs.SessionManager
}

// New returns the pages of one node.
func New(d Deps) *Pages { return &Pages{Deps: d, sessions: newSessions(d.Accounts)} }

// Routes registers everything.
func (h *Pages) Routes(m *web.Mux) {
	m.Handle("GET /sign-in", access.Public, h.signIn)                // sign_in_page.go
	m.Handle("POST /sign-in", access.Public, h.postSignIn)           // sign_in_page.go
	m.Handle("GET /sign-in/factor", access.Public, h.code)           // code_page.go
	m.Handle("POST /sign-in/factor", access.Public, h.postCode)      // code_page.go
	m.Handle("GET /sign-in/provider", access.Public, h.goToProvider) // provider_page.go
	m.Handle("GET /sign-in/callback", access.Public, h.callback)     // provider_page.go
	m.Handle("POST /sign-out", access.Public, h.postSignOut)         // sign_out.go
	m.Handle("GET /account", access.Own, h.mine)                     // mine_page.go
	m.Handle("GET /account/uses", access.Own, h.uses)                // uses_page.go
	m.Handle("GET /account/data.json", access.Own, h.takeAway)       // uses_page.go
	m.Handle("POST /account/password", access.Own, h.password)       // mine_password.go
	m.Handle("POST /account/session", access.Own, h.endSession)      // sign_out.go
	m.Handle("POST /account/factor", access.Own, h.beginFactor)      // factor_page.go
	m.Handle("GET /account/factor", access.Own, h.factor)            // factor_page.go
	m.Handle("GET /account/factor.svg", access.Own, h.factorCode)    // factor_page.go
	m.Handle("POST /account/factor/confirm", access.Own, h.confirmFactor)
	m.Handle("POST /account/link", access.Own, h.link)     // provider_page.go
	m.Handle("POST /account/unlink", access.Own, h.unlink) // provider_page.go

	m.Handle("GET /accounts", access.ReadAccounts, h.list)                              // list_page.go
	m.Handle("GET /accounts/new", access.ManageAccount, h.form)                         // make_page.go
	m.Handle("POST /accounts", access.ManageAccount, h.make)                            // make_page.go
	m.Handle("GET /accounts/{id}", access.ReadAccounts, h.show)                         // show_page.go
	m.Handle("POST /accounts/{id}/disable", access.ManageAccount, h.disable)            // change.go
	m.Handle("POST /accounts/{id}/enable", access.ManageAccount, h.enable)              // change.go
	m.Handle("POST /accounts/{id}/erase", access.ManageAccount, h.erase)                // change.go
	m.Handle("POST /accounts/{id}/reset-password", access.ManageAccount, h.reset)       // change.go
	m.Handle("POST /accounts/{id}/confirm", access.ConfirmAccount, h.confirm)           // confirm.go
	m.Handle("POST /accounts/{id}/link", access.ManageAccount, h.tie)                   // provider_page.go
	m.Handle("POST /accounts/{id}/unlink", access.ManageAccount, h.untie)               // provider_page.go
	m.Handle("POST /accounts/{id}/reset-factor", access.ManageRoles, h.resetFactor)     // change.go
	m.Handle("POST /accounts/{id}/mandates", access.ManageRoles, h.give)                // give.go
	m.Handle("POST /accounts/{id}/mandates/{mandate}/take", access.ManageRoles, h.take) // give.go

	m.Handle("GET /machines", access.ReadAccounts, h.machines)                       // machines_page.go
	m.Handle("POST /machines", access.ManageRoles, h.makeMachine)                    // machines_page.go
	m.Handle("POST /machines/{id}/confirm", access.ConfirmAccount, h.confirmMachine) // machines_page.go
	m.Handle("POST /machines/{id}/end", access.ManageRoles, h.endMachine)            // machines_page.go
}
