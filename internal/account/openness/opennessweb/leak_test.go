package opennessweb_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

// The figures of the series that nobody has approved; no other figure looks like the first two.
const (
	secretIncome = 12345678.9 // of Guizhou, in a year later than any that is public
	secretPeople = 31415926   // of Dafang, under the very source of the common series, which is public
	secretCampus = 97.53      // of an indicator of which nothing is public
)

var secrets = []string{"12,345,678", "12345678", "31,415,926", "31415926"}

func secretSeries() iter.Seq2[fact.Observation, error] {
	county, province := region.Key{Code: "520521", Level: region.County}, region.Key{Code: "520000", Level: region.Province}
	one := func(variable, period, source string, at region.Key, value float64, decimals int) fact.Observation {
		o := fact.Observation{Variable: variable, Period: period, Source: source, Region: at, Value: value, Decimals: decimals, State: fact.Observed}
		if variable == "population" {
			o.Vintage = "census 2020" // as the common series has it, so that nothing but the owner tells them apart
		}
		return o
	}
	return facttest.Seq(
		one("disposable_income_per_capita", "2025", "monthly report of the bureau", province, secretIncome, 1),
		one("disposable_income_per_capita", "2025", "monthly report of the bureau", region.Key{Code: "110000", Level: region.Province}, secretIncome-1, 1),
		one("population", "2020-11-01", "census7-county", county, secretPeople, 0),
		one("digital_campus", "2025", "education bureau", province, secretCampus, 2),
		one("digital_campus", "2025", "education bureau", region.Key{Code: "530000", Level: region.Province}, secretCampus-1, 2),
	)
}

// answer is what a visitor gets, without what differs each time.
type answer struct {
	code int
	head string
	body string
}

var requestName = regexp.MustCompile(`[A-Z2-7]{12}`)

// crawl asks as a visitor for every address that the routes and the links of their pages lead to.
func crawl(t *testing.T, s *site) map[string]answer {
	t.Helper()
	got := map[string]answer{}
	queue := addresses(t, s)
	for len(queue) > 0 && len(got) < mostPages {
		path := queue[0]
		queue = queue[1:]
		if _, known := got[path]; known {
			continue
		}
		w := s.get(path)
		w.Header().Del("X-Request-Id")
		a := answer{w.Code, fmt.Sprint(w.Header()), w.Body.String()}
		if w.Code != http.StatusOK {
			a.head, a.body = "", requestName.ReplaceAllString(a.body, "ID")
		}
		got[path] = a
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Code == http.StatusOK {
			queue = append(queue, links(t, a.body)...)
		}
	}
	return got
}

// mostPages ends the crawl; every route has been asked by then, and each place of the secret figures.
const mostPages = 300

// addresses are all routes that a visitor may ask for, their wildcards filled in: every indicator, every action, and the
// places that the secret figures are about with their neighbours.
func addresses(t *testing.T, s *site) (list []string) {
	t.Helper()
	fill := map[string][]string{"code": {"520521", "520500", "520000", "520526", "110000", "530000", "000000", "999999"}}
	for _, ind := range s.Indicators.Registry().All() {
		fill["id"] = append(fill["id"], ind.ID)
	}
	for n := range 18 {
		fill["number"] = append(fill["number"], fmt.Sprint(n))
	}
	routes := 0
	for _, r := range s.mux.Routes() {
		if r.Method != http.MethodGet || !r.Public {
			continue
		}
		routes++
		list = append(list, filled(t, r, fill)...)
	}
	if routes < 80 { // the board, lists, places, actions, and three downloads of each indicator
		t.Fatalf("only %d public routes", routes)
	}
	return append(list,
		"/indicators/digital_campus?by=province", "/indicators/digital_campus.json?by=province", "/indicators/income?period=2025",
		"/indicators/income.csv?period=2025&by=province", "/indicators/urban_share?by=county&within=520500", "/indicators/urban_share.json?by=county&within=520500",
		"/regions?q=520521", "/?lang=en",
	)
}

var wildcard = regexp.MustCompile(`\{(\w+)\}`)

func filled(t *testing.T, r web.Route, fill map[string][]string) []string {
	t.Helper()
	path := strings.TrimSuffix(r.Pattern, "{$}")
	name := wildcard.FindStringSubmatch(path)
	if name == nil {
		return []string{path}
	}
	if len(fill[name[1]]) == 0 {
		t.Fatalf("the crawl does not know what to write for {%s} in %s", name[1], r.Pattern)
	}
	var list []string
	for _, value := range fill[name[1]] {
		list = append(list, strings.Replace(path, name[0], value, 1))
	}
	return list
}

