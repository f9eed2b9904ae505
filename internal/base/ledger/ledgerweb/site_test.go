package ledgerweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/ledger/ledgerweb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
)

// site is the pages of the ledger of a province's node, asked for by whoever who is.
type site struct {
	http.Handler
	*accesstest.World
	Keeper *ledger.Keeper
	who    access.Actor
}

var tree = sync.OnceValues(region.Load)

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	storetest.Each(t, accesstest.Migrations(), func(t *testing.T, db *store.DB) { test(t, newSite(t, db)) })
}

func newSite(t *testing.T, db *store.DB) *site {
	t.Helper()
	regions, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(web.Words, access.Words, ledger.Words, ledgerweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	keys := keyringtest.Keys(t, 1)
	s := &site{World: accesstest.With(t, db, keys)}
	s.Keeper = ledgertest.Keeper(t, db, s.Log.(*ledger.Log), keys)
	s.who = s.auditor(accesstest.Province)
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Menu: []web.MenuItem{{Href: "/ledger", Key: "ledger.list.title", Right: access.ReadLedger}},
		Version: func(context.Context) (int64, error) { return 1, nil }, Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	ledgerweb.Routes(m, ledgerweb.Deps{Regions: regions, Ledger: &ledgerweb.Service{
		DB: db, Store: ledgerdb.Store{}, Node: s.Node, Log: s.Log, Now: s.Clock.Now,
	}})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	return s
}

// auditor watches the ledger in some regions.
func (s *site) auditor(at ...region.Key) access.Actor {
	var mandates []access.Mandate
	for _, k := range at {
		mandates = append(mandates, access.Mandate{Role: accesstest.Audit, At: k})
	}
	return s.Who(mandates...)
}

// entry appends one entry about a region.
func (s *site) entry(t *testing.T, kind string, at region.Key, change ...func(e *ledger.Entry)) {
	t.Helper()
	e := access.System("test").Entry(kind, at)
	for _, c := range change {
		c(&e)
	}
	s.write(t, e)
}

func (s *site) write(t *testing.T, entries ...ledger.Entry) {
	t.Helper()
	ledgertest.Append(t, s.DB, s.Log.(*ledger.Log), entries...)
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// page is a page that must be answered with a status, with no key of words left in sight.
func (s *site) page(t *testing.T, path string, status int) *goquery.Document {
	t.Helper()
	w := s.get(path)
	if w.Code != status {
		t.Fatalf("%s: %d, want %d: %s", path, w.Code, status, w.Body)
	}
	if strings.Contains(w.Body.String(), "⟦") {
		t.Errorf("%s: a key without words is in sight", path)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s: %d h1", path, n)
	}
	return doc
}

// numbers are the entries that a page lists, in its order.
func numbers(doc *goquery.Document) []string {
	var list []string
	doc.Find("section:has(#found) tbody th").Each(func(_ int, e *goquery.Selection) {
		list = append(list, strings.TrimSpace(e.Text()))
	})
	return list
}
