package eldercareweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/act/booking"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/catalog"
)

// arrangeView is what was granted in a case, what was arranged of it, and by whom the rest can be provided.
type arrangeView struct {
	Case, Number, Lead string
	Done, Problem      string
	Large, Back        string
	Items              []grantedView
	Whys               []web.Option
}

// grantedView is one item.
type grantedView struct {
	ID, Title, Says, More string
	Rule                  string // by which the public pays
	Plans                 []planView
	Offers                []offerView
	Others                []offerView // a line each
	Fold                  string
}

// planView is a plan as it was arranged.
type planView struct {
	ID, Number, Change string
	By                 string
	Name               web.Text
	Facts              []web.Fact
	Here               bool // arranged in this case: ended and changed on this page
	Mood               web.Mood
	Stands, Ends       string // whether it runs or is to end, and what ending it is called
	Open               bool   // the form was refused
	Why, Day           web.Field
}

// offerView is an offer that provides an item.
type offerView struct {
	Href, Label string
	Name, At    web.Text
	Mood        web.Mood
	Price       string
	Room        string
	Facts       []web.Fact
	Main        bool
}

func arrangePath(id string) string { return "/eldercare/cases/" + id + "/arrange" }

// arrange answers GET /eldercare/cases/{id}/arrange.
func (h handlers) arrange(w http.ResponseWriter, r *web.Request) error {
	return h.showArrange(w, r, http.StatusOK, typed{})
}

