package deliveryweb

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// settlementView is one settlement with what the reader can do about it.
type settlementView struct {
	Title, Sum, State, Done, Wrong string
	Mood                           web.Mood
	Facts                          []web.Fact
	Month                          string // address of the month
	Lines, Left, Payments          *web.Table
	LinesPages, LeftPages          web.Pages
	Received                       []receivedView
	Faults                         *web.Table // what is wrong with the bank's file that was just sent
	Disputes                       []disputeLine
	Turns                          turns
	LeftOut                        []string // who is in no file yet, and why
	Hindered                       []hinderedView
	Stopped                        string // why nothing is handed over: the node was restored from a backup
}

// hinderedView are payees whom payment files leave out for the account: what is to be done, and where.
type hinderedView struct {
	Says   string
	Payees []web.Link
}

// receivedView is one file of the bank.
type receivedView struct {
	When string
	Rows web.Table
}

// disputeLine is what a provider says against a visit, and what was answered.
type disputeLine struct{ Number, Reason, Answer string }

// turns are the forms that the reader finds on the page: the address of each, or nothing.
type turns struct {
	Answer, Explain, Withdraw, Approve, HandOver string
	GoOn, Until                                  string // the last day for the answer
	Return, Recovered, Again                     string
	Own                                          bool // the reader drew it up or answered it: somebody else approves
	Spoke                                        bool // the reader said what the bank had paid: somebody else hands over
	Object, Explains                             []web.Field
	Reasons, Explanations                        []web.Option
	Takeback, Layout, ReturnLayout, File, Owed   web.Field
	Takebacks, Layouts, ReturnLayouts, Owes      []web.Option
	Lost                                         web.Field
	Files                                        []web.Option
	Bank                                         *bankForm // what is asked after a restore
}

func (t turns) any() bool {
	return t.Explain+t.GoOn+t.Withdraw+t.Approve+t.HandOver+t.Return+t.Recovered+t.Again != "" || t.Own || t.Spoke || t.Bank != nil
}

// settlement answers GET /settlements/{id}.
func (h office) settlement(w http.ResponseWriter, r *web.Request) error {
	return h.showSettlement(w, r, http.StatusOK, unfit{})
}

// unfit is what was wrong with a form, and at which of its fields.
type unfit struct {
	field, says string
	faults      []csvfile.Problem // of the bank's file
}

