package partyweb_test

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
	"mihe/internal/register/party/partyweb"
)

var ctx = context.Background()

// site is the pages over a register, as whoever is asking sees them.
type site struct {
	http.Handler
	*party.Service
	who access.Actor
}

func newSite(t *testing.T) *site {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	tree.SetTownships(region.SyntheticTownships(partytest.County, 2, 1, "2020-01-01"))
	s := &site{Service: partytest.New(t, storetest.Open(t, partytest.Migrations()...))}
	words, err := i18n.Load(
		web.Words, access.Words, accessweb.Words, ident.Words, region.Words, calendar.Words, csvfile.Words, sheetfile.Words, keyring.Words, party.Words, partyweb.Words,
	)
	if err != nil {
		t.Fatal(err)
	}
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	partyweb.Routes(m, partyweb.Deps{
		Persons: s.Service, Regions: tree, Purposes: []access.Purpose{party.RegisterKeeping, party.ServicePlanning},
		Matters: []partyweb.Matter{{What: "test.matter", Key: "party.keep", Path: "/test"}}, Now: func() time.Time { return partytest.Now },
	})
	if s.Handler, err = m.Build(); err != nil {
		t.Fatal(err)
	}
	return s
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

func (s *site) get(t *testing.T, who access.Actor, path string) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	return s.ask(t, who, httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *site) post(t *testing.T, who access.Actor, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(t, who, r)
}

// send posts a file; dry is a check.
func (s *site) send(t *testing.T, who access.Actor, name, content string, dry bool) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(content)) // a buffer accepts everything
	}
	if dry {
		_ = form.WriteField("dry", "1")
	}
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "/import/persons?lang=en", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.ask(t, who, r)
}

// text is the visible text of a selection with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
