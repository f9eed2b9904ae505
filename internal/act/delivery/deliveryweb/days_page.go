package deliveryweb

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/decide/match"
	"mihe/internal/register/party"
)

// daysView is the providers whose days a reader plans.
type daysView struct{ Providers []providerDays }

type providerDays struct {
	Name string
	Days []web.Link
}

// shownDays is how many days the list leads to.
const shownDays = 7

// list answers GET /days.
func (h days) list(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Deliveries.PlannedProviders(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var v daysView
	for _, one := range list {
		x := providerDays{Name: web.Mark(providerName(p, one))}
		for i := range shownDays {
			x.Days = append(x.Days, web.Link{Label: p.Day(h.today(i)), Href: p.Link(dayPath(one.ID, h.today(i)))})
		}
		v.Providers = append(v.Providers, x)
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("delivery.days.title"), Menu: h.menu(p), Body: daysPage(p, v)})
}

// dayPlanView is a provider's day.
type dayPlanView struct {
	Title, Lead, Done, Wrong, Stale string
	Before, After                   web.Link
	Set                             []setLine
	Routes                          []routeView
	Left, Due                       []dueLine
	Sum, Road                       string
	Unknown                         []string
	Propose, Adopt, Proposal        string
	Again                           bool // there is a proposal already
}

// setLine is a visit that is set.
type setLine struct {
	ID, Time, What, Who, Carers, State string
	Mood                               web.Mood
	Move                               *moveForm
	Claim                              *claimForm
}

// claimForm is what a carer's device reported of a missed visit, and the form that takes it in, for whoever may.
type claimForm struct {
	Says   []string
	Action string
	Reason web.Field
	Why    []web.Option
	Open   bool // it was refused
}

// moveForm moves or cancels a visit by hand.
type moveForm struct {
	Action         string
	Time, Reason   web.Field
	Posts          []web.Field
	Choices        []web.Option
	Reasons        []web.Option
	Cancel         web.Field
	Moves, Cancels bool // which of the forms was refused
}

// routeView is the way of one carer.
type routeView struct {
	ID, Carer, Sum string
	Stops          []stopLine
}

type stopLine struct {
	ID, Number, Time, Who, What, Way string
	Reasons                          []string
}

// dueLine is a visit that is due and not set.
type dueLine struct{ Who, What, Times, Says, Why string }

// bad is what was refused of a form: about a visit, at a field.
type bad struct {
	visit, do, field, says string
}

// day answers GET /days/of/{provider}/{on}.
func (h days) day(w http.ResponseWriter, r *web.Request) error {
	return h.show(w, r, http.StatusOK, bad{})
}

func (h days) show(w http.ResponseWriter, r *web.Request, status int, b bad) error {
	p := r.Page
	d, err := h.Deliveries.DayPlan(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("on"))
	if err != nil {
		return err
	}
	s := sayer{p: p, d: d, item: h.Item, places: h.Regions.At(d.On)}
	if s.known, err = h.known(r, d); err != nil {
		return err
	}
	if s.names, err = h.colleagues(r, d); err != nil {
		return err
	}
	v := dayPlanView{
		Title: p.T("delivery.days.day.title", "provider", web.Mark(providerName(p, d.Provider)), "day", p.Day(d.On)),
		Lead:  p.T("delivery.days.day.lead", "set", standing(d.Set), "due", len(d.Due)), Done: saidOfDay(r),
	}
	if b.visit == "" {
		v.Wrong = b.says
	}
	v.Before, v.After = s.beside(-1), s.beside(1)
	for _, one := range d.Set {
		v.Set = append(v.Set, s.set(one, r, b))
	}
	if d.On >= h.today(0) && len(d.Due) > 0 {
		v.Propose = p.Link(dayPath(d.Provider.ID, d.On) + "/propose")
	}
	s.proposal(&v)
	return r.Render(w, status, web.View{Title: web.Unmarked(v.Title), Menu: h.menu(p), Body: dayPlanPage(p, v)})
}

