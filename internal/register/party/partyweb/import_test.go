package partyweb_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// register is a file of persons; cells replace those of a good line.
func register(lines ...map[string]string) string {
	out := strings.Join(party.Columns, ",") + "\n"
	for i, changes := range lines {
		cells := map[string]string{
			"household": "H1", "region": "520521901", "name": "\u5408\u6210", "number": partytest.Number(i, "19410307", true), "residence": "rural",
			"household_kind": "family", "source": "made up for this test", "as_on": "2026-01-01",
		}
		maps.Copy(cells, changes)
		row := make([]string, len(party.Columns))
		for k, column := range party.Columns {
			row[k] = cells[column]
		}
		out += strings.Join(row, ",") + "\n"
	}
	return out
}

func TestARegisterByForm(t *testing.T) {
	s := newSite(t)
	who := partytest.Officer(t, partytest.County)
	_, doc := s.get(t, who, "/import/persons?lang=en")
	for _, c := range party.Columns {
		if !strings.Contains(text(doc.Find("main")), c) {
			t.Errorf("the page does not name %q", c)
		}
	}
	if doc.Find("input[name=dry][checked]").Length() != 1 {
		t.Error("the form does not begin with a check")
	}
	content := register(nil, nil)
	w, doc := s.send(t, who, "people.csv", content, true)
	if w.Code != http.StatusOK || !strings.HasPrefix(text(doc.Find("[role=status]")), "2 lines") {
		t.Errorf("a check: %d %s", w.Code, text(doc.Find("[role=status]")))
	}
	found := func() int {
		list, err := s.Seek(ctx, who, party.Sought{Number: partytest.Number(0, "19410307", true)})
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if found() != 0 {
		t.Error("a check has stored somebody")
	}
	for i, want := range []string{"done=stored", "done=same"} {
		w, _ := s.send(t, who, "people.csv", content, false)
		if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), want) {
			t.Errorf("import %d: %d to %s, want %s", i+1, w.Code, w.Header().Get("Location"), want)
		}
	}
	if found() != 1 {
		t.Error("nobody was stored")
	}
	_, doc = s.get(t, who, "/import/persons?lang=en&done=stored")
	if rows := doc.Find("section[aria-labelledby=mine] tbody tr"); rows.Length() != 1 || !strings.Contains(text(rows), "people.csv") {
		t.Errorf("own imports: %s", text(rows))
	}
	reader := partytest.Who(t, "person_01k00000000000000000000000", partytest.County, party.CanRead)
	if w, _ := s.get(t, reader, "/import/persons"); w.Code != http.StatusForbidden {
		t.Errorf("without the right: %d", w.Code)
	}
	if w, _ := s.send(t, reader, "people.csv", register(nil), false); w.Code != http.StatusForbidden {
		t.Errorf("sending without the right: %d", w.Code)
	}
}

func TestFaultsStandAtTheirCells(t *testing.T) {
	s := newSite(t)
	who := partytest.Officer(t, partytest.North)
	number := partytest.Number(1, "19410307", true)
	bad := register(nil, map[string]string{"number": number[:17] + "?", "disability_grade": "9"}, map[string]string{"region": "520521902"})
	for _, dry := range []bool{true, false} {
		w, doc := s.send(t, who, "bad.csv", bad, dry)
		rows := doc.Find("section[aria-labelledby=faults] tbody tr")
		said := text(rows)
		if w.Code != http.StatusUnprocessableEntity || rows.Length() != 3 || doc.Find("[role=alert]").Length() != 1 {
			t.Errorf("dry %t: %d, %d faults: %s", dry, w.Code, rows.Length(), said)
		}
		for _, want := range []string{"3disability_grade9", "3number", "4region520521902"} {
			if !strings.Contains(said, want) {
				t.Errorf("dry %t: no fault at %q: %s", dry, want, said)
			}
		}
		if strings.Contains(w.Body.String(), number[:14]) {
			t.Error("a citizen number is shown")
		}
	}
	if list, err := s.Imports(ctx, who, 10); err != nil || len(list) != 0 {
		t.Errorf("stored although there were faults: %+v %v", list, err)
	}
	for name, content := range map[string]string{"": "", "x.pdf": "%PDF-1.7", "large.csv": strings.Repeat("x", 9<<20)} {
		if w, doc := s.send(t, who, name, content, false); w.Code != http.StatusUnprocessableEntity || doc.Find(".errmsg").Length() == 0 {
			t.Errorf("%q: %d", name, w.Code)
		}
	}
}

func TestTemplatesOfThePage(t *testing.T) {
	s := newSite(t)
	who := partytest.Officer(t, partytest.North)
	w, _ := s.get(t, who, "/import/persons/template.csv")
	if w.Body.String() != string(party.TemplateCSV()) {
		t.Errorf("csv: %q", w.Body)
	}
	w, _ = s.get(t, who, "/import/persons/template.xlsx")
	if got, _ := s.send(t, who, "filled.xlsx", w.Body.String(), true); got.Code != http.StatusOK {
		t.Errorf("the spreadsheet is not taken back: %d", got.Code)
	}
}

// No Han on the English page outside what is marked.
func TestImportPageInEnglish(t *testing.T) {
	s := newSite(t)
	who := partytest.Officer(t, partytest.North)
	_, doc := s.send(t, who, "\u5408.csv", register(map[string]string{"name": "\u5408=", "low_income": "\u5408"}), true)
	doc.Find("[lang=zh-CN]").Remove()
	if strings.ContainsFunc(text(doc.Find("main")), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("Han: %s", text(doc.Find("main")))
	}
}
