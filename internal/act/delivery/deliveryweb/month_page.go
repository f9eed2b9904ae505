package deliveryweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/web"
)

// monthView is a provider's month.
type monthView struct {
	Title, Sum, Done, Wrong string
	Visits                  *web.Table
	Pages                   web.Pages
	Account                 string       // where the provider is paid, or that nobody has entered it
	Payee                   web.Link     // where that is entered, for whoever may
	Misfits                 []misfitLine // what devices reported of these visits and did not fit
	Settlements             []settlementLine
	Draw                    string // where the settlement is drawn up, for whoever may
}

// misfitLine is a report that did not fit. Where the visit was marked missed, whoever plans finds the way to the day on which it can be taken in.
type misfitLine struct {
	Says string
	Day  web.Link
}

// month answers GET /settlements/of/{provider}/{month}.
func (h office) month(w http.ResponseWriter, r *web.Request) error {
	return h.showMonth(w, r, http.StatusOK, "")
}

// draw answers POST /settlements/of/{provider}/{month}/draw.
func (h office) draw(w http.ResponseWriter, r *web.Request) error {
	d, err := h.Deliveries.Draw(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("month"))
	if err == nil {
		return r.SeeOther(w, settlementsPath+"/"+d.ID, "done", "drawn")
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showMonth(w, r, status, r.Page.T(e.Key, e.Args...))
}

func (h office) showMonth(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	p := r.Page
	m, err := h.Deliveries.ProviderMonth(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("month"), pageOf(r, pageName))
	if err != nil {
		return err
	}
	p.Path = monthPath(m.Provider.ID, m.Month) // what did not fit is said under another
	v := monthView{
		Title: p.T("delivery.office.month.title", "provider", web.Mark(providerName(p, m.Provider)), "month", p.Period(m.Month)), Wrong: wrong, Done: said(r),
		Sum:   p.T("delivery.office.month.sum", "visits", m.All, "took", m.Took, "count", m.Count, "yuan", m.Due, "when", p.Instant(m.AddedMs)),
		Pages: web.Pages{Name: pageName, Now: m.Page, Last: m.Last},
	}
	for _, one := range m.Visits {
		for _, c := range one.Conflicts {
			v.Misfits = append(v.Misfits, misfit(p, one, c))
		}
	}
	if len(m.Visits) > 0 {
		v.Visits = h.monthTable(p, m.Visits)
	}
	v.Account = p.T("delivery.office.account.none")
	if m.Account.Ready() {
		v.Account = p.T("delivery.office.account.ends", "bank", web.Mark(p.Typed(m.Account.Bank)), "end", m.Account.Number[len(m.Account.Number)-4:], "when", p.Instant(m.Account.AtMs))
	}
	if p.Offers(delivery.CanSettle) || p.Offers(delivery.CanApprove) {
		v.Payee = web.Link{Label: p.T("delivery.office.account.open"), Href: p.Link(payeesPath + "/" + m.Provider.ID)}
	}
	for _, d := range m.Settlements {
		v.Settlements = append(v.Settlements, listed(p, d))
	}
	if p.Offers(delivery.CanSettle) {
		v.Draw = p.Link(monthPath(m.Provider.ID, m.Month) + "/draw")
	}
	return r.Render(w, status, web.View{Title: web.Unmarked(v.Title), Menu: h.menu(p), Body: monthPage(p, v)})
}

// misfit says why a report did not fit, or that it was taken in since.
func misfit(p web.Page, v delivery.Shown, c delivery.Moved) (l misfitLine) {
	why := p.T(c.Said())
	switch {
	case v.Accepted != nil && slices.Contains(v.Accepted.Reports, c.ID):
		why = p.T("delivery.office.misfit.accepted")
	case v.State == delivery.Missed && c.TooLate() && p.Offers(delivery.CanPlan):
		l.Day = web.Link{Label: p.T("delivery.office.misfit.day", "day", p.Day(v.On)), Href: p.Link(dayPath(v.Provider, v.On))}
	}
	l.Says = p.T("delivery.office.misfit", "number", ident.Number(v.ID), "when", p.Instant(c.AtMs), "why", why)
	return l
}

// pageName is what addresses call a page of a list, and pageOf the one that is asked for; what is none is the first.
const pageName = "page"

func pageOf(r *web.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// menu is the entry of the menu from which a reader comes to settlements.
func (h office) menu(p web.Page) string {
	if p.Offers(delivery.CanRead) {
		return settlementsPath
	}
	return monthsPath
}

func (h office) monthTable(p web.Page, list []delivery.Shown) *web.Table {
	t := &web.Table{Caption: p.T("delivery.office.visits.caption"), Head: []string{
		p.T("delivery.office.visit"), p.T("delivery.office.day"), p.T("delivery.office.item"), p.T("delivery.office.state"), p.T("delivery.office.how"),
		p.T("delivery.office.share"), p.T("delivery.office.paid"), p.T("delivery.office.payment"),
	}}
	for _, v := range list {
		var paid money.Fen
		for _, l := range v.Lines {
			paid += l.Fen // lines of a visit add up to its share at most
		}
		how := ""
		if v.Took() {
			how = sure(p, v)
		} else if v.Reason != "" {
			how = p.T(delivery.SaidReason(v.Reason))
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(ident.Number(v.ID)), Cells: []string{
			p.Period(v.On), h.item(p, v.Item), p.T(v.Said()), how, v.Share.String(), paid.String(), paymentOf(p, v),
		}})
	}
	return t
}

// paymentOf is what became of the last payment that a visit went into.
func paymentOf(p web.Page, v delivery.Shown) string {
	n := len(v.Payments)
	switch {
	case n == 0:
		return ""
	case v.Payments[n-1].State == "":
		return p.T("delivery.office.payment.undecided")
	}
	return fateOf(p, v.Payments[n-1])
}
