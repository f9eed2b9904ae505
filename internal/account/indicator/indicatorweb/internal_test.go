package indicatorweb_test

import (
	"net/http"
	"strings"
	"testing"
)

// What has not been approved is marked wherever it stands, and what has been is not.
func testInternalFiguresAreMarked(t *testing.T, s *site) {
	inside := s.inside(t, "long_form_households_bath")
	for path, want := range map[string]bool{
		"/indicators/bath?lang=zh-CN": true, "/indicators/bath?by=county&within=520500&lang=zh-CN": true,
		"/indicators/toilet?lang=zh-CN": false, "/regions/520526?lang=zh-CN": true,
	} {
		doc := inside.page(t, path)
		if got := strings.Contains(text(doc.Find(".synth")), "内部"); got != want {
			t.Errorf("%s: marked %v, want %v", path, got, want)
		}
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", path, fault)
		}
		if strings.Contains(text(s.page(t, path).Find(".synth, .tag")), "内部") {
			t.Errorf("%s: the public sees a mark", path)
		}
	}
	marks := inside.page(t, "/indicators?lang=zh-CN").Find(".tasks li:contains('内部') .what a")
	if marks.Length() != 1 || !strings.HasPrefix(marks.AttrOr("href", ""), "/indicators/bath") {
		t.Errorf("the list marks %q, want bath alone", texts(marks))
	}
	region := inside.page(t, "/regions/520526?lang=zh-CN").Find(".tag:contains('内部')")
	if region.Length() != 1 {
		t.Errorf("the place marks %d indicators, want one", region.Length())
	}
	if got := inside.fetch("/indicators/bath.json").Body.String(); !strings.Contains(got, `"internal": true`) {
		t.Error("the JSON download does not say that it is internal")
	}
	for path, want := range map[string]string{"/indicators/bath.csv": ",true\r\n", "/indicators/toilet.csv": ",false\r\n"} {
		if got := inside.fetch(path).Body.String(); !strings.HasSuffix(got, want) {
			t.Errorf("%s ends with %q, want %q", path, got[len(got)-20:], want)
		}
	}
	for path, want := range map[string]bool{"/indicators/bath.xlsx?lang=zh-CN": true, "/indicators/toilet.xlsx?lang=zh-CN": false} {
		_, content := inside.workbook(t, path)
		definition := stored(t, content, 2)
		if got := definition[1][0] == "内部" && strings.Contains(definition[1][1], "不要对外引用"); got != want {
			t.Errorf("%s says %q first; told internal %v, want %v", path, definition[1], got, want)
		}
	}
	if w := inside.fetch("/indicators/bath"); w.Header().Get("Cache-Control") != "private, no-store" || w.Code != http.StatusOK {
		t.Errorf("an internal page may be kept: %q", w.Header().Get("Cache-Control"))
	}
}