func (h office) showSettlement(w http.ResponseWriter, r *web.Request, status int, x unfit) error {
	p := r.Page
	d, by, err := h.Deliveries.SettledFor(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	hindered, err := h.Deliveries.Hindered(r.Context(), d)
	if err != nil {
		return err
	}
	restored, err := h.Deliveries.Stopped(r.Context(), d)
	if err != nil {
		return err
	}
	one := listed(p, d.Head())
	p.Path = settlementsPath + "/" + d.ID // what did not fit is said under another
	lines, linesPages := paged(r, d.Result.Lines, linesName)
	left, leftPages := paged(r, d.Result.Left, leftName)
	linesPages.Of, leftPages.Of = p.T("delivery.office.lines"), p.T("delivery.office.left")
	v := settlementView{
		Title: p.T("delivery.office.settlement.title", "provider", web.Mark(providerName(p, by)), "month", p.Period(d.Input.Month)),
		Sum:   p.T("delivery.office.settlement.sum", "yuan", d.Result.Total, "lines", len(d.Result.Lines), "left", len(d.Result.Left)),
		State: one.State, Mood: one.Mood, Done: said(r), Wrong: x.says, Facts: h.facts(p, d), Month: p.Link(monthPath(d.Input.Provider, d.Input.Month)),
		Lines: h.lines(p, d, lines), LinesPages: linesPages, Left: h.left(p, d, left), LeftPages: leftPages,
		Payments: h.payments(r, d, providerName(p, by), hindered), Turns: h.turns(r, d), Received: received(p, d, providerName(p, by)),
	}
	if len(x.faults) > 0 {
		v.Faults = faultTable(p, x.faults)
	}
	if restored != 0 {
		v.Stopped = p.T("delivery.office.restored", "when", p.Instant(restored))
		v.Turns.stop(h.bankForm(r, d, restored, providerName(p, by)))
	}
	if v.Turns.at(r, x) {
		v.Wrong = ""
	}
	v.LeftOut = leftOut(p, d, stillLeft(d, hindered))
	if v.Hindered, err = hinderedPayees(p, d, providerName(p, by), hindered); err != nil {
		return err
	}
	on := map[string]string{}
	for _, f := range d.Input.Visits {
		on[f.Visit] = f.On
	}
	for _, x := range d.Disputes {
		l := disputeLine{
			Number: p.T("delivery.office.dispute.visit", "number", ident.Number(x.Visit), "day", p.Period(on[x.Visit])), Reason: p.T("delivery.office.dispute." + x.Reason),
		}
		if x.Answer != "" {
			l.Answer = p.T("delivery.office.explained", "answer", p.T("delivery.office.explain."+x.Answer))
		}
		v.Disputes = append(v.Disputes, l)
	}
	return r.Render(w, status, web.View{Title: web.Unmarked(v.Title), Menu: h.menu(p), Body: settlementPage(p, v)})
}

// The names of the pages of the two long lists.
const linesName, leftName = "lines", "left"

// paged is the page of a list that is asked for.
func paged[T any](r *web.Request, list []T, name string) ([]T, web.Pages) {
	at := web.Pages{Name: name, Now: pageOf(r, name), Last: max(1, (len(list)+delivery.VisitsAPage-1)/delivery.VisitsAPage)}
	if at.Now > at.Last {
		at.Now = 1
	}
	from := (at.Now - 1) * delivery.VisitsAPage
	return list[from:min(from+delivery.VisitsAPage, len(list))], at
}

func (h office) facts(p web.Page, d delivery.Settlement) []web.Fact {
	fact := func(key, says string) web.Fact {
		return web.Fact{Term: p.T("delivery.office.fact." + key), Says: []web.Text{web.Plain(says)}}
	}
	list := []web.Fact{fact("number", ident.Number(d.ID)), fact("drawn", p.Instant(d.Input.AtMs))}
	if d.Input.Before != "" {
		list = append(list, fact("before", ident.Number(d.Input.Before)))
	}
	if until, by := h.Deliveries.AnswerUntil(d); until != "" && d.State == delivery.Drawn {
		key := "delivery.office.until"
		if !by.Verified {
			key += ".unverified"
		}
		list = append(list, fact("until", p.T(key, "day", p.Period(until), "source", p.Name(by.Source).Text)))
	}
	if x := d.Unanswered; x != nil {
		list = append(list, fact("unanswered", p.T("delivery.office.unanswered", "day", p.Period(x.Until), "when", p.Instant(x.AtMs))))
	}
	if d.Reason != "" {
		list = append(list, fact("withdrawn", p.T("delivery.office.takeback."+d.Reason)))
	}
	for _, f := range d.Handed {
		list = append(list, fact("handed", handedSays(p, f)))
	}
	for _, b := range d.Bank {
		list = append(list, fact("bank", p.T("delivery.office.bank.said", "when", p.Instant(b.AtMs), "paid", len(b.Paid))))
	}
	return list
}

// lines are what is paid of a page of it, or nil where nothing is.
func (h office) lines(p web.Page, d delivery.Settlement, list []delivery.Line) *web.Table {
	if len(list) == 0 {
		return nil
	}
	t := &web.Table{Caption: p.T("delivery.office.lines.caption"), Head: []string{
		p.T("delivery.office.visit"), p.T("delivery.office.money"), p.T("delivery.office.day"), p.T("delivery.office.item"), p.T("delivery.office.how"),
		p.T("delivery.office.payee"),
	}}
	corrects := slices.ContainsFunc(d.Result.Lines, func(l delivery.Line) bool { return l.Corrects != "" })
	if corrects {
		t.Head = append(t.Head, p.T("delivery.office.line.why"))
	}
	for _, l := range list {
		why := ""
		switch {
		case l.Corrects == "":
		case l.Why == delivery.Confirmed:
			why = p.T("delivery.office.line.confirmed")
		default:
			why = p.T("delivery.office.line.back", "why", p.T(delivery.Left{Why: l.Why}.Said()))
		}
		grade := p.T("evidence.grade.none")
		if l.Grade != "" {
			grade = p.T("evidence.grade." + l.Grade)
		}
		cells := []string{l.Fen.String(), p.Period(l.On), h.item(p, l.Item), grade, p.T("delivery.office.payto." + string(l.PayTo))}
		if corrects {
			cells = append(cells, why)
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(ident.Number(l.Visit)), Cells: cells})
	}
	return t
}

// left are the visits that are not paid, and why.
func (h office) left(p web.Page, d delivery.Settlement, list []delivery.Left) *web.Table {
	if len(list) == 0 {
		return nil
	}
	frozen := map[string]delivery.Frozen{}
	for _, f := range d.Input.Visits {
		frozen[f.Visit] = f
	}
	t := &web.Table{Caption: p.T("delivery.office.left.caption"), Head: []string{
		p.T("delivery.office.visit"), p.T("delivery.office.left.why"), p.T("delivery.office.day"), p.T("delivery.office.item"),
	}}
	for _, l := range list {
		f := frozen[l.Visit]
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(ident.Number(l.Visit)), Cells: []string{p.T(l.Said()), p.Period(f.On), h.item(p, f.Item)}})
	}
	return t
}