func (h handlers) showArrange(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	a, err := h.Elders.Arranging(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := arrangeView{
		Case: a.Case.ID, Number: a.Case.Number(), Lead: lead(p, len(a.Items)), Back: p.Link("/cases/" + a.Case.ID),
	}
	if k := "eldercare.arrange.done." + r.URL.Query().Get("done"); p.Words().Has(k) {
		v.Done = p.T(k)
	}
	if !p.Large {
		v.Large = p.Again("print", "large")
	}
	for _, why := range []string{"died", "moved_away", "withdrawn", "changed"} {
		v.Whys = append(v.Whys, web.Option{Value: why, Label: web.Plain(p.T("eldercare.arrange.why." + why))})
	}
	for _, g := range a.Items {
		one := h.granted(p, a, g)
		for i := range one.Plans {
			one.Plans[i].ending(p, h.today(), r.PathValue("plan"), t)
		}
		v.Items = append(v.Items, one)
	}
	if t.err != nil && !v.shows(t.err.Field) {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	return r.Render(w, status, web.View{
		Title: p.T("eldercare.arrange.title"), Menu: "/cases", Body: arrangePage(p, v),
		Crumbs: []web.Crumb{{Href: "/cases/" + a.Case.ID, Text: web.Plain(p.T("eldercare.case.number", "number", v.Number))}, {Text: web.Plain(p.T("eldercare.arrange.title"))}},
	})
}

// ending is the form that ends a plan: today and no reason, or what was sent of it and what was wrong with that.
func (v *planView) ending(p web.Page, today, refused string, t typed) {
	v.Why = web.Field{Name: "why", ID: "why-" + v.ID, Label: p.T("eldercare.arrange.why")}
	v.Day = web.Field{Name: "day", ID: "day-" + v.ID, Kind: "date", Label: p.T("eldercare.arrange.end.day"), Hint: p.T("eldercare.arrange.end.hint"), Value: today}
	if v.Open = t.err != nil && refused == v.ID; v.Open {
		v.Why.Value, v.Day.Value = t.Get("why"), t.Get("day")
		v.Why.Error, v.Day.Error = t.wrong(p, "why"), t.wrong(p, "day")
	}
}

// shows tells whether a field of a form that was refused says what was wrong.
func (v arrangeView) shows(field string) bool {
	for _, g := range v.Items {
		for _, plan := range g.Plans {
			if plan.Open && (field == "why" || field == "day") {
				return true
			}
		}
	}
	return false
}

func lead(p web.Page, items int) string {
	if items == 0 {
		return p.T("eldercare.arrange.lead.none")
	}
	return p.Count("eldercare.arrange.lead", items)
}

// granted is one item with its plans, or with the offers that provide it.
func (h handlers) granted(p web.Page, a *eldercare.Arranging, g eldercare.Granted) grantedView {
	v := grantedView{ID: g.Item, Title: itemTitle(p, a, g.Item)}
	for _, one := range g.Plans {
		v.Plans = append(v.Plans, planOf(p, a, one))
	}
	switch {
	case len(g.Plans) > 0:
		return v
	case !g.Provided:
		v.Says = p.T("eldercare.arrange.money")
	case len(g.Offers) == 0:
		v.Says = p.T("eldercare.arrange.nobody")
	default:
		v.Says = p.Count("eldercare.arrange.offers", len(g.Offers)+g.More)
	}
	if g.More > 0 {
		v.More = p.T("eldercare.arrange.more", "n", g.More)
	}
	if len(g.Offers) > 0 {
		v.Rule = publicShare(p, g)
	}
	for i, s := range g.Offers {
		o := h.offer(p, g, s)
		o.Href, o.Main = p.Link(arrangePath(a.Case.ID)+"/"+g.Item+"/"+s.Offer.ID), i == 0
		if i < besides {
			v.Offers = append(v.Offers, o)
		} else {
			v.Others = append(v.Others, o)
		}
	}
	v.Fold = p.T("eldercare.arrange.others", "n", len(v.Others))
	return v
}

// besides is how many offers of an item stand side by side; the others are a line each.
const besides = 3

func itemTitle(p web.Page, a *eldercare.Arranging, item string) string {
	return a.Decision.Rules.ResultTitles([]string{item}, p.Lang)[0]
}

// planOf is a plan in words. Only what was arranged in this case is changed here.
func planOf(p web.Page, a *eldercare.Arranging, one eldercare.Arranged) planView {
	v := planView{ID: one.ID, Number: ident.Number(one.ID), Name: serviceName(p, a, one), Facts: planFacts(p, one), By: by(p, one), Here: one.Cause == a.Case.ID}
	v.Mood, v.Stands, v.Ends = web.Done, p.T("eldercare.arrange.running"), p.T("eldercare.arrange.end")
	if one.Ended != "" {
		v.Mood, v.Stands, v.Ends = web.Late, p.T("eldercare.arrange.ending", "day", p.Period(one.Ended)), p.T("eldercare.arrange.end.sooner")
	}
	if v.Here && one.Ended == "" && one.Offer != "" { // one that is to end may end sooner, and is not changed any more
		v.Change = p.Link(arrangePath(a.Case.ID)+"/"+one.Item+"/"+one.Offer, "plan", one.ID)
	}
	return v
}

// serviceName is what is done, as the directory calls it; where it stands there no more, what was granted.
func serviceName(p web.Page, a *eldercare.Arranging, one eldercare.Arranged) web.Text {
	if name := p.Name(one.Service); name.Text != "" {
		return name
	}
	return web.Plain(itemTitle(p, a, one.Item))
}

// planFacts says who does what, how often, until when, and at what price.
func planFacts(p web.Page, one eldercare.Arranged) []web.Fact {
	fact := func(key string, says ...web.Text) web.Fact { return web.Fact{Term: p.T(key), Says: says} }
	often := "eldercare.arrange.often." + string(one.Per)
	if one.Times == 1 {
		often += ".once"
	}
	price := p.T("eldercare.arrange.price.split", "price", one.Price.String(), "share", one.Share.String(), "own", (one.Price - one.Share).String())
	if one.Price == 0 {
		price = p.T("eldercare.arrange.cost.none")
	}
	last := one.Until
	if one.Ended != "" {
		last = one.Ended
	}
	list := []web.Fact{
		fact("eldercare.arrange.provider", p.Name(one.Provider)),
		fact("eldercare.arrange.often", web.Plain(p.T(often, "times", one.Times, "minutes", one.Minutes))),
		fact("eldercare.arrange.runs", web.Plain(p.Span(one.From, last))),
		fact("eldercare.arrange.price.short", web.Plain(price)),
	}
	return list
}

// by says who arranged a plan; plans of before that was kept say nothing.
func by(p web.Page, one eldercare.Arranged) string {
	if one.By == "" {
		return ""
	}
	return p.T("eldercare.arrange.by", "who", p.Doer(one.By))
}

// offer is an offer with its room, its price and how near it is.
func (h handlers) offer(p web.Page, g eldercare.Granted, s eldercare.Supply) offerView {
	v := offerView{Name: p.Name(s.Listing.Service.Name), At: p.Name(s.At.Name), Label: p.T("eldercare.arrange.choose")}
	v.Mood, v.Room = room(p, s)
	fact := func(key string, says ...web.Text) { v.Facts = append(v.Facts, web.Fact{Term: p.T(key), Says: says}) }
	fact("eldercare.arrange.provider", p.Name(s.Listing.Provider.Name))
	where := []web.Text{p.Place(h.Elders.Regions.At(h.today()), s.At.Region), web.Plain(p.T("eldercare.arrange.near." + strconv.Itoa(int(s.Near))))}
	if s.Km > 0 {
		where = append(where, web.Plain(p.T("eldercare.arrange.km", "km", s.Km)))
	}
	fact("eldercare.arrange.where", where...)
	var says []web.Text
	for _, c := range s.Prices {
		says = append(says, web.Plain(costs(p, c)))
		if g.Shared && c.Unit != "hour" && c.Fen > 0 {
			says = append(says, web.Plain(split(p, c.Fen, g.Share)))
		}
	}
	if len(says) == 0 {
		says = []web.Text{web.Plain(p.T("eldercare.arrange.unpriced.short"))}
	}
	v.Price = says[0].Text
	fact("eldercare.arrange.price.short", says...)
	return v
}

// costs is a price of the directory.
func costs(p web.Page, c catalog.Cost) string {
	text := p.T("eldercare.arrange.cost", "yuan", c.Fen.String(), "unit", p.T("catalog.cost."+c.Unit))
	if c.Fen == 0 {
		text = p.T("eldercare.arrange.cost.none")
	}
	if name := p.Name(c.For); name.Text != "" {
		text = p.T("eldercare.arrange.cost.for", "what", name.Text, "price", text)
	}
	return text
}

// split says who pays what of a price.
func split(p web.Page, price money.Fen, s eldercare.Share) string {
	share := s.Of(price)
	return p.T("eldercare.arrange.split", "share", share.String(), "own", (price - share).String())
}

// publicShare says by which rule the public pays, since when, from where, and whether somebody compared it.
func publicShare(p web.Page, g eldercare.Granted) string {
	if !g.Shared {
		return p.T("eldercare.arrange.unshared.short")
	}
	badge := p.T("eldercare.arrange.unverified")
	if g.Share.Verified {
		badge = p.T("eldercare.arrange.verified")
	}
	return p.T(
		"eldercare.arrange.share.rule", "pct", g.Share.Pct, "most", g.Share.Most.String(), "day", p.Period(g.Share.From), "source", web.Mark(p.Name(g.Share.Source)), "badge", badge,
	)
}

// room says how much room there is, and where the person stands.
func room(p web.Page, s eldercare.Supply) (web.Mood, string) {
	switch {
	case s.Kept != nil:
		return web.Done, p.T("eldercare.arrange.room.kept")
	case s.Wait != nil:
		return web.Late, p.T("eldercare.arrange.room.line", "n", s.Wait.Ahead+1)
	case s.Pool == nil && s.Room():
		return "", p.T("eldercare.arrange.room.uncounted")
	case s.Pool == nil:
		return web.Late, p.T("eldercare.arrange.room.declared")
	case s.Room():
		return web.Done, p.T("eldercare.arrange.room.free", "free", s.Pool.Free, "total", s.Pool.Total, "unit", p.T("catalog.unit."+s.Pool.Unit))
	}
	return web.Late, p.T("eldercare.arrange.room.full", "n", s.Waiting())
}

// ended answers POST /eldercare/cases/{id}/plans/{plan}/end.
func (h handlers) ended(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "eldercare.apply.unreadable")
	}
	id := r.PathValue("id")
	err := h.Elders.EndArranged(r.Context(), r.Who, id, r.PathValue("plan"), r.PostForm.Get("day"), r.PostForm.Get("why"))
	if e, status, ok := web.Refusal(err); ok {
		return h.showArrange(w, r, status, typed{r.PostForm, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, arrangePath(id), "done", "ended")
}

// arrangedPlans are the plans of a notice: what was arranged and by whom.
func arrangedPlans(p web.Page, list []eldercare.Arranged) (all []planView) {
	for _, one := range list {
		v := planView{Facts: planFacts(p, one), By: by(p, one)}
		if name := p.Name(one.Service); name.Text != "" {
			v.Facts = slices.Insert(v.Facts, 0, web.Fact{Term: p.T("eldercare.arrange.service"), Says: []web.Text{name}})
		}
		all = append(all, v)
	}
	return all
}

// waited is the standing of a wait that was just made.
func waited(w booking.Wait) string {
	if w.Standing == booking.Offered {
		return "offered"
	}
	return "waiting"
}
