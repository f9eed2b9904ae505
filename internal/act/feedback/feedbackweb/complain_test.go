package feedbackweb_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackdb"
	"mihe/internal/act/feedback/feedbackweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

const complaining = "sample.complain" // what a mandate must be for

// site is the pages over an elder, who is registered, and the elder's relative, who is not unless a test says so.
type site struct {
	*caseworktest.World
	http.Handler
	who   access.Actor
	known map[string]bool // whom the register knows
	held  []party.Mandate
}

func (s *site) Represented(_ context.Context, who access.Actor) (list []party.Mandate, err error) {
	for _, m := range s.held {
		if m.Who == who.Person {
			list = append(list, m)
		}
	}
	return list, nil
}

func (s *site) Acting(ctx context.Context, who access.Actor) (a party.Acting, err error) {
	list, err := s.Represented(ctx, who)
	for _, m := range list {
		a.Held = append(a.Held, party.Deputy{Mandate: m, Name: "合成-000001"})
	}
	return a, err
}

func newSite(t *testing.T) *site {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db := storetest.Open(t, append(caseworktest.Migrations(), feedbackdb.Migrations())...)
	s := &site{World: caseworktest.New(t, db)}
	s.known = map[string]bool{s.Elder: true}
	s.held = []party.Mandate{{ID: caseworktest.Mandate, For: s.Elder, Who: s.Kin, What: []string{complaining}}}
	texts, err := data.Terms()
	must(err)
	terms, err := feedback.ReadTerms(texts["feedback_orders"])
	must(err)
	desk := *s.Cases
	desk.Machines = append([]casework.Machine{caseworktest.Sample()}, feedback.Machines(terms)...)
	desk.Represents = func(_ store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
		return by == s.Kin && c.Person == s.Elder && mandate == caseworktest.Mandate, nil
	}
	s.Cases, err = casework.NewService(desk)
	must(err)
	keys := keyringtest.Keys(t, caseworktest.Node)
	must(keys.CreateAll(t.Context(), []string{s.Elder, s.Kin}))
	orders := &feedback.Service{
		DB: db, Store: feedbackdb.Store{}, Keys: keys, Node: caseworktest.Node, Home: caseworktest.City, Desk: s.Cases, Correct: terms.Correct,
		Items: map[string]feedback.Items{feedback.CaseKind: feedback.Cases{Desk: s.Cases}}, Log: s.Log, Now: s.Now, Random: rand.Reader,
		HomeOf: func(_ store.Queryer, person string) (region.Key, error) {
			if !s.known[person] {
				return region.Key{}, fault.New(fault.NotFound, "access.absent")
			}
			return caseworktest.Town, nil
		},
	}
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, region.Words, party.Words, casework.Words, caseworkweb.Words, feedback.Words, feedbackweb.Words,
	)
	must(err)
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil }})
	caseworkweb.Routes(mux, caseworkweb.Deps{Cases: s.Cases, Regions: s.Cases.Regions, Now: s.Now})
	feedbackweb.Routes(mux, feedbackweb.Deps{Feedback: orders, Regions: s.Cases.Regions, Mandates: s, Acting: complaining})
	s.Handler, err = mux.Build()
	must(err)
	return s
}

