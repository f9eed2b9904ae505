package deliveryweb

import (
	"net/http"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// callView is what one person is asked.
type callView struct {
	Title, Wrong string
	Back         web.Link
	Said         string // what was said before, or empty
	Name         web.Text
	Phone        string // empty: none is registered
	Gone         bool   // erased, or registered elsewhere by now
	Open         bool
	Facts        []web.Fact
	Answer       web.Field
	Answers      []web.Option
	Path         string
}

// call answers GET /audits/{id}/{visit}: it opens the name and the telephone number of this one person, which the ledger keeps.
func (h inspect) call(w http.ResponseWriter, r *web.Request) error {
	return h.showCall(w, r, http.StatusOK, "")
}

// asked answers POST /audits/{id}/{visit}.
func (h inspect) asked(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	says := delivery.Says(posted(r, "says"))
	err := h.Deliveries.Asked(r.Context(), r.Who, r.PathValue("id"), r.PathValue("visit"), says)
	if err == nil {
		return r.SeeOther(w, auditsPath+"/"+r.PathValue("id"), "done", string(says))
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	wrong := r.Page.T(e.Key, e.Args...)
	if e.Field == "says" {
		wrong = r.Page.T("delivery.inspect.choose")
	}
	return h.showCall(w, r, status, wrong)
}

func (h inspect) showCall(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	p := r.Page
	c, err := h.Deliveries.Call(r.Context(), r.Who, r.PathValue("id"), r.PathValue("visit"))
	if err != nil {
		return err
	}
	path := auditsPath + "/" + c.Audit.ID
	return h.renderCall(w, r, status, wrong, c, callView{
		Path: p.Link(path + "/" + c.Visit.ID), Back: web.Link{Label: p.T("delivery.inspect.back"), Href: p.Link(path)},
	}, auditsPath)
}

// renderCall shows whom to call about a visit and what to ask; the view says where the answer goes and where one came from.
func (h inspect) renderCall(w http.ResponseWriter, r *web.Request, status int, wrong string, c delivery.Call, v callView, menu string) error {
	p := r.Page
	v = callView{
		Title: p.T("delivery.inspect.call", "number", ident.Number(c.Visit.ID)), Open: c.Open(), Back: v.Back, Path: v.Path, Facts: h.callFacts(p, c),
		Answer: web.Field{Name: "says", Label: p.T("delivery.inspect.says"), Error: wrong},
	}
	if c.Last != nil {
		v.Said = p.T("delivery.inspect.answered", "says", p.T(c.Last.Says.Said()), "when", p.Instant(c.Last.AtMs))
	}
	for _, one := range delivery.Saying {
		v.Answers = append(v.Answers, web.Option{Value: string(one), Label: web.Plain(p.T("delivery.inspect.says." + string(one)))})
	}
	if !v.Open { // what was said stays, and nobody's number is needed for it any more
		v.Wrong = wrong
		return r.Render(w, status, web.View{Title: v.Title, Menu: menu, Body: callPage(p, v)})
	}
	known, err := h.Persons.ShowAll(r.Context(), r.Who, []string{c.Visit.Person}, party.View{
		Purpose: delivery.Asking, Groups: []party.Group{party.Identity, party.Contact}, Right: delivery.CanAudit,
	})
	if err != nil {
		return err
	}
	if v.Gone = len(known) == 0; !v.Gone {
		v.Name, v.Phone = p.Typed(known[0].Names.Name), known[0].Names.Phone
	}
	return r.Render(w, status, web.View{Title: v.Title, Menu: menu, Body: callPage(p, v)})
}

// callFacts are what the provider says of the visit, which the person is asked about.
func (h inspect) callFacts(p web.Page, c delivery.Call) []web.Fact {
	fact := func(key, says string) web.Fact {
		return web.Fact{Term: p.T(key), Says: web.Runs(says)}
	}
	v := c.Visit
	provider := ident.Number(v.Provider)
	if c.Provider.Name != "" {
		provider = web.Mark(providerName(p, c.Provider))
	}
	reported := p.T("delivery.office.own.unreported")
	if v.Took() {
		reported = p.Range(clock(v.BegunMs), clock(v.EndedMs))
	}
	return []web.Fact{
		fact("delivery.office.item", h.item(p, v.Item)),
		fact("delivery.inspect.planned", p.T("delivery.office.own.when", "day", p.Day(v.On), "from", clock(v.FromMs), "until", clock(v.UntilMs))),
		fact("delivery.inspect.reported", reported),
		fact("delivery.inspect.provider", provider),
	}
}
