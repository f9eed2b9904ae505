package deliveryweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/delivery"
	"mihe/internal/register/party/partytest"
)

// A month of thousands of visits is read page by page; what it adds up to is said of all of them, on each page.
func TestALongMonthIsPaged(t *testing.T) {
	s := newOffice(t)
	var visits []string
	for i := 0; len(visits) < delivery.VisitsAPage+4; i++ {
		if i%8 == 0 {
			p := s.plan
			p.Item = fmt.Sprintf("sample_%02d", i)
			s.plan = must(s.Make(t.Context(), s.at("acct_p", "person_p", partytest.County, delivery.CanPlan), p))
		}
		visits = append(visits, s.visit(fmt.Sprintf("2026-03-%02d", 2+i%8), true).ID)
	}
	s.wants(s.resident(s.elder), http.MethodPost, "/me/visits/"+visits[2], yes, http.StatusSeeOther)
	month, settler, shown := "/settlements/of/"+orgA+"/2026-03", s.settler(), map[string]bool{}
	for page, want := range map[string]int{"": 100, "?page=2": 4, "?page=3": 100, "?page=x": 100} {
		doc := s.wants(settler, http.MethodGet, month+page, nil, http.StatusOK, "Visits planned: 104, finished: 104", "40.00 yuan in all", "Page")
		rows := doc.Find("table tbody tr")
		if rows.Length() != want {
			t.Errorf("%s shows %d visits, want %d", page, rows.Length(), want)
		}
		rows.Find("th").Each(func(_ int, th *goquery.Selection) { shown[text(th)] = true })
	}
	if len(shown) != len(visits) {
		t.Errorf("%d visits stand on the pages, want all %d", len(shown), len(visits))
	}
	s.later("2026-04-02")
	s.wants(settler, http.MethodPost, month+"/draw", nil, http.StatusSeeOther)
	doc := s.wants(settler, http.MethodPost, month+"/draw", nil, http.StatusConflict)
	if at := doc.Find("a[rel=next]").AttrOr("href", ""); !strings.HasPrefix(at, month+"?") {
		t.Errorf("beside what did not fit the next page is %q, want one of %s", at, month)
	}
	m := must(s.ProviderMonth(t.Context(), settler, orgA, "2026-03", 1))
	d := m.Settlements[0]
	for page, want := range map[string][2]int{"": {1, 100}, "?left=2": {1, 3}, "?left=2&lines=2": {1, 3}} {
		doc := s.wants(settler, http.MethodGet, "/settlements/"+d.ID+page, nil, http.StatusOK, "40.00 yuan")
		tables := doc.Find("table")
		if got := [2]int{tables.Eq(0).Find("tbody tr").Length(), tables.Eq(1).Find("tbody tr").Length()}; got != want {
			t.Errorf("%s shows %v lines and visits left, want %v", page, got, want)
		}
	}
}
