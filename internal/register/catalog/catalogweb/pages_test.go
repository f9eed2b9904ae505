package catalogweb_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogdb"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

var (
	county = region.Key{Code: "520521", Level: region.County}
	now    = time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)
	ctx    = context.Background()
)

// site is the pages over a directory with two services that are public and one that is not.
type site struct {
	http.Handler
	*catalog.Register
	public, other, internal catalog.Service
	people                  *party.Service
}

// clerk is the account that acts for the provider.
const clerk = "acct_01k00000000000000000000000"

func newSite(t *testing.T) *site {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	tree.SetTownships(region.SyntheticTownships(county, 2, 1, "2020-01-01"))
	db := storetest.Open(t, append(partytest.Migrations(), calendardb.Migrations(), catalogdb.Migrations())...)
	clock := func() time.Time { return now }
	s := &site{Register: &catalog.Register{
		DB: db, Store: catalogdb.Store{}, Node: 1, Regions: tree, Now: clock, Random: rand.Reader, StaleDays: catalog.StaleDays, Accounts: accounts{},
		Log: &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_1", Now: clock},
	}}
	s.fill(t)
	s.people = partytest.New(t, db)
	s.people.Log, s.people.Employer, s.people.Languages = s.Log, s.ActsFor, catalog.Languages
	words, err := i18n.Load(web.Words, access.Words, ident.Words, region.Words, party.Words, catalog.Words, catalogweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Version: s.Version,
		Identify: func(r *http.Request) (access.Actor, error) { return account(t, tree, r.Header.Get("Account")), nil },
	})
	catalogweb.Routes(m, catalogweb.Deps{Register: s.Register, Regions: tree, Persons: s.people})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	return s
}

// account is a role of the county: officer, approver, reader, or the clerk.
func account(t *testing.T, tree *region.Tree, name string) access.Actor {
	t.Helper()
	if name == "" {
		return access.Visitor()
	}
	p, err := access.NewPolicy(map[access.Role][]access.Right{
		"officer": {catalog.CanRead, catalog.CanEnter, catalog.CanDeclare, catalog.CanPublish}, "approver": {catalog.CanRead, catalog.CanPublish},
		"reader": {catalog.CanRead}, clerk: {catalog.CanDeclare, party.CanStaff}, "other": {party.CanStaff}, "registrar": {party.CanStaff, party.CanKeep},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(name, "person-"+name, []access.Mandate{{Role: access.Role(name), At: county}}, tree.At("2026-11-26").Contains)
}

func (s *site) fill(t *testing.T) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	officer := access.System("officer", catalog.CanEnter)
	const first = "52520521XDEMX0007"
	check, _ := ident.CreditCheck(first)
	name := i18n.Name{Zh: "甲中心"} // without an English name
	p, err := s.EnterProvider(ctx, officer, catalog.Provider{CreditCode: first + string(check), Name: name, Kind: "public", Region: county})
	ok(err)
	l, err := s.EnterLocation(ctx, officer, catalog.Location{Provider: p.ID, Name: name, Kind: "physical", Region: county, Residence: "rural", Address: name})
	ok(err)
	enter := func(zh string, costs ...catalog.Cost) catalog.Service {
		made, err := s.EnterService(ctx, officer, catalog.Service{
			Provider: p.ID, Name: i18n.Name{Zh: zh, En: "service " + strings.Repeat("x", len(costs)+1)}, Status: "active", Terms: []string{"service.life.meal"},
			Modes: []string{"mode.site"}, Areas: []region.Key{county}, Costs: costs, Offers: []catalog.Offer{{Location: l.ID}},
		})
		ok(err)
		return made
	}
	s.public, s.other, s.internal = enter("助餐", catalog.Cost{Fen: 1250, Unit: "meal"}), enter("送餐"), enter("未公布的", catalog.Cost{Unit: "meal"}, catalog.Cost{Unit: "day"})
	approver := access.System("approver", catalog.CanPublish)
	inside, err := s.Inside(ctx, approver)
	ok(err)
	for _, one := range []catalog.Service{s.public, s.other} {
		listing, _ := inside.Listing(one.ID)
		ok(s.Publish(ctx, approver, one.ID, listing.Entered))
	}
	ok(s.Assign(ctx, officer, catalog.Agent{Provider: p.ID, Account: clerk, Acts: true}))
}

func (s *site) ask(t *testing.T, method, path, who string, form url.Values, want int) *goquery.Document {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Account", who)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s %s as %q: %d, want %d", method, path, who, w.Code, want)
	}
	d, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestVisitorsSeeWhatIsPublic(t *testing.T) {
	s := newSite(t)
	d := s.ask(t, http.MethodGet, "/services?lang=zh-CN", "", nil, http.StatusOK)
	text := d.Find("main").Text()
	for word, want := range map[string]bool{
		"助餐": true, "送餐": true, "未公布的": false, "12.50 元（每餐）": true, "机构没有写明收费": true, "没有申报，不知道有没有空余": true, "不收费": false,
	} {
		if strings.Contains(text, word) != want {
			t.Errorf("the list holds %q: %v, want %v", word, !want, want)
		}
	}
	s.ask(t, http.MethodGet, "/services/"+s.internal.ID, "", nil, http.StatusNotFound)
	s.ask(t, http.MethodGet, "/services/compare?id="+s.public.ID+"&id="+s.internal.ID, "", nil, http.StatusNotFound)
	if d := s.ask(t, http.MethodGet, "/services?lang=zh-CN", "reader", nil, http.StatusOK); !strings.Contains(d.Text(), "未公布的") || d.Find("article .tag").Length() != 1 {
		t.Errorf("a reader inside sees %d tags", d.Find("article .tag").Length())
	}
	d = s.ask(t, http.MethodGet, "/services/"+s.public.ID+"?lang=en", "", nil, http.StatusOK)
	if d.Find(`main [lang="zh-CN"]`).Length() == 0 || d.Find("form").Length() != 0 {
		t.Error("a name without an English form is not marked as Chinese, or a visitor is offered a form")
	}
}

