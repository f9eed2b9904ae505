package factweb_test

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
	"mihe/internal/record/fact/factweb"
)

// site is these pages over a database in memory; the header "Account" says who asks.
type site struct {
	http.Handler
	facts, common *fact.Service
	jobs          *fact.Jobs
	hold          chan struct{} // a job waits until this is closed
}

// limit is small enough to be passed in a test.
const limit = 1 << 20

func newSite(t testing.TB) *site {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(web.Words, access.Words, csvfile.Words, sheetfile.Words, fact.Words, factweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	base := facttest.Service(storetest.Open(t, facttest.Migrations()...), factdb.Store{})
	s := &site{facts: facttest.Of(base, 1), common: facttest.Of(base, 0), hold: make(chan struct{})}
	close(s.hold)
	s.jobs = fact.NewJobs(fact.JobsConfig{
		Facts: s.facts, Store: factdb.Store{}, Folder: t.TempDir(), Limit: limit, Keep: time.Hour, Turns: fact.NewTurns(1),
		Again: func(_ context.Context, who access.Actor) (access.Actor, error) { <-s.hold; return who, nil },
		Log:   slog.New(slog.DiscardHandler),
	})
	t.Cleanup(s.jobs.Close)
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Version: func(context.Context) (int64, error) { return 1, nil },
		Identify: func(r *http.Request) (access.Actor, error) { return account(t, r.Header.Get("Account")), nil },
	})
	factweb.Routes(m, factweb.Deps{
		Jobs: s.jobs, Facts: s.facts, Common: s.common, Limit: limit, Regions: tree,
		Wanted: func(context.Context, access.Actor) ([]factweb.Wanted, error) {
			return []factweb.Wanted{{ID: "digital_campus", Name: i18n.Name{Zh: "数字校园", En: "digital campuses"}, Action: "A10"}}, nil
		},
		Examples: []fact.TemplateRow{{Indicator: "broadband_share", Region: "520526", Period: "2025", Value: "61.5"}},
		States: func(context.Context, access.Actor) (func(int64, fact.Series) string, error) {
			return func(int64, fact.Series) string { return "fact.page.job.waiting" }, nil
		},
	})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	return s
}

// account is a statistician of the whole country, a reader of one county, or a visitor.
func account(t testing.TB, name string) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"statistician": {fact.CanImport, fact.CanRead}, "reader": {fact.CanRead}})
	if err != nil {
		t.Fatal(err)
	}
	mandate := access.Mandate{Role: "statistician", At: region.Country}
	switch name {
	case "":
		return access.Visitor()
	case "reader":
		mandate = access.Mandate{Role: "reader", At: region.Key{Code: "520526", Level: region.County}}
	}
	return p.Actor(name, "person-"+name, []access.Mandate{mandate}, func(above, k region.Key) bool { return above == region.Country || above == k })
}

// do sends a request as user-a unless another account is given.
func (s *site) do(method, path string, body *bytes.Buffer, header ...string) *httptest.ResponseRecorder {
	if body == nil {
		body = &bytes.Buffer{}
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Account", "user-a")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) get(t *testing.T, path string) (*goquery.Document, *httptest.ResponseRecorder) {
	t.Helper()
	w := s.do(http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	body := w.Body.String()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(body, "⟦") || doc.Find("h1").Length() != 1 {
		t.Errorf("GET %s: a word or the heading is missing", path)
	}
	return doc, w
}

// send posts the form. An empty name chooses no file.
func (s *site) send(t testing.TB, name, content string, dry bool) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	if dry {
		_ = form.WriteField("dry", "1")
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return s.do(http.MethodPost, "/import", &b, "Content-Type", form.FormDataContentType())
}

// imported sends a file and waits for its end; it returns the address of its page.
func (s *site) imported(t *testing.T, content string, dry bool) string {
	t.Helper()
	w := s.send(t, "数据.csv", content, dry)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("POST /import: %d %s", w.Code, w.Body)
	}
	path := w.Header().Get("Location")
	for range 1000 {
		if _, w := s.get(t, path); w.Header().Get("Refresh") == "" {
			return path
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the import does not end")
	return ""
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
