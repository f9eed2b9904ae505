package deliveryweb

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// turns are the forms of a reader: what the state of a settlement allows and a right of the reader's covers. The use cases decide.
func (h office) turns(r *web.Request, d delivery.Settlement) (t turns) {
	p := r.Page
	path := func(step delivery.Step, offered bool, name string) string {
		if !offered || !d.Open(step) {
			return ""
		}
		return p.Link(settlementsPath + "/" + d.ID + "/" + name)
	}
	settles := p.Offers(delivery.CanSettle)
	t.Answer = path(delivery.Agree, p.Offers(delivery.CanDeliver), "answer")
	t.Explain = path(delivery.Explain, settles, "explain")
	if h.Deliveries.Overdue(d) {
		until, _ := h.Deliveries.AnswerUntil(d)
		t.GoOn, t.Until = path(delivery.GoOn, settles, "unanswered"), p.Period(until)
	}
	t.Withdraw = path(delivery.Withdraw, settles, "withdraw")
	has := func(fates ...delivery.Fate) bool {
		return slices.ContainsFunc(d.Payments, func(p delivery.Payment) bool { return slices.Contains(fates, p.State) })
	}
	if has(delivery.Due, delivery.Returned) {
		t.HandOver = path(delivery.HandOver, settles, "payments.txt")
	}
	if has(delivery.Due, delivery.Sent, delivery.Returned) { // what is due may have been handed over, and forgotten by a backup
		t.Return = path(delivery.Report, settles, "return")
	}
	for _, x := range d.Payments {
		if x.State == delivery.Owed {
			t.Recovered = path(delivery.Report, settles, "recovered")
			t.Owes = append(t.Owes, web.Option{Value: strconv.Itoa(x.N), Label: web.Plain(p.T("delivery.office.owed.payment", "number", ident.Number(x.Payee), "yuan", -x.Fen))})
		}
	}
	t.Approve = path(delivery.Approve, p.Offers(delivery.CanApprove), "approve")
	if t.Approve != "" && !d.Apart(r.Who) {
		t.Approve, t.Own = "", true
	}
	t.Reasons = append([]web.Option{{Label: web.Plain(p.T("delivery.office.dispute.none"))}}, options(p, "delivery.office.dispute.", delivery.Disputables)...)
	for _, f := range d.Input.Visits {
		if t.Answer == "" {
			break // nobody objects here, and a month has thousands
		}
		t.Object = append(t.Object, web.Field{Name: f.Visit, Label: p.T("delivery.office.dispute.visit", "number", ident.Number(f.Visit), "day", p.Period(f.On))})
	}
	t.Explanations = options(p, "delivery.office.explain.", delivery.Explanations)
	for _, x := range d.Disputes {
		t.Explains = append(t.Explains, web.Field{
			Name: x.Visit, Label: p.T("delivery.office.explain.visit", "number", ident.Number(x.Visit), "reason", p.T("delivery.office.dispute."+x.Reason)),
		})
	}
	t.Takeback, t.Takebacks = web.Field{Name: "reason", Label: p.T("delivery.office.takeback")}, options(p, "delivery.office.takeback.", delivery.Takebacks)
	t.Layout = web.Field{Name: "layout", Label: p.T("delivery.office.layout")}
	for _, l := range delivery.PaymentLayouts {
		if n := len(h.Deliveries.PayableBy(d, l)); n > 0 {
			t.Layouts = append(t.Layouts, web.Option{Value: l, Label: web.Plain(p.T("delivery.office.layout.count", "form", p.T("delivery.office.layout."+l), "count", n))})
		}
	}
	t.again(p, d, path(delivery.HandOver, settles, "payments.txt"))
	if t.HandOver+t.Again != "" && d.Spoke(r.Who) {
		t.HandOver, t.Again, t.Spoke = "", "", true
	}
	t.ReturnLayout = web.Field{Name: "layout", ID: "return-layout", Label: p.T("delivery.office.layout")}
	t.ReturnLayouts = options(p, "delivery.office.layout.", delivery.ReturnLayouts)
	t.File = web.Field{Name: "file", Label: p.T("delivery.office.return.file"), Kind: "file"}
	t.Owed = web.Field{Name: "payment", Label: p.T("delivery.office.owed")}
	return t
}

// again offers the files of which nothing was heard yet: one that did not arrive is made once more.
func (t *turns) again(p web.Page, d delivery.Settlement, path string) {
	t.Lost = web.Field{Name: "again", Label: p.T("delivery.office.again.file")}
	for i, f := range d.Handed {
		if path != "" && d.Awaited(f) {
			t.Again = path
			t.Files = append(t.Files, web.Option{Value: strconv.Itoa(i), Label: web.Plain(handedSays(p, f))})
		}
	}
}

// handedSays is a file in words.
func handedSays(p web.Page, f delivery.Handed) string {
	return p.T("delivery.office.handed", "when", p.Instant(f.AtMs), "form", p.T("delivery.office.layout."+f.Layout), "rows", len(f.Rows), "yuan", f.Total)
}

// stillLeft are those whom files have left out, without those whose account was seen to since.
func stillLeft(d delivery.Settlement, hindered map[int]delivery.LeftOut) []delivery.LeftOut {
	return slices.DeleteFunc(d.LeftOut(), func(l delivery.LeftOut) bool { return l.ForAccount() && hindered[l.N] != l })
}

