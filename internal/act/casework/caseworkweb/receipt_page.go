package caseworkweb

import (
	"net/http"
	"net/url"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// receiptView is what somebody takes home on paper: no name, and nothing of the matter's reasons.
type receiptView struct {
	Number, Lead string
	Picture      string
	Address      string
	Facts        []web.Fact
	Back         string
}

// receipt answers GET /cases/{id}/receipt.
func (h handlers) receipt(w http.ResponseWriter, r *web.Request) error {
	mandate := r.URL.Query().Get("mandate")
	c, actions, err := h.Cases.View(r.Context(), r.Who, r.PathValue("id"), mandate)
	if err != nil {
		return err
	}
	p := r.Page
	v := receiptView{
		Number: c.Number(), Lead: h.turn(p, c), Picture: p.Link("/cases/" + c.ID + "/receipt.svg"),
		Address: address(r, c.ID), Back: p.Link("/cases/"+c.ID, "mandate", mandate),
		Facts: []web.Fact{
			{Term: p.T("casework.page.item"), Says: []web.Text{web.Plain(word(p, c.Machine, "item", c.Item))}},
			{Term: p.T("casework.page.place"), Says: []web.Text{h.place(p, c.Place)}},
			{Term: p.T("casework.page.opened"), Says: []web.Text{web.Plain(p.Day(c.OpenedOn))}},
			{Term: p.T("casework.receipt.by"), Says: []web.Text{web.Plain(web.Unmarked(h.who(p, c, actions[0])))}},
			{Term: p.T("casework.receipt.state"), Says: []web.Text{web.Plain(word(p, c.Machine, "state", string(c.State)))}},
		},
	}
	if list := missing(p, c); len(list) > 0 && c.Clock == casework.PersonClock {
		lacks := web.Fact{Term: p.T("casework.page.missing")}
		for _, one := range list {
			lacks.Says = append(lacks.Says, web.Plain(one))
		}
		v.Facts = append(v.Facts, lacks)
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("casework.receipt.title"), Menu: "/cases", Body: receiptPage(p, v)})
}

// picture answers GET /cases/{id}/receipt.svg: the address of the page of a case, as a code for cameras. It tells nothing that
// the address asked for does not say, so it looks at no case.
func (h handlers) picture(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := ident.Check("case", id); err != nil {
		return fault.Wrap(err, fault.NotFound, "access.absent")
	}
	drawn, err := web.QR(address(r, id))
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Type: "image/svg+xml", Body: drawn})
}

// address is where the page of a case is found: by HTTPS, but for a program that is tried on the reader's own machine.
func address(r *web.Request, id string) string {
	u := url.URL{Scheme: "https", Host: r.Host, Path: "/cases/" + id}
	if name := u.Hostname(); name == "localhost" || strings.HasPrefix(name, "127.") {
		u.Scheme = "http"
	}
	return u.String()
}