// payments are who is paid what, from the approval on. A person stands there by number.
func (h office) payments(r *web.Request, d delivery.Settlement, provider web.Text, hindered map[int]delivery.LeftOut) *web.Table {
	if len(d.Payments) == 0 {
		return nil
	}
	p := r.Page
	t := &web.Table{Caption: p.T("delivery.office.payments.caption"), Head: []string{
		p.T("delivery.office.payee"), p.T("delivery.office.money"), p.T("delivery.office.state"), p.T("delivery.office.account"),
	}}
	handles := handlesAccounts(p)
	for _, x := range d.Payments {
		account := p.T("delivery.office.account.there")
		if l, is := hindered[x.N]; is {
			account = p.T("delivery.office.account." + l.Why)
		}
		row := web.Row{Head: payeeName(p, d, x, provider), Cells: []string{x.Fen.String(), fateOf(p, x), account}}
		if handles {
			row.Links = []string{"", "", p.Link(payeesPath + "/" + x.Payee)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// handlesAccounts tells whether a reader enters accounts or confirms them.
func handlesAccounts(p web.Page) bool {
	return p.Offers(delivery.CanSettle) || p.Offers(delivery.CanApprove)
}

// hinderedPayees are those to whom something is due and whom the next file would leave out for the account, for whoever sees to accounts: already
// before the approval, for afterwards the money waits.
func hinderedPayees(p web.Page, d delivery.Settlement, provider web.Text, hindered map[int]delivery.LeftOut) (list []hinderedView, err error) {
	if !handlesAccounts(p) || !d.Open(delivery.Withdraw) && !d.Open(delivery.HandOver) {
		return nil, nil
	}
	expected, err := d.Expected()
	if err != nil {
		return nil, err
	}
	by := map[string][]web.Link{}
	for _, x := range expected {
		if l, is := hindered[x.N]; is && (x.State == delivery.Due || x.State == delivery.Returned) {
			by[l.Why] = append(by[l.Why], web.Link{Label: web.Mark(payeeName(p, d, x, provider)), Href: p.Link(payeesPath + "/" + x.Payee)})
		}
	}
	for _, why := range slices.Sorted(maps.Keys(by)) {
		list = append(list, hinderedView{p.T("delivery.office.hindered." + why), by[why]})
	}
	return list, nil
}

// payeeName is the provider, or a person by number.
func payeeName(p web.Page, d delivery.Settlement, x delivery.Payment, provider web.Text) web.Text {
	if x.Payee == d.Input.Provider {
		return provider
	}
	return web.Plain(p.T("delivery.office.person", "number", ident.Number(x.Payee)))
}

// fateOf is what became of a payment so far, with why it came back.
func fateOf(p web.Page, x delivery.Payment) string {
	says := p.T(x.Said())
	if x.Reason != "" {
		says = p.T("delivery.office.because", "state", says, "reason", p.T(delivery.SaidReturn(x.Reason)))
	}
	if n := len(x.Before); n > 0 {
		says = p.T("delivery.office.tried", "state", says, "reason", p.T(delivery.SaidReturn(x.Before[n-1])))
	}
	return says
}

// received are the bank's files, row by row.
func received(p web.Page, d delivery.Settlement, provider web.Text) (list []receivedView) {
	by := map[int]delivery.Payment{}
	for _, x := range d.Payments {
		by[x.N] = x
	}
	for _, f := range d.Received {
		v := receivedView{When: p.T("delivery.office.received.at", "when", p.Instant(f.AtMs), "sum", f.SHA256[:12])}
		v.Rows = web.Table{Caption: v.When, Head: []string{p.T("delivery.office.payee"), p.T("delivery.office.money"), p.T("delivery.office.received.says")}}
		for _, one := range f.Rows {
			x := by[one.N]
			v.Rows.Rows = append(v.Rows.Rows, web.Row{Head: payeeName(p, d, x, provider), Cells: []string{
				x.Fen.String(), fateOf(p, delivery.Payment{State: one.State, Reason: one.Reason}),
			}})
		}
		list = append(list, v)
	}
	return list
}

// faultTable says what is wrong with a file, line by line.
func faultTable(p web.Page, faults []csvfile.Problem) *web.Table {
	t := &web.Table{Caption: p.T("delivery.office.faults.caption"), Head: []string{
		p.T("delivery.office.fault.line"), p.T("delivery.office.fault.why"), p.T("delivery.office.fault.text"), p.T("delivery.office.fault.column"),
	}}
	for _, f := range faults {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(strconv.Itoa(f.Line)), Cells: []string{p.T(f.Key, f.Args...), f.Text, f.Column}})
	}
	return t
}
