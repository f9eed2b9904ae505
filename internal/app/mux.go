package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/selfcheck"
	"mihe/internal/account/steering"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/fact"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// The groups of the main menu.
const (
	menuSeeing    = "app.menu.group.seeing"
	menuPlanning  = "app.menu.group.planning"
	menuMine      = "app.menu.group.mine"
	menuWorking   = "app.menu.group.working"
	menuProviding = "app.menu.group.providing"
	menuKeeping   = "app.menu.group.keeping"
)

// menu is the main menu, in the order it is shown.
var menu = []web.MenuItem{
	{Href: "/", Key: "app.menu.overview", Right: access.Public},
	{Href: "/services", Key: "app.menu.services", Right: access.Public},
	{Href: "/indicators", Key: "app.menu.indicators", Right: access.Public, Group: menuSeeing},
	{Href: "/regions", Key: "app.menu.regions", Right: access.Public, Group: menuSeeing},
	{Href: "/eldercare/county", Key: "app.menu.eldercare.public", Right: access.Public, Group: menuSeeing},
	{Href: "/eldercare", Key: "app.menu.eldercare", Right: eldercare.CanRead, Group: menuSeeing},
	{Href: "/actions", Key: "app.menu.actions", Right: access.Public, Group: menuPlanning},
	{Href: "/tasks", Key: "app.menu.tasks", Right: steering.CanRead, Group: menuPlanning},
	{Href: "/rules", Key: "app.menu.rules", Right: access.Public, Group: menuPlanning},
	{Href: "/forms", Key: "app.menu.forms", Right: access.Public, Group: menuPlanning},
	{Href: "/me/visits", Key: "app.menu.visits.own", Right: access.Own, Group: menuMine},
	{Href: "/eldercare/apply", Key: "app.menu.apply", Right: access.Own, Group: menuMine},
	{Href: "/cases/mine", Key: "app.menu.mine", Right: access.Own, Group: menuMine},
	{Href: "/bookings", Key: "app.menu.bookings", Right: access.Own, Group: menuMine},
	{Href: "/complaints/new", Key: "app.menu.complain", Right: access.Own, Group: menuMine},
	{Href: "/me", Key: "app.menu.me", Right: access.Own, Group: menuMine},
	{Href: "/visits/today", Key: "app.menu.visits", Right: delivery.CanDeliver, Group: menuWorking},
	{Href: "/cases", Key: "app.menu.cases", Right: casework.CanRead, Group: menuWorking},
	{Href: "/eldercare/unserved", Key: "app.menu.unserved", Right: eldercare.CanReach, Group: menuWorking},
	{Href: "/orders", Key: "app.menu.orders", Right: feedback.CanAnswer, Group: menuWorking},
	{Href: "/persons", Key: "app.menu.persons", Right: party.CanRead, Group: menuWorking},
	{Href: "/offers", Key: "app.menu.offers", Right: catalog.CanDeclare, Group: menuProviding},
	{Href: "/pools", Key: "app.menu.pools", Right: booking.CanKeep, Group: menuProviding},
	{Href: "/staff", Key: "app.menu.staff", Right: party.CanStaff, Group: menuProviding},
	{Href: "/settlements/own", Key: "app.menu.settlements.own", Right: delivery.CanDeliver, Also: catalog.CanDeclare, Group: menuProviding}, // carers deliver, too, and settle nothing
	{Href: "/settlements", Key: "app.menu.settlements", Right: delivery.CanRead, Group: menuProviding},
	{Href: "/services/review", Key: "app.menu.review", Right: catalog.CanRead, Group: menuProviding},
	{Href: "/days", Key: "app.menu.days", Right: delivery.CanPlan, Group: menuProviding},
	{Href: "/audits", Key: "app.menu.audits", Right: delivery.CanRead, Group: menuProviding},
	{Href: "/anomalies", Key: "app.menu.anomalies", Right: delivery.CanRead, Group: menuProviding},
	{Href: "/import", Key: "app.menu.import", Right: fact.CanImport, Group: menuKeeping},
	{Href: "/import/persons", Key: "app.menu.import.persons", Right: party.CanImport, Group: menuKeeping},
	{Href: "/import/batches", Key: "app.menu.batches", Right: fact.CanRead, Group: menuKeeping},
	{Href: "/publication", Key: "app.menu.publication", Right: openness.CanRead, Group: menuKeeping},
	{Href: "/selfcheck", Key: "app.menu.selfcheck", Right: selfcheck.CanRead, Group: menuKeeping},
	{Href: "/accounts", Key: "app.menu.accounts", Right: access.ReadAccounts, Group: menuKeeping},
	{Href: "/ledger", Key: "app.menu.ledger", Right: access.ReadLedger, Group: menuKeeping},
	{Href: "/settings", Key: "app.menu.settings", Right: access.ManageNode, Group: menuKeeping},
}