// saidOfDay says what has just been done, when the address says so.
func saidOfDay(r *web.Request) string {
	if k := "delivery.days.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		return r.Page.T(k)
	}
	return ""
}

// standing counts the visits that take place.
func standing(list []delivery.Visit) (n int) {
	for _, v := range list {
		if v.State != delivery.Cancelled && v.State != delivery.Missed {
			n++
		}
	}
	return n
}

// personsOf are those of a day.
func personsOf(d delivery.DayPlan) (ids []string) {
	for _, v := range d.Set {
		ids = append(ids, v.Person)
	}
	for _, x := range d.Due {
		ids = append(ids, x.Plan.Person)
	}
	if d.Latest != nil {
		for _, v := range d.Latest.Day.Visits {
			ids = append(ids, v.Person)
		}
	}
	return ids
}

// sayer puts a day into words.
type sayer struct {
	p      web.Page
	d      delivery.DayPlan
	item   func(code string) (i18n.Name, bool)
	places *region.View
	known  map[string]party.Known
	names  map[string]string // of carers, by post
}

// beside is the day before or after.
func (s sayer) beside(days int) web.Link {
	on, err := time.Parse(time.DateOnly, s.d.On)
	if err != nil {
		return web.Link{}
	}
	day := on.AddDate(0, 0, days).Format(time.DateOnly)
	return web.Link{Label: s.p.Day(day), Href: s.p.Link(dayPath(s.d.Provider.ID, day))}
}

// who is a person by name where it was opened, and by the number of the plan.
func (s sayer) who(person, plan string) string {
	if k, there := s.known[person]; there {
		return web.Mark(s.p.Typed(k.Names.Name))
	}
	return s.p.T("delivery.days.plan", "number", ident.Number(plan))
}

// carer is who holds a post.
func (s sayer) carer(post string) string { return web.Mark(s.holder(post)) }

func (s sayer) holder(post string) web.Text {
	if name := s.names[post]; name != "" {
		return s.p.Typed(name)
	}
	return web.Plain(s.p.T("delivery.days.post", "number", ident.Number(post)))
}

func (s sayer) place(name string) string {
	k, ok := region.ParseKey(name)
	if !ok {
		return name
	}
	return web.Mark(s.p.Place(s.places, k))
}

func (s sayer) thing(code, place string, together bool) string {
	what := code
	if name, known := s.item(code); known {
		what = web.Mark(s.p.Name(name))
	}
	key := "delivery.days.thing"
	if together {
		key = "delivery.days.thing.together"
	}
	return s.p.T(key, "what", what, "place", s.place(place))
}

// set is a line of a visit that is set.
func (s sayer) set(v delivery.Visit, r *web.Request, b bad) setLine {
	p := s.p
	clock := func(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }
	var carers []string
	for _, post := range v.Posts {
		if slices.Contains(s.d.Gone, post) {
			carers = append(carers, p.T("delivery.days.post.gone", "number", ident.Number(post)))
			continue
		}
		carers = append(carers, s.carer(post))
	}
	l := setLine{
		ID: "v-" + ident.Number(v.ID), Time: p.Range(clock(v.FromMs), clock(v.UntilMs)), What: s.thing(v.Item, v.Place.String(), v.Together), Who: s.who(v.Person, v.Plan),
		Carers: strings.Join(carers, p.T("delivery.office.comma")), State: p.T(v.Said()),
	}
	switch v.State { //nolint:exhaustive // the others are said as they are
	case delivery.Started:
		l.Mood = web.Current
	case delivery.Finished, delivery.Settled:
		l.Mood = web.Done
	case delivery.Cancelled, delivery.Missed:
		l.Mood = web.Late
	}
	if v.State == delivery.Scheduled {
		l.Move = s.move(v, r, b, clock(v.FromMs))
	}
	if c, claimed := s.d.Claims[v.ID]; claimed {
		l.Claim = s.claim(v, c, r, b)
	}
	return l
}

