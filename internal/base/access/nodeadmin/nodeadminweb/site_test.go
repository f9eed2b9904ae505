package nodeadminweb_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/access/nodeadmin/nodeadminweb"
	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
)

// site is the settings of a province's node of made-up persons, asked for by whoever who is.
type site struct {
	http.Handler
	*accesstest.World
	Admin *nodeadmin.Service
	who   access.Actor
}

func newSite(t *testing.T) *site {
	t.Helper()
	rooms := append([]store.Migrations{calendardb.Migrations(), regiondb.Migrations()}, accesstest.Migrations()...)
	db := storetest.Open(t, rooms...)
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	now, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	shipped := now
	s := &site{World: accesstest.New(t, db)}
	s.Admin = &nodeadmin.Service{
		DB: db, Years: calendardb.Store{}, Townships: regiondb.Store{}, Records: ledgerdb.Store{}, Node: s.Node, Log: s.Log,
		Regions: tree, Calendar: func() *calendar.Calendar { return now }, Now: s.Clock.Now, Random: rand.Reader,
	}
	s.Admin.Changed = func(ctx context.Context) error {
		return db.Read(ctx, func(q store.Queryer) error {
			list, err := regiondb.Store{}.All(q)
			if err != nil {
				return err
			}
			tree.SetTownships(list)
			now, err = calendardb.Store{}.Over(q, shipped)
			return err
		})
	}
	s.who = s.admin(accesstest.Province)
	words, err := i18n.Load(web.Words, access.Words, csvfile.Words, calendar.Words, region.Words, nodeadmin.Words, nodeadminweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Menu: []web.MenuItem{{Href: "/settings", Key: "access.settings.title", Right: access.ManageNode}},
		Version: func(context.Context) (int64, error) { return 1, nil }, Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	nodeadminweb.Routes(m, nodeadminweb.Deps{Admin: s.Admin})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) admin(at region.Key) access.Actor {
	return s.Who(access.Mandate{Role: accesstest.System, At: at})
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a file from a form.
func (s *site) post(t *testing.T, path, field, name string, file []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r)
}

// read is a page that must be answered with a status, with no key of words left in sight.
func read(t *testing.T, w *httptest.ResponseRecorder, status int) *goquery.Document {
	t.Helper()
	if w.Code != status {
		t.Fatalf("%d, want %d: %s", w.Code, status, w.Body)
	}
	if strings.Contains(w.Body.String(), "⟦") {
		t.Error("a key without words is in sight")
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
