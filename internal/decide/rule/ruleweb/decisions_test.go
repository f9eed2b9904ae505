package ruleweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

const subject = "person_a"

// own is the person whom the decision is about.
func own(t *testing.T) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("account_a", subject, nil, accesstest.Contains)
}

// decided is a decision about the person, by the list as shipped; of six facts nobody knows anything.
func (s *site) decided(t *testing.T) rule.Decision {
	t.Helper()
	if err := s.keys.Create(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
	var facts []rule.FrozenFact
	for id, v := range map[string]any{
		"birth": "1940-05-01", "grade": "severe", "disability": "none", "lives_alone": true, "pension_age_reached": true, "pension_scheme": "resident",
		"hardship": false, "subsistence": false, "destitute": false, "merit": false, "lost_only_child": false, "without_shelter": false,
	} {
		facts = append(facts, rule.FrozenFact{ID: id, Value: v, Source: "（样本）人员登记", AsOf: "2026-02-01"})
	}
	d, out, err := s.rules.Decide(t.Context(), as(t, "decider", accesstest.County, rule.CanDecide), rule.NewDecision{
		Set: entitlement, Subject: subject, Region: accesstest.County, On: today, Facts: facts, Basis: access.StatutoryDuty,
	})
	if err != nil {
		t.Fatal(err, out.Missing)
	}
	return d
}

// The person reads what was decided: the result first, then why, the facts with their source and day, and what was not known.
func TestADecisionInWords(t *testing.T) {
	s := newSite(t)
	rules := s.adopted(t, shipped(t, "eldercare-entitlement"), "2026-01-01")
	d := s.decided(t)
	mine := s.page(t, own(t), "/decisions/mine?lang=en")
	link := mine.Find("main table a").AttrOr("href", "")
	if path(link) != "/decisions/"+d.ID {
		t.Fatalf("my decisions lead to %q", link)
	}
	doc := s.page(t, own(t), link)
	var got []string
	doc.Find("header ul.lead li").Each(func(_ int, li *goquery.Selection) { got = append(got, text(li)) })
	if want := []string{"residents' basic pension", "health management", "comprehensive ability assessment", "allowance for the very old", "support of care at home", "regular visits"}; !slices.Equal(got, want) {
		t.Errorf("result %q, want %q", got, want)
	}
	if why := text(doc.Find("section[aria-labelledby=why]")); !strings.Contains(why, "age in completed years: 85") || !strings.Contains(why, "standard age of the allowance for the very old: 80") || !strings.Contains(why, "not compared with the original") {
		t.Errorf("why: %s", why)
	}
	if cells := row(doc, "Each fact with its value", "lives alone or without children near"); len(cells) != 3 || cells[0] != "yes" || cells[1] != "（样本）人员登记" || cells[2] != "2026-02-01" {
		t.Errorf("a fact: %q", cells)
	}
	if unknown := text(doc.Find("section[aria-labelledby=unknown] li")); unknown != "chosen form of support" {
		t.Errorf("not known: %q", unknown)
	}
	if doc.Find(`a[href^="`+rules+`"]`).Length() != 1 {
		t.Error("the decision does not lead to its rules")
	}
	again := doc.Find("section[aria-labelledby=again] a").AttrOr("href", "")
	again, _, _ = strings.Cut(again, "#")
	if got := text(s.page(t, own(t), again).Find(`[role="status"]`)); !strings.HasPrefix(got, "the same") {
		t.Errorf("computed again: %q", got)
	}
}

// Who may read a decision, that each reading is an entry before the page, and what is left of it after erasure.
func TestWhoReadsADecision(t *testing.T) {
	s := newSite(t)
	s.adopted(t, shipped(t, "eldercare-entitlement"), "2026-01-01")
	d := s.decided(t)
	const entries = `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`
	officer := as(t, "officer", accesstest.County, rule.CanReadDecision)
	s.rules.Speaks = func(_ store.Queryer, who access.Actor, d rule.Decision) (bool, error) {
		return who.Person == "kin" && d.Subject == subject, nil
	}
	for name, c := range map[string]struct {
		who  access.Actor
		code int
	}{
		"the person": {own(t), http.StatusOK}, "an officer": {officer, http.StatusOK}, "without the right": {as(t, "else", accesstest.County, rule.CanRead), http.StatusForbidden},
		"a relative": {as(t, "kin", accesstest.Other, rule.CanRead), http.StatusOK}, "from elsewhere": {as(t, "beside", accesstest.Other, rule.CanReadDecision), http.StatusNotFound}, "another person": {as(t, "person_b", accesstest.Other, rule.CanRead), http.StatusNotFound},
		"a visitor": {access.Visitor(), http.StatusUnauthorized},
	} {
		before := s.count(t, entries)
		code, doc := s.get(t, c.who, "/decisions/"+d.ID)
		read := 0
		if c.code == http.StatusOK {
			read = 1
		}
		if code != c.code || s.count(t, entries)-before != read || code != http.StatusOK && strings.Contains(text(doc.Find("main")), "高龄津贴") {
			t.Errorf("%s: %d with %d entries, want %d with %d", name, code, s.count(t, entries)-before, c.code, read)
		}
	}
	if list := s.page(t, as(t, "person_b", accesstest.County, rule.CanRead), "/decisions/mine"); list.Find("main table").Length() != 0 {
		t.Error("another person is listed the decision")
	}
	if err := s.keys.Erase(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
	doc := s.page(t, officer, "/decisions/"+d.ID+"?lang=en&again=1")
	if got := text(doc.Find("main")); !strings.Contains(got, "The person was erased") || strings.Contains(got, "allowance") || doc.Find("main table").Length() != 0 {
		t.Errorf("after erasure: %s", got)
	}
}

// Every page in both languages: one heading, every field with its label, every word there, no Han on English pages outside what is marked.
func TestMarkup(t *testing.T) {
	s := newSite(t)
	address := s.adopted(t, shipped(t, "eldercare-entitlement"), "2026-01-01")
	s.adopted(t, shipped(t, "eldercare-entitlement", `value: "80"`, `value: "79"`), "2027-01-01")
	d := s.decided(t)
	all := as(t, "all", accesstest.City, rule.CanRead, rule.CanPropose, rule.CanAdopt, rule.CanReadDecision)
	_, location, _ := s.upload(t, all, shipped(t, "eldercare-ability"), aPaper)
	ability := path(location)
	_, location, _ = s.upload(t, all, shipped(t, "eldercare-reassessment"), aPaper)
	_, report, _ := s.post(t, all, address+"/assess", nil)
	_, priced, _ := s.post(t, all, address+"/assess", map[string][]string{"item": {"visits"}, "price": {"1"}})
	pages := []string{"/rules", "/rules/new-version", "/rules/" + entitlement, address, ability, path(location), path(report), path(priced), "/decisions/mine", "/decisions/" + d.ID}
	for _, who := range []access.Actor{all, own(t), access.Visitor()} {
		for _, p := range pages {
			for _, lang := range []string{"en", "zh-CN"} {
				code, doc := s.get(t, who, p+"?lang="+lang)
				if code == http.StatusOK {
					look(t, who.ID+" "+p+" "+lang, lang, doc)
				} else if who.ID == "all" {
					t.Errorf("%s: %d", p, code)
				}
			}
		}
	}
}

// look holds one page to what all pages are held to.
func look(t *testing.T, name, lang string, doc *goquery.Document) {
	t.Helper()
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s: %d headings of the first level", name, n)
	}
	if all := text(doc.Find("body")); strings.ContainsAny(all, "⟦⟧{}") || strings.Contains(all, subject) {
		t.Errorf("%s: a key, a hole or a person: %s", name, all)
	}
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); ids[id] {
			t.Errorf("%s: id %s twice", name, id)
		} else {
			ids[id] = true
		}
	})
	doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, e *goquery.Selection) {
		if doc.Find(`label[for="`+e.AttrOr("id", "")+`"]`).Length() != 1 {
			t.Errorf("%s: the field %s has no label", name, e.AttrOr("name", ""))
		}
	})
	if lang == "en" {
		doc.Find("[lang=zh-CN], [lang=zh-Hans]").Remove()
		if i := slices.IndexFunc([]rune(text(doc.Find("main"))), func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 {
			t.Errorf("%s: Han on an English page: %s", name, text(doc.Find("main")))
		}
	}
}
