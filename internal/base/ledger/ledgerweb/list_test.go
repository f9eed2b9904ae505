package ledgerweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
)

// record is an entry with a record, its kind known to words.
func record(e *ledger.Entry) {
	e.Record = &ledger.Record{Kind: "access.account", ID: "record_a", Body: []byte(`{"a":1}`)}
}

func TestTheListShowsWhatWasDone(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County, record)
		s.entry(t, "access.person.read", accesstest.City, func(e *ledger.Entry) {
			e.Purpose, e.Basis, e.Subjects = "own_data", "own_request", []string{"person_a"}
		})
		s.entry(t, "future.thing.done", accesstest.Other) // of a program that has other words
		for lang, said := range map[i18n.Lang][]string{
			i18n.ZhCN: {"开设了账号", "程序自己（test）", "大方县", "读了个人资料", "毕节市", "看自己的资料"},
			i18n.En:   {"made an account", "the program itself (test)", "大方县", "read personal data", "毕节市", "seeing one's own data"},
		} {
			doc := s.page(t, "/ledger?lang="+string(lang), http.StatusOK)
			rows := doc.Find("section:has(#found) tbody")
			// 09:00:00 is accesstest.Start in Beijing; 015abd7f begins what sha256sum prints for {"a":1}.
			for _, want := range append(said, "2026-03-03 09:00:00", "record_a 015abd7f…", "future.thing.done") {
				if !strings.Contains(rows.Text(), want) {
					t.Errorf("%s: the rows do not say %q:\n%s", lang, want, rows.Text())
				}
			}
			if href := rows.Find("th a").Last().AttrOr("href", ""); href != "/ledger/1?lang="+string(lang) {
				t.Errorf("%s: the first entry leads to %q", lang, href)
			}
			if doc.Find(".menu [aria-current]").Length() != 1 || doc.Find("caption").Length() != 1 {
				t.Errorf("%s: menu or caption is missing", lang)
			}
		}
	})
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County)
		s.Clock.Add(15 * time.Hour) // midnight in Beijing
		s.entry(t, "access.role.given", accesstest.County, func(e *ledger.Entry) { e.Actor = "acct_b" })
		s.Clock.Add(24*time.Hour - time.Millisecond)
		s.entry(t, "access.role.taken", accesstest.County, func(e *ledger.Entry) { e.Subjects = []string{"person_b"} })
		s.Clock.Add(time.Millisecond)
		s.entry(t, "accession.role.given", accesstest.County) // begins alike and is another room
		for query, want := range map[string][]string{
			"kind=access.role":               {"3", "2"},
			"kind=access.role.given":         {"2"},
			"kind=acc":                       nil,
			"actor=acct_b":                   {"2"},
			"subject=person_b":               {"3"},
			"subject=person_c":               nil,
			"from=2026-03-04&kind=access":    {"3", "2"},
			"to=2026-03-03&kind=access":      {"1"},
			"from=2026-03-04&to=2026-03-04":  {"3", "2"},
			"from=2026-03-05&kind=accession": {"4"},
			"before=3":                       {"2", "1"},
		} {
			doc := s.page(t, "/ledger?lang=en&print=large&"+query, http.StatusOK)
			if diff := cmp.Diff(want, numbers(doc)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
			if n := doc.Find("form[action='/ledger'] input[type=hidden][name=lang], form[action='/ledger'] input[type=hidden][name=print]").Length(); n != 2 {
				t.Errorf("%s: the form carries %d of 2 wishes", query, n)
			}
			for pair := range strings.SplitSeq(query, "&") {
				name, value, _ := strings.Cut(pair, "=")
				if got := doc.Find("#f-"+name).AttrOr("value", value); got != value {
					t.Errorf("%s: field %s holds %q", query, name, got)
				}
			}
		}
	})
}

func TestWhatCannotBeLookedForIsSaidAtItsField(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		before := len(s.Kinds(t))
		for query, field := range map[string]string{
			"kind=%00": "kind", "actor=%ff": "actor", "subject=a+b": "subject", "from=2026-02-30": "from", "to=yesterday": "to",
			"kind=" + strings.Repeat("a", 101): "kind", "actor=%E7%94%B2": "actor",
		} {
			doc := s.page(t, "/ledger?"+query, http.StatusUnprocessableEntity)
			if doc.Find("#f-"+field+"[aria-invalid=true][aria-describedby]").Length() != 1 || doc.Find("#e-"+field).Text() == "" || doc.Find("table").Length() != 0 {
				t.Errorf("%s: no message at %s, or entries all the same", query, field)
			}
		}
		for _, query := range []string{"before=0", "before=x", "before=-1", "before=99999999999999999999", "before="} {
			doc := s.page(t, "/ledger?"+query, http.StatusUnprocessableEntity)
			if doc.Find(`form a[href="/ledger"]`).Length() != 1 || doc.Find("table").Length() != 0 {
				t.Errorf("%s: no way back to the newest, or entries all the same", query)
			}
		}
		if after := len(s.Kinds(t)); after != before {
			t.Errorf("looking for nothing left %d entries", after-before)
		}
	})
}

func TestLookingIsAnEntry(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for range 120 {
			s.entry(t, "access.account.made", accesstest.County)
		}
		s.page(t, "/ledger", http.StatusOK)
		s.page(t, "/ledger/1", http.StatusOK)
		kinds := s.Kinds(t)[120:]
		if want := []string{"ledger.page.read", "ledger.page.read"}; !slices.Equal(kinds, want) {
			t.Errorf("two pages of many rows left %v, want %v", kinds, want)
		}
		doc := s.page(t, "/ledger?kind=ledger.page.read&lang=en", http.StatusOK)
		if text := doc.Find("tbody").Text(); !strings.Contains(text, "acct_test") || !strings.Contains(text, "looked at the ledger") {
			t.Errorf("the readers are not shown: %s", text)
		}
	})
}