// leftOut says who is not in a file and why, by number.
func leftOut(p web.Page, d delivery.Settlement, left []delivery.LeftOut) (list []string) {
	for _, x := range d.Payments {
		for _, l := range left {
			if l.N == x.N {
				list = append(list, p.T("delivery.office.leftout", "number", ident.Number(x.Payee), "why", p.T(l.Said())))
			}
		}
	}
	return list
}

// options are codes with their words.
func options(p web.Page, prefix string, codes []string) (list []web.Option) {
	for _, c := range codes {
		list = append(list, web.Option{Value: c, Label: web.Plain(p.T(prefix + c))})
	}
	return list
}

// turned leads back to the settlement, or shows it again with what is wrong.
func (h office) turned(w http.ResponseWriter, r *web.Request, err error, done string) error {
	if err == nil {
		return r.SeeOther(w, settlementsPath+"/"+r.PathValue("id"), "done", done)
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showSettlement(w, r, status, unfit{field: e.Field, says: r.Page.T(e.Key, e.Args...)})
}

// at ties what was refused to its field, with what was chosen there, and tells whether that stands on the page.
func (t *turns) at(r *web.Request, x unfit) bool {
	var f *web.Field
	var form string
	switch path.Base(r.URL.Path) + " " + x.field {
	case "withdraw reason":
		form, f = t.Withdraw, &t.Takeback
	case "payments.txt layout":
		form, f = t.HandOver, &t.Layout
	case "payments.txt file":
		form, f = t.Again, &t.Lost
	case "return layout":
		form, f = t.Return, &t.ReturnLayout
	case "return file":
		form, f = t.Return, &t.File
	case "recovered payments":
		form, f = t.Recovered, &t.Owed
	case "bank says":
		form, f = t.Bank.address(), t.Bank.field(0)
	case "bank paid":
		form, f = t.Bank.address(), t.Bank.field(1)
	}
	if form == "" {
		return false
	}
	f.Error = x.says
	return true
}

// answer answers POST /settlements/{id}/answer: the provider agrees, or objects to visits.
func (h office) answer(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	if posted(r, "do") == "agree" {
		_, err := h.Deliveries.Answered(r.Context(), r.Who, r.PathValue("id"), nil)
		return h.turned(w, r, err, "agreed")
	}
	d, err := h.Deliveries.Settled(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	var list []delivery.Dispute
	for _, f := range d.Input.Visits {
		if reason := posted(r, f.Visit); reason != "" {
			list = append(list, delivery.Dispute{Visit: f.Visit, Reason: reason})
		}
	}
	if len(list) == 0 { // to object to nothing would be to agree, which the other button says
		return h.showSettlement(w, r, http.StatusUnprocessableEntity, unfit{says: r.Page.T("delivery.office.dispute.empty")})
	}
	_, err = h.Deliveries.Answered(r.Context(), r.Who, d.ID, list)
	return h.turned(w, r, err, "disputed")
}

// explain answers POST /settlements/{id}/explain.
func (h office) explain(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	answers := map[string]string{}
	for name := range r.PostForm {
		answers[name] = posted(r, name)
	}
	_, err := h.Deliveries.Explain(r.Context(), r.Who, r.PathValue("id"), answers)
	return h.turned(w, r, err, "explained")
}

// goOn answers POST /settlements/{id}/unanswered.
func (h office) goOn(w http.ResponseWriter, r *web.Request) error {
	_, err := h.Deliveries.GoOn(r.Context(), r.Who, r.PathValue("id"))
	return h.turned(w, r, err, "unanswered")
}

// withdraw answers POST /settlements/{id}/withdraw.
func (h office) withdraw(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	_, err := h.Deliveries.TakeBack(r.Context(), r.Who, r.PathValue("id"), posted(r, "reason"))
	return h.turned(w, r, err, "withdrawn")
}

// approve answers POST /settlements/{id}/approve.
func (h office) approve(w http.ResponseWriter, r *web.Request) error {
	_, err := h.Deliveries.Approve(r.Context(), r.Who, r.PathValue("id"))
	return h.turned(w, r, err, "approved")
}

// handOver answers POST /settlements/{id}/payments.txt with the file, which nothing keeps: a new one, or once more one that did not arrive.
func (h office) handOver(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	var file []byte
	var left []delivery.LeftOut
	var err error
	if again := posted(r, "again"); again != "" {
		n, wrong := strconv.Atoi(again)
		if wrong != nil {
			n = -1 // no file
		}
		file, err = h.Deliveries.HandAgain(r.Context(), r.Who, id, n)
	} else {
		file, left, err = h.Deliveries.HandOver(r.Context(), r.Who, id, posted(r, "layout"))
	}
	if e, status, ok := web.Refusal(err); err != nil && ok && len(left) > 0 {
		d, err := h.Deliveries.Settled(r.Context(), r.Who, id)
		if err != nil {
			return err
		}
		says := append([]string{r.Page.T(e.Key, e.Args...)}, leftOut(r.Page, d, left)...)
		return h.showSettlement(w, r, status, unfit{says: strings.Join(says, r.Page.T("delivery.office.leftout.join"))})
	}
	if err != nil {
		return h.turned(w, r, err, "")
	}
	return r.Send(w, web.File{Name: "payments-" + ident.Number(r.PathValue("id")) + ".txt", Type: "application/octet-stream", Body: file})
}
