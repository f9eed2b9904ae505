package bookingweb_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingtest"
	"mihe/internal/act/booking/bookingweb"
	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partyweb"
)

// site is the pages over a booking office, as whoever is asking sees them.
type site struct {
	*bookingtest.World
	http.Handler
	who  access.Actor
	acts []party.Mandate // of whoever asks
}

// Represented implements partyweb.Mandates.
func (s *site) Represented(context.Context, access.Actor) ([]party.Mandate, error) {
	return s.acts, nil
}

// Acting implements partyweb.Mandates.
func (s *site) Acting(context.Context, access.Actor) (a party.Acting, err error) {
	for _, m := range s.acts {
		a.Held = append(a.Held, party.Deputy{Mandate: m, Name: "Old Age"})
	}
	return a, nil
}

// cases find the one case that there is.
type cases struct{ one casework.Case }

func (c cases) Find(_ context.Context, _ access.Actor, said string) ([]string, error) {
	if said != c.one.Number() {
		return nil, nil
	}
	return []string{c.one.ID}, nil
}

func (c cases) View(context.Context, access.Actor, string, string) (casework.Case, []casework.Action, error) {
	return c.one, nil, nil
}

func newSite(t *testing.T) (*site, casework.Case) {
	t.Helper()
	s := &site{World: bookingtest.New(t, storetest.Open(t, bookingtest.Migrations()...))}
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, money.Words, region.Words, catalog.Words, catalogweb.Words, party.Words, partyweb.Words, booking.Words, bookingweb.Words,
	)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	one := casework.Case{ID: s.ID("case"), Person: s.ID("person")}
	bookingweb.Routes(mux, bookingweb.Deps{Bookings: s.Service, Cases: cases{one}, Mandates: s, Acting: "apply", Address: "https://county.example/"})
	if s.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	return s, one
}

// ask returns the answer and its document.
func (s *site) ask(t *testing.T, who access.Actor, method, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	s.who = who
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "en")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return w, doc
}

