package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "贵州省": "贵州省", "-3.33": "-3.33", "+5": "+5", "1e-5": "1e-5", ".5": ".5", "-": "'-",
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "＝1": "'＝1", "-inf": "'-inf", "a=b": "a=b",
	} {
		if got := Harmless(cell); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestCSV(t *testing.T) {
	f, err := CSV("四大地区_2024.csv", [][]string{{"地区", "差额", "说明"}, {"西部", "-19657", "=HYPERLINK(\"http://x\")"}, {"a,b", "1", "两\n行"}})
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeff地区,差额,说明\r\n西部,-19657,\"'=HYPERLINK(\"\"http://x\"\")\"\r\n\"a,b\",1,\"两\r\n行\"\r\n"
	if diff := cmp.Diff(want, string(f.Body)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	s := newSite(t)
	s.Download("GET /x.csv", nil, func(*Request) (File, error) { return f, nil })
	w := s.get(t, "/x.csv")
	if got, want := w.Header().Get("Content-Disposition"), "attachment; filename*=utf-8''%E5%9B%9B%E5%A4%A7%E5%9C%B0%E5%8C%BA_2024.csv"; got != want {
		t.Errorf("Content-Disposition %q, want %q", got, want)
	}
	if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "text/csv; charset=utf-8" {
		t.Errorf("%d %s", w.Code, got)
	}
}

func TestJSONFileKeepsTextReadable(t *testing.T) {
	f, err := JSONFile("x.json", map[string]any{"名": "a<b", "n": nil})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(f.Body), "{\n  \"n\": null,\n  \"名\": \"a<b\"\n}\n"; got != want {
		t.Errorf("JSONFile = %q, want %q", got, want)
	}
	if _, err := JSONFile("x.json", func() {}); err == nil {
		t.Error("a function became JSON")
	}
}

// Whatever the cells hold, the file reads back as the same table, no cell begins like a formula, and numbers are untouched.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"=1+1", "-3.5", "a,b\"c\n", "\r\n", "＋1", "\ufeff"} {
		f.Add(seed, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		file, err := CSV("x.csv", [][]string{{"h1", "h2"}, {a, b}})
		if err != nil {
			t.Skip()
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.Body), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("read back %q, %v", rows, err)
		}
		for i, cell := range []string{a, b} {
			got := rows[1][i]
			if clean := strings.NewReplacer("\r\n", "\n", "\r", ""); clean.Replace(strings.TrimPrefix(got, "'")) != clean.Replace(strings.TrimPrefix(cell, "'")) {
				t.Errorf("cell %q came back as %q", cell, got)
			}
			if numeral.MatchString(cell) != (got == cell && numeral.MatchString(got)) {
				t.Errorf("number %q came back as %q", cell, got)
			}
			if got != "" && strings.ContainsRune("=@\t＝＋－＠", []rune(got)[0]) {
				t.Errorf("cell %q still begins like a formula: %q", cell, got)
			}
		}
	})
}