// TestPagesMissNothingAndRepeatNothing walks a ledger while it grows.
func TestPagesMissNothingAndRepeatNothing(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		const n = 130 // the odd ones are the county's
		for i := range n {
			s.entry(t, "access.account.made", []region.Key{accesstest.County, accesstest.Sibling}[i%2])
		}
		for _, c := range []struct {
			at          region.Key
			step, pages int
		}{{accesstest.Province, 1, 3}, {accesstest.County, 2, 2}} {
			s.who = s.auditor(c.at)
			var got, want []string
			pages := 0
			for path := "/ledger?kind=access.account.made"; path != ""; pages++ {
				doc := s.page(t, path, http.StatusOK)
				got = append(got, numbers(doc)...)
				path = doc.Find("a[rel=next]").AttrOr("href", "")
				s.entry(t, "access.account.made", accesstest.Other)
			}
			for seq := n + 1 - c.step; seq >= 1; seq -= c.step {
				want = append(want, strconv.Itoa(seq))
			}
			if diff := cmp.Diff(want, got); diff != "" || pages != c.pages {
				t.Errorf("%v: %d pages (-want +got):\n%s", c.at, pages, diff)
			}
		}
	})
}

func TestWhoWatchesAPartSeesThatPart(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for _, at := range []region.Key{accesstest.County, accesstest.Sibling, accesstest.City, accesstest.Province, accesstest.Other, {}, {Code: "520199", Level: region.County}} {
			s.entry(t, "access.account.made", at)
		}
		for _, c := range []struct {
			who  access.Actor
			want []string
		}{
			{s.auditor(accesstest.County), []string{"1"}},
			{s.auditor(accesstest.County, accesstest.Sibling), []string{"2", "1"}},
			{s.auditor(accesstest.City), []string{"3", "2", "1"}},
			{s.auditor(accesstest.Province), []string{"7", "6", "5", "4", "3", "2", "1"}}, // all of the node, what is off the map too
			{access.Operator(), []string{"7", "6", "5", "4", "3", "2", "1"}},
		} {
			s.who = c.who
			if diff := cmp.Diff(c.want, numbers(s.page(t, "/ledger?kind=access.account.made", http.StatusOK))); diff != "" {
				t.Errorf("%v (-want +got):\n%s", c.who.Mandates(), diff)
			}
			for seq := 1; seq <= 7; seq++ {
				status := http.StatusNotFound
				if slices.Contains(c.want, fmt.Sprint(seq)) {
					status = http.StatusOK
				}
				s.page(t, fmt.Sprintf("/ledger/%d", seq), status)
			}
		}
		s.who = s.auditor(accesstest.Sibling)
		hidden, absent := s.get("/ledger/1"), s.get("/ledger/9999")
		if a, b := withoutID(hidden.Body.String()), withoutID(absent.Body.String()); a != strings.ReplaceAll(b, "9999", "1") {
			t.Error("an entry that is hidden looks otherwise than one that is not there")
		}
		own := s.page(t, "/ledger?kind=ledger", http.StatusOK)
		if got := len(numbers(own)); got != 3 { // the two above and this page
			t.Errorf("who watches the sibling finds %d of their own 3 looks", got)
		}
	})
}

// withoutID cuts off the request's random number.
func withoutID(page string) string {
	before, after, _ := strings.Cut(page, "problem-id")
	_, after, _ = strings.Cut(after, "</p>")
	return before + after
}

func TestLookingThroughIsBounded(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County)
		many := make([]ledger.Entry, 5_100)
		for i := range many {
			many[i] = access.System("test").Entry("access.account.made", accesstest.Sibling)
		}
		s.write(t, many...)
		s.who = s.auditor(accesstest.County)
		doc := s.page(t, "/ledger?kind=access&lang=en", http.StatusOK)
		if got := numbers(doc); got != nil || !strings.Contains(doc.Text(), "Entries looked through: 5000") {
			t.Errorf("the first page shows %v", got)
		}
		doc = s.page(t, doc.Find("a[rel=next]").AttrOr("href", "/"), http.StatusOK)
		if got := numbers(doc); !slices.Equal(got, []string{"1"}) || doc.Find("a[rel=next]").Length() != 0 {
			t.Errorf("the second page shows %v, want the county's one entry and the end", got)
		}
	})
}

func TestWithoutTheRightThereIsNoLedger(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County)
		for name, c := range map[string]struct {
			who    access.Actor
			status int
		}{
			"visitor":       {access.Visitor(), http.StatusUnauthorized},
			"zero":          {access.Actor{}, http.StatusUnauthorized},
			"system admin":  {s.Who(access.Mandate{Role: accesstest.System, At: accesstest.Province}), http.StatusForbidden},
			"security":      {s.Who(access.Mandate{Role: accesstest.Security, At: accesstest.Province}), http.StatusForbidden},
			"no mandate":    {s.Who(), http.StatusForbidden},
			"officer":       {s.Who(access.Mandate{Role: accesstest.Officer, At: accesstest.Province}), http.StatusForbidden},
			"audit (may)":   {s.auditor(accesstest.Province), http.StatusOK},
			"operator(may)": {access.Operator(), http.StatusOK},
		} {
			s.who = c.who
			for _, path := range []string{"/ledger", "/ledger/1"} {
				before := len(s.Kinds(t))
				if got := s.get(path).Code; got != c.status {
					t.Errorf("%s at %s: %d, want %d", name, path, got, c.status)
				}
				if grew := len(s.Kinds(t)) - before; (grew == 1) != (c.status == http.StatusOK) {
					t.Errorf("%s at %s: %d entries", name, path, grew)
				}
			}
		}
	})
}
