package deliveryweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

const payeesPath = "/payees"

// payeeView is who is paid and where, for whoever enters accounts or confirms them.
type payeeView struct {
	Title, Done, Wrong string
	Held, Next         []web.Fact // the account in force, and the one that waits; empty where there is none
	Confirm            string     // where it is confirmed or turned down
	Seen               string
	Enter              string // where another is entered
	Bank, Number       web.Field
}

// payee answers GET /payees/{id}. That it was looked at is in the ledger where the payee is a person.
func (h office) payee(w http.ResponseWriter, r *web.Request) error {
	return h.showPayee(w, r, http.StatusOK, "", "")
}

// enterAccount answers POST /payees/{id}.
func (h office) enterAccount(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	err := h.Deliveries.SetAccount(r.Context(), r.Who, delivery.Account{Of: r.PathValue("id"), Bank: posted(r, "bank"), Number: posted(r, "number")})
	return h.entered(w, r, err, "entered")
}

// confirmAccount answers POST /payees/{id}/confirm.
func (h office) confirmAccount(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	yes, done := posted(r, "do") == "confirm", "declined"
	if yes {
		done = "confirmed"
	}
	seen, _ := strconv.ParseInt(posted(r, "seen"), 10, 64) // what is no number is no account that waits
	return h.entered(w, r, h.Deliveries.ConfirmAccount(r.Context(), r.Who, r.PathValue("id"), seen, yes), done)
}

func (h office) entered(w http.ResponseWriter, r *web.Request, err error, done string) error {
	if err == nil {
		return r.SeeOther(w, payeesPath+"/"+r.PathValue("id"), "done", done)
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showPayee(w, r, status, e.Field, r.Page.T(e.Key, e.Args...))
}

func (h office) showPayee(w http.ResponseWriter, r *web.Request, status int, field, wrong string) error {
	p := r.Page
	x, err := h.Deliveries.Payee(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	name := ident.Number(x.ID)
	if x.Name != "" {
		name = web.Mark(p.Typed(x.Name))
	}
	v := payeeView{Title: p.T("delivery.office.payee.title", "name", name), Done: said(r), Wrong: wrong}
	if x.Account.Ready() {
		v.Held = accountFacts(p, x.Account)
	}
	if x.Account.Next != nil {
		v.Next, v.Seen = accountFacts(p, *x.Account.Next), strconv.FormatInt(x.Account.Next.AtMs, 10)
		if x.Confirms {
			v.Confirm = p.Link(payeesPath + "/" + x.ID + "/confirm")
		}
	}
	if x.Enters {
		v.Enter = p.Link(payeesPath + "/" + x.ID)
		v.Bank = web.Field{Name: "bank", Label: p.T("delivery.office.bank"), Hint: p.T("delivery.office.bank.hint"), Value: posted(r, "bank"), Complete: "off"}
		v.Number = web.Field{Name: "number", Label: p.T("delivery.office.account"), Hint: p.T("delivery.office.account.hint"), Value: posted(r, "number"), Complete: "off"}
		switch field {
		case "bank":
			v.Bank.Error, v.Wrong = p.T("delivery.office.bank.wrong"), ""
		case "number":
			v.Number.Error, v.Wrong = p.T("delivery.office.account.wrong"), ""
		}
	}
	return r.Render(w, status, web.View{Title: web.Unmarked(v.Title), Menu: settlementsPath, Body: payeePage(p, v)})
}

func accountFacts(p web.Page, a delivery.Account) []web.Fact {
	fact := func(key string, says web.Text) web.Fact { return web.Fact{Term: p.T(key), Says: []web.Text{says}} }
	return []web.Fact{
		fact("delivery.office.bank", p.Typed(a.Bank)), fact("delivery.office.account", web.Plain(a.Number)),
		fact("delivery.office.account.entered", web.Plain(p.Instant(a.AtMs))),
	}
}
