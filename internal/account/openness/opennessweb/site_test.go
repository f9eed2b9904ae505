package opennessweb_test

import (
	"context"
	"crypto/rand"
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
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/account/openness/opennessweb"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
	"mihe/internal/record/fact/factweb"
)

// site is every page that shows figures, and those on which publication is decided, over one database. The header
// "Account" says who asks; nobody is a visitor.
type site struct {
	http.Handler
	indicatortest.World
	openness *openness.Service
	mux      *web.Mux
}

func newSite(t testing.TB) *site {
	t.Helper()
	db := storetest.Open(t, append(facttest.Migrations(), opennessdb.Migrations())...)
	s := &site{World: indicatortest.Over(t, db)}
	layered := fact.Layered{Facts: factdb.Store{}}
	s.openness = &openness.Service{
		DB: db, Store: opennessdb.Store{}, Node: indicatortest.Node, Home: region.Country, Facts: layered, Log: s.Facts.Log, Now: s.Facts.Now,
		Random: rand.Reader,
	}
	registry := s.Indicators.Registry()
	public, err := indicator.NewService(db, &openness.Filter{Facts: layered, Store: opennessdb.Store{}}, indicatortest.Node, s.Regions, registry)
	if err != nil {
		t.Fatal(err)
	}
	internal, err := indicator.NewInternalService(db, &openness.Marked{Facts: layered, Store: opennessdb.Store{}}, indicatortest.Node, s.Regions, registry)
	if err != nil {
		t.Fatal(err)
	}
	s.serve(t, public, func(who access.Actor) *indicator.Service {
		if who.May(indicator.CanReadInternal, region.Country) {
			return internal
		}
		return public
	})
	return s
}

func (s *site) serve(t testing.TB, public *indicator.Service, measures func(access.Actor) *indicator.Service) {
	t.Helper()
	words, err := i18n.Load(web.Words, access.Words, csvfile.Words, region.Words, fact.Words, factweb.Words, indicator.Words, indicatorweb.Words,
		steeringweb.Words, openness.Words, opennessweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := data.Plan()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := steering.LoadPlan(raw)
	if err != nil {
		t.Fatal(err)
	}
	s.mux = web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Version: public.Version,
		Identify: func(r *http.Request) (access.Actor, error) { return account(t, r.Header.Get("Account")), nil },
	})
	registry := s.Indicators.Registry()
	steeringweb.Routes(s.mux, steeringweb.Deps{Plan: plan, Indicators: measures, Regions: s.Regions, Now: s.Facts.Now})
	indicatorweb.Routes(s.mux, indicatorweb.Deps{
		Indicators: func(who access.Actor) indicatorweb.Measures { return measures(who) }, Registry: registry, Regions: s.Regions,
	})
	jobs := fact.NewJobs(fact.JobsConfig{Facts: s.Facts, Store: factdb.Store{}, Folder: t.TempDir(), Limit: 1, Keep: time.Hour, Turns: fact.NewTurns(1)})
	t.Cleanup(jobs.Close)
	factweb.Routes(s.mux, factweb.Deps{
		Jobs: jobs, Facts: s.Facts, Common: s.Common, Limit: 1, States: opennessweb.States(s.openness),
		Wanted: func(context.Context, access.Actor) ([]factweb.Wanted, error) { return nil, nil },
	})
	opennessweb.Routes(s.mux, opennessweb.Deps{Openness: s.openness, Common: 0, Registry: registry})
	if s.Handler, err = s.mux.Build(); err != nil {
		t.Fatal(err)
	}
}

// account is somebody whose name is their role, or a visitor.
func account(t testing.TB, name string) access.Actor {
	t.Helper()
	if name == "" {
		return access.Visitor()
	}
	p, err := access.NewPolicy(map[access.Role][]access.Right{
		"proposer": {openness.CanRead, openness.CanPropose}, "reviewer": {openness.CanRead, openness.CanReview},
		"approver": {openness.CanRead, openness.CanApprove}, "all": {openness.CanRead, openness.CanPropose, openness.CanReview, openness.CanApprove},
		"reader": {openness.CanRead, indicator.CanReadInternal}, "nobody": {fact.CanRead},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(name, "person-"+name, []access.Mandate{{Role: access.Role(name), At: region.Country}},
		func(above, _ region.Key) bool { return above == region.Country })
}

func (s *site) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) post(who string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/publication", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Account", who)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// page returns a page that must exist.
func (s *site) page(t testing.TB, path, who string) *goquery.Document {
	t.Helper()
	w := s.get(path, "Account", who)
	return document(t, w, path, http.StatusOK)
}

func document(t testing.TB, w *httptest.ResponseRecorder, what string, code int) *goquery.Document {
	t.Helper()
	body := w.Body.String()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil || w.Code != code || strings.Contains(body, "⟦") || doc.Find("h1").Length() != 1 {
		t.Fatalf("%s: %d, want %d: %.2000s", what, w.Code, code, body)
	}
	return doc
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// approve takes every series that keep chooses through the three steps.
func (s *site) approve(t testing.TB, keep func(openness.Listed) bool) {
	t.Helper()
	var ids []string
	list, err := s.openness.List(context.Background(), account(t, "reader"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.State == openness.Internal && keep(l) {
			ids = append(ids, l.ID())
		}
	}
	for _, step := range []struct {
		who  string
		wish openness.Wish
	}{
		{"proposer", openness.Wish{Step: openness.Propose, Attribute: openness.Active, Basis: "a law, article 20"}},
		{"reviewer", openness.Wish{Step: openness.Review}},
		{"approver", openness.Wish{Step: openness.Approve}},
	} {
		for some := range slices.Chunk(ids, 1000) {
			step.wish.Series = some
			if err := s.openness.Take(context.Background(), account(t, step.who), step.wish); err != nil {
				t.Fatal(err)
			}
		}
	}
}
