package deliveryweb_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/act/delivery/deliveryweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/match"
	"mihe/internal/record/evidence"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

const org = "org_01k00000000000000000000000"

// site is the page over a node with two carers of one provider and one elder, as whoever is asking sees it.
type site struct {
	http.Handler
	*delivery.Service
	t     *testing.T
	who   access.Actor
	file  *party.Service // the register
	now   time.Time
	elder string
	posts []delivery.Post
	sure  map[evidence.About]evidence.Grade
	set   int                     // visits
	agent string                  // the account that acts for the provider
	other map[evidence.About]bool // of which the elder says otherwise
}

func newSite(t *testing.T) *site {
	t.Helper()
	db := storetest.Open(t, append(partytest.Migrations(), bookingdb.Migrations(), deliverydb.Migrations())...)
	people := partytest.New(t, db)
	keys := keyringtest.Keys(t, 1)
	people.Keys, people.Ground = keys, partytest.Ground{
		delivery.Visiting: {party.Identity}, delivery.Coming: {party.Identity, party.Contact}, party.RegisterKeeping: party.Groups,
	}
	s := &site{t: t, file: people, now: partytest.Now, sure: map[evidence.About]evidence.Grade{}, other: map[evidence.About]bool{}}
	partytest.Load(t, people, "one", partytest.Row(1, partytest.North))
	s.elder = partytest.ID(t, people, partytest.Row(1, partytest.North).Names.Number)
	for range 2 {
		s.posts = append(s.posts, delivery.Post{ID: s.id("post"), Person: s.id("person"), Provider: org, Base: partytest.North, From: "2026-01-01"})
	}
	text, err := data.Delivery()
	s.must(err)
	rules, deadlines, err := delivery.ReadRules(text)
	s.must(err)
	s.Service, err = delivery.NewService(delivery.Service{
		DB: db, Store: deliverydb.Store{}, Node: 1, Home: partytest.County, Staff: s, Persons: s, Providers: s, Cases: s, Evidence: s, Keys: keys, Log: people.Log, Times: hoursOf(db, s, people.Log, s.clock), Roster: s,
		Contains: partytest.Contains, Rules: rules, Deadlines: deadlines, Layouts: delivery.Layouts{}, Now: s.clock, Random: rand.Reader,
		Points: func(store.Queryer) (func(region.Key) (delivery.Point, bool), error) {
			return func(region.Key) (delivery.Point, bool) { return delivery.Point{}, false }, nil
		},
		Names: func(context.Context, access.Actor, []string) (map[string]delivery.Provider, error) { return nil, nil },
	})
	s.must(err)
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, money.Words, region.Words, catalog.Words, party.Words, evidence.Words, match.Words, delivery.Words, deliveryweb.Words,
	)
	s.must(err)
	regions, err := region.Load()
	s.must(err)
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil }})
	deliveryweb.Routes(mux, deliveryweb.Deps{Deliveries: s.Service, Persons: people, Regions: regions, Item: catalog.TermName, Now: s.clock, Random: rand.Reader})
	deliveryweb.DayRoutes(mux, deliveryweb.DayDeps{Deliveries: s.Service, Persons: people, Colleagues: s, Regions: regions, Item: catalog.TermName, Now: s.clock})
	s.Handler, err = mux.Build()
	s.must(err)
	s.who = s.carer(0)
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) id(kind string) string {
	id, err := ident.New(kind, s.now, rand.Reader)
	s.must(err)
	return id
}

func (s *site) clock() time.Time { return s.now }

func (s *site) carer(i int) access.Actor {
	return partytest.Who(s.t, s.posts[i].Person, partytest.County, delivery.CanDeliver)
}

// visit is one of the first carer's, so many days from today, each an hour after the one before. Others may go along.
func (s *site) visit(days int, along ...string) delivery.Visit {
	s.t.Helper()
	who := partytest.Who(s.t, "person_p", partytest.County, delivery.CanPlan)
	plans, err := s.Plans(s.t.Context(), partytest.Who(s.t, "", partytest.County, delivery.CanRead), s.elder)
	s.must(err)
	if len(plans) == 0 {
		p, err := s.Make(s.t.Context(), who, delivery.Plan{
			Person: s.elder, Cause: s.id("case"), Provider: org, Item: "service.life.bath", Place: partytest.North, Residence: "rural", Minutes: 60, Per: delivery.Month,
			Times: 9, Price: 5000, Share: 4000, From: "2026-03-01", Until: "2027-03-01", Together: len(along) > 0,
		})
		s.must(err)
		plans = append(plans, p)
	}
	s.set++
	from := s.now.Add(time.Duration(24*days+s.set) * time.Hour)
	v, err := s.Schedule(s.t.Context(), who, delivery.NewVisit{Plan: plans[0].ID, Posts: append([]string{s.posts[0].ID}, along...), FromMs: from.UnixMilli()})
	s.must(err)
	return v
}

func (s *site) state(id string) delivery.Visit { return s.shown(id).Visit }

func (s *site) shown(id string) delivery.Shown {
	s.t.Helper()
	list, err := s.Visits(s.t.Context(), partytest.Who(s.t, "", partytest.County, delivery.CanRead), s.elder)
	s.must(err)
	for _, v := range list {
		if v.ID == id {
			return v
		}
	}
	s.t.Fatalf("no visit %s", id)
	return delivery.Shown{}
}

