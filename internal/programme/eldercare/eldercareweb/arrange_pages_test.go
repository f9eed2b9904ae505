package eldercareweb_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/programme/eldercare/eldercareweb"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// market is a directory with nobody in it, a booking office without places, and one provider.
type market struct {
	eldercare.Places
	delivery.Providers
	delivery.Persons
	o *eldercaretest.Office
}

func (market) Public(context.Context) (*catalog.Directory, error) { return &catalog.Directory{}, nil }

func (market) Pools(context.Context, access.Actor) ([]booking.View, error) { return nil, nil }

func (market) Provider(_ store.Queryer, id string) (delivery.Provider, bool, error) {
	return delivery.Provider{ID: id, Region: partytest.County, Name: "（合成）服务中心"}, true, nil
}

func (m market) Home(q store.Queryer, person string) (region.Key, bool, error) {
	p, found, err := m.o.Persons.HomeOf(q, person)
	return p.Region, found, err
}

// Subject implements delivery.Cases: every case is of the one elder.
func (m market) Subject(store.Queryer, string) (string, bool, error) { return m.o.Elder, true, nil }

// newPlanning is a desk at which services are planned, with the room of deliveries itself.
func newPlanning(t *testing.T) *desk {
	t.Helper()
	d := &desk{Office: eldercaretest.NewOffice(t, storetest.Open(t, append(eldercaretest.OfficeMigrations(), deliverydb.Migrations())...))}
	m := market{o: d.Office}
	d.Elders.Directory, d.Elders.Places = m, m
	var err error
	d.Elders.Plans, err = delivery.NewService(delivery.Service{
		DB: d.DB, Store: deliverydb.Store{}, Node: 1, Home: partytest.County, Log: d.Persons.Log, Providers: m, Persons: m, Cases: m, Contains: partytest.Contains,
		Now: d.Elders.Now, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, money.Words, region.Words, party.Words, form.Words, casework.Words, rule.Words, catalog.Words, catalogweb.Words, delivery.Words, eldercare.Words,
		eldercareweb.Words,
	)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return d.who, nil }})
	eldercareweb.Routes(mux, eldercareweb.Deps{Elders: d.Elders})
	if d.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	return d
}

// decided is a case of the elder in which services were granted.
func (d *desk) decided(t *testing.T) string {
	t.Helper()
	assessor, decider := d.Officer(eldercaretest.Assessor, partytest.County), d.Officer(eldercaretest.Decider, partytest.County)
	r, err := d.Elders.Apply(t.Context(), d.Resident(d.Elder), eldercare.Application{Person: d.Elder, Answers: eldercaretest.Answers()})
	if err != nil {
		t.Fatal(err)
	}
	id := r.Case.ID
	if _, err := d.Elders.Desk.Act(t.Context(), d.Officer(eldercaretest.Handler, partytest.County), id, casework.Deed{Step: "accept", Seen: r.Case.Actions}); err != nil {
		t.Fatal(err)
	}
	record := url.Values{}
	for name, answer := range eldercaretest.Assessed() {
		record.Set(name, answer)
	}
	d.send(t, assessor, d.look(t, assessor, "/eldercare/cases/"+id+"/assess"), "", record, http.StatusSeeOther)
	found := url.Values{"hardship": {"true"}, "destitute": {"false"}, "lost_only_child": {"false"}, "source": {"sample list"}}
	d.send(t, decider, d.look(t, decider, "/eldercare/cases/"+id+"/decide"), "decide", found, http.StatusSeeOther)
	return id
}

