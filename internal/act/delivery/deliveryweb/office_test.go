package deliveryweb_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/act/delivery/deliveryweb"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

const (
	orgA = "org_01k00000000000000000000000"
	orgB = "org_01k00000000000000000000001"
)

// officeSite is the pages over two providers, a carer of the first and one elder, with the room of evidence itself. It implements what the
// rooms ask of others.
type officeSite struct {
	http.Handler
	*delivery.Service
	t            *testing.T
	now          time.Time
	who          access.Actor
	elder, carer string
	post         delivery.Post
	plan         delivery.Plan
	mandates     []party.Mandate
	agents       map[string]string // account to provider
	set          map[string]int    // visits, by day
	names        map[string]i18n.Name
	opened       []opening
}

func (s *officeSite) Post(_ store.Queryer, id string) (delivery.Post, bool, error) {
	return s.post, id == s.post.ID, nil
}

func (s *officeSite) PostsOf(_ store.Queryer, person string) (list []delivery.Post, err error) {
	if person == s.carer {
		list = append(list, s.post)
	}
	return list, nil
}

func (s *officeSite) Home(_ store.Queryer, person string) (region.Key, bool, error) {
	return partytest.North, person == s.elder, nil
}

func (s *officeSite) HomeOf(_ store.Queryer, id string) (party.Person, bool, error) {
	return party.Person{ID: id, Region: partytest.North}, id == s.elder, nil
}

func (s *officeSite) MayAct(_ store.Queryer, person, other, what string) (party.Mandate, error) {
	for _, m := range s.mandates {
		if m.Who == person && m.For == other && slices.Contains(m.What, what) {
			return m, nil
		}
	}
	return party.Mandate{}, fault.New(fault.NotFound, "access.absent")
}

// Subject implements delivery.Cases: the node holds none.
func (s *officeSite) Subject(store.Queryer, string) (string, bool, error) { return "", false, nil }

func (s *officeSite) Related(store.Queryer, string, string) (bool, error) { return false, nil }

func (s *officeSite) Provider(_ store.Queryer, id string) (delivery.Provider, bool, error) {
	return delivery.Provider{ID: id, Region: partytest.County, Name: "（合成）服务中心 " + id[len(id)-1:], Called: s.names[id], Number: "91520521MA00000000"}, id == orgA || id == orgB, nil
}

func (s *officeSite) Acts(_ store.Queryer, provider, account string) (bool, error) {
	return s.agents[account] == provider, nil
}

func (s *officeSite) ActsBy(store.Queryer, string, string) (bool, error) { return false, nil }

func (s *officeSite) ActsFor(_ store.Queryer, account string) (list []string, err error) {
	if org := s.agents[account]; org != "" {
		list = append(list, org)
	}
	return list, nil
}

func (s *officeSite) Represented(_ context.Context, who access.Actor) (list []party.Mandate, err error) {
	for _, m := range s.mandates {
		if m.Who == who.Person {
			list = append(list, m)
		}
	}
	return list, nil
}

