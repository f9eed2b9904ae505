package ruleweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/decide/rule"
)

const (
	aPaper    = "（样本）县民政局 2026 年 1 号"
	aDecision = "（样本）县政府常务会议第 3 号"
)

// path is an address without what it asks.
func path(location string) string { p, _, _ := strings.Cut(location, "?"); return p }

// adopted takes the shipped list through all steps by forms, as three people would.
func (s *site) adopted(t *testing.T, raw []byte, from string) (address string) {
	t.Helper()
	author, approver := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose), as(t, "approver", accesstest.City, rule.CanRead, rule.CanAdopt)
	code, location, doc := s.upload(t, author, raw, aPaper)
	if code != http.StatusSeeOther {
		t.Fatalf("proposed: %d, %s", code, text(doc.Find("main")))
	}
	address = path(location)
	code, location, doc = s.post(t, author, address+"/assess", url.Values{"item": {"visits"}})
	if code != http.StatusSeeOther {
		t.Fatalf("assessed: %d, %s", code, text(doc.Find(".errmsg")))
	}
	report := location[strings.LastIndex(location, "/")+1:]
	code, _, doc = s.post(t, approver, address+"/adopt", url.Values{"comparison": {report}, "from": {from}, "basis": {aDecision}})
	if code != http.StatusSeeOther {
		t.Fatalf("adopted: %d, %s", code, text(doc.Find(".errmsg")))
	}
	return address
}

// What nobody adopted is seen by nobody but those who may read proposals; then everybody can read who gets what.
func TestAVersionFromProposalToEverybody(t *testing.T) {
	s := newSite(t)
	author := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose)
	_, location, _ := s.upload(t, author, shipped(t, "eldercare-entitlement"), aPaper)
	address := path(location)
	for _, who := range []access.Actor{access.Visitor(), as(t, "else", accesstest.City, access.Right("other")), as(t, "beside", accesstest.Other, rule.CanRead)} {
		for _, p := range []string{address, "/rules/" + entitlement} {
			if code, _ := s.get(t, who, p); code != http.StatusNotFound {
				t.Errorf("%s is answered %d at %s", who.ID, code, p)
			}
		}
		if doc := s.page(t, who, "/rules?lang=en"); strings.Contains(text(doc.Find("main")), aPaper) {
			t.Errorf("%s is told of a proposal", who.ID)
		}
	}
	if got := text(s.page(t, author, "/rules?lang=en").Find("main")); !strings.Contains(got, aPaper) {
		t.Errorf("its author's list: %s", got)
	}
	if got := text(s.page(t, author, address+"?lang=en").Find("header .tag").First()); got != "proposed, not in force" {
		t.Errorf("state %q", got)
	}

	address = s.adopted(t, shipped(t, "eldercare-entitlement", `value: "80"`, `value: "78"`), today)
	for _, p := range []string{address, "/rules/" + entitlement} {
		doc := s.page(t, access.Visitor(), p+"?lang=en")
		if got := row(doc, "items due", "regular visits"); len(got) != 1 || got[0] != "is an older person and is to be visited" {
			t.Errorf("%s: visits %q", p, got)
		}
		if got := row(doc, "Values, days", "age of the allowance for the very old"); len(got) != 4 || got[0] != "78" || got[2] != "not compared with the original" {
			t.Errorf("%s: standard %q", p, got)
		}
		if got := text(doc.Find("main")); !strings.Contains(got, "lives alone or without children near, or cannot look after oneself, or degree of disability is first or second") ||
			!strings.Contains(got, aDecision) || doc.Find("main form[method=post]").Length() != 0 {
			t.Errorf("%s: %s", p, got)
		}
	}
	if got := text(s.page(t, access.Visitor(), "/rules").Find(".card")); !strings.Contains(got, "4 个标准里有 4 个没有与原文核对") || !strings.Contains(got, aDecision) {
		t.Errorf("the list: %s", got)
	}
	if code, _ := s.get(t, access.Visitor(), strings.Replace(address, entitlement, "eldercare_ability", 1)); code != http.StatusNotFound {
		t.Errorf("under the name of another set: %d", code)
	}
}

// A later version takes the place of an earlier one from its day on, and takes nothing away.
func TestNothingIsWithdrawnSilently(t *testing.T) {
	s := newSite(t)
	first := s.adopted(t, shipped(t, "eldercare-entitlement"), "2026-01-01")
	second := s.adopted(t, shipped(t, "eldercare-entitlement", `value: "80"`, `value: "75"`), "2026-06-01")
	for p, want := range map[string]string{first: "in force since", second: "in force from", "/rules/" + entitlement: "in force since"} {
		doc := s.page(t, access.Visitor(), p+"?lang=en")
		if got := text(doc.Find("header .tag").First()); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
		if n := doc.Find("section[aria-labelledby=history] tbody tr").Length(); n != 2 {
			t.Errorf("%s: %d versions in its history", p, n)
		}
	}
	approver := as(t, "approver", accesstest.City, rule.CanRead, rule.CanAdopt)
	author := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose)
	_, location, _ := s.post(t, author, first+"/assess", url.Values{"item": {"visits"}})
	report := location[strings.LastIndex(location, "/")+1:]
	code, _, doc := s.post(t, approver, first+"/adopt?lang=en", url.Values{"comparison": {report}, "from": {"2026-05-01"}, "basis": {aDecision}})
	if code != http.StatusConflict || !strings.Contains(text(doc.Find(".errmsg")), "2026-06-01") {
		t.Errorf("before a version that is adopted already: %d, %s", code, text(doc.Find(".errmsg")))
	}
}

