package formweb_test

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
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formdb"
	"mihe/internal/record/form/formweb"
)

const visitForm = `
format: 1
id: visit
title: {zh: 探访记录表, en: Record of a visit}
purpose: {zh: 安排探访, en: to arrange visits}
number: 样表01
authority: {zh: 样本县民政局, en: a made-up office}
approval: 样本备案〔2026〕1号
from: "2026-01-01"
to: "2026-12-31"
yearly: 12
fields:
  - {id: birth, title: {zh: 出生日期, en: date of birth}, purpose: {zh: 核对年龄, en: to check the age}, element: person.birth, source: persons, type: date}
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 其他情况, en: anything else}, element: visit.note, type: text, required: true}
  - {id: day, title: {zh: 方便的日子, en: day that suits}, purpose: {zh: 约时间, en: to agree on a day}, element: visit.day, type: date}
  - {id: alarm, title: {zh: 有没有呼叫器, en: has an alarm}, purpose: {zh: 看要不要装, en: to know whether to fit one}, element: visit.alarm, type: boolean}
  - {id: steps, title: {zh: 上下楼, en: stairs}, purpose: {zh: 看要不要扶手, en: to know whether a rail is needed}, element: visit.stairs, type: choice, options: [{id: easy, title: {zh: 不费力, en: easy}}, {id: hard, title: {zh: 费力, en: hard}}]}
`

const subject = "person_a"

// site is the pages of one node with one person, as whoever is asking sees them.
type site struct {
	http.Handler
	forms   *form.Service
	keys    *keyring.Keys
	db      *store.DB
	who     access.Actor
	clock   time.Time
	version string
}

func newSite(t *testing.T) *site {
	t.Helper()
	db := storetest.Open(t, ledgerdb.Migrations(), formdb.Migrations())
	s := &site{db: db, keys: keyringtest.Keys(t, 1), who: access.Visitor(), clock: time.Date(2026, 3, 1, 9, 0, 0, 0, calendar.China)}
	now := func() time.Time { s.clock = s.clock.Add(time.Second); return s.clock }
	s.forms = &form.Service{
		DB: db, Store: formdb.Store{}, Keys: s.keys, Node: 1, Home: accesstest.City, Now: now, Random: rand.Reader,
		Held: []form.Held{{Element: "person.birth", Source: "persons"}}, Log: &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now},
	}
	if err := s.keys.Create(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, region.Words, form.Words, formweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	minutes, err := form.FieldMinutes()
	if err != nil {
		t.Fatal(err)
	}
	home := func(_ context.Context, person string) (region.Key, error) {
		if person != subject {
			return region.Key{}, fault.New(fault.NotFound, "access.absent")
		}
		return accesstest.County, nil
	}
	mux := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	formweb.Routes(mux, formweb.Deps{Forms: s.forms, Home: home, Minutes: minutes, Now: now})
	if s.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	s.version = s.register(t, visitForm)
	return s
}

func (s *site) register(t *testing.T, text string) string {
	t.Helper()
	l, err := s.forms.Register(t.Context(), as(t, "registrar", accesstest.City, form.CanRegister), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return l.Version()
}

// as is an account with some rights at a place; its person bears the same name.
func as(t *testing.T, account string, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(account, account, []access.Mandate{{Role: "role", At: at}}, accesstest.Contains)
}

// own is the person of the sheets.
func own(t *testing.T) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("account_a", subject, nil, accesstest.Contains)
}

// ask returns the status, where it leads, and the document of an answer.
func (s *site) ask(t *testing.T, who access.Actor, method, path string, values url.Values) (int, string, *goquery.Document) {
	t.Helper()
	s.who = who
	r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	return w.Code, to, doc
}

func (s *site) page(t *testing.T, who access.Actor, path string) *goquery.Document {
	t.Helper()
	code, _, doc := s.ask(t, who, http.MethodGet, path, nil)
	if code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, code, text(doc.Find("main")))
	}
	return doc
}

