package partyweb_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// peopled is a site with three persons in the north and one in the south, in this order.
func peopled(t *testing.T) (s *site, ids []string) {
	t.Helper()
	s = newSite(t)
	rows := []party.Row{
		partytest.Row(1, partytest.North), partytest.Row(2, partytest.North), partytest.Row(3, partytest.North), partytest.Row(4, partytest.South),
	}
	partytest.Load(t, s.Service, "a", rows...)
	for _, r := range rows {
		ids = append(ids, partytest.ID(t, s.Service, r.Names.Number))
	}
	return s, ids
}

func number(i int) string { return partytest.Number(i, "19410307", false) }

// keeping is the page of a person for keeping the register.
func keeping(id string) string { return "/persons/" + id + "?lang=en&purpose=register_keeping" }

// kinds counts the entries that name a person.
func (s *site) kinds(t *testing.T, id string) map[string]int {
	t.Helper()
	n := map[string]int{}
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		list, err := s.Uses.BySubject(q, 1, id, 0, 1000)
		for _, l := range list {
			n[l.Kind]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOnePersonIsFoundAndOpenedForAPurpose(t *testing.T) {
	s, ids := peopled(t)
	who := partytest.Officer(t, partytest.North)
	_, doc := s.get(t, who, "/persons?lang=en")
	if doc.Find("main table, main ul.tasks").Length() != 0 || doc.Find("form[method=post] input[name=number]").Length() != 1 {
		t.Error("the page lists somebody, or looks up by an address")
	}
	w, doc := s.post(t, who, "/persons/find?lang=en", url.Values{"number": {number(1)}})
	link, _ := doc.Find("ul.tasks a").Attr("href")
	if w.Code != http.StatusOK || doc.Find("ul.tasks li").Length() != 1 || !strings.HasPrefix(link, "/persons/"+ids[0]) {
		t.Fatalf("found: %d %s", w.Code, text(doc.Find("main")))
	}
	before := s.kinds(t, ids[0])
	_, doc = s.get(t, who, link)
	if doc.Find("input[name=purpose]").Length() != 2 || !maps.Equal(s.kinds(t, ids[0]), before) || strings.Contains(text(doc.Find("main")), number(1)) {
		t.Error("without a purpose somebody is opened, or the page does not ask for one")
	}
	w, doc = s.get(t, who, keeping(ids[0]))
	after := s.kinds(t, ids[0])
	if w.Code != http.StatusOK || !strings.Contains(text(doc.Find("main")), number(1)) || after["access.person.read"] != before["access.person.read"]+1 {
		t.Errorf("opened: %d, entries %v then %v", w.Code, before, after)
	}
	if lead := text(doc.Find(".lead").First()); !strings.Contains(lead, "Keeping the register") || !strings.Contains(lead, "statutory duty") {
		t.Errorf("purpose and basis: %s", lead)
	}
	w, doc = s.get(t, who, "/persons/"+ids[0]+"?lang=en&purpose=service_planning")
	if said := text(doc.Find("main")); w.Code != http.StatusOK || strings.Contains(said, number(1)) || doc.Find("form").Filter("[action^='/persons']").Length() != 0 {
		t.Errorf("for planning services the page shows more: %d %s", w.Code, said)
	}
	for name, form := range map[string]url.Values{
		"nobody": {"number": {number(50)}}, "somebody elsewhere": {"number": {number(4)}}, "half a name": {"name": {"\u5408\u6210"}, "born": {"1941-03"}},
	} {
		if w, doc := s.post(t, who, "/persons/find?lang=en", form); w.Code != http.StatusOK || doc.Find("ul.tasks").Length() != 0 || doc.Find("[role=status]").Length() != 1 {
			t.Errorf("%s: %d %s", name, w.Code, text(doc.Find("main")))
		}
	}
	if w, doc := s.post(t, who, "/persons/find", url.Values{"number": {"79"}}); w.Code != http.StatusUnprocessableEntity || doc.Find("[name=number][aria-invalid]").Length() != 1 {
		t.Errorf("half a number: %d", w.Code)
	}
}

// Every form on the page of a person: done by whoever keeps the register there, refused to all others with nothing changed.
func TestKeepingTheRegisterByForms(t *testing.T) {
	s, ids := peopled(t)
	one := ids[0]
	keeper := partytest.Officer(t, partytest.North)
	forms := []struct {
		name, path, kind string
		form             url.Values
	}{
		{"correct", "/correct", "party.person.corrected", url.Values{"phone": {"10000000099"}, "fact": {"low_income=yes"}, "source": {"visit"}, "as_of": {"2026-02-01"}, "reason": {"told at the counter"}}},
		{"relate", "/relations", "party.relation.recorded", url.Values{"kind": {"parent"}, "other": {number(2)}, "shown": {"register"}}},
		{"mandate", "/mandates", "party.mandate.given", url.Values{"other": {number(2)}, "what": {"test.matter"}, "until": {"2026-12-31"}, "shown": {"paper"}, "paper": {"7"}}},
		{"merge", "/duplicates", "", url.Values{"other": {number(3)}, "reason": {"one card"}}},
	}
	strangers := map[string]struct {
		who  access.Actor
		want int
	}{
		"next door":         {partytest.Who(t, "person_01k00000000000000000000000", partytest.South, party.CanRead, party.CanKeep, party.CanErase), http.StatusNotFound},
		"who may only read": {partytest.Who(t, "person_01k00000000000000000000000", partytest.North, party.CanRead), http.StatusForbidden},
		"nobody":            {access.Visitor(), http.StatusUnauthorized},
	}
	for _, f := range forms {
		before := s.kinds(t, one)
		for name, c := range strangers {
			if w, _ := s.post(t, c.who, "/persons/"+one+f.path, f.form); w.Code != c.want {
				t.Errorf("%s by %s: %d, want %d", f.name, name, w.Code, c.want)
			}
		}
		if !maps.Equal(s.kinds(t, one), before) {
			t.Errorf("%s: refused, and yet entered: %v then %v", f.name, before, s.kinds(t, one))
		}
		w, doc := s.post(t, keeper, "/persons/"+one+f.path+"?lang=en", f.form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", f.name, w.Code, text(doc.Find(".errmsg")))
		}
		if f.kind != "" && s.kinds(t, one)[f.kind] != before[f.kind]+1 {
			t.Errorf("%s left no entry: %v", f.name, s.kinds(t, one))
		}
		if _, doc := s.get(t, keeper, w.Header().Get("Location")); doc.Find("[role=status]").Length() != 1 {
			t.Errorf("%s: it is not said that it was done", f.name)
		}
	}
	_, doc := s.get(t, keeper, keeping(one))
	said := text(doc.Find("main"))
	for _, want := range []string{"10000000099", "Is to the other: parent", "Gave a mandate", "Another entry of this person", "visit"} {
		if !strings.Contains(said, want) && doc.Find("input[value='"+want+"']").Length() == 0 {
			t.Errorf("the page does not say %q: %s", want, said)
		}
	}
	ends := doc.Find("ul.tasks form").Map(func(_ int, f *goquery.Selection) string { return f.AttrOr("action", "") })
	if len(ends) != 3 {
		t.Fatalf("%d ties can be ended: %v", len(ends), ends)
	}
	for _, action := range ends {
		for name, c := range strangers {
			if w, _ := s.post(t, c.who, action, url.Values{}); w.Code != c.want {
				t.Errorf("%s by %s: %d, want %d", action, name, w.Code, c.want)
			}
		}
		if w, doc := s.post(t, keeper, action, url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", action, w.Code, text(doc.Find("main")))
		}
	}
	if _, doc := s.get(t, keeper, keeping(one)); doc.Find("ul.tasks form").Length() != 0 {
		t.Errorf("after ending all: %s", text(doc.Find("ul.tasks")))
	}
}

func TestFormsSayWhatIsWrongAtTheirFields(t *testing.T) {
	s, ids := peopled(t)
	keeper := partytest.Officer(t, partytest.North)
	for name, c := range map[string]struct {
		path, field string
		form        url.Values
	}{
		"a correction without a reason":     {"/correct", "reason", url.Values{"phone": {"1"}}},
		"a fact without a source":           {"/correct", "fact", url.Values{"fact": {"low_income=yes"}, "reason": {"x"}}},
		"a move to nowhere":                 {"/correct", "region", url.Values{"region": {"520521"}, "reason": {"x"}}},
		"a relation to nobody":              {"/relations", "other", url.Values{"kind": {"parent"}, "other": {number(50)}, "shown": {"register"}}},
		"a relation to somebody elsewhere":  {"/relations", "other", url.Values{"kind": {"parent"}, "other": {number(4)}, "shown": {"register"}}},
		"a mandate to oneself":              {"/mandates", "other", url.Values{"other": {number(1)}, "what": {"test.matter"}, "until": {"2026-12-31"}, "shown": {"counter"}}},
		"a mandate without an end":          {"/mandates", "until", url.Values{"other": {number(2)}, "what": {"test.matter"}, "shown": {"counter"}}},
		"a mandate by paper without number": {"/mandates", "shown", url.Values{"other": {number(2)}, "what": {"test.matter"}, "until": {"2026-12-31"}, "shown": {"paper"}}},
		"a duplicate without a reason":      {"/duplicates", "reason", url.Values{"other": {number(3)}}},
	} {
		w, doc := s.post(t, keeper, "/persons/"+ids[0]+c.path+"?lang=en", c.form)
		if w.Code != http.StatusUnprocessableEntity || doc.Find("form[action*='"+c.path+"'] [name="+c.field+"][aria-invalid=true]").Length() != 1 {
			t.Errorf("%s: %d %s", name, w.Code, text(doc.Find(".errmsg")))
		}
	}
	for _, what := range [][]string{nil, {"party.keep"}} {
		form := url.Values{"other": {number(2)}, "what": what, "until": {"2026-12-31"}, "shown": {"counter"}}
		if w, _ := s.post(t, keeper, "/persons/"+ids[0]+"/mandates", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a mandate for %v: %d", what, w.Code)
		}
	}
}

func TestErasedAtTheCounterOnlyAfterSayingItTwice(t *testing.T) {
	s, ids := peopled(t)
	keeper := partytest.Officer(t, partytest.North)
	path := "/persons/" + ids[0] + "/erase"
	end := number(1)[14:]
	before := s.kinds(t, ids[0])
	if w, _ := s.get(t, keeper, path); w.Code != http.StatusOK || !maps.Equal(before, s.kinds(t, ids[0])) {
		t.Errorf("the form: %d", w.Code)
	}
	for name, form := range map[string]url.Values{
		"nothing": {}, "the box alone": {"sure": {"yes"}}, "the number alone": {"number": {end}}, "another number": {"sure": {"yes"}, "number": {"0000"}},
		"the whole number": {"sure": {"yes"}, "number": {number(1)}},
	} {
		if w, _ := s.post(t, keeper, path, form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	sure := url.Values{"sure": {"yes"}, "number": {end}}
	for name, c := range map[string]struct {
		who  access.Actor
		want int
	}{
		"next door":             {partytest.Who(t, "person_01k00000000000000000000000", partytest.South, party.CanRead, party.CanErase), http.StatusNotFound},
		"who may keep and read": {partytest.Who(t, "person_01k00000000000000000000000", partytest.North, party.CanRead, party.CanKeep), http.StatusForbidden},
	} {
		if w, _ := s.post(t, c.who, path, sure); w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
		if w, _ := s.get(t, c.who, path); w.Code != c.want {
			t.Errorf("the form of %s: %d, want %d", name, w.Code, c.want)
		}
	}
	if w, _ := s.post(t, keeper, path, sure); w.Code != http.StatusSeeOther {
		t.Fatalf("erasing: %d", w.Code)
	}
	for _, path := range []string{"/persons/" + ids[0], keeping(ids[0]), path} {
		if w, _ := s.get(t, keeper, path); w.Code != http.StatusNotFound {
			t.Errorf("GET %s after erasing: %d", path, w.Code)
		}
	}
	if _, doc := s.post(t, keeper, "/persons/find", url.Values{"number": {number(1)}}); doc.Find("ul.tasks").Length() != 0 {
		t.Error("found after erasing")
	}
}

// Every page in both languages: one heading, every field with its label, each id once, every word there, no Han on English pages
// outside what is marked as Chinese.
func TestMarkup(t *testing.T) {
	s, ids := peopled(t)
	keeper := partytest.Officer(t, partytest.North)
	for _, f := range []struct {
		path string
		form url.Values
	}{
		{"/relations", url.Values{"kind": {"guardian"}, "other": {number(2)}, "shown": {"counter"}}},
		{"/mandates", url.Values{"other": {number(2)}, "what": {"test.matter"}, "until": {"2026-12-31"}, "shown": {"counter"}}},
		{"/duplicates", url.Values{"other": {number(3)}, "reason": {"x"}}},
	} {
		if w, _ := s.post(t, keeper, "/persons/"+ids[0]+f.path, f.form); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d", f.path, w.Code)
		}
	}
	for _, lang := range []string{"en", "zh-CN"} {
		for _, path := range []string{
			"/persons?done=erased", "/persons/" + ids[0] + "?x=", "/persons/" + ids[0] + "?purpose=register_keeping", "/persons/" + ids[1] + "?purpose=register_keeping",
			"/persons/" + ids[2] + "?purpose=register_keeping", "/persons/" + ids[0] + "?purpose=service_planning", "/persons/" + ids[0] + "/erase?x=", "/import/persons?x=",
		} {
			w, doc := s.get(t, keeper, path+"&lang="+lang)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", path, w.Code)
			}
			look(t, path+" "+lang, lang, doc)
		}
		_, doc := s.post(t, keeper, "/persons/find?lang="+lang, url.Values{"number": {number(1)}})
		look(t, "found "+lang, lang, doc)
		_, doc = s.post(t, keeper, "/persons/"+ids[0]+"/mandates?lang="+lang, url.Values{})
		look(t, "refused "+lang, lang, doc)
	}
}

// look holds one page to what all pages are held to.
func look(t *testing.T, name, lang string, doc *goquery.Document) {
	t.Helper()
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s: %d headings of the first level", name, n)
	}
	if all := text(doc.Find("body")); strings.ContainsAny(all, "⟦⟧{}") {
		t.Errorf("%s: a key or a hole: %s", name, all)
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
		id := e.AttrOr("id", "")
		if e.Closest("label").Length() == 0 && doc.Find(`label[for="`+id+`"]`).Length() != 1 {
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