func TestServicesStandSideBySide(t *testing.T) {
	s := newSite(t)
	d := s.ask(t, http.MethodGet, "/services/compare?lang=zh-CN&id="+s.other.ID+"&id="+s.public.ID+"&id="+s.other.ID, "", nil, http.StatusOK)
	if head := d.Find("thead th"); head.Length() != 3 || !strings.Contains(head.Eq(1).Text(), "送餐") || !strings.Contains(head.Eq(2).Text(), "助餐") {
		t.Errorf("columns %q", head.Text())
	}
	if row := d.Find("tbody tr").First(); !strings.Contains(row.Find("td").Eq(1).Text(), "12.50") || !strings.Contains(row.Find("td").Eq(0).Text(), "没有写明") {
		t.Errorf("prices %q", row.Text())
	}
	if d.Find(`a[href*="print=large"]`).Length() == 0 {
		t.Error("no way to large print")
	}
	s.ask(t, http.MethodGet, "/services/compare", "", nil, http.StatusOK)
}

func TestDeclaring(t *testing.T) {
	s := newSite(t)
	at := "/services/" + s.public.ID + "/offers/" + s.public.Offers[0].ID
	if d := s.ask(t, http.MethodGet, "/offers", clerk, nil, http.StatusOK); d.Find("tbody tr").Length() != 3 {
		t.Errorf("the clerk declares for %d offers, want 3", d.Find("tbody tr").Length())
	}
	good := url.Values{"unit": {"meal_per_day"}, "capacity": {"40"}, "vacancy": {"5"}, "waiting": {""}, "funded": {""}, "status": {"open"}, "as_of": {"2026-11-25"}, "source": {"点名册"}}
	for field, value := range map[string]string{"vacancy": "41", "capacity": "many", "as_of": "2027-01-01", "source": "", "unit": "x", "status": "full"} {
		form := maps.Clone(good)
		form.Set(field, value)
		d := s.ask(t, http.MethodPost, at+"?lang=en", clerk, form, http.StatusUnprocessableEntity)
		input := d.Find("#f-" + field)
		if input.AttrOr("aria-invalid", "") != "true" || d.Find("#e-"+field).Text() == "" || d.Find(".errmsg").Length() != 1 {
			t.Errorf("a wrong %s is not said at its field: %q", field, d.Find(".errmsg").Text())
		}
		if field == "vacancy" && (input.AttrOr("value", "") != "41" || d.Find("#f-source").AttrOr("value", "") != "点名册") {
			t.Error("what was typed is gone")
		}
	}
	s.ask(t, http.MethodPost, at, "reader", good, http.StatusForbidden)
	s.ask(t, http.MethodPost, at, clerk, good, http.StatusSeeOther)
	d := s.ask(t, http.MethodGet, "/services/"+s.public.ID+"?lang=en", "", nil, http.StatusOK)
	if text := d.Find("main").Text(); !strings.Contains(text, "as of 25 November 2026, by the provider") || !strings.Contains(text, "not declared") {
		t.Errorf("a visitor reads %q", text)
	}
	if d := s.ask(t, http.MethodGet, at, clerk, nil, http.StatusOK); d.Find("#f-capacity").AttrOr("value", "") != "40" || d.Find("#f-waiting").AttrOr("value", "x") != "" {
		t.Error("the form does not begin with what was declared last")
	}
}

