package form

import (
	"math/rand/v2"
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// visitForm asks for two things and shows one.
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
  - {id: alone, title: {zh: 独居, en: lives alone}, purpose: {zh: 安排次数, en: how often to visit}, element: household.alone, type: boolean, required: true}
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 其他情况, en: anything else}, element: visit.note, type: text, most: 20}
`

var held = []Held{{Element: "person.birth", Source: "persons", Name: i18n.Name{Zh: "人口登记", En: "register of persons"}}}

func layout(t *testing.T, changes ...string) *Layout {
	t.Helper()
	l, err := Read([]byte(strings.NewReplacer(changes...).Replace(visitForm)))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ old, new, at string }{
		{"format: 1", "format: 2", "format"},
		{"id: visit", "id: Visit", "id"},
		{"en: Record of a visit", `en: ""`, "title"},
		{`from: "2026-01-01"`, "from: soon", "from"},
		{`to: "2026-12-31"`, `to: "2025-12-31"`, "to"},
		{"yearly: 12", "yearly: 1000", "yearly"},
		{"element: visit.note", "element: person.birth", "fields.note"},
		{"element: visit.note", "element: note", "fields.note.element"},
		{"type: boolean", "type: yes", "fields.alone.type"},
		{"type: boolean", "type: choice", "fields.alone.options"},
		{"most: 20", "most: 20000", "fields.note.most"},
		{"yearly: 12", "weekly: 12", ""},
		{"purpose: {zh: 核对年龄, en: to check the age}", "purpose: {zh: 核对年龄}", "fields.birth.purpose"},
	} {
		text := strings.Replace(visitForm, c.old, c.new, 1)
		_, err := Read([]byte(text))
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != c.at || text == visitForm {
			t.Errorf("%s: %v, want it at %q", c.new, err, c.at)
		}
	}
}

func TestOnceOnly(t *testing.T) {
	if found := Lint(layout(t), held, nil); len(found) > 0 {
		t.Errorf("a good form: %v", found)
	}
	if found := Lint(layout(t, "source: persons, ", ""), held, nil); len(found) != 1 || found[0] != (Finding{"birth", "person.birth", "form.once.held", "persons"}) {
		t.Errorf("what a register holds is asked: %v", found)
	}
	if found := Lint(layout(t), nil, nil); len(found) != 1 || found[0].Key != "form.once.absent" {
		t.Errorf("a source without the element: %v", found)
	}
	other := layout(t, "id: visit", "id: other")
	if found := Lint(layout(t), held, []*Layout{other}); len(found) != 2 || found[0].Key != "form.once.asked" || found[0].By != "other" {
		t.Errorf("what another form asks: %v", found)
	}
	if found := Lint(layout(t, "yearly: 12", "yearly: 4"), held, []*Layout{layout(t)}); len(found) > 0 {
		t.Errorf("the next edition of a form: %v", found)
	}
}

func TestFillable(t *testing.T) {
	for name, c := range map[string]struct {
		l    *Layout
		on   string
		want string
	}{
		"in its days": {layout(t), "2026-12-31", ""}, "before": {layout(t), "2025-12-31", "form.early"}, "after": {layout(t), "2027-01-01", "form.expired"},
		"without a number": {layout(t, "number: 样表01", `number: ""`), "2026-06-01", "form.unnumbered"}, "without approval": {layout(t, "approval: 样本备案〔2026〕1号", `approval: ""`), "2026-06-01", "form.unnumbered"},
	} {
		err := c.l.Fillable(c.on)
		if f, _ := fault.As(err); (err == nil) != (c.want == "") || err != nil && f.Key != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Two asked fields, twelve times a year, a thousand people, half a minute each: 200 hours.
func TestBurden(t *testing.T) {
	minutes, err := FieldMinutes()
	if err != nil || len(minutes) == 0 {
		t.Fatal(err)
	}
	b, ok := BurdenOf(layout(t), 1_000, "2026-06-01", minutes)
	if want := (Burden{Asked: 2, Shown: 1, Times: 12, People: 1_000, Hours: 200}); !ok || b != want {
		t.Errorf("%+v, want %+v", b, want)
	}
	if _, ok := BurdenOf(layout(t), 1_000, "2020-01-01", minutes); ok {
		t.Error("a day before the parameter holds")
	}
}

func TestAnswers(t *testing.T) {
	l := layout(t)
	if got, err := l.CheckAnswers(map[string]string{"alone": " true ", "note": ""}); err != nil || len(got) != 1 || got["alone"] != "true" {
		t.Errorf("%v, %v", got, err)
	}
	for name, a := range map[string]map[string]string{
		"required": {}, "of another type": {"alone": "perhaps"}, "too long": {"alone": "true", "note": strings.Repeat("长", 21)},
		"control characters": {"alone": "true", "note": "a\x1bb"}, "shown and not asked": {"alone": "true", "birth": "1940-01-01"}, "a stranger": {"alone": "true", "x": "y"},
	} {
		if _, err := l.CheckAnswers(a); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		typ  Type
		text string
		want bool
	}{
		{Number, "-12", true}, {Number, "1.5", false}, {Number, "9007199254740993", false}, {Date, "2026-02-29", false}, {Date, "2024-02-29", true}, {Choice, "a", true}, {Choice, "b", false},
	} {
		if got := (Field{Type: c.typ, Options: []Option{{ID: "a"}}}).takes(c.text); got != c.want {
			t.Errorf("%s %q: %t", c.typ, c.text, got)
		}
	}
}

// source gives reproducible bytes.
type source struct{ *rand.ChaCha8 }

// Every slip of one key and every exchange of two neighbours is seen.
func TestCodes(t *testing.T) {
	random := source{rand.NewChaCha8([32]byte{1})}
	seen, slips := map[string]bool{}, 0
	for range 300 {
		code, err := newCode(random)
		if err != nil || len(code) != 9 || seen[code] {
			t.Fatalf("%q, %v", code, err)
		}
		seen[code] = true
		for _, keyed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " — ")} {
			if got, err := ParseCode(keyed); err != nil || got != code {
				t.Fatalf("%q keyed as %q: %q, %v", code, keyed, got, err)
			}
		}
		plain := strings.ReplaceAll(code, "-", "")
		for i := range len(plain) {
			for _, c := range []byte(codeAlphabet) {
				slip := plain[:i] + string(c) + plain[i+1:]
				if _, err := ParseCode(slip); (err == nil) != (slip == plain) {
					t.Fatalf("%s keyed as %s: %v", plain, slip, err)
				}
				slips++
			}
			if i > 0 && plain[i] != plain[i-1] {
				if _, err := ParseCode(plain[:i-1] + plain[i:i+1] + plain[i-1:i] + plain[i+1:]); err == nil {
					t.Fatalf("%s with two keys exchanged at %d passes", plain, i)
				}
			}
		}
	}
	for _, bad := range []string{"", "0", "OOOO-OOOO", strings.Repeat("0", 9), "0000-000é"} {
		if _, err := ParseCode(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
	t.Logf("slips %d, all seen", slips)
}

// FuzzRead: whatever is handed in is refused or has a version and fields that can be counted.
func FuzzRead(f *testing.F) {
	f.Add([]byte(visitForm))
	f.Add([]byte("format: 1\nfields: [{id: a}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := Read(raw)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if len(l.Version()) != 64 || len(l.Fields) == 0 {
			t.Fatalf("%q is read as %+v", raw, l)
		}
		_, _ = l.CheckAnswers(map[string]string{l.Fields[0].ID: "1"}) // must not panic
	})
}

// FuzzParseCode: what passes is a code in its one form, which passes again as itself.
func FuzzParseCode(f *testing.F) {
	f.Add("0000-0000")
	f.Add("ab12 — cd34")
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(code); err != nil || again != code || len(code) != 9 {
			t.Fatalf("%q gives %q, which gives %q, %v", s, code, again, err)
		}
	})
}
