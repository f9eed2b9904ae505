package consentweb_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/consent"
	"mihe/internal/record/consent/consentdb"
	"mihe/internal/record/consent/consentweb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

const calls access.Purpose = "test_calls"

// site is the pages over a register with one person, as whoever is asking sees them.
type site struct {
	http.Handler
	persons  *party.Service
	consents *consent.Service
	id       string
	who      access.Actor
}

func newSite(t *testing.T) *site {
	t.Helper()
	persons := partytest.New(t, storetest.Open(t, append(partytest.Migrations(), consentdb.Migrations())...))
	s := &site{persons: persons, consents: &consent.Service{
		DB: persons.DB, Store: consentdb.Store{}, Persons: persons, Log: persons.Log, Uses: persons.Uses, Node: 1,
		Duties: []consent.Duty{
			{Purpose: party.RegisterKeeping, Groups: party.Groups, Law: "test"}, {Purpose: calls, Groups: []party.Group{party.Identity}, Law: "test"},
		},
		Questions: []consent.Question{{Purpose: calls, Group: party.Contact, Key: "test.calls", Version: 3}},
		Now:       func() time.Time { return partytest.Now }, Random: rand.Reader,
	}}
	persons.Ground = s.consents
	row := partytest.Row(1, partytest.North)
	partytest.Load(t, persons, "a", row)
	s.id = partytest.ID(t, persons, row.Names.Number)
	said := fstest.MapFS{}
	for _, lang := range []string{"zh-CN", "en"} {
		said[lang+".json"] = &fstest.MapFile{Data: []byte(`{"access.purpose.test_calls":"calling","test.calls.ask":"ASKED","test.calls.stop":"STOPPED"}`)}
	}
	words, err := i18n.Load(web.Words, access.Words, keyring.Words, party.Words, consent.Words, consentweb.Words, said)
	if err != nil {
		t.Fatal(err)
	}
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	consentweb.Routes(m, consentweb.Deps{Consents: s.consents})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	s.who = partytest.Who(t, s.id, partytest.Away)
	return s
}

// ask sends a request, wants a status and returns the answer in English.
func (s *site) ask(t *testing.T, method, path string, want int, form ...string) string {
	t.Helper()
	f := url.Values{}
	for i := 0; i < len(form); i += 2 {
		f.Set(form[i], form[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(f.Encode()))
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s %s = %d, want %d: %s", method, path, w.Code, want, w.Body)
	}
	return w.Body.String()
}

// phone is what an officer who calls somebody is shown.
func (s *site) phone(t *testing.T) string {
	t.Helper()
	k, err := s.persons.Show(t.Context(), partytest.Officer(t, partytest.County), s.id, party.View{Purpose: calls, Groups: party.Groups})
	if err != nil {
		t.Fatal(err)
	}
	return k.Names.Phone
}

const contact = "/me/consents/test_calls/contact"

// A consent opens what it says from the next reading on, and a withdrawal closes it before the next one. Both stand among the person's uses, and
// what stops stands on the page before anybody confirms it.
func TestGivenAndWithdrawn(t *testing.T) {
	s := newSite(t)
	phone := partytest.Row(1, partytest.North).Names.Phone
	if got := s.phone(t); got != "" {
		t.Fatalf("before anything was said the officer is shown %q", got)
	}
	if page := s.ask(t, http.MethodGet, "/me/consents", http.StatusOK); !strings.Contains(page, "ASKED") || !strings.Contains(page, contact) {
		t.Error("the question is not on the list")
	}
	if page := s.ask(t, http.MethodGet, contact, http.StatusOK); !strings.Contains(page, `value="yes"`) || !strings.Contains(page, "STOPPED") {
		t.Error("the page does not ask, or does not say what a withdrawal stops")
	}
	s.ask(t, http.MethodPost, contact, http.StatusSeeOther, "word", "yes")
	if got := s.phone(t); got != phone {
		t.Errorf("with consent the officer is shown %q, want %q", got, phone)
	}
	s.ask(t, http.MethodPost, contact, http.StatusConflict, "word", "yes")
	if page := s.ask(t, http.MethodGet, contact, http.StatusOK); !strings.Contains(page, `value="no"`) || !strings.Contains(page, "STOPPED") || strings.Contains(page, `value="yes"`) {
		t.Error("the page does not say what stops before the withdrawal")
	}
	s.ask(t, http.MethodPost, contact, http.StatusUnprocessableEntity, "word", "")
	if got := s.phone(t); got != phone {
		t.Errorf("a form without a word withdrew the consent: %q", got)
	}
	s.ask(t, http.MethodPost, contact, http.StatusSeeOther, "word", "no")
	if got := s.phone(t); got != "" {
		t.Errorf("after the withdrawal the officer is shown %q", got)
	}
	uses, err := s.persons.OwnUses(t.Context(), s.who, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, u := range uses {
		if strings.HasPrefix(u.Kind, "consent.") {
			said = append(said, u.Kind)
		}
	}
	if len(said) != 2 || said[0] != "consent.word.withdrawn" || said[1] != "consent.word.given" {
		t.Errorf("the uses have %v", said)
	}
	list, err := s.consents.Mine(t.Context(), s.who)
	if err != nil || len(list) != 1 || list[0].Text != "test.calls 3" {
		t.Errorf("what was shown: %+v %v", list, err)
	}
}

// What was agreed to at the counter, for a purpose that asks nobody here, can be withdrawn and not be given again.
func TestOthers(t *testing.T) {
	s := newSite(t)
	word := consent.Consent{Person: s.id, Purpose: "elsewhere", Group: party.Health, Given: true, Shown: party.OnPaper, Text: "paper 1"}
	if err := s.consents.Say(t.Context(), partytest.Who(t, "", partytest.County, consent.CanRecord), word); err != nil {
		t.Fatal(err)
	}
	if page := s.ask(t, http.MethodGet, "/me/consents", http.StatusOK); !strings.Contains(page, "signed on paper") {
		t.Error("the list does not say how it was given")
	}
	s.ask(t, http.MethodPost, "/me/consents/elsewhere/health", http.StatusSeeOther, "word", "no")
	s.ask(t, http.MethodPost, "/me/consents/elsewhere/health", http.StatusNotFound, "word", "yes")
	s.ask(t, http.MethodGet, "/me/consents/elsewhere/health", http.StatusNotFound)
}

// Nobody says anything for another, nor to a question that is none.
func TestWhoseWord(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/me/consents/nothing/contact", "/me/consents/test_calls/health", "/me/consents/register_keeping/identity"} {
		s.ask(t, http.MethodGet, path, http.StatusNotFound)
		s.ask(t, http.MethodPost, path, http.StatusNotFound, "word", "yes")
	}
	kin := partytest.Who(t, "person_01ke5y3x80a9svzgxj00m6c4xb", partytest.Away)
	kin.OnBehalfOf = s.id
	s.who = kin
	if page := s.ask(t, http.MethodGet, "/me/consents", http.StatusOK); !strings.Contains(page, "No register here knows you") {
		t.Error("it is not said that nobody is registered")
	}
	s.ask(t, http.MethodPost, contact, http.StatusNotFound, "word", "yes")
	if err := s.consents.Say(t.Context(), kin, consent.Consent{Person: s.id, Purpose: calls, Group: party.Contact, Given: true, Text: "x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a relative consents for another: %v", err)
	}
	s.who = access.Visitor()
	s.ask(t, http.MethodPost, contact, http.StatusUnauthorized, "word", "yes")
}