func TestPublishing(t *testing.T) {
	s := newSite(t)
	page := "/services/" + s.internal.ID
	if d := s.ask(t, http.MethodGet, "/services/review", "approver", nil, http.StatusOK); d.Find("tbody tr").Length() != 1 {
		t.Errorf("%d services wait, want 1", d.Find("tbody tr").Length())
	}
	entered := s.ask(t, http.MethodGet, page, "approver", nil, http.StatusOK).Find(`input[name="entered"]`).AttrOr("value", "")
	s.ask(t, http.MethodPost, page+"/publish", "reader", nil, http.StatusForbidden)
	s.ask(t, http.MethodPost, page+"/publish", "approver", url.Values{"entered": {"1"}}, http.StatusConflict)
	s.ask(t, http.MethodGet, page, "", nil, http.StatusNotFound)
	s.ask(t, http.MethodPost, page+"/publish", "approver", url.Values{"entered": {entered}}, http.StatusSeeOther)
	s.ask(t, http.MethodGet, page, "", nil, http.StatusOK)
	d := s.ask(t, http.MethodPost, page+"/withdraw", "approver", url.Values{"reason": {"x"}}, http.StatusUnprocessableEntity)
	if d.Find("#e-reason").Text() == "" || d.Find("#f-reason").AttrOr("value", "") != "x" {
		t.Error("a reason that is too short is not said at its field")
	}
	s.ask(t, http.MethodPost, page+"/withdraw", "approver", url.Values{"reason": {"price is wrong"}}, http.StatusSeeOther)
	s.ask(t, http.MethodGet, page, "", nil, http.StatusNotFound)
	// Whoever entered it is told why not.
	officer := access.System("officer", catalog.CanEnter)
	officer.ID, officer.Person = "officer", "person-officer"
	changed, err := s.EnterService(ctx, officer, s.internal)
	if err != nil {
		t.Fatal(err)
	}
	d = s.ask(t, http.MethodGet, "/services/"+changed.ID, "officer", nil, http.StatusOK)
	entered = d.Find(`input[name="entered"]`).AttrOr("value", "")
	if d = s.ask(t, http.MethodPost, page+"/publish?lang=en", "officer", url.Values{"entered": {entered}}, http.StatusForbidden); !strings.Contains(d.Find(".errmsg").Text(), "two persons") {
		t.Errorf("told %q", d.Find(".errmsg").Text())
	}
}

// accounts know one clerk, who may declare in the county and is called clerk.
type accounts struct{}

func (accounts) Named(_ context.Context, user string) (string, error) {
	if user == "clerk" {
		return "acct_01k00000000000000000000000", nil
	}
	return "", nil
}

func (accounts) HoldsAt(_ store.Queryer, account string, right access.Right, at region.Key) (bool, error) {
	return account == "acct_01k00000000000000000000000" && right == catalog.CanDeclare && at == county, nil
}

func (accounts) Guard(_ context.Context, _ access.Actor, try func() error) error { return try() }

// A clerk is assigned by user name; what is wrong is said at its field with nothing lost.
func TestClerks(t *testing.T) {
	s := newSite(t)
	d := s.ask(t, http.MethodGet, "/services/clerks?lang=en", "officer", nil, http.StatusOK)
	provider := d.Find(`select[name="provider"] option`).First().AttrOr("value", "")
	end := d.Find(`form[action*="/end"]`).AttrOr("action", "")
	if provider == "" || end == "" {
		t.Fatalf("the page: %s", d.Find("main").Text())
	}
	s.ask(t, http.MethodGet, "/services/clerks", "reader", nil, http.StatusForbidden)
	d = s.ask(t, http.MethodPost, "/services/clerks?lang=en", "officer", url.Values{"provider": {provider}, "user": {"nobody"}}, http.StatusUnprocessableEntity)
	if d.Find(`.err input[name="user"]`).AttrOr("value", "") != "nobody" {
		t.Error("the error is not at its field, or what was typed is lost")
	}
	s.ask(t, http.MethodPost, "/services/clerks", "officer", url.Values{"provider": {provider}, "user": {"clerk"}}, http.StatusConflict)
	s.ask(t, http.MethodPost, end, "officer", url.Values{"provider": {provider}, "account": {clerk}}, http.StatusSeeOther)
	s.ask(t, http.MethodPost, "/services/clerks", "officer", url.Values{"provider": {provider}, "user": {"clerk"}}, http.StatusSeeOther)
	s.ask(t, http.MethodPost, "/services/clerks", "officer", url.Values{"provider": {"org_01k00000000000000000000000"}, "user": {"clerk"}}, http.StatusNotFound)
}