// A plan that is to end stands on the page with its day and can be ended sooner there; a day that is no sooner, one that is over and one without a reason are
// refused at their field, with what was sent, and nothing is kept.
func TestAPlanThatIsToEndIsEndedSooner(t *testing.T) {
	d := newPlanning(t)
	id := d.decided(t)
	planner := d.Officer(eldercaretest.Planner, partytest.County)
	p, err := d.Elders.Plans.(*delivery.Service).Make(t.Context(), planner, delivery.Plan{
		Person: d.Elder, Cause: id, Provider: "org_01k00000000000000000000000", Item: "visits", Place: partytest.North, Residence: "rural", Minutes: 60,
		Per: delivery.Month, Times: 4, Price: 5000, Share: 4000, PayTo: delivery.ToProvider, From: "2026-03-01", Until: "2027-03-01",
	})
	if err != nil {
		t.Fatal(err)
	}
	page, end := "/eldercare/cases/"+id+"/arrange", "/eldercare/cases/"+id+"/plans/"+p.ID+"/end"
	card := func(doc *goquery.Document) *goquery.Selection {
		return doc.Find(`form[action*="` + end + `"]`).Closest("article")
	}
	if got := words(card(d.look(t, planner, page+"?lang=en"))); !strings.Contains(got, "arranged") || strings.Contains(got, "sooner") {
		t.Fatalf("a plan that runs: %s", got)
	}
	sends := func(day, why string, want int) *goquery.Document {
		t.Helper()
		_, doc := d.ask(t, planner, end+"?lang=en", url.Values{"day": {day}, "why": {why}}, want)
		return doc
	}
	sends("2026-05-31", "moved_away", http.StatusSeeOther)
	for lang, says := range map[string]string{"en": "ends: 31 May 2026 is the first day without it", "zh-CN": "将结束：2026 年 5 月 31 日 起不再提供"} {
		doc := d.look(t, planner, page+"?lang="+lang)
		if got := words(card(doc)); !strings.Contains(got, says) || strings.ContainsAny(words(doc.Find("body")), "⟦{}") {
			t.Errorf("in %s: %s", lang, words(doc.Find("main")))
		}
		if card(doc).Find("details[open]").Length() != 0 {
			t.Error("the form stands open though nothing was sent")
		}
	}
	stands := func() delivery.Plan {
		t.Helper()
		list, err := d.Elders.Plans.Plans(t.Context(), planner, d.Elder)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0]
	}
	for name, c := range map[string]struct {
		day, why, field, says string
		status                int
	}{
		"on the day itself":  {"2026-05-31", "died", "day", "by that day the plan has ended already", http.StatusConflict},
		"later":              {"2026-07-01", "died", "day", "by that day the plan has ended already", http.StatusConflict},
		"a day that is over": {"2026-03-02", "died", "day", "a day from today on", http.StatusUnprocessableEntity},
		"no day":             {"", "died", "day", "a day from today on", http.StatusUnprocessableEntity},
		"what is no day":     {"soon", "died", "day", "missing or wrong", http.StatusUnprocessableEntity},
		"without a reason":   {"2026-03-10", "", "why", "missing or wrong", http.StatusUnprocessableEntity},
		"a reason of ours":   {"2026-03-10", "erased", "why", "missing or wrong", http.StatusUnprocessableEntity},
	} {
		before := d.Rows(t)
		doc := sends(c.day, c.why, c.status)
		box := card(doc).Find(`[name="` + c.field + `"]`).First().Closest(".field.err")
		if got := words(box.Find(".errmsg")); !strings.Contains(got, c.says) || doc.Find(".errmsg").Length() != 1 {
			t.Errorf("%s: at %s it says %q, want %q and nothing else: %s", name, c.field, got, c.says, words(doc.Find(".errmsg")))
		}
		if card(doc).Find("details[open]").Length() != 1 || card(doc).Find(`[name="day"]`).AttrOr("value", "none") != c.day {
			t.Errorf("%s: the form does not come back as it was sent", name)
		}
		if c.why == "died" && card(doc).Find(`[name="why"][value="died"][checked]`).Length() != 1 {
			t.Errorf("%s: the reason that was chosen is gone", name)
		}
		if got := stands(); got.Ended != "2026-05-31" || got.Why != "moved_away" {
			t.Errorf("%s: it was refused, and the plan ends on %s", name, got.Ended)
		}
		if rows := d.Rows(t); rows[0] != before[0] || rows[1] != before[1] {
			t.Errorf("%s: rows %v, %v before", name, rows, before)
		}
	}
	d.ask(t, d.Officer(eldercaretest.Handler, partytest.County), end, url.Values{"day": {"2026-03-10"}, "why": {"died"}}, http.StatusForbidden)
	d.ask(t, d.Officer(eldercaretest.Planner, partytest.South), end, url.Values{"day": {"2026-03-10"}, "why": {"died"}}, http.StatusNotFound)
	sends("2026-03-10", "died", http.StatusSeeOther)
	if got := stands(); got.Ended != "2026-03-10" || got.Why != "died" {
		t.Errorf("it ends on %s for %s", got.Ended, got.Why)
	}
	if got := words(card(d.look(t, planner, page+"?lang=en&done=ended"))); !strings.Contains(got, "ends: 10 March 2026") || !strings.Contains(got, "End it sooner") {
		t.Errorf("ended sooner: %s", got)
	}
}