// The provider's staff, the register and evidence, as the service asks for them. "123456" is a code of the elder's card.

func (s *site) Post(_ store.Queryer, id string) (delivery.Post, bool, error) {
	for _, p := range s.posts {
		if p.ID == id {
			return p, true, nil
		}
	}
	return delivery.Post{}, false, nil
}

func (s *site) PostsOf(_ store.Queryer, person string) (list []delivery.Post, err error) {
	for _, p := range s.posts {
		if p.Person == person {
			list = append(list, p)
		}
	}
	return list, nil
}

func (s *site) Home(_ store.Queryer, person string) (region.Key, bool, error) {
	return partytest.North, person == s.elder, nil
}

// Subject implements delivery.Cases: the node holds none.
func (s *site) Subject(store.Queryer, string) (string, bool, error) { return "", false, nil }

func (s *site) Related(store.Queryer, string, string) (bool, error) { return false, nil }
func (s *site) Provider(_ store.Queryer, id string) (delivery.Provider, bool, error) {
	return delivery.Provider{ID: org, Region: partytest.County}, id == org, nil
}

func (s *site) Acts(_ store.Queryer, _, account string) (bool, error) {
	return account == s.agent && account != "", nil
}

func (s *site) RecordIn(_ *store.Tx, _ access.Actor, st evidence.Statement) (evidence.Statement, error) {
	s.sure[st.About] = evidence.E1
	return st, nil
}

func (s *site) PrepareCode(_ context.Context, _ access.Actor, c evidence.CodeConfirmation) (evidence.CodeConfirmation, error) {
	return c, nil
}

func (s *site) ConfirmCodeIn(_ *store.Tx, _ access.Actor, c evidence.CodeConfirmation) (evidence.Confirmed, error) {
	if c.Code != "123456" {
		return evidence.Confirmed{}, nil
	}
	s.sure[c.About] = evidence.E2
	return evidence.Confirmed{Accepted: true}, nil
}

func (s *site) PrepareTap(_ context.Context, _ access.Actor, c evidence.TapConfirmation) (evidence.TapConfirmation, error) {
	return c, nil
}

// The elder's tag says "aa" "bb".
func (s *site) ConfirmTapIn(_ *store.Tx, _ access.Actor, c evidence.TapConfirmation) (evidence.Confirmed, error) {
	if c.PICC != "aa" || c.MAC != "bb" || c.Person != s.elder {
		return evidence.Confirmed{}, nil
	}
	s.sure[c.About] = evidence.E2
	return evidence.Confirmed{Accepted: true}, nil
}

func (s *site) SampleIn(*store.Tx, access.Actor, evidence.Word) (evidence.Statement, error) {
	return evidence.Statement{}, nil
}

func (s *site) Standings(_ store.Queryer, list []evidence.About) (map[evidence.About]evidence.Standing, error) {
	all := map[evidence.About]evidence.Standing{}
	for _, a := range list {
		all[a] = evidence.Standing{Grade: s.sure[a], Contradicted: s.other[a]}
	}
	return all, nil
}

// ask sends a request, a form or JSON, and returns the answer with its document.
func (s *site) ask(method, path, kind, body string) (*httptest.ResponseRecorder, *goquery.Document) {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Accept-Language", "en")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	s.must(err)
	return w, doc
}

// press sends a form that is on the page and in sight, and returns the page after it.
func (s *site) press(visit string, step delivery.Step, code string) *goquery.Document {
	s.t.Helper()
	_, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	form := doc.Find(`[data-visit="` + visit + `"] form[data-step="` + string(step) + `"]`)
	if _, hidden := form.Attr("hidden"); form.Length() != 1 || hidden {
		s.t.Fatalf("%s is not offered at %s: %s", step, visit, text(doc.Find("main")))
	}
	w, after := s.ask(http.MethodPost, form.AttrOr("action", ""), "application/x-www-form-urlencoded", url.Values{"code": {code}, "move": {form.Find("input[name=move]").AttrOr("value", "")}}.Encode())
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s is answered with %d: %s", step, w.Code, text(after.Find("main")))
	}
	_, after = s.ask(http.MethodGet, w.Header().Get("Location"), "", "")
	return after
}

type move struct {
	ID      string `json:"id"`
	Visit   string `json:"visit"`
	Step    string `json:"step"`
	Claimed int64  `json:"claimed_ms"`
	Code    string `json:"code,omitempty"`
}

type heard struct{ ID, Outcome, Text string }

// send is what a phone does whose clock says sent.
func (s *site) send(sent time.Time, moves ...move) []heard {
	s.t.Helper()
	raw, err := json.Marshal(map[string]any{"sent_ms": sent.UnixMilli(), "moves": moves})
	s.must(err)
	w, _ := s.ask(http.MethodPost, "/api/delivery/v1/moves", "application/json", string(raw))
	var got struct{ Results []heard }
	if err := json.Unmarshal(w.Body.Bytes(), &got); w.Code != http.StatusOK || err != nil {
		s.t.Fatalf("%d %s %v", w.Code, w.Body, err)
	}
	return got.Results
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func (s *site) ActsBy(store.Queryer, string, string) (bool, error) { return false, nil }

func (s *site) ActsFor(store.Queryer, string) ([]string, error) { return nil, nil }

func (s *site) ConfirmIn(*store.Tx, access.Actor, evidence.Word) (evidence.Statement, error) {
	return evidence.Statement{}, errors.New("a carer has no word of the person's")
}
