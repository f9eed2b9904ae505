package eldercareweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

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
)

// asked is a county whose villages have plans from August and whose town has none after September.
type asked struct{ eldercaretest.Plans }

func (asked) Spans(store.Queryer) ([]delivery.Span, error) {
	return []delivery.Span{{Place: eldercaretest.Town, From: "2026-08-01", Until: "2027-01-01"}}, nil
}

func (asked) AskedIn(_ store.Queryer, month string) ([]delivery.Asked, error) {
	list := []delivery.Asked{{Provider: "a", Place: eldercaretest.Town, Residence: "rural", AtMs: 2, Visits: 4, Each: 30}}
	if month <= "2026-09" {
		list = append(list, delivery.Asked{Provider: "a", Place: eldercaretest.Town, Residence: "urban", AtMs: 1, Visits: 4, Each: 30, Took: 3, Confirmed: 3})
	}
	return list, nil
}

// atWork is far more than the plans ask for.
type atWork struct{}

func (atWork) MinutesIn(store.Queryer, string, region.Key, string) (int64, error) { return 90600, nil }

// The page opens on the last month that is over and can be compared, offers no month that still runs, and claims no gap of its own of before.
func TestReplayOpensOnAMonthToCompare(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	w.Elders.Visits, w.Elders.Hours = asked{w.Visits}, atWork{}
	w.Move(time.Date(2026, 11, 27, 9, 0, 0, 0, calendar.China).Sub(w.Now()))
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, region.Words, match.Words, eldercare.Words, eldercareweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) {
		return access.System("reader", eldercare.CanRead), nil
	}})
	eldercareweb.Routes(mux, eldercareweb.Deps{Elders: w.Elders})
	site, err := mux.Build()
	if err != nil {
		t.Fatal(err)
	}
	main := func(path string) *goquery.Selection {
		t.Helper()
		got := httptest.NewRecorder()
		site.ServeHTTP(got, httptest.NewRequest(http.MethodGet, path, nil))
		doc, err := goquery.NewDocumentFromReader(got.Body)
		if err != nil || got.Code != http.StatusOK {
			t.Fatalf("%s = %d: %v", path, got.Code, err)
		}
		return doc.Find("main")
	}
	for _, path := range []string{"/eldercare/replay", "/eldercare/replay?county=" + string(eldercaretest.County.Code)} {
		page := main(path)
		months := strings.Join(page.Find(`select[name="month"] option`).Map(func(_ int, o *goquery.Selection) string { return o.AttrOr("value", "") }), " ")
		chosen := page.Find(`select[name="month"] option[selected]`).AttrOr("value", "")
		if months != "2026-10 2026-09 2026-08" || chosen != "2026-09" {
			t.Errorf("%s offers %s and opens on %q", path, months, chosen)
		}
		text := page.Text()
		if strings.Contains(text, "只有一组老人") || strings.Contains(text, "重放之前") || !strings.Contains(text, "这个月实际上门 90 分钟") {
			t.Errorf("%s says %s", path, strings.Join(strings.Fields(text), " "))
		}
	}
	if page := main("/eldercare/replay?month=2026-10"); !strings.Contains(page.Text(), "只有一组老人") {
		t.Errorf("a month that is asked for: %s", page.Text())
	}
}