// claim says what was reported of a missed visit, and what whoever takes it in has to know.
func (s sayer) claim(v delivery.Visit, c delivery.Claim, r *web.Request, b bad) *claimForm {
	p := s.p
	f := &claimForm{Says: []string{p.T("delivery.days.claim", "from", p.Instant(c.BegunMs), "until", p.Instant(c.EndedMs))}, Open: b.visit == v.ID && b.do == doAccept}
	if c.Denied {
		f.Says = append(f.Says, p.T("delivery.days.claim.denied"))
	}
	if c.Beyond {
		f.Says = append(f.Says, p.T("delivery.days.claim.beyond"))
	}
	if !c.May {
		f.Says = append(f.Says, p.T("delivery.days.claim.office"))
		return f
	}
	f.Action = p.Link(dayPath(s.d.Provider.ID, s.d.On) + "/visits/" + v.ID)
	f.Reason = web.Field{Name: "reason", ID: "claim-" + ident.Number(v.ID), Label: p.T("delivery.days.claim.reason")}
	if f.Open {
		f.Reason.Error, f.Reason.Value = b.says, posted(r, "reason")
	}
	f.Why = []web.Option{{Label: web.Plain(p.T("delivery.days.choose"))}}
	for _, code := range delivery.AcceptReasons {
		f.Why = append(f.Why, web.Option{Value: code, Label: web.Plain(p.T(delivery.SaidAccept(code)))})
	}
	return f
}

// move are the forms that move or cancel a visit. What was refused stands in them again.
func (s sayer) move(v delivery.Visit, r *web.Request, b bad, from string) *moveForm {
	p, number := s.p, ident.Number(v.ID)
	m := &moveForm{Action: p.Link(dayPath(s.d.Provider.ID, s.d.On) + "/visits/" + v.ID), Moves: b.visit == v.ID && b.do == doMove, Cancels: b.visit == v.ID && b.do == doCancel}
	field := func(name, key, value string) web.Field {
		f := web.Field{Name: name, ID: name + "-" + number, Label: p.T(key), Value: value}
		if m.Moves {
			f.Value = posted(r, name)
			if b.field == name {
				f.Error = b.says
			}
		}
		return f
	}
	m.Time = field("from", "delivery.days.move.from", from)
	m.Time.Hint = p.T("delivery.days.move.from.hint")
	m.Reason = field("reason", "delivery.days.move.reason", "")
	m.Reason.Hint = p.T("delivery.days.move.reason.hint")
	for i, post := range v.Posts {
		f := field([]string{"posts", "second"}[min(i, 1)], "delivery.days.move.carer", post)
		if i > 0 {
			f.Label = p.T("delivery.days.move.second")
		}
		m.Posts = append(m.Posts, f)
	}
	m.Cancel = web.Field{Name: "reason", ID: "cancel-" + number, Label: p.T("delivery.days.cancel.reason")}
	if m.Cancels {
		m.Cancel.Error, m.Cancel.Value = b.says, posted(r, "reason")
	}
	m.Reasons = []web.Option{{Label: web.Plain(p.T("delivery.days.choose"))}}
	for _, code := range delivery.Reasons {
		if code != "plan_ended" {
			m.Reasons = append(m.Reasons, web.Option{Value: code, Label: web.Plain(p.T(delivery.SaidReason(code)))})
		}
	}
	posts := slices.Clone(s.d.Posts)
	for _, post := range v.Posts {
		if !slices.Contains(posts, post) {
			posts = append(posts, post)
		}
	}
	for _, post := range posts {
		m.Choices = append(m.Choices, web.Option{Value: post, Label: s.holder(post)})
	}
	return m
}

