package deliveryweb

import (
	"net/http"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
)

// ownView is the visits of one person.
type ownView struct {
	Lead, Done, Wrong    string
	Mandate              string       // under which somebody acts for the person, or empty
	Whose                []web.Choice // empty when there is only oneself
	Plans                []ownPlan
	Ask, Coming, Earlier []ownLine
}

// ownPlan is what was arranged for the person.
type ownPlan struct {
	What, By string // who arranged it
	Facts    []web.Fact
}

// ownLine is one visit.
type ownLine struct {
	ID, Number, What, When, By, State, Says string
	Mood                                    web.Mood
	Deny                                    bool // it was confirmed, and can still be denied
}

// own answers GET /me/visits.
func (h office) own(w http.ResponseWriter, r *web.Request) error {
	return h.showOwn(w, r, http.StatusOK, r.URL.Query().Get("mandate"), said(r), "")
}

// witness answers POST /me/visits/{id}.
func (h office) witness(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	mandate, says := posted(r, "mandate"), delivery.Says(posted(r, "says"))
	who, err := h.acting(r, mandate)
	if err != nil {
		return err
	}
	err = h.Deliveries.Witness(r.Context(), who, r.PathValue("id"), says)
	if err == nil {
		return r.SeeOther(w, ownPath, "mandate", mandate, "done", string(says))
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showOwn(w, r, status, mandate, "", r.Page.T(e.Key, e.Args...))
}

// confirms tells whether a mandate is for confirming visits.
func confirms(m party.Mandate) bool { return slices.Contains(m.What, evidence.Confirming) }

// acting is who looks or speaks: the reader, or the reader for whoever gave a mandate for this.
func (h office) acting(r *web.Request, mandate string) (access.Actor, error) {
	if mandate == "" {
		return r.Who, nil
	}
	list, err := h.Mandates.Represented(r.Context(), r.Who)
	if err != nil {
		return access.Actor{}, err
	}
	i := slices.IndexFunc(list, func(m party.Mandate) bool { return m.ID == mandate && confirms(m) })
	if i < 0 {
		return access.Actor{}, fault.New(fault.NotFound, "access.absent")
	}
	who := r.Who
	who.OnBehalfOf = list[i].For
	return who, nil
}

// subject is the person whose visits an actor looks at.
func subject(who access.Actor) string {
	if who.OnBehalfOf != "" {
		return who.OnBehalfOf
	}
	return who.Person
}

func (h office) showOwn(w http.ResponseWriter, r *web.Request, status int, mandate, done, wrong string) error {
	p := r.Page
	who, err := h.acting(r, mandate)
	if err != nil {
		return err
	}
	m, err := h.Deliveries.Mine(r.Context(), who, subject(who))
	if err != nil {
		return err
	}
	v := ownView{Lead: p.T("delivery.office.own.lead"), Done: done, Wrong: wrong, Mandate: mandate}
	if err := h.whose(r, &v); err != nil {
		return err
	}
	for _, plan := range m.Plans {
		v.Plans = append(v.Plans, h.ownPlan(p, plan, m.Providers[plan.Provider]))
	}
	for _, one := range m.Visits {
		l := h.ownLine(p, one, m.Providers[one.Provider])
		switch {
		case one.Begun && !answered(one):
			v.Ask = append(v.Ask, l)
		case one.State == delivery.Scheduled && !one.Begun:
			v.Coming = append(v.Coming, l)
		default:
			v.Earlier = append(v.Earlier, l)
		}
	}
	slices.Reverse(v.Coming) // the next first
	return r.Render(w, status, web.View{Title: p.T("delivery.office.own.title"), Menu: ownPath, Body: ownPage(p, v)})
}

// whose offers the reader's own visits and those of everybody who let the reader confirm for them.
func (h office) whose(r *web.Request, v *ownView) error {
	p := r.Page
	acting, err := h.Mandates.Acting(r.Context(), r.Who)
	if err != nil {
		return err
	}
	for _, d := range acting.Held {
		if !confirms(d.Mandate) {
			continue
		}
		name := d.Name
		if name == "" {
			name = p.T("delivery.office.own.unnamed")
		}
		here := d.ID == v.Mandate
		if here {
			v.Lead = p.T("delivery.office.own.for", "name", web.Mark(p.Typed(name)))
		}
		v.Whose = append(v.Whose, web.Choice{Label: name, Href: p.Link(ownPath, "mandate", d.ID), Here: here})
	}
	if len(v.Whose) > 0 {
		v.Whose = slices.Insert(v.Whose, 0, web.Choice{Label: p.T("delivery.office.own.mine"), Href: p.Link(ownPath), Here: v.Mandate == ""})
	}
	return nil
}

// answered tells whether the person's side has been heard: a code, a call or an account that said yes, or anybody who said no.
func answered(v delivery.OwnVisit) bool {
	return v.Contradicted || slices.Contains(v.Ways, evidence.OwnAccount) || len(v.Suspect) == 0 && slices.ContainsFunc(v.Ways, evidence.Way.Confirms)
}

func (h office) ownLine(p web.Page, v delivery.OwnVisit, by delivery.Provider) ownLine {
	hour := func(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }
	l := ownLine{
		ID: v.ID, Number: ident.Number(v.ID), What: h.item(p, v.Item), State: p.T(v.Said()), By: web.Mark(p.Typed(by.Name)),
		When: p.T("delivery.office.own.when", "day", p.Day(v.On), "from", hour(v.FromMs), "until", hour(v.UntilMs)),
	}
	switch {
	case v.Contradicted:
		l.State, l.Says, l.Mood = p.T("delivery.office.own.no.said"), p.T("delivery.office.own.denied"), web.Late
	case v.Begun && answered(v):
		l.State, l.Says, l.Mood, l.Deny = p.T("delivery.office.own.yes.said"), p.T("delivery.office.own.confirmed"), web.Done, true
	case v.Begun && len(v.Suspect) > 0:
		l.Says = p.T("delivery.office.own.suspect")
	case v.Begun && !v.Took():
		l.Says = p.T("delivery.office.own.unreported")
	case v.Reason != "":
		l.Says = p.T(delivery.SaidReason(v.Reason))
	case v.Begun:
		l.Says = p.T("delivery.office.own.reported")
	}
	return l
}

// ownPlan says who does what, how often, until when, at what price, and who arranged it.
func (h office) ownPlan(p web.Page, plan delivery.Plan, by delivery.Provider) ownPlan {
	fact := func(key string, says ...web.Text) web.Fact {
		return web.Fact{Term: p.T("delivery.office.plan." + key), Says: says}
	}
	last := plan.Until
	if plan.Ended != "" {
		last = plan.Ended
	}
	often := "delivery.office.plan.per." + string(plan.Per)
	if plan.Times == 1 {
		often += ".once"
	}
	price := p.T("delivery.office.plan.split", "price", plan.Price.String(), "share", plan.Share.String(), "own", (plan.Price - plan.Share).String())
	if plan.Price == 0 {
		price = p.T("delivery.office.plan.free")
	}
	v := ownPlan{What: h.item(p, plan.Item), Facts: []web.Fact{
		fact("provider", p.Typed(by.Name)),
		fact("often", web.Plain(p.T(often, "times", plan.Times, "minutes", plan.Minutes))),
		fact("runs", web.Plain(p.T("delivery.office.plan.days", "from", p.Period(plan.From), "until", p.Period(last)))),
		fact("price", web.Plain(price)),
	}}
	if plan.By != "" {
		v.By = p.T("delivery.office.plan.by", "who", p.Doer(plan.By))
	}
	return v
}