func (s *site) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := s.db.Read(t.Context(), func(q store.Queryer) error { return q.QueryRow(query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// printed is a sheet for the person, made by the form.
func (s *site) printed(t *testing.T, who access.Actor) (sheet string) {
	t.Helper()
	code, sheet, doc := s.ask(t, who, http.MethodPost, "/forms/print/"+s.version, url.Values{"person": {subject}})
	if code != http.StatusSeeOther {
		t.Fatalf("printed: %d, %s", code, text(doc.Find("main")))
	}
	return sheet
}

// Everybody sees which forms are in use and what they cost; one without a number only those who may read forms.
func TestFormsInUse(t *testing.T) {
	s := newSite(t)
	hidden := s.register(t, strings.NewReplacer("id: visit", "id: other", "number: 样表01", `number: ""`, "visit.", "other.").Replace(visitForm))
	doc := s.page(t, access.Visitor(), "/forms?lang=en")
	var cells []string
	doc.Find("main tbody tr").Each(func(_ int, r *goquery.Selection) {
		cells = append(cells, strings.Join(r.Children().Map(func(_ int, c *goquery.Selection) string { return text(c) }), "|"))
	})
	if want := []string{"Record of a visit|样表01|a made-up office|until 2026-12-31|4|1|2.0 minutes (assumed, not measured)"}; !slices.Equal(cells, want) {
		t.Errorf("%q, want %q", cells, want)
	}
	if n := s.page(t, as(t, "clerk", accesstest.City, form.CanRead), "/forms").Find("main tbody tr").Length(); n != 2 {
		t.Errorf("a clerk sees %d forms", n)
	}
	doc = s.page(t, access.Visitor(), "/forms/"+s.version+"?lang=en")
	if held := text(doc.Find("section[aria-labelledby=held] tbody")); held != "date of birthregister of personsto check the age" {
		t.Errorf("held: %q", held)
	}
	if n := doc.Find("section[aria-labelledby=asked] tbody tr").Length(); n != 4 {
		t.Errorf("%d are asked", n)
	}
	if code, _, _ := s.ask(t, access.Visitor(), http.MethodGet, "/forms/"+hidden, nil); code != http.StatusNotFound {
		t.Errorf("a visitor is answered %d of a form without a number", code)
	}
	if code, _, _ := s.ask(t, own(t), http.MethodPost, "/forms/print/"+hidden, url.Values{"person": {subject}}); code != http.StatusNotFound {
		t.Errorf("a form without a number is printed: %d", code)
	}
}

// From paper to a filled form: a sheet that names nobody, keyed in once by its code, read under a grant, gone with the person's key.
func TestPaper(t *testing.T) {
	s := newSite(t)
	helper := as(t, "helper", accesstest.County, form.CanFill, form.CanReadAnswers)
	sheet := s.printed(t, helper)
	code := sheet[strings.LastIndex(sheet, "/")+1:]
	doc := s.page(t, helper, sheet+"?lang=en")
	if got := text(doc.Find("main")); !strings.Contains(got, code) || strings.Contains(got, subject) || !strings.Contains(got, "https://example.com/forms/key-in?code="+code) || doc.Find("section[aria-labelledby=write] li").Length() != 4 {
		t.Errorf("the sheet: %s", got)
	}
	src := doc.Find("img.qr").AttrOr("src", "")
	if got, _, picture := s.ask(t, helper, http.MethodGet, src, nil); got != http.StatusOK || picture.Find("svg path").Length() != 2 {
		t.Errorf("the picture: %d", got)
	}
	slip := code[:8] + string("0123456789ABCDEFGHJKLMNPQRTUWXY"[(strings.IndexByte("0123456789ABCDEFGHJKLMNPQRTUWXY", code[8])+1)%31])
	if got, _, doc := s.ask(t, helper, http.MethodGet, "/forms/key-in?code="+slip, nil); got != http.StatusUnprocessableEntity || doc.Find(`[name="code"][aria-invalid="true"]`).AttrOr("value", "") != slip {
		t.Errorf("a slip: %d", got)
	}
	doc = s.page(t, helper, "/forms/key-in?lang=en&code="+strings.ToLower(code))
	if n := doc.Find("main form [name^='f.']").Length(); n != 4 {
		t.Errorf("%d fields to key in: %s", n, text(doc.Find("main")))
	}
	wrong := url.Values{"code": {code}, "f.note": {"楼梯太陡"}, "f.day": {"soon"}}
	if got, _, doc := s.ask(t, helper, http.MethodPost, "/forms/key-in", wrong); got != http.StatusUnprocessableEntity ||
		doc.Find(`[name="f.day"][aria-invalid="true"]`).Length() != 1 || doc.Find(`[name="f.note"]`).AttrOr("value", "") != "楼梯太陡" {
		t.Errorf("a wrong date: %d", got)
	}
	if n := s.count(t, `SELECT COUNT(*) FROM form_filling`); n != 0 {
		t.Errorf("%d forms were kept", n)
	}
	right := url.Values{"code": {code}, "f.note": {"楼梯太陡"}, "f.day": {"2026-03-09"}, "f.alarm": {"false"}, "f.steps": {"hard"}}
	got, filled, doc := s.ask(t, helper, http.MethodPost, "/forms/key-in", right)
	if got != http.StatusSeeOther {
		t.Fatalf("keyed in: %d, %s", got, text(doc.Find("main")))
	}
	if got, _, doc := s.ask(t, helper, http.MethodPost, "/forms/key-in?lang=en", right); got != http.StatusConflict || !strings.Contains(text(doc.Find(`[role="alert"]`)), "keyed in already") {
		t.Errorf("twice: %d", got)
	}
	for _, who := range []access.Actor{own(t), helper} {
		doc = s.page(t, who, filled+"?lang=en")
		if got := text(doc.Find("section[aria-labelledby=answers] tbody")); got != "remark楼梯太陡day that suits2026-03-09has an alarmnostairshard" {
			t.Errorf("the answers: %q", got)
		}
		if got := text(doc.Find("header .facts")); !strings.Contains(got, "on paper") || strings.Contains(got, subject) {
			t.Errorf("how it came: %q", got)
		}
	}
	if err := s.keys.Erase(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
	if got := text(s.page(t, helper, filled).Find("main")); strings.Contains(got, "楼梯") || !strings.Contains(got, "已经删除") {
		t.Errorf("after erasure: %s", got)
	}
}

// Who may do what with a sheet and what is written on it; each reading is an entry.
func TestWhoMay(t *testing.T) {
	s := newSite(t)
	helper := as(t, "helper", accesstest.County, form.CanFill, form.CanReadAnswers)
	sheet := s.printed(t, own(t))
	code := sheet[strings.LastIndex(sheet, "/")+1:]
	_, filled, _ := s.ask(t, helper, http.MethodPost, "/forms/key-in", url.Values{"code": {code}, "f.note": {"样本"}})
	const entries = `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`
	for name, c := range map[string]struct {
		who  access.Actor
		want int
	}{
		"without the right": {as(t, "clerk", accesstest.County, form.CanRead), http.StatusForbidden}, "from elsewhere": {as(t, "beside", accesstest.Other, form.CanFill, form.CanReadAnswers), http.StatusNotFound},
		"another person": {as(t, "person_b", accesstest.Other, form.CanRead), http.StatusNotFound}, "a visitor": {access.Visitor(), http.StatusUnauthorized},
	} {
		before := s.count(t, entries) + s.count(t, `SELECT COUNT(*) FROM form_record`)
		for _, path := range []string{sheet, filled, "/forms/key-in?code=" + code} {
			if got, _, doc := s.ask(t, c.who, http.MethodGet, path, nil); got != c.want || strings.Contains(text(doc.Find("main")), "样本") {
				t.Errorf("%s, %s: %d, want %d", name, path, got, c.want)
			}
		}
		for path, values := range map[string]url.Values{"/forms/print/" + s.version: {"person": {subject}}, "/forms/key-in": {"code": {code}, "f.note": {"x"}}} {
			if got, _, _ := s.ask(t, c.who, http.MethodPost, path, values); got != c.want {
				t.Errorf("%s, %s: %d, want %d", name, path, got, c.want)
			}
		}
		if after := s.count(t, entries) + s.count(t, `SELECT COUNT(*) FROM form_record`); after != before {
			t.Errorf("%s leaves %d entries and records", name, after-before)
		}
	}
	before := s.count(t, entries)
	s.page(t, helper, filled)
	if n := s.count(t, entries) - before; n != 1 {
		t.Errorf("a reading leaves %d entries", n)
	}
	if got, _, _ := s.ask(t, helper, http.MethodPost, "/forms/print/"+s.version, url.Values{"person": {"person_z"}}); got != http.StatusNotFound {
		t.Errorf("for nobody: %d", got)
	}
	if got, _, doc := s.ask(t, helper, http.MethodPost, "/forms/print/"+s.version, nil); got != http.StatusUnprocessableEntity || doc.Find(`[name="person"][aria-invalid="true"]`).Length() != 1 {
		t.Errorf("for whom is not said: %d", got)
	}
	s.clock = time.Date(2027, 1, 5, 0, 0, 0, 0, calendar.China)
	if got, _, doc := s.ask(t, helper, http.MethodPost, "/forms/print/"+s.version, url.Values{"person": {subject}}); got != http.StatusConflict || !strings.Contains(text(doc.Find(`[role="alert"]`)), "2026-12-31") {
		t.Errorf("after its days: %d", got)
	}
}

// Every page in both languages: one heading, labelled fields, every word there, no Han on English pages outside what is marked, no person.
func TestMarkup(t *testing.T) {
	s := newSite(t)
	helper := as(t, "helper", accesstest.City, form.CanFill, form.CanReadAnswers, form.CanRead)
	used, open := s.printed(t, helper), s.printed(t, helper)
	code := func(sheet string) string { return sheet[strings.LastIndex(sheet, "/")+1:] }
	_, filled, _ := s.ask(t, helper, http.MethodPost, "/forms/key-in", url.Values{"code": {code(used)}, "f.note": {"样本"}})
	pages := []string{"/forms", "/forms/" + s.version, "/forms/print/" + s.version, used, open, "/forms/key-in", "/forms/key-in?code=" + code(open), "/forms/key-in?code=" + code(used), filled}
	for _, path := range pages {
		for _, lang := range []string{"en", "zh-CN"} {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			doc := s.page(t, helper, path+sep+"lang="+lang)
			if n := doc.Find("h1").Length(); n != 1 {
				t.Errorf("%s: %d headings", path, n)
			}
			if all := text(doc.Find("body")); strings.ContainsAny(all, "⟦⟧{}") || strings.Contains(all, subject) {
				t.Errorf("%s: a key, a hole or a person: %s", path, all)
			}
			doc.Find("main input:not([type=hidden]), main select").Each(func(_ int, e *goquery.Selection) {
				if doc.Find(`label[for="`+e.AttrOr("id", "")+`"]`).Length() != 1 {
					t.Errorf("%s: the field %s has no label", path, e.AttrOr("name", ""))
				}
			})
			if lang == "en" {
				doc.Find("[lang=zh-CN]").Remove()
				if strings.ContainsFunc(text(doc.Find("main")), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					t.Errorf("%s: Han on an English page: %s", path, text(doc.Find("main")))
				}
			}
		}
	}
}

// A shipped form is registered on its page: what is wrong is said at its field with nothing lost, and afterwards everybody finds the form.
func TestAShippedFormIsRegistered(t *testing.T) {
	s := newSite(t)
	shippedText := strings.NewReplacer("id: visit", "id: sample", "visit.", "sample.", "number: 样表01\n", "", "approval: 样本备案〔2026〕1号\n", "").Replace(visitForm)
	s.forms.Shipped = [][]byte{[]byte(shippedText)}
	clerk := as(t, "registrar", accesstest.City, form.CanRegister, form.CanRead)
	for path, want := range map[string]int{"/forms/shipped": http.StatusOK, "/forms/shipped/sample": http.StatusOK, "/forms/shipped/visit": http.StatusNotFound} {
		if code, _, _ := s.ask(t, clerk, http.MethodGet, path, nil); code != want {
			t.Errorf("%s: %d", path, code)
		}
		if code, _, _ := s.ask(t, as(t, "reader", accesstest.City, form.CanRead), http.MethodGet, path, nil); code != http.StatusForbidden {
			t.Errorf("%s, without the right: %d", path, code)
		}
	}
	doc := s.page(t, clerk, "/forms?lang=en")
	if doc.Find(`a[href^="/forms/shipped"]`).Length() != 1 {
		t.Error("the list does not lead to it")
	}
	said := url.Values{
		"number": {"样表09"}, "authority_zh": {"样本机关"}, "authority_en": {"a made-up office"}, "approval": {""}, "from": {"2026-01-01"}, "to": {"2026-12-31"},
	}
	code, _, doc := s.ask(t, clerk, http.MethodPost, "/forms/shipped/sample?lang=en", said)
	if code != http.StatusUnprocessableEntity || doc.Find(`input[name="number"]`).AttrOr("value", "") != "样表09" || doc.Find(`.err input[name="approval"]`).Length() != 1 {
		t.Errorf("without the paper: %d %s", code, text(doc.Find("main")))
	}
	said.Set("approval", "样本备案9号")
	code, location, _ := s.ask(t, clerk, http.MethodPost, "/forms/shipped/sample?lang=en", said)
	if code != http.StatusSeeOther {
		t.Fatalf("registered: %d", code)
	}
	if code, _, doc := s.ask(t, access.Visitor(), http.MethodGet, location, nil); code != http.StatusOK || !strings.Contains(text(doc.Find("main")), "样本备案9号") {
		t.Errorf("everybody reads it: %d", code)
	}
	if code, _, doc = s.ask(t, clerk, http.MethodPost, "/forms/shipped/sample?lang=en", said); code != http.StatusConflict || doc.Find(`[role="alert"]`).Length() != 1 {
		t.Errorf("the same again: %d", code)
	}
}