func links(t *testing.T, body string) (list []string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if strings.HasPrefix(href, "/") {
			list = append(list, href)
		}
	})
	return list
}

// differing lists the addresses that answer otherwise.
func differing(a, b map[string]answer) (list []string) {
	for path := range maps.Keys(a) {
		if a[path] != b[path] {
			list = append(list, path)
		}
	}
	for path := range maps.Keys(b) {
		if _, known := a[path]; !known {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

func telling(all map[string]answer) (list []string) {
	for path, a := range all {
		if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(a.body, s) }) {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// Loading series that nobody has approved changes no byte of what a visitor can reach: no figure, no period, no name of a
// source, no count, no missing figure where an older one is public. Approving them does, so the comparison can fail;
// withdrawing brings every byte back.
func TestNothingUnapprovedReachesTheVisitor(t *testing.T) {
	s := newSite(t)
	s.World.Load(t)
	s.approve(t, func(l openness.Listed) bool { return l.Owner == 0 })
	before := crawl(t, s)
	if told := telling(before); len(told) != 0 {
		t.Fatalf("figures like the secret ones are public: %v", told)
	}
	if _, _, err := s.Facts.Load(context.Background(), access.Operator(), "secret", secretSeries(), nil); err != nil {
		t.Fatal(err)
	}
	after := crawl(t, s)
	if diff := differing(before, after); len(diff) > 0 {
		path := diff[0]
		t.Errorf("%d of %d addresses answer otherwise once unapproved series are held, first %s:\n%.600s\n%.600s", len(diff), len(before), path,
			before[path].body, after[path].body)
	}
	if told := telling(after); len(told) != 0 {
		t.Errorf("unapproved figures reach a visitor at %v", told)
	}
	s.approve(t, func(l openness.Listed) bool { return l.Owner != 0 })
	public := crawl(t, s)
	told, changed := telling(public), differing(before, public)
	for _, want := range []string{"/regions/520521", "/indicators/digital_campus", "/indicators/digital_campus.csv", "/indicators/income.json", "/indicators/digital_campus.xlsx"} {
		if !slices.Contains(changed, want) {
			t.Errorf("%s does not change when the figures are approved, so the crawl would not see a leak there", want)
		}
	}
	if len(told) < 10 || !slices.Contains(told, "/") {
		t.Errorf("approved figures show at %v only", told)
	}
	withdraw := openness.Wish{Step: openness.Withdraw, Reason: "figures to be checked"}
	list, err := s.openness.List(context.Background(), account(t, "reader"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Owner != 0 {
			withdraw.Series = append(withdraw.Series, l.ID())
		}
	}
	if err := s.openness.Take(context.Background(), account(t, "approver"), withdraw); err != nil {
		t.Fatal(err)
	}
	if diff := differing(before, crawl(t, s)); len(diff) > 0 {
		t.Errorf("after the withdrawal %d addresses answer otherwise than before: %v", len(diff), diff[:min(5, len(diff))])
	}
	t.Logf("%d addresses asked four times; %d told the figures while they were public", len(before), len(told))
}

// With nothing approved every page stands, says so, and holds no figure of the shipped facts.
func TestNothingApprovedIsSaidPlainly(t *testing.T) {
	s := newSite(t)
	empty := crawl(t, s)
	s.World.Load(t)
	if diff := differing(empty, crawl(t, s)); len(diff) > 0 {
		t.Errorf("the shipped facts show at %v though nothing has been approved", diff[:min(5, len(diff))])
	}
	for path, a := range empty {
		if a.code >= http.StatusInternalServerError {
			t.Errorf("%s: %d", path, a.code)
		}
	}
	for path, want := range map[string]string{
		"/?lang=en": "Nothing has been approved for publication yet", "/indicators?lang=en": "Nothing has been approved for publication yet",
		"/indicators/bath?lang=en": "Nothing has been approved for publication yet", "/regions/520521?lang=en": "Nothing about this place has been approved",
		"/actions/12?lang=en": "nothing has been approved for publication",
	} {
		if got := text(s.page(t, path, "").Find("main")); !strings.Contains(got, want) {
			t.Errorf("%s says %.200q, want that %q", path, got, want)
		}
		if inside := text(s.page(t, path, "reader").Find("main")); strings.Contains(inside, want) {
			t.Errorf("%s tells those who may see it that %q", path, want)
		}
	}
	if got := text(s.page(t, "/indicators/bath", "reader").Find(".synth")); !strings.Contains(got, "内部") {
		t.Errorf("an internal page is marked %q", got)
	}
}
