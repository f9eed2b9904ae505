package indicatorweb_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/region"
)

// A township is found by its name and leads to its county, where figures end; its own address says so.
func TestTownshipsLeadToTheirCounty(t *testing.T) {
	s := siteOver(t, indicatortest.Empty(t))
	hezhang := region.Key{Code: "520527", Level: region.County}
	list := region.SyntheticTownships(hezhang, 3, 1, "2024-01-01") // after the shipped list
	gone := list[2]
	gone.Until = "2025-01-01"
	s.Regions.SetTownships(append(list, gone))
	var found []string
	s.page(t, "/regions?lang=zh-CN&q=%E5%90%88%E6%88%90").Find(".rows a").Each(func(_ int, a *goquery.Selection) {
		found = append(found, text(a))
		if href := a.AttrOr("href", ""); href != "/regions/520527?lang=zh-CN" {
			t.Errorf("%s leads to %s, want its county", text(a), href)
		}
	})
	if len(found) != 3 {
		t.Fatalf("found %q, want three townships", found)
	}
	for i, line := range found {
		if want := list[i].Name.Zh + " 贵州省 › 毕节市 › 赫章县 · "; !strings.HasPrefix(line, want) {
			t.Errorf("%q, want it to begin with %q", line, want)
		}
		if got := strings.Contains(line, s.words.Text("zh-CN", "region.list.gone")); got != (i == 2) {
			t.Errorf("%q says that it is gone: %v", line, got)
		}
	}
	for _, path := range []string{"/regions/520527901", "/regions/520527901@township", "/regions/520527999@township"} {
		w := s.fetch(path + "?lang=en")
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "is a township") {
			t.Errorf("%s: status %d, want 404 and the reason", path, w.Code)
		}
	}
	if w := s.fetch("/regions/520527999?lang=en"); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "is a township") {
		t.Errorf("an unknown code: status %d, want 404 without the reason", w.Code)
	}
	if body := s.fetch("/regions/520527?lang=zh-CN").Body.String(); strings.Contains(body, "合成") {
		t.Error("the page of the county lists townships, which have no pages")
	}
}
