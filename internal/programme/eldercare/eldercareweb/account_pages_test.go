package eldercareweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/match"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/programme/eldercare/eldercareweb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// asking is a world in which two plans ask for more than there is, and in which somebody came.
type asking struct{ eldercaretest.Plans }

func (asking) Spans(store.Queryer) ([]delivery.Span, error) {
	return []delivery.Span{{Place: eldercaretest.Town, From: "2026-03-01", Until: "2026-04-01"}}, nil
}

func (asking) AskedIn(_ store.Queryer, month string) ([]delivery.Asked, error) {
	if month != "2026-03" {
		return nil, nil
	}
	return []delivery.Asked{
		{Provider: "a", Place: eldercaretest.Town, Residence: "urban", AtMs: 1, Visits: 4, Each: 30, Took: 3, Confirmed: 2},
		{Provider: "a", Place: eldercaretest.Town, Residence: "rural", AtMs: 2, Visits: 4, Each: 30},
	}, nil
}

func (asking) CameIn(_ store.Queryer, month string) ([]delivery.Came, error) {
	if month != "2026-03" {
		return nil, nil
	}
	return []delivery.Came{{Person: "person_3", Place: eldercaretest.Town, Visits: 4, Familiar: 3}}, nil
}

func (asking) MismatchIn(_ store.Queryer, place region.Key, month string) (delivery.Rate, bool, error) {
	found := place == eldercaretest.County && month == "2026-03"
	return delivery.Rate{Frame: 4, Reached: 4, Mismatches: 1, HasShare: true, Share: 0.25, Low: 0.25, High: 0.25, Rests: delivery.Everybody}, found, nil
}

// at150 is a provider with 150 minutes.
type at150 struct{}

func (at150) MinutesIn(store.Queryer, string, region.Key, string) (int64, error) { return 150, nil }

