package deliveryweb

import (
	"strings"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/register/party/partyweb"
)

// OfficeDeps is what these pages are made from.
type OfficeDeps struct {
	Deliveries *delivery.Service
	Mandates   partyweb.Mandates
	Item       func(code string) (i18n.Name, bool) // what is done on a visit
	Rate       string                              // address of the page on which a visit is rated, before its identifier; empty: there is none
	Complain   string                              // address of the page on which somebody complains; empty: there is none
}

const (
	ownPath         = "/me/visits"
	settlementsPath = "/settlements"
	monthsPath      = "/settlements/own"
)

// OfficeRoutes registers the pages of those who receive, of providers, and of those who settle.
func OfficeRoutes(m *web.Mux, d OfficeDeps) {
	h := office{d}
	m.Handle("GET "+ownPath, access.Own, h.own)                                                                  // own_page.go
	m.Handle("POST "+ownPath+"/{id}", access.Own, h.witness)                                                     // own_page.go
	m.Handle("GET "+monthsPath, delivery.CanDeliver, h.months)                                                   // months_page.go
	m.Handle("GET "+settlementsPath, delivery.CanRead, h.cycles)                                                 // months_page.go
	m.Handle("GET "+settlementsPath+"/of/{provider}/{month}", access.Own, h.month)                               // month_page.go
	m.Handle("POST "+settlementsPath+"/of/{provider}/{month}/draw", delivery.CanSettle, h.draw)                  // month_page.go
	m.Handle("GET "+settlementsPath+"/{id}", access.Own, h.settlement)                                           // settlement_page.go
	m.Handle("POST "+settlementsPath+"/{id}/answer", delivery.CanDeliver, h.answer)                              // settlement_turns.go
	m.Handle("POST "+settlementsPath+"/{id}/explain", delivery.CanSettle, h.explain)                             // settlement_turns.go
	m.Handle("POST "+settlementsPath+"/{id}/unanswered", delivery.CanSettle, h.goOn)                             // settlement_turns.go
	m.Handle("POST "+settlementsPath+"/{id}/withdraw", delivery.CanSettle, h.withdraw)                           // settlement_turns.go
	m.Handle("POST "+settlementsPath+"/{id}/approve", delivery.CanApprove, h.approve)                            // settlement_turns.go
	m.Handle("POST "+settlementsPath+"/{id}/payments.txt", delivery.CanSettle, h.handOver)                       // settlement_turns.go
	m.HandleUpload("POST "+settlementsPath+"/{id}/return", delivery.CanSettle, returnLimit+around, h.bankReturn) // settlement_return.go
	m.Handle("POST "+settlementsPath+"/{id}/bank", delivery.CanApprove, h.bankAsked)                             // settlement_bank.go
	m.Handle("POST "+settlementsPath+"/{id}/recovered", delivery.CanSettle, h.recovered)                         // settlement_return.go
	m.Handle("GET "+payeesPath+"/{id}", delivery.CanRead, h.payee)                                               // payee_page.go
	m.Handle("POST "+payeesPath+"/{id}", delivery.CanSettle, h.enterAccount)                                     // payee_page.go
	m.Handle("POST "+payeesPath+"/{id}/confirm", delivery.CanApprove, h.confirmAccount)                          // payee_page.go
}

type office struct{ OfficeDeps }

// posted reads a field of a form.
func posted(r *web.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// taken takes a form apart.
func taken(r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "delivery.office.unread")
	}
	return nil
}

// said says what has just been done, when the address says so.
func said(r *web.Request) string {
	if k := "delivery.office.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		return r.Page.T(k)
	}
	return ""
}

// item is what is done on a visit, marked with its language.
func (h office) item(p web.Page, code string) string {
	if name, known := h.Item(code); known {
		return web.Mark(p.Name(name))
	}
	return code
}

// sure says how sure a visit is: the grade, who confirmed it, and why it does not count.
func sure(p web.Page, v delivery.Shown) string {
	says := p.T("evidence.grade.none")
	if v.Grade != "" {
		says = p.T("evidence.grade." + v.Grade)
	}
	var ways []string
	for _, w := range v.Ways {
		ways = append(ways, p.T("evidence.way."+string(w)))
	}
	if len(ways) > 0 {
		says = p.T("delivery.office.sure", "grade", says, "ways", strings.Join(ways, p.T("delivery.office.comma")))
	}
	if left := v.Left(); left.Why != "" && v.Took() {
		return p.T("delivery.office.uncounted", "sure", says, "why", p.T(left.Said()))
	}
	return says
}
