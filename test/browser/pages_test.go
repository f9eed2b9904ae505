package browser

import (
	"net/http"
	"os"
	"strconv"
	"testing"
)

// page is one address that is looked at. Its name is that of its screenshots.
type page struct {
	name, path string
	status     int    // what it is answered with; 0 is 200
	contrast   bool   // looked at in high contrast, too
	as         string // the role of whoever looks; empty, a visitor
	moves      bool   // says something else each time it is asked
}

// pages are the pages, with every kind of comparison and every kind of answer: figures, no data yet, refused, gone,
// not found. TestEveryPageIsListed fails when a route is registered that none of them shows.
var pages = []page{
	{name: "overview", path: "/", contrast: true},
	{name: "indicators", path: "/indicators"},
	{name: "bath", path: "/indicators/bath", contrast: true},
	{name: "bath-province", path: "/indicators/bath?by=province"},
	{name: "bath-economic-region", path: "/indicators/bath?by=economic_region"},
	{name: "bath-prefecture", path: "/indicators/bath?by=prefecture&within=520000"},
	{name: "bath-county", path: "/indicators/bath?by=county&within=520500"},
	{name: "bath-urbanisation", path: "/indicators/bath?by=urbanisation_band"},
	{name: "bath-unit-type", path: "/indicators/bath?by=unit_type"},
	{name: "income", path: "/indicators/income"},
	{name: "income-economic-region", path: "/indicators/income?by=economic_region"},
	{name: "income-urban-rural", path: "/indicators/income_urban_rural?by=urban_rural"},
	{name: "illiteracy-sex", path: "/indicators/illiteracy_15_plus?by=sex"},
	{name: "tap-water", path: "/indicators/tap_water"},
	{name: "no-data", path: "/indicators/digital_campus"},
	{name: "refused", path: "/indicators/income?by=county", status: http.StatusUnprocessableEntity},
	{name: "unknown-indicator", path: "/indicators/nonsense", status: http.StatusNotFound},
	{name: "regions", path: "/regions"},
	{name: "regions-found", path: "/regions?q=hz"},
	{name: "regions-not-found", path: "/regions?q=nowhere"},
	{name: "region-province", path: "/regions/520000"},
	{name: "region-county", path: "/regions/520526", contrast: true},
	{name: "region-gone", path: "/regions/330103"},
	{name: "evaluation", path: "/evaluations/four-gaps-county-2020", contrast: true},
	{name: "evaluation-internal", path: "/evaluations/four-gaps-county-2020?", as: "coordinator.520521"},
	{name: "services", path: "/services", contrast: true},
	{name: "services-found", path: "/services?term=device&open=1"},
	{name: "service", path: "/services/{service}"},
	{name: "service-inside", path: "/services/{hidden}", as: "approver.000000"},
	{name: "services-compared", path: "/services/compare?id={service}&id={other}"},
	{name: "services-review", path: "/services/review", as: "approver.000000"},
	{name: "services-clerks", path: "/services/clerks", as: "coordinator.520521"},
	{name: "offers", path: "/offers", as: "provider.520521"},
	{name: "declare", path: "/services/{service}/offers/{offer}", as: "provider.520521"},
	{name: "pools", path: "/pools", as: "provider.520521", contrast: true},
	{name: "pool-new", path: "/pools/new", as: "provider.520521"},
	{name: "pool", path: "/pools/{seat}", as: "caseworker.520521", moves: true},
	{name: "pool-devices", path: "/pools/{device}", as: "provider.520521", contrast: true},
	{name: "bookings", path: "/bookings", as: "resident.520521", contrast: true},
	{name: "calendar", path: "/calendar", as: "carer.520521"},
	{name: "me-confirming", path: "/me/confirming", as: "resident.520521", contrast: true},
	{name: "me-visits", path: "/me/visits", as: "resident.520521", contrast: true},
	{name: "settlements-own", path: "/settlements/own", as: "provider.520521"},
	{name: "settlements", path: "/settlements", as: "settler.520521", contrast: true},
	{name: "days", path: "/days", as: "caseworker.520521"},
	{name: "day", path: "/days/of/{provider}/{planned}", as: "provider.520521", contrast: true},
	{name: "day-officer", path: "/days/of/{provider}/{planned}?", as: "caseworker.520521"},
	{name: "settlements-month", path: "/settlements/of/{provider}/{month}", as: "settler.520521"},
	{name: "settlements-month-own", path: "/settlements/of/{provider}/{month}?", as: "provider.520521"},
	{name: "settlement", path: "/settlements/{settlement}", as: "settler.520521", contrast: true},
	{name: "settlement-own", path: "/settlements/{settlement}?", as: "provider.520521"},
	{name: "payee", path: "/payees/{provider}", as: "settler.520521"},
	{name: "payee-person", path: "/payees/{paid}", as: "decider.520521"},
	{name: "audits", path: "/audits", as: "inspector.520521"},
	{name: "audits-read", path: "/audits?", as: "decider.520521"},
	{name: "audit", path: "/audits/{audit}", as: "inspector.520521", contrast: true},
	{name: "audit-call", path: "/audits/{audit}/{unasked}", as: "inspector.520521", contrast: true},
	{name: "audit-asked", path: "/audits/{audit}/{asked}", as: "inspector.520521"},
	{name: "anomalies", path: "/anomalies", as: "inspector.520521", contrast: true},
	{name: "anomalies-call", path: "/anomalies/visits/{doubted}", as: "inspector.520521", contrast: true},
	{name: "anomalies-read", path: "/anomalies?", as: "settler.520521"},
	{name: "visits", path: "/visits/today", as: "carer.520521", contrast: true, moves: true},
	{name: "staff", path: "/staff", as: "registrar.520521"},
	{name: "staff-of", path: "/staff/{provider}", as: "provider.520521", contrast: true},
	{name: "staff-post", path: "/staff/{provider}/{post}", as: "provider.520521"},
	{name: "me", path: "/me", as: "coordinator.520521", moves: true},
	{name: "me-uses", path: "/me/uses", as: "coordinator.520521", moves: true},
	{name: "me-resident", path: "/me?", as: "resident.520521", moves: true},
	{name: "me-relative", path: "/me?as=relative", as: "relative.520521", moves: true},
	{name: "me-mandate-new", path: "/me/mandates/new", as: "resident.520521"},
	{name: "me-consents", path: "/me/consents", as: "resident.520521"},
	{name: "me-consent", path: "/me/consents/eldercare_application/contact", as: "resident.520521"},
	{name: "me-erase", path: "/me/erase", as: "coordinator.520521"},
	{name: "persons", path: "/persons", as: "registrar.520521"},
	{name: "person-purpose", path: "/persons/{elder}", as: "registrar.520521"},
	{name: "person", path: "/persons/{elder}?purpose=register_keeping", as: "registrar.520521", contrast: true},
	{name: "person-planned-for", path: "/persons/{elder}?purpose=service_planning", as: "caseworker.520521"},
	{name: "person-erase", path: "/persons/{elder}/erase", as: "registrar.520521"},
	{name: "confirming", path: "/persons/{elder}/confirming", as: "registrar.520521", contrast: true, moves: true},
	{name: "machines", path: "/machines", as: "security_admin", contrast: true},
	{name: "tap", path: "/t", as: "carer.520521"},
	{name: "import-persons", path: "/import/persons", as: "registrar.520521"},
	{name: "actions", path: "/actions"},
	{name: "action", path: "/actions/12"},
	{name: "action-progress", path: "/actions/4", as: "coordinator.000000"},
	{name: "progress", path: "/progress"},
	{name: "progress-internal", path: "/progress?within=520521", as: "coordinator.000000"},
	{name: "not-found", path: "/nothing/here", status: http.StatusNotFound},
	{name: "sign-in", path: "/sign-in", contrast: true},
	{name: "signed-out", path: "/sign-in?out=1"},
	{name: "sign-in-code", path: "/sign-in/factor", as: pending},
	{name: "account", path: "/account", as: "coordinator", moves: true},
	{name: "account-uses", path: "/account/uses", as: "system_admin", moves: true},
	{name: "accounts", path: "/accounts", as: "system_admin", contrast: true},
	{name: "accounts-new", path: "/accounts/new", as: "system_admin"},
	{name: "account-waiting", path: "/accounts/{waiting}", as: "security_admin"},
	{name: "account-of-another", path: "/accounts/{account}", as: "system_admin"},
	{name: "account-roles", path: "/accounts/{account}?", as: "security_admin"},
	{name: "overview-internal", path: "/?", as: "coordinator.520500"},
	{name: "indicator-internal", path: "/indicators/bath?by=county&within=520500&", as: "coordinator.520500"},
	{name: "tasks", path: "/tasks", as: "coordinator.520500", contrast: true},
	{name: "tasks-handler", path: "/tasks?", as: "handler.520500"},
	{name: "task", path: "/tasks/{accepted}", as: "coordinator.520500"},
	{name: "task-assigned", path: "/tasks/{task}", as: "handler.520521"},
	{name: "task-reported", path: "/tasks/{reported}", as: "coordinator.520000"},
	{name: "task-reported-by-oneself", path: "/tasks/{own}", as: "coordinator.520521"},
	{name: "task-new", path: "/tasks/new?indicator=bath&by=county&within=520500", as: "coordinator.520500"},
	{name: "tasks-matrix", path: "/tasks/matrix", as: "coordinator.520500"},
	{name: "warnings", path: "/warnings", as: "coordinator.000000"},
	{name: "rules", path: "/rules", contrast: true},
	{name: "rules-proposals", path: "/rules?", as: "coordinator.000000"},
	{name: "rules-in-force", path: "/rules/eldercare_entitlement", contrast: true},
	{name: "rules-version", path: "/rules/eldercare_entitlement/{proposed}", as: "coordinator.000000"},
	{name: "rules-adopt", path: "/rules/eldercare_entitlement/{proposed}?", as: "approver.000000"},
	{name: "rules-report", path: "/rules/eldercare_entitlement/{proposed}/reports/{report}", as: "coordinator.000000"},
	{name: "rules-new", path: "/rules/new-version", as: "coordinator.000000"},
	{name: "decisions-mine", path: "/decisions/mine", as: "reader"},
	{name: "forms", path: "/forms", contrast: true},
	{name: "forms-registrar", path: "/forms?", as: "coordinator.000000"},
	{name: "forms-shipped", path: "/forms/shipped", as: "coordinator.000000"},
	{name: "form-official", path: "/forms/shipped/eldercare_application", as: "coordinator.000000"},
	{name: "form", path: "/forms/{form}"},
	{name: "form-print", path: "/forms/print/{form}", as: "village_officer.520521901"},
	{name: "form-key-in", path: "/forms/key-in", as: "village_officer.520521901"},
	{name: "cases-mine", path: "/cases/mine", as: "reader"},
	{name: "cases", path: "/cases", as: "decider.520521"},
	{name: "case", path: "/cases/{deciding}", as: "decider.520521"},
	{name: "cases-mine-relative", path: "/cases/mine?", as: "relative.520521"},
	{name: "case-received", path: "/cases/{received}", as: "caseworker.520521"},
	{name: "case-correcting", path: "/cases/{correcting}", as: "caseworker.520521"},
	{name: "case-receipt", path: "/cases/{deciding}/receipt", as: "caseworker.520521"},
	{name: "eldercare-correct", path: "/eldercare/cases/{received}/correct", as: "caseworker.520521", contrast: true},
	{name: "eldercare-answer", path: "/eldercare/cases/{correcting}/answer", as: "caseworker.520521", contrast: true},
	{name: "eldercare-more", path: "/eldercare/cases/{received}/answer", as: "caseworker.520521"},
	{name: "eldercare-assess", path: "/eldercare/cases/{assessing}/assess", as: "assessor.520521", contrast: true},
	{name: "eldercare-decide", path: "/eldercare/cases/{deciding}/decide", as: "decider.520521", contrast: true},
	{name: "eldercare-review", path: "/eldercare/cases/{reviewing}/decide", as: "appeal_reviewer.520521"},
	{name: "eldercare-notice", path: "/eldercare/cases/{reviewing}/notice", as: "caseworker.520521"},
	{name: "eldercare-arrange", path: "/eldercare/cases/{concluded}/arrange", as: "caseworker.520521", contrast: true},
	{name: "eldercare-arrange-offer", path: "/eldercare/cases/{concluded}/arrange/{item}/{provides}", as: "caseworker.520521", contrast: true},
	{name: "case-concluded", path: "/cases/{concluded}", as: "caseworker.520521"},
	{name: "eldercare-notice-arranged", path: "/eldercare/cases/{concluded}/notice", as: "caseworker.520521"},
	{name: "rate", path: "/rate/casework.case/{concluded}", as: "village_officer.520521901", contrast: true},
	{name: "rated", path: "/rate/casework.case/{rated}", as: "village_officer.520521901"},
	{name: "complain", path: "/complaints/new", as: "relative.520521", contrast: true},
	{name: "complain-officer", path: "/complaints/new?", as: "village_officer.520521901"},
	{name: "complain-nobody", path: "/complaints/new?as=nobody", as: "coordinator.520521"},
	{name: "complain-for-another", path: "/complaints/new?person={elder}", as: "caseworker.520521"},
	{name: "orders-handed", path: "/orders", as: "provider.520521"},
	{name: "order-provider", path: "/orders/{handed}?", as: "provider.520521"},
	{name: "order", path: "/orders/{order}", as: "caseworker.520521", contrast: true},
	{name: "order-correction", path: "/orders/{correction}", as: "caseworker.520521"},
	{name: "decision", path: "/decisions/{decision}", as: "decider.520521"},
	{name: "eldercare-county", path: "/eldercare/county"},
	{name: "eldercare", path: "/eldercare", as: "coordinator.000000"},
	{name: "eldercare-replay", path: "/eldercare/replay", as: "coordinator.520500", contrast: true},
	{name: "eldercare-counties", path: "/eldercare/counties?within=520500", as: "coordinator.520500", contrast: true},
	{name: "eldercare-unserved", path: "/eldercare/unserved", as: "village_officer.520521901"},
	{name: "eldercare-apply", path: "/eldercare/apply", as: "relative.520521"},
	{name: "eldercare-apply-officer", path: "/eldercare/apply?", as: "village_officer.520521901"},
	{name: "eldercare-apply-form", path: "/eldercare/apply/{elder}", as: "relative.520521", contrast: true},
	{name: "eldercare-apply-form-officer", path: "/eldercare/apply/{elder}?", as: "village_officer.520521901"},
	{name: "bodies", path: "/bodies", as: "coordinator.520500"},
	{name: "duties", path: "/duties", as: "coordinator.520500"},
	{name: "import", path: "/import", as: "statistician", contrast: true},
	{name: "import-refused", path: "/import/{refused}", as: "statistician"},
	{name: "import-done", path: "/import/{done}", as: "statistician"},
	{name: "import-batches", path: "/import/batches", as: "coordinator"},
	{name: "import-batch", path: "/import/batches/1", as: "coordinator"},
	{name: "selfcheck", path: "/selfcheck", as: "coordinator.000000"},
	{name: "publication", path: "/publication", as: "publisher"},
	{name: "publication-series", path: "/publication/{series}", as: "reviewer"},
	{name: "ledger", path: "/ledger", as: "audit_admin", moves: true, contrast: true},
	{name: "ledger-entry", path: "/ledger/2", as: "audit_admin"},
	{name: "settings", path: "/settings", as: "system_admin"},
	{name: "denied", path: "/ledger?", as: "reader", status: http.StatusForbidden},
}

// want is the status the page is answered with.
func (p page) want() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}

// address is where the page is, with the identifiers of this demonstration.
func (p page) address(t *testing.T, v view) string {
	t.Helper()
	d := demo(t)
	return v.address(d.URL, d.names.Replace(p.path))
}

// views are how the page is looked at and photographed. Pages for accounts are made of the same parts as the public ones:
// a sample of large print is enough.
func (p page) views() []view {
	list := views(normal, large)
	if p.as != "" {
		list = append(views(normal), view{"zh-CN", phone, large})
	}
	if p.contrast {
		list = append(list, view{"zh-CN", phone, contrast}, view{"en", desk, contrast})
	}
	return list
}

// thorough tells whether the run looks at everything.
func thorough() bool {
	scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE"))
	return err == nil && scale > 1
}

// axeViews are how axe, which takes seconds where a look takes tenths, sees the i-th page: on a quick run both languages,
// both widths and large print, the last in turns.
func (p page) axeViews(i int) []view {
	if thorough() {
		return p.views()
	}
	turns := views(large)
	list := []view{{"zh-CN", phone, normal}, {"en", desk, normal}, turns[i%len(turns)]}
	if p.contrast {
		list = append(list, view{"zh-CN", phone, contrast})
	}
	return list
}