// press sends the form of the first button with a value of do, as a browser would, with what is typed, and wants a status.
func (s *site) press(t *testing.T, who access.Actor, page, do string, more url.Values, want int) *goquery.Document {
	t.Helper()
	w, doc := s.ask(t, who, http.MethodGet, page, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d", page, w.Code)
	}
	button := doc.Find(`button[value="` + do + `"]`).First()
	form := button.Closest("form")
	if form.Length() != 1 {
		t.Fatalf("%s has no button %s", page, do)
	}
	values := url.Values{"do": {do}}
	form.Find("input, select").Each(func(_ int, in *goquery.Selection) {
		values.Set(in.AttrOr("name", ""), in.AttrOr("value", in.Find("option").First().AttrOr("value", "")))
	})
	maps.Copy(values, more)
	got, after := s.ask(t, who, http.MethodPost, form.AttrOr("action", ""), values)
	if got.Code != want {
		t.Fatalf("%s on %s = %d, want %d: %s", do, page, got.Code, want, text(after.Find("main")))
	}
	return after
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// A caseworker keeps a place for a case; the next has to wait; the elder answers the offer; nobody is named anywhere.
func TestFromTheCaseToTheElder(t *testing.T) {
	s, one := newSite(t)
	officer, agent, p := s.Actor(bookingtest.Officer, bookingtest.County), s.Actor(bookingtest.Agent, bookingtest.County), s.Open(t, 1, "seat")
	page := "/pools/" + p.ID
	h, err := s.Claim(t.Context(), officer, s.Ask(p))
	if err != nil {
		t.Fatal(err)
	}
	doc := s.press(t, officer, page, "claim", url.Values{"number": {"XXXX-XXXX"}}, http.StatusUnprocessableEntity)
	if e := text(doc.Find("#e-claim-number")); !strings.Contains(e, "no case") {
		t.Errorf("beside the number: %q", e)
	}
	doc = s.press(t, officer, page, "claim", url.Values{"number": {one.Number()}}, http.StatusConflict)
	if got := text(doc.Find(`[role="alert"]`)); !strings.Contains(got, "0 free now") {
		t.Errorf("a full pool says %q", got)
	}
	s.press(t, officer, page, "join", url.Values{"number": {one.Number()}}, http.StatusSeeOther)
	if _, doc = s.ask(t, s.Resident(one.Person), http.MethodGet, "/bookings", nil); !strings.Contains(text(doc.Find("main")), "You are the first") {
		t.Errorf("the elder reads %s", text(doc.Find("main")))
	}
	_, doc = s.ask(t, agent, http.MethodGet, page, nil)
	if doc.Find(`[value="claim"]`).Length() != 0 || doc.Find("ol.tasks li").Length() != 1 {
		t.Errorf("the provider's clerk sees %s", text(doc.Find("main")))
	}
	if all := doc.Text(); strings.Contains(all, one.Person) || strings.Contains(all, h.Person) {
		t.Error("the page says who it is")
	}
	s.press(t, agent, page, "release", nil, http.StatusSeeOther)
	s.press(t, s.Resident(one.Person), "/bookings", "take", nil, http.StatusSeeOther)
	if v, err := s.Pool(t.Context(), agent, p.ID); err != nil || len(v.Holds) != 1 || v.Holds[0].Person != one.Person || v.Holds[0].State != booking.Taken {
		t.Errorf("%+v, %v", v.Holds, err)
	}
	s.press(t, s.Resident(one.Person), "/bookings", "release", nil, http.StatusSeeOther)
}

func TestADeviceGoesOutAndComesBack(t *testing.T) {
	s, _ := newSite(t)
	officer, agent, p := s.Actor(bookingtest.Officer, bookingtest.County), s.Actor(bookingtest.Agent, bookingtest.County), s.Open(t, 1, "device")
	h, err := s.Claim(t.Context(), officer, s.Ask(p))
	if err != nil {
		t.Fatal(err)
	}
	page, loan := "/pools/"+p.ID, "/holds/"+h.ID+"/loan"
	w, doc := s.ask(t, agent, http.MethodPost, loan, url.Values{"pool": {p.ID}, "piece": {"a name"}})
	if e := text(doc.Find("#e-piece-" + h.ID)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(e, "letters") {
		t.Errorf("%d, beside the piece: %q", w.Code, e)
	}
	if w, _ = s.ask(t, agent, http.MethodPost, loan, url.Values{"pool": {p.ID}, "piece": {"W-7"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("lending = %d", w.Code)
	}
	s.Pass(40 * 24 * time.Hour)
	if _, doc = s.ask(t, agent, http.MethodGet, "/pools", nil); !strings.Contains(text(doc.Find("#late").Closest("section")), "W-7") {
		t.Errorf("overdue: %s", text(doc.Find("main")))
	}
	if _, doc = s.ask(t, s.Resident(h.Person), http.MethodGet, "/bookings", nil); !strings.Contains(text(doc.Find("main")), "deposit 200.00 yuan") {
		t.Errorf("the borrower reads %s", text(doc.Find("main")))
	}
	s.press(t, agent, page, "return", url.Values{"condition": {"worn"}}, http.StatusSeeOther)
	if v, err := s.Pool(t.Context(), agent, p.ID); err != nil || v.Free != 1 || len(v.Loans) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// The address is shown once, read without signing in, and closed.
func TestACalendarIsReadAtItsAddress(t *testing.T) {
	s, _ := newSite(t)
	agent, post := s.Actor(bookingtest.Agent, bookingtest.County), s.AddPost()
	carer, from := s.Resident(post.Person), s.Clock().Truncate(time.Hour).Add(24*time.Hour)
	elder := s.ID("person")
	slot, err := s.Book(t.Context(), agent, booking.NewSlot{Post: post.ID, From: from, Until: from.Add(time.Hour), WayAfter: 10, For: s.ID("visit"), Person: elder, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	w, doc := s.ask(t, carer, http.MethodPost, "/calendar", url.Values{"post": {post.ID}})
	address, made := doc.Find("#new").Closest("section").Find("a").Attr("href")
	if w.Code != http.StatusOK || !made || !strings.HasPrefix(address, "https://county.example/calendar/") {
		t.Fatalf("%d, the address is %q", w.Code, address)
	}
	path := strings.TrimPrefix(address, "https://county.example")
	w, _ = s.ask(t, access.Visitor(), http.MethodGet, path, nil)
	raw := w.Body.String()
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	for _, want := range []string{"UID:" + slot.ID + "@mihe\r\n", "DTSTART:20260106T020000Z\r\n", "SEQUENCE:0\r\n", "STATUS:CONFIRMED\r\n", ident.Number(slot.ID)} {
		if !strings.Contains(raw, want) {
			t.Errorf("%q is missing in\n%s", want, raw)
		}
	}
	if strings.Contains(raw, elder) || strings.Contains(raw, post.Person) {
		t.Error("the calendar says who it is")
	}
	if _, err := s.Cancel(t.Context(), agent, slot.ID); err != nil {
		t.Fatal(err)
	}
	if w, _ = s.ask(t, access.Visitor(), http.MethodGet, path, nil); !strings.Contains(w.Body.String(), "SEQUENCE:1\r\n") || !strings.Contains(w.Body.String(), "STATUS:CANCELLED\r\n") {
		t.Errorf("called off:\n%s", w.Body)
	}
	_, doc = s.ask(t, carer, http.MethodGet, "/calendar", nil)
	if strings.Contains(doc.Text(), strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics?lang=en")) {
		t.Error("the address is shown again")
	}
	closing, _ := doc.Find(`form[action*="/close"]`).Attr("action")
	if w, _ = s.ask(t, carer, http.MethodPost, closing, url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("closing %q = %d", closing, w.Code)
	}
	if w, _ = s.ask(t, access.Visitor(), http.MethodGet, path, nil); w.Code != http.StatusNotFound {
		t.Errorf("closed, and read with %d", w.Code)
	}
}

// A relative answers for the elder who gave a mandate for it, and under no other mandate.
func TestARelativeAnswersForTheElder(t *testing.T) {
	s, one := newSite(t)
	officer, kin, p := s.Actor(bookingtest.Officer, bookingtest.County), s.Resident(s.ID("person")), s.Open(t, 1, "seat")
	c := s.Ask(p)
	c.Person = one.Person
	h, err := s.Claim(t.Context(), officer, c)
	if err != nil {
		t.Fatal(err)
	}
	s.acts = []party.Mandate{
		{ID: "mandate_a", For: one.Person, What: []string{"apply"}}, {ID: "mandate_b", For: one.Person, What: []string{"another"}},
	}
	if w, _ := s.ask(t, kin, http.MethodGet, "/bookings?mandate=mandate_b", nil); w.Code != http.StatusNotFound {
		t.Errorf("under a mandate for something else the bookings are answered with %d", w.Code)
	}
	if w, _ := s.ask(t, kin, http.MethodPost, "/holds/"+h.ID+"?mandate=mandate_b", url.Values{"do": {"take"}}); w.Code != http.StatusNotFound {
		t.Errorf("under a mandate for something else a place is taken: %d", w.Code)
	}
	if w, _ := s.ask(t, kin, http.MethodPost, "/holds/"+h.ID, url.Values{"do": {"take"}}); w.Code != http.StatusNotFound {
		t.Errorf("without a mandate a place is taken: %d", w.Code)
	}
	_, doc := s.ask(t, kin, http.MethodGet, "/bookings", nil)
	if got := text(doc.Find("main")); !strings.Contains(got, "Old Age") || strings.Contains(got, h.ID) {
		t.Errorf("the relative's own page says %s", got)
	}
	s.press(t, kin, "/bookings?mandate=mandate_a", "take", nil, http.StatusSeeOther)
	_, doc = s.ask(t, s.Resident(one.Person), http.MethodGet, "/bookings", nil)
	if doc.Find("section#taken, [aria-labelledby=taken]").Length() != 1 {
		t.Errorf("the elder reads %s", text(doc.Find("main")))
	}
}
