package ruleweb_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruledb"
	"mihe/internal/decide/rule/ruleweb"
)

const entitlement = "eldercare_entitlement"

// neighbour is one made-up old person, as the register of this test has them.
type neighbour struct {
	born           int // the year; the day is 1 January
	alone, visited bool
	group          string
}

// neighbours are 1,200 of them, in a fixed order without chance: ages 55 to 94, more visits in town.
func neighbours() (list []neighbour) {
	for i := range 1200 {
		n := neighbour{born: 2026 - 55 - i%40, alone: i%3 != 0, group: "rural"}
		if i%5 < 2 {
			n.group = "urban"
		}
		n.visited = n.alone && (i%7 < 3 || n.group == "urban" && (i%7 < 5 || n.age() > 80))
		list = append(list, n)
	}
	return list
}

// today is the day of this test; everybody's birthday was in January.
const today = "2026-03-01"

func (n neighbour) age() int { return 2026 - n.born }

// cases hands the neighbours to the rules. What is not asked about visits and allowances nobody knows.
func cases(context.Context, access.Actor, *rule.Set) iter.Seq2[rule.Sample, error] {
	return func(yield func(rule.Sample, error) bool) {
		for _, n := range neighbours() {
			s := rule.Sample{Case: rule.Case{On: today, Facts: map[string]any{
				"birth": fmt.Sprintf("%d-01-01", n.born), "lives_alone": n.alone, "grade": "intact", "disability": "none", "lost_only_child": false,
			}}, Group: n.group}
			if n.visited {
				s.Has = []string{"visits"}
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// site is the pages of one node, as whoever is asking sees them.
type site struct {
	http.Handler
	rules *rule.Service
	keys  *keyring.Keys
	db    *store.DB
	who   access.Actor
}

func newSite(t *testing.T) *site {
	t.Helper()
	db := storetest.Open(t, ledgerdb.Migrations(), ruledb.Migrations())
	s := &site{db: db, keys: keyringtest.Keys(t, 1), who: access.Visitor()}
	clock, err := time.ParseInLocation(time.DateOnly, today, calendar.China)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { clock = clock.Add(time.Second); return clock }
	s.rules = &rule.Service{
		DB: db, Store: ruledb.Store{}, Keys: s.keys, Node: 1, Home: accesstest.City, Now: now, Random: rand.Reader,
		Log: &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now},
	}
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, ident.Words, money.Words, region.Words, rule.Words, ruleweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	ruleweb.Routes(mux, ruleweb.Deps{Rules: s.rules, Now: now, Supply: func(set string) *ruleweb.Supply {
		if set != entitlement {
			return nil
		}
		return &ruleweb.Supply{Cases: cases, Group: "rural", Reference: "urban", Least: 10, Held: []string{"visits"}}
	}})
	if s.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	return s
}

// as is an account with some rights at a place; its person bears the same name.
func as(t *testing.T, account string, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(account, account, []access.Mandate{{Role: "role", At: at}}, accesstest.Contains)
}

// shipped is a shipped set, changed.
func shipped(t *testing.T, name string, changes ...string) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(changes...).Replace(string(texts[name]))
	if len(changes) > 0 && changed == string(texts[name]) {
		t.Fatalf("%s: nothing was changed", name)
	}
	return []byte(changed)
}

// ask returns the status and the document of an answer.
func (s *site) ask(t *testing.T, who access.Actor, r *http.Request) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	s.who = who
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return w, doc
}

func (s *site) get(t *testing.T, who access.Actor, path string) (int, *goquery.Document) {
	t.Helper()
	w, doc := s.ask(t, who, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, doc
}

// page is get for a page that must be there.
func (s *site) page(t *testing.T, who access.Actor, path string) *goquery.Document {
	t.Helper()
	code, doc := s.get(t, who, path)
	if code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, code, text(doc.Find("main")))
	}
	return doc
}

// post sends a form and returns where it leads.
func (s *site) post(t *testing.T, who access.Actor, path string, form url.Values) (int, string, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, doc := s.ask(t, who, r)
	return w.Code, w.Header().Get("Location"), doc
}

// upload proposes a version by the form.
func (s *site) upload(t *testing.T, who access.Actor, raw []byte, source string) (int, string, *goquery.Document) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", "rules.yaml")
	if err == nil {
		_, err = part.Write(raw)
	}
	if err == nil {
		err = m.WriteField("source", source)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/rules/new-version?lang=en", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w, doc := s.ask(t, who, r)
	return w.Code, w.Header().Get("Location"), doc
}

// count asks the database.
func (s *site) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := s.db.Read(t.Context(), func(q store.Queryer) error { return q.QueryRow(query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// text is the visible text of a selection with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// row is the cells of the row of a table that begins with a word.
func row(doc *goquery.Document, caption, head string) (cells []string) {
	doc.Find("table").Each(func(_ int, table *goquery.Selection) {
		if !strings.Contains(text(table.Find("caption")), caption) {
			return
		}
		table.Find("tbody tr").Each(func(_ int, r *goquery.Selection) {
			if text(r.Find("th")) == head {
				cells = r.Find("td").Map(func(_ int, c *goquery.Selection) string { return text(c) })
			}
		})
	})
	return cells
}