// Handler returns the pages and downloads of all nodes.
func (a *App) Handler() (http.Handler, error) {
	by := map[string]http.Handler{}
	var first http.Handler
	for _, n := range a.Nodes {
		h, err := a.nodeHandler(n)
		if err != nil {
			return nil, fmt.Errorf("node %s: %w", n.Slug, err)
		}
		if first == nil {
			first = h
		}
		if n.Host != "" {
			by[n.Host] = h
		}
	}
	return hosts{first, by}, nil
}

// nodeHandler returns the pages of one node.
func (a *App) nodeHandler(n *Node) (http.Handler, error) {
	people, err := a.people(n)
	if err != nil {
		return nil, err
	}
	m := web.NewMux(web.Config{
		Words: a.Words, Menu: menu, Version: n.pageVersion, Log: slog.Default(), Identify: people.Identify, SignIn: "/sign-in",
		Synthetic: n.Synthetic, Desk: a.desks(n),
		// The figures stand inside the sessions: only there the route of a request is known.
		Around: func(next http.Handler) http.Handler {
			return people.Around(a.metrics.around(next, slog.Default(), n.Slug))
		},
	})
	a.routes(m, n, people)
	return m.Build()
}

// desks names the place of an account. It never changes, so it is looked up once.
func (a *App) desks(n *Node) func(context.Context, string) (i18n.Name, bool) {
	var known sync.Map // account to i18n.Name
	return func(ctx context.Context, account string) (i18n.Name, bool) {
		if name, ok := known.Load(account); ok {
			return name.(i18n.Name), true
		}
		home, found, err := n.Accounts.HomeOf(ctx, account)
		if err != nil || !found {
			return i18n.Name{}, false // the identifier is shown instead
		}
		versions := a.Regions.Versions(home)
		if len(versions) == 0 {
			return i18n.Name{}, false
		}
		name := versions[len(versions)-1].Name
		known.Store(account, name)
		return name, true
	}
}

// people are the pages of accounts, with the sessions of the node and the sign-on of the province where one is set. The
// provider sends everybody back to one address: only the node that answers there can let them in.
func (a *App) people(n *Node) (*accessweb.Pages, error) {
	d := accessweb.Deps{Accounts: n.Accounts, Places: a.Regions, Home: home, Secure: strings.HasPrefix(a.settings.Get("public_url"), "https://")}
	if a.settings.Get("oidc_issuer") == "" || a.answers(a.settings.Get("oidc_redirect_url")) != n {
		return accessweb.New(d), nil
	}
	var err error
	d.Provider, err = accessweb.NewProvider(accessweb.ProviderConfig{
		Issuer: a.settings.Get("oidc_issuer"), ClientID: a.settings.Get("oidc_client_id"), SecretFile: a.settings.Get("oidc_client_secret_file"),
		RedirectURL: a.settings.Get("oidc_redirect_url"), SecondFactor: strings.FieldsFunc(a.settings.Get("oidc_second_factor"), comma),
		Name: i18n.Name{Zh: a.settings.Get("oidc_name_zh"), En: a.settings.Get("oidc_name_en")},
	}, time.Now)
	return accessweb.New(d), err
}

// home is where somebody is led who has signed in and asked for no page: who holds nothing but their own to what they are visited for, who delivers
// to the visits of the day, everybody else to the board. A provider's clerk may deliver, too, and has the offers to keep.
func home(who access.Actor) string {
	switch {
	case len(who.Mandates()) == 0:
		return "/me/visits"
	case who.Check(delivery.CanDeliver) == nil && who.Check(catalog.CanDeclare) != nil:
		return "/visits/today"
	}
	return "/"
}

func comma(r rune) bool { return r == ',' || r == ' ' }

// pageVersion moves with what is public, with the directory of services and with the day: pages say which of the plan's dates have passed.
func (n *Node) pageVersion(ctx context.Context) (int64, error) {
	figures, err := n.Published.Version(ctx)
	if err != nil {
		return 0, err
	}
	services, err := n.Catalog.Version(ctx)
	return pageVersion(figures+services, time.Now()), err // both only rise
}

// pageVersion puts data version and day of year into one number; two days share one only a year apart.
func pageVersion(version int64, now time.Time) int64 {
	return version*1000 + int64(now.In(calendar.China).YearDay())
}

// Routes lists every route with the right it asks for, without opening a data folder.
func Routes(words *i18n.Catalog) ([]web.Route, error) {
	m, err := bareMux(words)
	if err != nil {
		return nil, err
	}
	if _, err := m.Build(); err != nil {
		return nil, err
	}
	return m.Routes(), nil
}

// bareMux holds every route of a program without a data folder.
func bareMux(words *i18n.Catalog) (*web.Mux, error) {
	registry, err := indicator.Shipped()
	if err != nil {
		return nil, err
	}
	methods, err := evaluation.Shipped(registry)
	if err != nil {
		return nil, err
	}
	m := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Version: noVersion})
	bare, n := &App{registry: registry, methods: methods, settings: defaults}, &Node{Accounts: &access.Service{}}
	people, err := bare.people(n)
	if err != nil {
		return nil, err
	}
	bare.routes(m, n, people)
	return m, nil
}

func noVersion(context.Context) (int64, error) { return 0, nil }