// ask returns where the answer leads and its document.
func (s *site) ask(t *testing.T, who access.Actor, path string, form url.Values, want int) (string, *goquery.Document) {
	t.Helper()
	s.who = who
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil || w.Code != want {
		t.Fatalf("%s %s = %d, want %d: %v %s", method, path, w.Code, want, err, text(doc.Find("main")))
	}
	return w.Header().Get("Location"), doc
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

const newPath = "/complaints/new?lang=en"

func said(whose string) url.Values {
	return url.Values{"nature": {"complaint"}, "subject": {"nobody came"}, "text": {"since Monday"}, "whose": {whose}}
}

// opened is whose the case is to which the answer leads.
func (s *site) opened(t *testing.T, at string) string {
	t.Helper()
	id, _, found := strings.Cut(strings.TrimPrefix(at, "/cases/"), "/receipt")
	if !found {
		t.Fatalf("complaining led to %q", at)
	}
	return s.Get(t, id).Person
}

// kept is that a refused form still has what was typed, and says what is wrong at the field.
func kept(t *testing.T, doc *goquery.Document, field string) {
	t.Helper()
	if doc.Find(`[name="subject"]`).AttrOr("value", "") != "nobody came" || doc.Find(`textarea[name="text"]`).Text() != "since Monday" {
		t.Errorf("what was typed is lost: %s", text(doc.Find("main")))
	}
	if doc.Find(".field.err").Length() != 1 || doc.Find(`.field.err [name="`+field+`"]`).Length() == 0 {
		t.Errorf("not said at the field %s: %s", field, text(doc.Find("main")))
	}
}

// A relative of whom the register knows nothing complains for the elder, and for nobody else; the elder, who acts for nobody, is not asked for whom.
func TestARelativeComplains(t *testing.T) {
	s := newSite(t)
	kin := s.Resident(s.Kin)
	_, doc := s.ask(t, kin, newPath, nil, http.StatusOK)
	if whose := doc.Find(`[name="whose"]`); whose.Length() != 1 || whose.AttrOr("value", "") != caseworktest.Mandate {
		t.Fatalf("for whom: %s", text(doc.Find("main")))
	}
	action := doc.Find(`form[action*="/complaints/new"]`).AttrOr("action", "")
	_, doc = s.ask(t, kin, action, said(""), http.StatusUnprocessableEntity)
	kept(t, doc, "whose")
	_, doc = s.ask(t, kin, action, said("me"), http.StatusUnprocessableEntity) // whom no register knows
	kept(t, doc, "whose")
	at, _ := s.ask(t, kin, action, said(caseworktest.Mandate), http.StatusSeeOther)
	if person := s.opened(t, at); person != s.Elder || !strings.Contains(at, caseworktest.Mandate) {
		t.Errorf("opened for %s, at %s", person, at)
	}
	_, doc = s.ask(t, s.Resident(s.Elder), newPath, nil, http.StatusOK)
	if doc.Find(`[name="whose"]`).Length() != 0 || doc.Find(`[name="subject"]`).Length() != 1 {
		t.Errorf("the elder's form: %s", text(doc.Find("main")))
	}
	at, _ = s.ask(t, s.Resident(s.Elder), newPath, said(""), http.StatusSeeOther)
	if person := s.opened(t, at); person != s.Elder {
		t.Errorf("the elder's own was opened for %s", person)
	}
}

// The case of a complaint speaks of no application, and two of them can be told apart by the day.
func TestWordsOfAComplaint(t *testing.T) {
	s := newSite(t)
	elder := s.Resident(s.Elder)
	at, _ := s.ask(t, elder, newPath, said(""), http.StatusSeeOther)
	s.Set("2026-01-08")
	s.ask(t, elder, newPath, said(""), http.StatusSeeOther)
	one, _, _ := strings.Cut(at, "/receipt")
	_, doc := s.ask(t, elder, one+"?lang=zh-CN", nil, http.StatusOK)
	if got := text(doc.Find("main")); strings.Contains(got, "申请") || !strings.Contains(got, "提出诉求") || !strings.Contains(got, "撤回诉求") {
		t.Errorf("the case: %s", got)
	}
	_, doc = s.ask(t, elder, "/cases/mine?lang=zh-CN", nil, http.StatusOK)
	for _, want := range []string{"2026 年 1 月 5 日（星期一）提出", "2026 年 1 月 8 日（星期四）提出"} {
		if got := text(doc.Find("ul.tasks")); !strings.Contains(got, want) {
			t.Errorf("the own cases: %s, want %s", got, want)
		}
	}
}

// Whoever could speak for several says for whom, oneself first. A mandate that has ended meanwhile, one that is for something else, and a
// matter of somebody else cost nobody what they wrote.
func TestForWhom(t *testing.T) {
	s := newSite(t)
	s.known[s.Kin] = true
	kin := s.Resident(s.Kin)
	mine := s.Open(t, func(o *casework.Opening) { o.Person = s.Kin })
	_, doc := s.ask(t, kin, newPath, nil, http.StatusOK)
	whose := doc.Find(`[name="whose"]`)
	if whose.Length() != 2 || whose.First().AttrOr("value", "") != "me" || whose.Filter("[checked]").Length() != 0 {
		t.Fatalf("for whom: %s", text(doc.Find("main")))
	}
	_, doc = s.ask(t, kin, newPath, said(""), http.StatusUnprocessableEntity)
	kept(t, doc, "whose")
	for whose, want := range map[string]string{"me": s.Kin, caseworktest.Mandate: s.Elder} {
		at, _ := s.ask(t, kin, newPath, said(whose), http.StatusSeeOther)
		if person := s.opened(t, at); person != want {
			t.Errorf("%s: opened for %s, want %s", whose, person, want)
		}
	}
	wrong := said(caseworktest.Mandate)
	wrong.Set("about", mine.ID)
	_, doc = s.ask(t, kin, newPath, wrong, http.StatusUnprocessableEntity)
	kept(t, doc, "about")

	_, doc = s.ask(t, kin, newPath+"&mandate="+caseworktest.Mandate, nil, http.StatusOK) // a link from a page about the elder
	if doc.Find(`[name="whose"][checked]`).AttrOr("value", "") != caseworktest.Mandate || doc.Find(`[role="alert"]`).Length() != 0 {
		t.Errorf("led to by a mandate: %s", text(doc.Find("main")))
	}
	s.held = append(s.held, party.Mandate{ID: "mandate_other", For: s.Elder, Who: s.Kin, What: []string{"sample.other"}})
	_, doc = s.ask(t, kin, newPath+"&mandate=mandate_other", nil, http.StatusOK)
	if alert := text(doc.Find(`[role="alert"]`)); !strings.Contains(alert, "12345") || doc.Find(`[name="whose"]`).Length() != 2 {
		t.Errorf("a mandate for something else: %s", text(doc.Find("main")))
	}
	_, doc = s.ask(t, kin, newPath, said("mandate_other"), http.StatusUnprocessableEntity)
	kept(t, doc, "whose")
}

// Whoever can speak for nobody is told who can, and how else, and is given no form to fill in for nothing.
func TestNobodyToSpeakFor(t *testing.T) {
	s := newSite(t)
	s.held = nil
	kin := s.Resident(s.Kin)
	for _, path := range []string{newPath, newPath + "&person=" + s.Elder} { // an officer's address is no way round
		_, doc := s.ask(t, kin, path, nil, http.StatusOK)
		if main := doc.Find("main"); main.Find("form").Length() != 0 || !strings.Contains(text(main), "12345") || !strings.Contains(text(main), "mandate") {
			t.Errorf("%s: %s", path, text(main))
		}
	}
	_, doc := s.ask(t, kin, newPath, said("me"), http.StatusUnprocessableEntity)
	if doc.Find(`[role="alert"]`).Length() != 1 {
		t.Errorf("sent all the same: %s", text(doc.Find("main")))
	}
	_, doc = s.ask(t, s.Officer(caseworktest.Village, caseworktest.Town), newPath, nil, http.StatusOK)
	if doc.Find(`[name="subject"], .empty`).Length() != 0 || doc.Find(`form[action*="/complaints/find"]`).Length() != 1 {
		t.Errorf("an officer, who looks for somebody first: %s", text(doc.Find("main")))
	}
}
