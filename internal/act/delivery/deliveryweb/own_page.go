package deliveryweb

import (
	"net/http"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partyweb"
)

// ownView is the visits of one person.
type ownView struct {
	Lead, Done, Wrong    string
	Complain             string       // where the person, or whoever acts for the person, says what is wrong; empty: nowhere
	Denied               bool         // the last answer was no
	Mandate              string       // under which somebody acts for the person, or empty
	Whose                []web.Choice // empty when there is only oneself
	Plans                []ownPlan
	Ask, Coming, Earlier []ownLine // those to ask about are all there
	MoreComing           int       // that are not on the page
	MoreEarlier          int
}

// mostLines is how many visits a list of the page has that nobody has to answer.
const mostLines = 60

// first returns so many lines and how many there are beyond.
func first(list []ownLine) ([]ownLine, int) {
	n := min(len(list), mostLines)
	return list[:n], len(list) - n
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
	Deny                                    bool   // it was confirmed, and can still be denied
	Undo                                    bool   // it was denied, and that can be taken back
	Rate                                    string // where the person says how it was, or empty
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
	who, err := h.whose().Actor(r, mandate)
	if err != nil {
		return err
	}
	err = h.Deliveries.Witness(r.Context(), who, r.PathValue("id"), says)
	if err == nil {
		done := string(says)
		if posted(r, "after") == string(delivery.NotHappened) {
			done = "changed"
		}
		return r.SeeOther(w, ownPath, "mandate", mandate, "done", done)
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showOwn(w, r, status, mandate, "", r.Page.T(e.Key, e.Args...))
}

// whose are the pages of those who let the reader confirm for them.
func (h office) whose() partyweb.Whose {
	return partyweb.Whose{Mandates: h.Mandates, For: evidence.Confirming, Path: ownPath}
}

func (h office) showOwn(w http.ResponseWriter, r *web.Request, status int, mandate, done, wrong string) error {
	p := r.Page
	who, err := h.whose().Actor(r, mandate)
	if err != nil {
		return err
	}
	m, err := h.Deliveries.Mine(r.Context(), who, partyweb.Subject(who))
	if err != nil {
		return err
	}
	v := ownView{Lead: p.T("delivery.office.own.lead"), Done: done, Wrong: wrong, Mandate: mandate}
	v.Denied = done != "" && r.URL.Query().Get("done") == string(delivery.NotHappened)
	if h.Complain != "" {
		v.Complain = p.Link(h.Complain, "mandate", mandate)
	}
	var name string
	if v.Whose, name, err = h.whose().Choices(r, mandate); err != nil {
		return err
	}
	if name != "" {
		v.Lead = p.T("delivery.office.own.for", "name", name)
	}
	for _, plan := range m.Plans {
		v.Plans = append(v.Plans, h.ownPlan(p, plan, m.Providers[plan.Provider]))
	}
	for _, one := range m.Visits {
		l := h.ownLine(p, one, m.Providers[one.Provider])
		if h.Rate != "" && one.Took() && !one.Contradicted {
			l.Rate = p.Link(h.Rate+one.ID, "mandate", mandate)
		}
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
	v.Coming, v.MoreComing = first(v.Coming)
	v.Earlier, v.MoreEarlier = first(v.Earlier)
	return r.Render(w, status, web.View{Title: p.T("delivery.office.own.title"), Menu: ownPath, Body: ownPage(p, v)})
}

// answered tells whether the person's side has been heard: a code, a call or an account that said yes, or anybody who said no.
func answered(v delivery.OwnVisit) bool {
	return v.Contradicted || slices.Contains(v.Ways, evidence.OwnAccount) || len(v.Suspect) == 0 && slices.ContainsFunc(v.Ways, evidence.Way.Confirms)
}

func (h office) ownLine(p web.Page, v delivery.OwnVisit, by delivery.Provider) ownLine {
	hour := func(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }
	l := ownLine{
		ID: v.ID, Number: ident.Number(v.ID), What: h.item(p, v.Item), State: p.T(v.Said()), By: web.Mark(providerName(p, by)),
		When: p.T("delivery.office.own.when", "day", p.Day(v.On), "from", hour(v.FromMs), "until", hour(v.UntilMs)),
	}
	switch {
	case v.Contradicted:
		l.State, l.Says, l.Mood, l.Undo = p.T("delivery.office.own.no.said"), p.T("delivery.office.own.denied"), web.Late, true
	case v.Begun && slices.Contains(v.Suspect, evidence.Changed):
		l.State, l.Says, l.Mood, l.Deny = p.T("delivery.office.own.changed.said"), p.T("delivery.office.own.changed"), web.Neutral, true
	case v.Begun && answered(v):
		l.State, l.Says, l.Mood, l.Deny = p.T("delivery.office.own.yes.said"), p.T("delivery.office.own.confirmed"), web.Done, true
	case v.Begun && len(v.Suspect) > 0:
		l.Says = p.T("delivery.office.own.suspect")
	case v.Begun && !v.Took():
		l.Says = p.T("delivery.office.own.unreported")
	case v.Begun: // why it was moved, or marked missed at first, is no longer what matters
		l.Says = p.T("delivery.office.own.reported")
	case v.Reason != "":
		l.Says = p.T(delivery.SaidReason(v.Reason))
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
		fact("provider", providerName(p, by)),
		fact("often", web.Plain(p.T(often, "times", plan.Times, "minutes", plan.Minutes))),
		fact("runs", web.Plain(p.Span(plan.From, last))),
		fact("price", web.Plain(price)),
	}}
	if plan.By != "" {
		v.By = p.T("delivery.office.plan.by", "who", p.Doer(plan.By))
	}
	return v
}
