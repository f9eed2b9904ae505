package deliveryweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// bankForm asks what the bank had paid of a settlement before the node was restored from a backup.
type bankForm struct {
	Address, Restored string
	Says, Paid        web.Field
	Answers, Payments []web.Option
	On                map[string]bool
}

// address is where the form leads; there may be none.
func (b *bankForm) address() string {
	if b == nil {
		return ""
	}
	return b.Address
}

// field is one of the two fields of a form that is there.
func (b *bankForm) field(i int) *web.Field {
	if b == nil {
		return nil
	}
	return []*web.Field{&b.Says, &b.Paid}[i]
}

// What an approver says of the bank.
const nonePaid, somePaid = "none", "some"

// bankForm is the form for whoever may say what the bank had paid: somebody who approves and had no hand in the settlement. It holds what was just sent.
func (h office) bankForm(r *web.Request, d delivery.Settlement, restored int64, provider web.Text) *bankForm {
	p := r.Page
	if !p.Offers(delivery.CanApprove) || !d.Apart(r.Who) {
		return nil
	}
	b := &bankForm{
		Address: p.Link(settlementsPath + "/" + d.ID + "/bank"), Restored: strconv.FormatInt(restored, 10), On: map[string]bool{},
		Says:    web.Field{Name: "says", Label: p.T("delivery.office.bank.says"), Value: posted(r, "says")},
		Answers: options(p, "delivery.office.bank.says.", []string{nonePaid, somePaid}),
		Paid:    web.Field{Name: "paid", Label: p.T("delivery.office.bank.paid")},
	}
	for _, x := range d.Doubtful() {
		label := payeeName(p, d, x, provider)
		label.Text = p.T("delivery.office.bank.payment", "payee", label.Text, "yuan", x.Fen)
		b.Payments = append(b.Payments, web.Option{Value: strconv.Itoa(x.N), Label: label})
	}
	for _, n := range r.PostForm["paid"] {
		b.On[n] = true
	}
	return b
}

// stop takes away what hands money over and puts the question to the bank in its place.
func (t *turns) stop(b *bankForm) { t.HandOver, t.Again, t.Spoke, t.Bank = "", "", false, b }

// bankAsked answers POST /settlements/{id}/bank: what the bank had paid before the node was restored. That it paid nothing is said, not left out.
func (h office) bankAsked(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	says, ticked := posted(r, "says"), r.PostForm["paid"]
	switch {
	case says != nonePaid && says != somePaid:
		return h.turned(w, r, fault.New(fault.Invalid, "delivery.office.bank.unsaid").At("says"), "")
	case (says == somePaid) != (len(ticked) > 0):
		return h.turned(w, r, fault.New(fault.Invalid, "delivery.office.bank.unlike").At("paid"), "")
	}
	var paid []int
	for _, one := range ticked {
		n, _ := strconv.Atoi(one) // what is no number is no payment
		paid = append(paid, n)
	}
	restored, _ := strconv.ParseInt(posted(r, "restored"), 10, 64) // what is no number is no restore
	_, err := h.Deliveries.AskedBank(r.Context(), r.Who, r.PathValue("id"), restored, paid)
	return h.turned(w, r, err, "bank")
}