// Who proposed a version does not adopt it, by no account; nobody adopts what was not assessed; and a wrong file leaves nothing.
func TestRefusals(t *testing.T) {
	s := newSite(t)
	both := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose, rule.CanAdopt)
	_, location, _ := s.upload(t, both, shipped(t, "eldercare-entitlement"), aPaper)
	address := path(location)
	approver := as(t, "approver", accesstest.City, rule.CanRead, rule.CanAdopt)
	wish := url.Values{"from": {today}, "basis": {aDecision}}
	if code, _, doc := s.post(t, approver, address+"/adopt?lang=en", wish); code != http.StatusConflict ||
		!strings.Contains(text(doc.Find("main")), "must be assessed") {
		t.Errorf("without a report: %d, %s", code, text(doc.Find("main .errmsg")))
	}
	_, location, _ = s.post(t, both, address+"/assess", url.Values{"item": {"visits"}})
	wish.Set("comparison", location[strings.LastIndex(location, "/")+1:])
	if code, _, doc := s.post(t, both, address+"/adopt?lang=en", wish); code != http.StatusForbidden || !strings.Contains(text(doc.Find("main")), "another person must") {
		t.Errorf("by its author: %d, %s", code, text(doc.Find("main")))
	}
	if n := s.count(t, `SELECT COUNT(*) FROM rule_adoption`); n != 0 {
		t.Fatalf("%d adoptions", n)
	}
	for name, c := range map[string]struct {
		who  access.Actor
		want int
	}{"a visitor": {access.Visitor(), http.StatusUnauthorized}, "a reader": {as(t, "reader", accesstest.City, rule.CanRead), http.StatusForbidden}, "elsewhere": {as(t, "beside", accesstest.Other, rule.CanPropose, rule.CanAdopt, rule.CanRead), http.StatusNotFound}} {
		for _, act := range []string{"/assess", "/adopt"} {
			if code, _, _ := s.post(t, c.who, address+act, wish); code != c.want {
				t.Errorf("%s, %s: %d, want %d", name, act, code, c.want)
			}
		}
		if code, _ := s.get(t, c.who, path(location)); code != c.want && name != "a reader" {
			t.Errorf("%s, the report: %d, want %d", name, code, c.want)
		}
	}
	versions := s.count(t, `SELECT COUNT(*) FROM rule_record`)
	for name, c := range map[string]struct {
		raw  []byte
		says []string
	}{
		"a flaw in a table": {shipped(t, "eldercare-entitlement", "then: visits,", "then: dancing,"), []string{"Line 164:", "steps.items.table.rows.12.then"}},
		"no YAML":           {[]byte("format: 1\nid: [\n"), []string{"line 2"}},
		"an unknown field":  {shipped(t, "eldercare-entitlement", "result: items", "results: items"), []string{"line 169", "results"}},
		"a gap":             {shipped(t, "eldercare-ability", "- {when: {score: {below: $severe_from}}, then: complete}", ""), []string{"Line", "no row covers"}},
		"the same again":    {shipped(t, "eldercare-entitlement"), []string{"exactly the same"}},
		"no name":           {shipped(t, "eldercare-entitlement", "id: eldercare_entitlement", "id: new-version"), []string{"Line 7:", "lower-case"}},
	} {
		code, _, doc := s.upload(t, both, c.raw, aPaper)
		got := text(doc.Find("main .errmsg"))
		status := http.StatusUnprocessableEntity
		if name == "the same again" {
			status = http.StatusConflict
		}
		for _, want := range c.says {
			if code != status || !strings.Contains(got, want) {
				t.Errorf("%s: %d, %q, want %q", name, code, got, want)
			}
		}
	}
	if code, _, doc := s.upload(t, both, shipped(t, "eldercare-ability"), "x"); code != http.StatusUnprocessableEntity || doc.Find(`[name="source"][aria-invalid="true"]`).AttrOr("value", "") != "x" {
		t.Errorf("without a source: %d", code)
	}
	if n := s.count(t, `SELECT COUNT(*) FROM rule_record`); n != versions {
		t.Errorf("%d records were left", n-versions)
	}
}