func (s *officeSite) Acting(ctx context.Context, who access.Actor) (a party.Acting, err error) {
	list, err := s.Represented(ctx, who)
	for _, m := range list {
		a.Held = append(a.Held, party.Deputy{Mandate: m, Name: "合成-000001"})
	}
	return a, err
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (s *officeSite) id(kind string) string { return must(ident.New(kind, s.now, rand.Reader)) }

func newOffice(t *testing.T) *officeSite {
	t.Helper()
	s := &officeSite{t: t, now: partytest.Now, agents: map[string]string{"acct_a": orgA, "acct_b": orgB}, set: map[string]int{}}
	s.elder, s.carer = s.id("person"), s.id("person")
	s.post = delivery.Post{ID: s.id("post"), Person: s.carer, Provider: orgA, Base: partytest.North, From: "2026-01-01"}
	db := storetest.Open(t, append(partytest.Migrations(), evidencedb.Migrations(), bookingdb.Migrations(), deliverydb.Migrations())...)
	keys := keyringtest.Keys(t, 1)
	if err := keys.CreateAll(t.Context(), []string{s.elder, s.carer}); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return s.now }
	log := &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now}
	seen := &evidence.Service{
		DB: db, Store: evidencedb.Store{}, Keys: keys, Persons: s, Node: 1, Home: partytest.County, Folder: evidence.Folder(t.TempDir()),
		Parameters: must(evidence.ShippedParameters()), Log: log, Now: now, Random: rand.Reader,
	}
	layouts := delivery.Layouts{}
	for name, text := range must(data.Exchange()) {
		if strings.HasPrefix(name, "payment_") {
			layouts[name] = must(exchange.ReadLayout(text))
		}
	}
	rules, deadlines, err := delivery.ReadRules(must(data.Delivery()))
	if err != nil {
		t.Fatal(err)
	}
	deadlines[0].From = "2026-01-01" // the months of the tests lie before the shipped one begins
	s.Service, err = delivery.NewService(delivery.Service{
		DB: db, Store: deliverydb.Store{}, Node: 1, Home: partytest.County, Log: log, Staff: s, Persons: s, Providers: s, Cases: s, Evidence: seen, Keys: keys, Times: hoursOf(db, s, log, now),
		Contains: partytest.Contains, Rules: rules, Deadlines: deadlines, Layouts: layouts, Now: now, Random: rand.Reader,
		Points: func(store.Queryer) (func(region.Key) (delivery.Point, bool), error) {
			return func(region.Key) (delivery.Point, bool) { return delivery.Point{}, false }, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, money.Words, region.Words, csvfile.Words, catalog.Words, party.Words, evidence.Words, exchange.Words, delivery.Words,
		deliveryweb.Words,
	)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	deliveryweb.OfficeRoutes(mux, deliveryweb.OfficeDeps{Deliveries: s.Service, Mandates: s, Item: catalog.TermName, Complain: "/complaints/new"})
	deliveryweb.InspectRoutes(mux, deliveryweb.InspectDeps{Deliveries: s.Service, Persons: s, Regions: must(region.Load()), Item: catalog.TermName})
	if s.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	s.plan, err = s.Make(t.Context(), s.at("acct_p", "person_p", partytest.County, delivery.CanPlan), delivery.Plan{
		Person: s.elder, Cause: s.id("case"), Provider: orgA, Item: "service.life.bath", Place: partytest.North, Residence: "rural", Minutes: 60,
		Per: delivery.Month, Times: 8, Price: 5000, Share: 4000, PayTo: delivery.ToProvider, From: "2026-03-01", Until: "2027-03-01",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is an account with rights in a place.
func (s *officeSite) at(account, person string, place region.Key, rights ...access.Right) access.Actor {
	a := partytest.Who(s.t, person, place, rights...)
	a.ID = account
	return a
}

// resident is an account of a person without any right but one's own.
func (s *officeSite) resident(person string) access.Actor {
	return s.at("acct_"+person, person, partytest.North)
}

func (s *officeSite) agent(account string) access.Actor {
	return s.at(account, "person_"+account, partytest.County, delivery.CanDeliver)
}

func (s *officeSite) settler() access.Actor {
	return s.at("acct_s", "person_s", partytest.County, delivery.CanSettle, delivery.CanRead)
}

// visit is one on a day of March 2026 at nine, or after those of the day that the carer has already; done, its carer has reported it.
func (s *officeSite) visit(day string, done bool) delivery.Visit {
	s.t.Helper()
	s.set[day]++
	return s.visitAt(fmt.Sprintf("%s %02d:00", day, 8+s.set[day]), done)
}

func (s *officeSite) visitAt(when string, done bool) delivery.Visit {
	s.t.Helper()
	from := must(time.ParseInLocation("2006-01-02 15:04", when, calendar.China))
	v, err := s.Schedule(s.t.Context(), s.at("acct_p", "person_p", partytest.County, delivery.CanPlan), delivery.NewVisit{Plan: s.plan.ID, Posts: []string{s.post.ID}, FromMs: from.UnixMilli()})
	if err != nil {
		s.t.Fatal(err)
	}
	if !done {
		return v
	}
	s.now = time.UnixMilli(v.UntilMs)
	carer := s.at("acct_c", s.carer, partytest.County, delivery.CanDeliver, evidence.CanRecord)
	for step, ms := range map[delivery.Step]int64{delivery.Start: v.FromMs} {
		s.move(carer, v.ID, step, ms)
	}
	s.move(carer, v.ID, delivery.Finish, v.UntilMs)
	return v
}

func (s *officeSite) move(who access.Actor, visit string, step delivery.Step, ms int64) {
	s.t.Helper()
	m, err := s.Move(s.t.Context(), who, delivery.Move{ID: strings.TrimPrefix(s.id("x"), "x_"), Visit: visit, Step: step, ClaimedMs: ms})
	if err != nil || m.Outcome != delivery.Applied {
		s.t.Fatalf("%s: %+v %v", step, m, err)
	}
}

func (s *officeSite) later(day string) {
	s.now = must(time.ParseInLocation("2006-01-02 15:04", day+" 10:00", calendar.China))
}

// ask returns the status and the document, in English.
func (s *officeSite) ask(who access.Actor, method, path string, form url.Values) (int, *goquery.Document) {
	s.t.Helper()
	s.who = who
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "en")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, must(goquery.NewDocumentFromReader(strings.NewReader(w.Body.String())))
}

// wants asks and compares the status, and what main must say.
func (s *officeSite) wants(who access.Actor, method, path string, form url.Values, status int, says ...string) *goquery.Document {
	s.t.Helper()
	code, doc := s.ask(who, method, path, form)
	said := strings.Join(strings.Fields(doc.Find("main").Text()), " ")
	if code != status {
		s.t.Errorf("%s %s = %d, want %d: %s", method, path, code, status, said)
	}
	for _, one := range says {
		if !strings.Contains(said, one) {
			s.t.Errorf("%s %s does not say %q: %s", method, path, one, said)
		}
	}
	return doc
}

// pays gives a payee an account by the pages: the settler enters it, another person confirms it.
func (s *officeSite) pays(of string) {
	s.t.Helper()
	page, approver := "/payees/"+of, s.at("acct_q", "person_q", partytest.County, delivery.CanApprove, delivery.CanRead)
	s.wants(s.settler(), http.MethodPost, page, url.Values{"bank": {"（合成）银行"}, "number": {"6200000000000001"}}, http.StatusSeeOther)
	doc := s.wants(approver, http.MethodGet, page, nil, http.StatusOK, "waits for a second person", "6200000000000001")
	seen := doc.Find(`input[name="seen"]`).AttrOr("value", "")
	s.wants(approver, http.MethodPost, page+"/confirm", url.Values{"do": {"confirm"}, "seen": {seen}}, http.StatusSeeOther)
}

var yes, no = url.Values{"says": {"happened"}}, url.Values{"says": {"not_happened"}}

// An elder says yes to one visit and no to another that nobody has reported; only the first counts, and nobody else answers.
func TestAnElderSaysWhetherAVisitTookPlace(t *testing.T) {
	s := newOffice(t)
	came, absent, coming := s.visit("2026-03-04", true), s.visit("2026-03-06", false), s.visit("2026-03-20", false)
	s.later("2026-03-07")
	elder := s.resident(s.elder)
	doc := s.wants(elder, http.MethodGet, "/me/visits", nil, http.StatusOK, "Did this visit take place?", "The carer has not reported it", "Coming")
	if n := doc.Find(`[value="happened"]`).Length(); n != 2 {
		t.Errorf("%d visits are asked about, want 2", n)
	}
	s.wants(elder, http.MethodPost, "/me/visits/"+came.ID, yes, http.StatusSeeOther)
	s.wants(elder, http.MethodPost, "/me/visits/"+absent.ID, no, http.StatusSeeOther)
	s.wants(elder, http.MethodPost, "/me/visits/"+coming.ID, yes, http.StatusConflict, "has not begun")
	s.wants(elder, http.MethodPost, "/me/visits/"+came.ID, url.Values{"says": {"perhaps"}}, http.StatusUnprocessableEntity)
	doc = s.wants(elder, http.MethodGet, "/me/visits?done=not_happened", nil, http.StatusOK, "Your side has confirmed it", "an inspector will call")
	if doc.Find(`header a[href="/complaints/new"]`).Length() != 1 || doc.Find(`main a[href="/complaints/new"]`).Length() != 2 {
		t.Error("no way to complain after a no, and at the foot")
	}
	if doc = s.wants(elder, http.MethodGet, "/me/visits", nil, http.StatusOK); doc.Find(`main a[href="/complaints/new"]`).Length() != 1 {
		t.Error("no way to complain at the foot")
	}
	if doc.Find(`#ask`).Length() != 0 {
		t.Error("the elder is asked again")
	}
	if doc.Find(`form[action$="/`+absent.ID+`"] [value="happened"]`).Length() != 1 {
		t.Error("the page takes no as the last word")
	}
	for name, other := range map[string]access.Actor{
		"a stranger": s.resident(s.id("person")), "a provider": s.agent("acct_a"), "a settler": s.settler(),
		"the carer": s.at("acct_c", s.carer, partytest.County, delivery.CanDeliver, evidence.CanRecord),
	} {
		if code, _ := s.ask(other, http.MethodPost, "/me/visits/"+came.ID, no); code != http.StatusNotFound {
			t.Errorf("%s answers with %d", name, code)
		}
	}
	m, err := s.ProviderMonth(t.Context(), s.settler(), orgA, "2026-03", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range m.Visits {
		if v.ID == came.ID && (v.Grade != "E2" || v.Contradicted) || v.ID == absent.ID && !v.Contradicted {
			t.Errorf("%s: %+v", v.On, v.Standing)
		}
	}
}

// A relative answers under a mandate for this and under no other.
func TestARelativeAnswersUnderAMandate(t *testing.T) {
	s := newOffice(t)
	v, kin := s.visit("2026-03-04", true), s.id("person")
	s.mandates = []party.Mandate{
		{ID: "mandate_1", For: s.elder, Who: kin, What: []string{evidence.Confirming}}, {ID: "mandate_2", For: s.elder, Who: kin, What: []string{"eldercare.apply"}},
	}
	who := s.resident(kin)
	s.wants(who, http.MethodGet, "/me/visits", nil, http.StatusOK, "No visits are planned")
	doc := s.wants(who, http.MethodGet, "/me/visits?mandate=mandate_1", nil, http.StatusOK, "Visits to 合成-000001", "Did this visit take place?")
	if doc.Find(`main a[href="/complaints/new?mandate=mandate_1"]`).Length() != 1 {
		t.Error("no way to complain for the elder")
	}
	s.wants(who, http.MethodGet, "/me/visits?mandate=mandate_2", nil, http.StatusNotFound)
	s.wants(s.resident(s.id("person")), http.MethodGet, "/me/visits?mandate=mandate_1", nil, http.StatusNotFound)
	s.wants(who, http.MethodPost, "/me/visits/"+v.ID, url.Values{"mandate": {"mandate_2"}, "says": {"happened"}}, http.StatusNotFound)
	s.wants(who, http.MethodPost, "/me/visits/"+v.ID, url.Values{"mandate": {"mandate_1"}, "says": {"happened"}}, http.StatusSeeOther)
	s.wants(who, http.MethodGet, "/me/visits?mandate=mandate_1", nil, http.StatusOK, "Your side has confirmed it")
}

// A month from the visits to the file: who has no part in it finds nothing, who drew it up does not approve it.
func TestAMonthIsSettled(t *testing.T) {
	s := newOffice(t)
	good, bare, bad := s.visit("2026-03-04", true), s.visit("2026-03-05", true), s.visit("2026-03-06", true)
	s.wants(s.resident(s.elder), http.MethodPost, "/me/visits/"+good.ID, yes, http.StatusSeeOther)
	s.wants(s.resident(s.elder), http.MethodPost, "/me/visits/"+bad.ID, no, http.StatusSeeOther)
	month := "/settlements/of/" + orgA + "/2026-03"
	agent, other, settler := s.agent("acct_a"), s.agent("acct_b"), s.settler()
	away := s.at("acct_away", "person_away", partytest.Away, delivery.CanSettle, delivery.CanRead, delivery.CanApprove)
	doc := s.wants(agent, http.MethodGet, month, nil, http.StatusOK, "signed in: the person or a relative", "not paid: ", "Visits planned: 3, finished: 3", "40.00 yuan in all")
	if strings.Contains(doc.Text(), s.elder) || doc.Find(`form[action$="/draw"]`).Length() != 0 {
		t.Error("a provider's page names the elder, or offers to draw up")
	}
	s.wants(agent, http.MethodGet, "/settlements/own", nil, http.StatusOK, "（合成）服务中心 0")
	s.wants(other, http.MethodGet, "/settlements/own", nil, http.StatusOK, "no visits")
	s.wants(other, http.MethodGet, month, nil, http.StatusForbidden)
	s.wants(away, http.MethodGet, month, nil, http.StatusNotFound)
	s.wants(settler, http.MethodPost, month+"/draw", nil, http.StatusConflict)
	s.later("2026-04-02")
	s.wants(away, http.MethodPost, month+"/draw", nil, http.StatusNotFound)
	s.wants(agent, http.MethodPost, month+"/draw", nil, http.StatusForbidden)
	s.wants(settler, http.MethodPost, month+"/draw", nil, http.StatusSeeOther)
	s.wants(settler, http.MethodGet, "/settlements", nil, http.StatusOK, "waits for the provider", "3 visits reported")
	s.wants(settler, http.MethodGet, "/settlements?month=March", nil, http.StatusUnprocessableEntity)
	m, err := s.ProviderMonth(t.Context(), settler, orgA, "2026-03", 1)
	if err != nil || len(m.Settlements) != 1 {
		t.Fatalf("%+v, %v", m.Settlements, err)
	}
	page := "/settlements/" + m.Settlements[0].ID
	s.wants(away, http.MethodGet, page, nil, http.StatusNotFound)
	s.wants(other, http.MethodGet, page, nil, http.StatusForbidden)
	s.wants(other, http.MethodPost, page+"/answer", url.Values{"do": {"agree"}}, http.StatusForbidden)
	s.wants(agent, http.MethodPost, page+"/answer", url.Values{"do": {"dispute"}}, http.StatusUnprocessableEntity, "You chose no visit")
	s.wants(agent, http.MethodPost, page+"/answer", url.Values{"do": {"dispute"}, bare.ID: {"because"}}, http.StatusUnprocessableEntity)
	s.wants(agent, http.MethodPost, page+"/answer", url.Values{"do": {"dispute"}, bare.ID: {"not_paid"}}, http.StatusSeeOther)
	s.wants(settler, http.MethodGet, page, nil, http.StatusOK, ident.Number(bare.ID), "should be paid and is not", "Answer the objections")
	s.wants(settler, http.MethodPost, page+"/explain", url.Values{bare.ID: {"no_confirmation"}}, http.StatusSeeOther)
	both := s.at("acct_s2", "person_s", partytest.County, delivery.CanApprove, delivery.CanRead)
	doc = s.wants(both, http.MethodGet, page, nil, http.StatusOK, "another person approves it")
	if doc.Find(`form[action$="/approve"]`).Length() != 0 {
		t.Error("whoever drew it up is offered to approve it")
	}
	s.wants(both, http.MethodPost, page+"/approve", nil, http.StatusForbidden)
	s.wants(settler, http.MethodPost, page+"/approve", nil, http.StatusForbidden)
	s.wants(s.at("acct_q", "person_q", partytest.County, delivery.CanApprove, delivery.CanRead), http.MethodPost, page+"/approve", nil, http.StatusSeeOther)
	s.wants(settler, http.MethodPost, page+"/withdraw", url.Values{"reason": {"mistake"}}, http.StatusConflict)
	file := url.Values{"layout": {"payment_bank"}}
	s.wants(settler, http.MethodPost, page+"/payments.txt", file, http.StatusConflict)
	s.pays(orgA)
	s.wants(away, http.MethodPost, page+"/payments.txt", file, http.StatusNotFound)
	if code, doc := s.ask(settler, http.MethodPost, page+"/payments.txt", file); code != http.StatusOK || !strings.Contains(doc.Text(), "000000004000") {
		t.Errorf("%d, the file says %q", code, doc.Text())
	}
	s.wants(agent, http.MethodGet, page, nil, http.StatusOK, "payments: 1, 40.00 yuan")
}
