package deliveryweb

import (
	"net/http"

	"mihe/internal/act/delivery"
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
	Disputes                       []disputeLine
	Turns                          turns
}

// disputeLine is what a provider says against a visit, and what was answered.
type disputeLine struct{ Number, Reason, Answer string }

// turns are the forms that the reader finds on the page: the address of each, or nothing.
type turns struct {
	Answer, Explain, Withdraw, Approve, HandOver string
	Own                                          bool // the reader drew it up or answered it: somebody else approves
	Object, Explains                             []web.Field
	Reasons, Explanations                        []web.Option
	Takeback, Layout                             web.Field
	Takebacks, Layouts                           []web.Option
}

func (t turns) any() bool { return t.Explain+t.Withdraw+t.Approve+t.HandOver != "" || t.Own }

// settlement answers GET /settlements/{id}.
func (h office) settlement(w http.ResponseWriter, r *web.Request) error {
	return h.showSettlement(w, r, http.StatusOK, "")
}

func (h office) showSettlement(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	p := r.Page
	d, by, err := h.Deliveries.SettledFor(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	one := listed(p, d.Head())
	p.Path = settlementsPath + "/" + d.ID // what did not fit is said under another
	lines, linesPages := paged(r, d.Result.Lines, linesName)
	left, leftPages := paged(r, d.Result.Left, leftName)
	linesPages.Of, leftPages.Of = p.T("delivery.office.lines"), p.T("delivery.office.left")
	v := settlementView{
		Title: p.T("delivery.office.settlement.title", "provider", web.Mark(called(p, by)), "month", p.Period(d.Input.Month)),
		Sum:   p.T("delivery.office.settlement.sum", "yuan", d.Result.Total, "lines", len(d.Result.Lines), "left", len(d.Result.Left)),
		State: one.State, Mood: one.Mood, Done: said(r), Wrong: wrong, Facts: facts(p, d), Month: p.Link(monthPath(d.Input.Provider, d.Input.Month)),
		Lines: h.lines(p, lines), LinesPages: linesPages, Left: h.left(p, d, left), LeftPages: leftPages, Payments: payments(p, d, called(p, by)), Turns: h.turns(r, d),
	}
	for _, x := range d.Disputes {
		l := disputeLine{Number: ident.Number(x.Visit), Reason: p.T("delivery.office.dispute." + x.Reason)}
		if x.Answer != "" {
			l.Answer = p.T("delivery.office.explain." + x.Answer)
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

func facts(p web.Page, d delivery.Settlement) []web.Fact {
	fact := func(key, says string) web.Fact {
		return web.Fact{Term: p.T("delivery.office.fact." + key), Says: []web.Text{web.Plain(says)}}
	}
	list := []web.Fact{fact("number", ident.Number(d.ID)), fact("drawn", p.Instant(d.Input.AtMs))}
	if d.Input.Before != "" {
		list = append(list, fact("before", ident.Number(d.Input.Before)))
	}
	if d.Reason != "" {
		list = append(list, fact("withdrawn", p.T("delivery.office.takeback."+d.Reason)))
	}
	for _, f := range d.Handed {
		list = append(list, fact("handed", p.T("delivery.office.handed", "when", p.Instant(f.AtMs), "rows", len(f.Rows), "yuan", f.Total)))
	}
	return list
}

// lines are what is paid, or nil where nothing is.
func (h office) lines(p web.Page, list []delivery.Line) *web.Table {
	if len(list) == 0 {
		return nil
	}
	t := &web.Table{Caption: p.T("delivery.office.lines.caption"), Head: []string{
		p.T("delivery.office.visit"), p.T("delivery.office.day"), p.T("delivery.office.item"), p.T("delivery.office.how"), p.T("delivery.office.money"),
		p.T("delivery.office.payee"), p.T("delivery.office.line.why"),
	}}
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
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(ident.Number(l.Visit)), Cells: []string{
			p.Period(l.On), h.item(p, l.Item), grade, l.Fen.String(), p.T("delivery.office.payto." + string(l.PayTo)), why,
		}})
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
		p.T("delivery.office.visit"), p.T("delivery.office.day"), p.T("delivery.office.item"), p.T("delivery.office.left.why"),
	}}
	for _, l := range list {
		f := frozen[l.Visit]
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(ident.Number(l.Visit)), Cells: []string{p.Period(f.On), h.item(p, f.Item), p.T(l.Said())}})
	}
	return t
}

// payments are who is paid what, from the approval on. A person stands there by number.
func payments(p web.Page, d delivery.Settlement, provider web.Text) *web.Table {
	if len(d.Payments) == 0 {
		return nil
	}
	t := &web.Table{Caption: p.T("delivery.office.payments.caption"), Head: []string{
		p.T("delivery.office.payee"), p.T("delivery.office.money"), p.T("delivery.office.state"),
	}}
	for _, x := range d.Payments {
		payee := provider
		if x.Payee != d.Input.Provider {
			payee = web.Plain(p.T("delivery.office.person", "number", ident.Number(x.Payee)))
		}
		t.Rows = append(t.Rows, web.Row{Head: payee, Cells: []string{x.Fen.String(), p.T(x.Said())}})
	}
	return t
}