// What a proposal would change, beside a count of this test's own, made without any rule engine.
func TestImpactBesideACount(t *testing.T) {
	s := newSite(t)
	s.adopted(t, shipped(t, "eldercare-entitlement"), "2026-01-01")
	author := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose)
	for _, c := range []struct {
		name, item, price string
		change            []string
		was, becomes      func(n neighbour) bool
		served            bool
	}{
		{
			"the allowance from 75", "old_age_allowance", "1200",
			[]string{`value: "80"`, `value: "75"`},
			func(n neighbour) bool { return n.age() >= 80 }, func(n neighbour) bool { return n.age() >= 75 }, false,
		},
		{
			"old from 70", "visits", "360.50",
			[]string{`value: "60"`, `value: "70"`},
			func(n neighbour) bool { return n.age() >= 60 && n.alone }, func(n neighbour) bool { return n.age() >= 70 && n.alone }, true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, location, doc := s.upload(t, author, shipped(t, "eldercare-entitlement", c.change...), aPaper)
			address := path(location)
			if address == "" {
				t.Fatal(text(doc.Find("main")))
			}
			_, location, _ = s.post(t, author, address+"/assess", url.Values{"item": {c.item}, "price": {c.price}})
			doc = s.page(t, author, path(location)+"?lang=en")
			w := counted(c.was, c.becomes)
			for group, want := range w.rows {
				if got := row(doc, "People by group", group); strings.ReplaceAll(fmt.Sprint(got), ",", "") != fmt.Sprint(want) {
					t.Errorf("%s: %v, want %v", group, got, want)
				}
			}
			var yuan float64
			if _, err := fmt.Sscan(c.price, &yuan); err != nil {
				t.Fatal(err)
			}
			cost := strings.ReplaceAll(text(doc.Find("section[aria-labelledby=cost] dl.nums")), ",", "")
			for _, want := range []string{fmt.Sprintf("now%.2f", yuan*float64(w.before)), fmt.Sprintf("after%.2f", yuan*float64(w.after)), fmt.Sprintf("change%.2f", yuan*float64(w.after-w.before))} {
				if !strings.Contains(cost, want) {
					t.Errorf("cost %q, want %q", cost, want)
				}
			}
			if got := row(doc, "who is due it", "gap between the shares of people who are certainly due it"); len(got) != 3 || got[0] != w.due[0]+" points" || got[1] != w.due[1]+" points" {
				t.Errorf("the gap of those due %v, want %v", got, w.due)
			}
			got := row(doc, "who have it", "gap")
			if c.served && (len(got) != 3 || got[0] != w.served[0]+" points" || got[1] != w.served[1]+" points") || !c.served && got != nil {
				t.Errorf("the gap of those served %v, want %v", got, w.served)
			}
		})
	}
}

// work is what this test counts by itself.
type work struct {
	rows          map[string][]string
	before, after int
	due, served   [2]string
}

func counted(was, becomes func(neighbour) bool) work {
	w := work{rows: map[string][]string{}}
	type sums struct{ all, gain, lose int }
	by := map[string]*sums{"urban": {}, "rural": {}, "All": {}}
	var due, has [2]map[string]float64
	for k := range due {
		due[k], has[k] = map[string]float64{}, map[string]float64{}
	}
	for _, n := range neighbours() {
		x, y := was(n), becomes(n)
		for _, g := range []string{n.group, "All"} {
			by[g].all++
			if y && !x {
				by[g].gain++
			}
			if x && !y {
				by[g].lose++
			}
		}
		for k, is := range [2]bool{x, y} {
			if is {
				due[k][n.group]++
				if n.visited {
					has[k][n.group]++
				}
			}
		}
		if x {
			w.before++
		}
		if y {
			w.after++
		}
	}
	for g, b := range by {
		w.rows[g] = []string{fmt.Sprint(b.gain), fmt.Sprint(b.lose), fmt.Sprint(b.all - b.gain - b.lose), "0", fmt.Sprint(b.all)}
	}
	for k := range due {
		w.due[k] = fmt.Sprintf("%.1f", 100*due[k]["urban"]/float64(by["urban"].all)-100*due[k]["rural"]/float64(by["rural"].all))
		w.served[k] = fmt.Sprintf("%.1f", 100*has[k]["urban"]/due[k]["urban"]-100*has[k]["rural"]/due[k]["rural"])
	}
	return w
}

// Where no programme holds cases a version can be read and not assessed, and is told why.
func TestNoCases(t *testing.T) {
	s := newSite(t)
	author := as(t, "author", accesstest.City, rule.CanRead, rule.CanPropose)
	_, location, _ := s.upload(t, author, shipped(t, "eldercare-ability"), aPaper)
	doc := s.page(t, author, path(location)+"?lang=en")
	if got := text(doc.Find("section[aria-labelledby=assess]")); !strings.Contains(got, "can be neither assessed nor adopted") || doc.Find("main form[method=post]").Length() != 0 {
		t.Errorf("%s", got)
	}
	if code, _, _ := s.post(t, author, path(location)+"/assess", url.Values{}); code != http.StatusConflict {
		t.Errorf("assessed all the same: %d", code)
	}
}
