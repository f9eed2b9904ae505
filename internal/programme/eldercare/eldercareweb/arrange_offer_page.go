package eldercareweb

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/party"
)

// offerPageView is one offer, with the form by which it is arranged or waited for.
type offerPageView struct {
	Title, Item, Number string
	Says, Problem       string
	Rule                string // by which the public pays
	Offer               offerView
	Action, Back        string
	Plan                string // that is changed, or empty
	Price, Per          asked
	Residence           *asked
	From, Months        web.Field
	Times, Minutes      web.Field
	Terms               []web.Option
	Days, Skills        ticks
	Opens, Closes       web.Field
	Send, Do, Hint      string // empty: nothing can be sent
}

// arrangeOffer answers GET /eldercare/cases/{id}/arrange/{item}/{offer}.
func (h handlers) arrangeOffer(w http.ResponseWriter, r *web.Request) error {
	return h.showOffer(w, r, http.StatusOK, typed{})
}

func (h handlers) showOffer(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	a, err := h.Elders.Arranging(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	item := r.PathValue("item")
	g, s, err := a.Supply(item, r.PathValue("offer"))
	if err != nil {
		return err
	}
	p := r.Page
	v := offerPageView{
		Item: itemTitle(p, a, item), Title: p.T("eldercare.arrange.offer.title"), Number: a.Case.Number(), Offer: h.offer(p, g, s), Rule: publicShare(p, g), Back: p.Link(arrangePath(a.Case.ID)),
		Action: p.Link(arrangePath(a.Case.ID) + "/" + item + "/" + s.Offer.ID), Plan: cmp.Or(t.Get("plan"), r.URL.Query().Get("plan")),
	}
	old, changes := a.Plan(v.Plan)
	if changes {
		v.Title = p.T("eldercare.arrange.change.title")
	} else {
		v.Plan = ""
	}
	v.form(p, a, s, h.filled(old, changes, t), t)
	v.send(p, s, changes)
	if t.err != nil && !v.shows(t.err.Field) {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	return r.Render(w, status, web.View{
		Title: v.Title, Menu: "/cases", Body: arrangeOfferPage(p, v),
		Crumbs: []web.Crumb{
			{Href: "/cases/" + a.Case.ID, Text: web.Plain(p.T("eldercare.case.number", "number", v.Number))},
			{Href: arrangePath(a.Case.ID), Text: web.Plain(p.T("eldercare.arrange.title"))},
			{Text: web.Plain(v.Title)},
		},
	})
}

// filled is what stands in the form: what was typed, what the plan says that is changed, or what is usual.
func (h handlers) filled(old delivery.Plan, changes bool, t typed) map[string]string {
	usual := map[string]string{"from": h.today(), "months": "12", "per": "week", "times": "1", "minutes": "60", "price": "0"}
	if changes {
		usual["per"], usual["times"], usual["minutes"] = string(old.Per), strconv.Itoa(old.Times), strconv.Itoa(old.Minutes)
		for _, win := range old.Windows {
			usual["opens"], usual["closes"], usual["days"] = win.Opens, win.Close, strings.Join(win.Days, ",")
		}
		usual["skills"] = strings.Join(old.Skills, ",")
	}
	if t.err != nil {
		for _, name := range []string{"from", "months", "per", "times", "minutes", "price", "opens", "closes", "residence"} {
			usual[name] = t.Get(name)
		}
		usual["days"], usual["skills"] = strings.Join(t.Values["days"], ","), strings.Join(t.Values["skills"], ",")
	}
	return usual
}

// form are the fields of the page.
func (v *offerPageView) form(p web.Page, a *eldercare.Arranging, s eldercare.Supply, with map[string]string, t typed) {
	field := func(name, kind string) web.Field {
		return web.Field{
			Name: name, Kind: kind, Label: p.T("eldercare.arrange.field." + name), Hint: p.T("eldercare.arrange.field." + name + ".hint"), Value: with[name], Error: t.wrong(p, name),
		}
	}
	v.From, v.Times, v.Minutes = field("from", "date"), field("times", "number"), field("minutes", "number")
	v.Opens, v.Closes, v.Months = field("opens", "time"), field("closes", "time"), field("months", "")
	for _, months := range []string{"3", "6", "12", "24"} {
		v.Terms = append(v.Terms, web.Option{Value: months, Label: web.Plain(p.T("eldercare.arrange.months.of", "n", months))})
	}
	v.Per = asked{Field: field("per", "")}
	for _, per := range []delivery.Per{delivery.Week, delivery.Month} {
		v.Per.options = append(v.Per.options, web.Option{Value: string(per), Label: web.Plain(p.T("eldercare.arrange.per." + string(per)))})
	}
	v.Price = asked{Field: field("price", "")}
	for i, c := range s.Prices {
		v.Price.options = append(v.Price.options, web.Option{Value: strconv.Itoa(i), Label: web.Plain(costs(p, c))})
	}
	if a.Residence == "" {
		v.Residence = &asked{Field: field("residence", "")}
		for _, where := range []string{string(eldercare.Rural), string(eldercare.Urban)} {
			v.Residence.options = append(v.Residence.options, web.Option{Value: where, Label: web.Plain(p.T("eldercare.group." + where))})
		}
	}
	v.Days = ticks{Field: field("days", ""), on: on(with["days"])}
	for i, day := range party.Weekdays {
		v.Days.options = append(v.Days.options, web.Option{Value: day, Label: web.Plain(p.T("web.weekday." + strconv.Itoa((i+1)%7)))})
	}
	v.Skills = ticks{Field: field("skills", ""), on: on(with["skills"])}
	papers, _ := party.StaffTerms() // that they can be read is tested; without them nobody asks for one
	for _, d := range papers.Diplomas {
		v.Skills.options = append(v.Skills.options, web.Option{Value: d.Code, Label: web.Plain(p.T("party.staff.paper." + d.Code))})
	}
}

func on(list string) map[string]bool {
	set := map[string]bool{}
	for one := range strings.SplitSeq(list, ",") {
		set[one] = true
	}
	return set
}

// shows tells whether a field of the page is of that name, and so shows what is wrong with it.
func (v *offerPageView) shows(field string) bool {
	return v.Price.Name == field || v.Per.Name == field || v.From.Name == field || v.Months.Name == field || v.Times.Name == field || v.Minutes.Name == field ||
		v.Opens.Name == field || v.Residence != nil && v.Residence.Name == field
}

// send says what can be done with the form: arranging, waiting, or nothing, and then why.
func (v *offerPageView) send(p web.Page, s eldercare.Supply, changes bool) {
	say := func(does, key string, args ...any) {
		v.Do, v.Send, v.Hint = does, p.T("eldercare.arrange.send."+key), p.T("eldercare.arrange.send."+key+".hint", args...)
	}
	switch {
	case len(s.Prices) == 0:
		v.Says = p.T("eldercare.arrange.unpriced.says")
	case s.Outside:
		v.Says = p.T("eldercare.arrange.outside")
	case changes:
		say("arrange", "change")
	case s.Kept != nil:
		say("arrange", "kept")
	case s.Wait != nil:
		v.Says = p.T("eldercare.arrange.line", "n", s.Wait.Ahead+1)
	case s.Pool == nil:
		say("arrange", "uncounted")
	case s.Room():
		say("arrange", "free")
	default:
		say("wait", "wait", "n", s.Waiting()+1)
	}
}

// arrangedOffer answers POST /eldercare/cases/{id}/arrange/{item}/{offer}.
func (h handlers) arrangedOffer(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "eldercare.apply.unreadable")
	}
	ctx, id, f, done := r.Context(), r.PathValue("id"), r.PostForm, "arranged"
	wish, err := wished(r)
	switch {
	case err != nil:
	case f.Get("do") == "wait":
		wait, e := h.Elders.Queue(ctx, r.Who, id, wish)
		err, done = e, waited(wait)
	default:
		_, err = h.Elders.Arrange(ctx, r.Who, id, wish)
	}
	if e, status, ok := web.Refusal(err); ok {
		return h.showOffer(w, r, status, typed{f, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, arrangePath(id), "done", done)
}

// wished reads the form. What is no number is one that no plan takes.
func wished(r *web.Request) (eldercare.Wish, error) {
	f := r.PostForm
	number := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSpace(f.Get(name)))
		if err != nil {
			return -1
		}
		return n
	}
	w := eldercare.Wish{
		Item: r.PathValue("item"), Offer: r.PathValue("offer"), Price: number("price"), From: f.Get("from"), Months: number("months"), Per: delivery.Per(f.Get("per")),
		Times: number("times"), Minutes: number("minutes"), Skills: f["skills"], Together: f.Get("together") == "1", Residence: eldercare.Residence(f.Get("residence")),
		Replaces: f.Get("plan"),
	}
	opens, closes, days := f.Get("opens"), f.Get("closes"), f["days"]
	if opens+closes == "" && len(days) == 0 {
		return w, nil
	}
	if opens == "" || closes == "" || closes <= opens || len(days) == 0 {
		return w, fault.New(fault.Invalid, "eldercare.arrange.window").At("opens")
	}
	w.Windows = []delivery.Window{{Days: days, Opens: opens, Close: closes}}
	return w, nil
}
