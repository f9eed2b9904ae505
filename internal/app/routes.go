package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/a-h/templ"

	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/openness/opennessweb"
	"mihe/internal/account/selfcheck/selfcheckweb"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/act/booking/bookingweb"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/delivery/deliveryweb"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackweb"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/access/nodeadmin/nodeadminweb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgerweb"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule/ruleweb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercareweb"
	"mihe/internal/record/consent/consentweb"
	"mihe/internal/record/evidence/evidenceweb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factweb"
	"mihe/internal/record/form/formweb"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party/partyweb"
)

// routes registers every room's routes. An App that has not been opened registers the same ones, which then cannot be
// answered: enough to list them.
func (a *App) routes(m *web.Mux, n *Node, people *accessweb.Pages) {
	people.Routes(m)
	steeringweb.Routes(m, steeringweb.Deps{Plan: a.Plan, Indicators: n.MeasuresFor, Regions: a.Regions, Evaluations: n.Evaluations, Tasks: n.Tasks, Calendar: a.Calendar, Now: time.Now, Beside: n.beside})
	indicatorweb.Routes(m, indicatorweb.Deps{
		Indicators: func(who access.Actor) indicatorweb.Measures { return n.MeasuresFor(who) }, Registry: a.registry,
		Regions: a.Regions, Actions: a.actionTitles(), Raise: steeringweb.Raise, More: n.placed,
	})
	evaluationweb.Routes(m, evaluationweb.Deps{Evaluations: n.Evaluations, Methods: a.methods})
	m.Describe("GET /openapi.json", web.Description{
		Title: "app.api.title", Text: "app.api.text", Version: "1.0.0", Cookie: accessweb.CookieName,
	})
	a.healthz(m)
	nodeadminweb.Routes(m, nodeadminweb.Deps{Admin: n.Admin})
	ledgerweb.Routes(m, ledgerweb.Deps{
		Ledger:  &ledgerweb.Service{DB: a.DB, Store: ledgerdb.Store{}, Node: n.Node, Log: n.Log, Now: time.Now},
		Regions: a.Regions,
	})
	factweb.Routes(m, factweb.Deps{
		Jobs: n.Jobs, Facts: n.Facts, Common: a.Common, Limit: uploadLimit, Regions: a.Regions, Wanted: n.wanted, Examples: Examples,
		States: opennessweb.States(n.Openness),
	})
	caseworkweb.Routes(m, caseworkweb.Deps{Cases: n.Cases, Regions: a.Regions, Now: time.Now, Links: links, Colleagues: n.colleagues})
	feedbackweb.Routes(m, feedbackweb.Deps{Feedback: n.Feedback, Regions: a.Regions, Find: n.findPersons, Mandates: n.Persons, Acting: eldercare.Applying})
	bookingweb.Routes(m, bookingweb.Deps{Bookings: n.Bookings, Cases: n.Cases, Mandates: n.Persons, Acting: eldercare.Applying, Address: a.settings.Get("public_url")})
	deliveryweb.OfficeRoutes(m, deliveryweb.OfficeDeps{Deliveries: n.Deliveries, Mandates: n.Persons, Item: n.itemName, Rate: "/rate/" + feedback.VisitKind + "/", Complain: "/complaints/new"})
	deliveryweb.InspectRoutes(m, deliveryweb.InspectDeps{Deliveries: n.Deliveries, Persons: n.Persons, Regions: a.Regions, Item: n.itemName})
	deliveryweb.Routes(m, deliveryweb.Deps{
		Deliveries: n.Deliveries, Persons: n.Persons, Regions: a.Regions, Item: n.itemName, Now: time.Now, Random: rand.Reader,
	})
	deliveryweb.DayRoutes(m, deliveryweb.DayDeps{
		Deliveries: n.Deliveries, Persons: n.Persons, Colleagues: n.Persons, Regions: a.Regions, Item: n.itemName, Now: time.Now,
	})
	partyweb.Routes(m, partyweb.Deps{Persons: n.Persons, Regions: a.Regions, Purposes: purposes, Matters: matters, Beside: ownPages, Onward: onward, Now: time.Now})
	evidenceweb.Routes(m, evidenceweb.Deps{Evidence: n.Evidence, Persons: n.Persons, Mandates: n.Persons})
	consentweb.Routes(m, consentweb.Deps{Consents: n.Consents})
	catalogweb.Routes(m, catalogweb.Deps{Register: n.Catalog, Regions: a.Regions, Persons: n.Persons, Address: a.settings.Get("public_url")})
	eldercareweb.Routes(m, eldercareweb.Deps{Elders: n.Elders})
	ruleweb.Routes(m, ruleweb.Deps{Rules: n.Rules, Supply: n.supply, Now: time.Now})
	formweb.Routes(m, formweb.Deps{Forms: n.Forms, Home: a.homeOf(n), Minutes: a.minutes, KeyIn: keyIn, Now: time.Now})
	selfcheckweb.Routes(m, selfcheckweb.Deps{SelfCheck: n.SelfCheck, Regions: a.Regions})
	opennessweb.Routes(m, opennessweb.Deps{Openness: n.Openness, Common: common, Registry: a.registry})
}

// beside is what elder care says on the board.
func (n *Node) beside(r *web.Request) (templ.Component, error) {
	return eldercareweb.Board(r, n.Elders)
}

// placed is what the page of a place says beyond its indicators: its place in the shipped evaluations.
func (n *Node) placed(r *web.Request, k region.Key) (templ.Component, error) {
	return evaluationweb.Place(r, n.Evaluations, k)
}

// actionTitles are the titles of the plan's actions by id, for the rooms below steering.
func (a *App) actionTitles() map[string]i18n.Name {
	titles := map[string]i18n.Name{}
	if a.Plan == nil {
		return titles
	}
	for _, action := range a.Plan.Actions {
		titles[fmt.Sprintf("A%d", action.Number)] = action.Short
	}
	return titles
}

// Examples are the two example lines of the import template; a test keeps them free of other faults than being examples.
var Examples = []fact.TemplateRow{
	{
		Indicator: "villages_5g_fibre", Region: "520526", Period: "2025", Value: "86.5", State: "observed",
		Vintage: "2025-12",
	},
	{
		Indicator: "income_urban_rural", Region: "520000", Period: "2023", Residence: "rural", Value: "14817",
		State: "observed", Vintage: "2024-01",
	},
}

// wanted lists the indicators that nothing has been imported for.
func (n *Node) wanted(ctx context.Context, who access.Actor) ([]factweb.Wanted, error) {
	list, err := n.Indicators.List(ctx, who)
	if err != nil {
		return nil, err
	}
	var wanted []factweb.Wanted
	for _, s := range list {
		if len(s.Periods) == 0 {
			wanted = append(wanted, factweb.Wanted{ID: s.Indicator.ID, Name: s.Indicator.Name, Action: s.Indicator.Action})
		}
	}
	return wanted, nil
}