// TestWhatOfficialsSee: nothing to compare at first; in the next month the reasons with their sum, a month under three orders with its price, the
// counties without a zero for what nobody handed in, the file for the level above, and nothing of that on a visitor's board.
func TestWhatOfficialsSee(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, region.Words, match.Words, eldercare.Words, eldercareweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	w.Elders.Visits, w.Elders.Hours, w.Elders.Held = asking{w.Visits}, at150{}, factdb.Store{}
	who := access.System("sample", eldercare.CanRead, eldercare.CanDiagnose)
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return who, nil }})
	eldercareweb.Routes(mux, eldercareweb.Deps{Elders: w.Elders})
	var board templ.Component
	for path, right := range map[string]access.Right{"/board": eldercare.CanRead, "/public": access.Public} {
		mux.Handle("GET "+path, right, func(rw http.ResponseWriter, r *web.Request) (err error) {
			if board, err = eldercareweb.Board(r, w.Elders); board == nil || err != nil {
				return err
			}
			return r.Render(rw, http.StatusOK, web.View{Title: "board", Body: board})
		})
	}
	site, err := mux.Build()
	if err != nil {
		t.Fatal(err)
	}
	answer := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		got := httptest.NewRecorder()
		site.ServeHTTP(got, r)
		return got
	}
	text := func(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
	says := func(path string, parts ...string) *goquery.Document {
		t.Helper()
		got := answer(http.MethodGet, path)
		doc, err := goquery.NewDocumentFromReader(got.Body)
		if err != nil || got.Code != http.StatusOK {
			t.Fatalf("%s = %d: %v", path, got.Code, err)
		}
		for _, p := range parts {
			if main := text(doc.Find("main")); !strings.Contains(main, p) {
				t.Errorf("%s does not say %q: %s", path, p, main)
			}
		}
		return doc
	}
	rows := func(doc *goquery.Document, section string) (list []string) {
		doc.Find("#" + section).Closest("section").Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
			list = append(list, strings.Join(row.Children().Map(func(_ int, cell *goquery.Selection) string { return text(cell) }), " | "))
		})
		return list
	}
	run := func() {
		t.Helper()
		if _, err := w.Elders.Run(context.Background(), who); err != nil {
			t.Fatal(err)
		}
	}

	says("/eldercare/counties?lang=en", "counties with figures, none of 1 yet")
	run()
	says("/eldercare?lang=en", "No diagnosis of an earlier month can be compared with")
	w.Visits["2026-03"] = []delivery.Delivered{
		{Person: "person_0", Item: "visits", Allowed: 4, Finished: 4, Confirmed: 1, Denied: 1}, {Person: "person_3", Item: "visits", Allowed: 4, Finished: 4, Confirmed: 4},
	}
	w.Move(31 * 24 * time.Hour)
	run()
	doc := says("/eldercare?lang=en", "1 more than on Sunday 1 March 2026: 4 people lacked something then, 5 do now.", "Counted among those who lack it: 1 for whom enough visits took place")
	want := []string{
		"enough visits were confirmed | 1 | 0 | +1 | −1 | 0 | −1", "visits were denied or are in doubt | 1 | 0 | −1 | +1 | +1 | 0",
		"newly due something | 1 | +1 | 0 | +1 | 0 | 0", "In all | 3 | +1 | 0 | +1 | +1 | −1",
		"urban | 100.0% | 50.0%", "rural | 25.0% | 50.0%", "Gap (urban less rural, percentage points) | 75.0 | 0.0", "Ratio (urban divided by rural) | 4.00 | 1.00",
	}
	if got := strings.Join(rows(doc, "change"), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("why it moved:\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	doc = says("/eldercare/replay?lang=en", "The cost of fairness in visits: 1 fewer than under the order that makes most of them (4 against 5).", "Best in the gap: the fair division.", "Left out: travel")
	want = []string{
		"as it was (provider’s record) | 75.0% | 0.0% | 75.0 | — | 3 | 0 | 3 | 90", "as it was (confirmed) | 50.0% | 0.0% | 50.0 | — | 2 | 0 | 2 | 60",
		"first come, first served | 100.0% | 25.0% | 75.0 | 4.00 | 4 | 1 | 5 | 150",
	}
	if got := rows(doc, "acts"); len(got) != 5 || strings.Join(got[:3], "\n") != strings.Join(want, "\n") || !strings.HasPrefix(got[4], "the fair division | 62.5% | 62.5% | 0.0 | 1.00 | 2 | 2 | 4 | 150") {
		t.Errorf("three orders:\n%s", strings.Join(got, "\n"))
	}
	doc = says("/eldercare/counties?lang=en", "counties with figures, 1 of 1", "nobody is ranked", "nobody’s first visit was confirmed")
	got := rows(doc, "served")
	if len(got) != 1 || !strings.HasSuffix(got[0], "| 8 | 3 | 4 | 37.5% | 50.0% | 50.0% | 0.0 | 1.00 | 37.5% to 37.5%, 0.0 apart, ratio 1.00 | 100.0% | 2026-04-01 09:00:00") {
		t.Errorf("counties:\n%s", strings.Join(got, "\n"))
	}
	if got := rows(doc, "course"); !strings.HasSuffix(got[0], "| no data | no data | 75.0% | 4 | 25.0% | 25.0%–25.0% | 4") {
		t.Errorf("how services go: %s", got[0])
	}
	file := answer(http.MethodPost, "/eldercare/handed")
	body, err := io.ReadAll(file.Body)
	if err != nil || file.Code != http.StatusOK || !strings.Contains(file.Header().Get("Content-Disposition"), "eldercare-520521-2026-04-01.csv") ||
		!bytes.HasPrefix(body, []byte(strings.Join(fact.Columns[:], ","))) || !bytes.Contains(body, []byte("eldercare_served,520521@county,2026-04,,rural,2,observed,")) {
		t.Errorf("the file: %d %v %.300s %v", file.Code, file.Header(), body, err)
	}
	boards := func(lang, want string) {
		t.Helper()
		if got := answer(http.MethodGet, "/board?lang="+lang); board == nil || !strings.Contains(got.Body.String(), want) {
			t.Errorf("on the board of who may read there is no %q: %d %.300s", want, got.Code, got.Body)
		}
	}
	boards("en", "Computed on 1 April 2026, 09:00, from the county")
	w.Move(9 * time.Minute) // it is told again, and is as old as it is
	boards("en", "Computed on 1 April 2026, 09:00, from the county")
	boards("zh-CN", "2026 年 4 月 1 日 09:00 算出")
	w.Move(time.Minute)
	boards("en", "Computed on 1 April 2026, 09:10, from the county")
	who = access.Visitor()
	if got := answer(http.MethodGet, "/public"); board != nil {
		t.Errorf("a visitor's board says something: %d", got.Code)
	}
}

// counted counts how often a month is read.
type counted struct {
	asking
	read *int
}

func (c counted) AskedIn(q store.Queryer, month string) ([]delivery.Asked, error) {
	*c.read++
	return c.asking.AskedIn(q, month)
}

// What boards tell is computed once in ten minutes, told to nobody who may not read it, and computed anew after them.
func TestABoardReadsAMonthOnce(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	read := 0
	w.Elders.Visits, w.Elders.Hours = counted{asking{w.Visits}, &read}, at150{}
	w.Move(31 * 24 * time.Hour)
	ask := func(who access.Actor, want, reads int) {
		t.Helper()
		one, err := w.Elders.RecentReplay(t.Context(), who)
		if got := map[bool]int{true: 1}[one != nil]; err != nil || got != want || read != reads {
			t.Errorf("a replay: %d, want %d; months read: %d, want %d; %v", got, want, read, reads, err)
		}
	}
	official := access.System("sample", eldercare.CanRead)
	ask(official, 1, 1)
	ask(official, 1, 1)
	policy, err := access.NewPolicy(map[access.Role][]access.Right{"official": {eldercare.CanRead}})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := region.Key{Code: "110101", Level: region.County}
	ask(policy.Actor("acct_elsewhere", "person_elsewhere", []access.Mandate{{Role: "official", At: elsewhere}}, func(above, k region.Key) bool { return above == k }), 0, 1)
	if _, err := w.Elders.RecentReplay(t.Context(), access.Visitor()); err == nil {
		t.Error("a visitor is told a replay that somebody else asked for")
	}
	w.Move(9 * time.Minute)
	ask(official, 1, 1)
	w.Move(time.Minute)
	ask(official, 1, 2)
}