// proposal puts the last proposal into words, and what is due beside it.
func (s sayer) proposal(v *dayPlanView) {
	p, l := s.p, s.d.Latest
	why := map[string]string{}
	if l != nil {
		v.Again = true
		for _, one := range l.Plan.Left {
			if visit, found := l.Visit(one.Visit); found {
				why[one.Visit] = one.Say(p.Words(), p.Lang, visit)
			}
		}
		for _, place := range l.Unknown {
			v.Unknown = append(v.Unknown, s.place(place))
		}
	}
	if l != nil && l.Adopted == nil && s.d.Stale != nil {
		if e, _, ok := web.Refusal(s.d.Stale); ok {
			v.Stale = p.T(e.Key, e.Args...)
		}
	}
	stands := l != nil && l.Adopted == nil && s.d.Stale == nil
	if stands {
		v.Adopt, v.Proposal = p.Link(dayPath(s.d.Provider.ID, s.d.On)+"/adopt"), l.ID
		f := l.Plan.Figures
		v.Sum = p.T("delivery.days.sum", "visits", f.Visits, "served", f.Served, "left", f.Visits-f.Served, "way", f.Way, "strangers", f.Strangers, "spread", f.Spread)
		v.Road = p.T("delivery.days.road", "percent", l.Day.Road.DetourPercent, "speed", l.Day.Road.KmPerHour, "within", l.Day.Road.WithinMinutes)
		for _, one := range l.Plan.Routes {
			v.Routes = append(v.Routes, s.route(one))
		}
	}
	for _, one := range s.d.Due {
		reason := why[one.ID]
		if one.Occupied {
			reason = p.T("delivery.days.occupied")
		}
		switch {
		case stands && !s.goes(one.ID):
			v.Left = append(v.Left, s.due(one, reason))
		case !stands:
			v.Due = append(v.Due, s.due(one, reason))
		}
	}
}

// goes tells whether somebody goes, by the last proposal.
func (s sayer) goes(due string) bool {
	return slices.ContainsFunc(s.d.Latest.Plan.Routes, func(r match.Route) bool {
		return slices.ContainsFunc(r.Stops, func(stop match.Stop) bool { return stop.Visit == due })
	})
}

// route is the way of one carer with the reason for each stop.
func (s sayer) route(one match.Route) routeView {
	p := s.p
	out := routeView{
		ID: "r-" + ident.Number(one.Post), Carer: s.carer(one.Post), Sum: p.T("delivery.days.route", "visits", len(one.Stops), "work", one.Work, "back", hhmm(one.Back)),
	}
	for _, stop := range one.Stops {
		visit, _ := s.d.Latest.Visit(stop.Visit)
		plan, _, _ := strings.Cut(stop.Visit, ".")
		i := slices.IndexFunc(s.d.Due, func(d delivery.DueVisit) bool { return d.ID == stop.Visit })
		l := stopLine{
			ID: stop.Visit, Number: ident.Number(plan), Time: p.Range(hhmm(stop.From), hhmm(stop.Until)), Who: s.who(visit.Person, plan),
			Way: p.T("delivery.days.way", "minutes", stop.Way), Reasons: stop.Why.Say(p.Words(), p.Lang, s.carer),
		}
		if i >= 0 {
			l.What = s.thing(s.d.Due[i].Plan.Item, visit.At, visit.Together)
		}
		out.Stops = append(out.Stops, l)
	}
	return out
}

// due is a line of a visit that is not set.
func (s sayer) due(one delivery.DueVisit, why string) dueLine {
	p := s.p
	var times []string
	for _, w := range one.Windows {
		times = append(times, p.Range(hhmm(w.Open), hhmm(w.Shut)))
	}
	urgency := "calm"
	switch n := one.Priority(); {
	case n > mostUrgent:
		urgency = "now"
	case n > mostUrgent/2:
		urgency = "soon"
	}
	return dueLine{
		Who: s.who(one.Plan.Person, one.Plan.ID), What: s.thing(one.Plan.Item, one.Plan.Place.String(), one.Plan.Together),
		Times: p.T("delivery.days.times", "times", strings.Join(times, p.T("delivery.office.comma")), "minutes", one.Plan.Minutes),
		Says:  p.T("delivery.days.urgency." + urgency), Why: why,
	}
}

// mostUrgent is the priority of a visit that another day can still make up.
const mostUrgent = 7

func hhmm(minute int) string {
	return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC).Format("15:04")
}
