package indicatorweb_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

func testARegionBesideOthers(t *testing.T, s *site) {
	f, err := s.Indicators.Profile(context.Background(), access.Visitor(), region.Key{Code: "520527", Level: region.County})
	if err != nil {
		t.Fatal(err)
	}
	doc := s.page(t, "/regions/520527?lang=zh-CN")
	if got := texts(doc.Find(".crumb li")); !slices.Equal(got, []string{"地区", "贵州省", "毕节市", "赫章县"}) {
		t.Errorf("path = %q", got)
	}
	if got := text(doc.Find("dl.nums dd .v").First()); got != figure(*f.Population, 0) {
		t.Errorf("residents = %s, want %s", got, figure(*f.Population, 0))
	}
	rows := doc.Find("tbody tr")
	if rows.Length() != len(f.Standings) {
		t.Fatalf("%d rows, want %d", rows.Length(), len(f.Standings))
	}
	for i, st := range f.Standings {
		d := st.Indicator.Decimals
		cells := strings.Join(texts(rows.Eq(i).Find("td")), " ")
		for _, want := range []float64{*st.Own.Value, *st.Above.Value, *st.PeerLow, *st.PeerMedian, *st.PeerHigh, *st.Nation.Value} {
			if !strings.Contains(cells, figure(want, d)) {
				t.Errorf("%s: %q lacks %s", st.Indicator.ID, cells, figure(want, d))
			}
		}
	}
	var peers []string
	doc.Find("details .by a").Each(func(_ int, a *goquery.Selection) {
		peers = append(peers, strings.TrimSuffix(strings.TrimPrefix(a.AttrOr("href", ""), "/regions/"), "?lang=zh-CN"))
	})
	if len(peers) != 10 || !slices.IsSorted(peers) {
		t.Errorf("peers %v, want ten in the order of codes", peers)
	}
	if got := text(doc.Find(`section[aria-labelledby="o"]`)); !strings.Contains(got, "贵州省") || !strings.Contains(got, "人均可支配收入") {
		t.Errorf("nothing says that income stops at the province: %q", got)
	}
	for _, word := range []string{"落后", "排名", "第一名", "倒数"} {
		if strings.Contains(text(doc.Find("main")), word) {
			t.Errorf("the page says %s", word)
		}
	}
}

func testAProvinceHasIncome(t *testing.T, s *site) {
	doc := s.page(t, "/regions/520000?lang=zh-CN")
	// 28,561 yuan in 2024, as published.
	income := ""
	doc.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		if strings.HasPrefix(text(row), "居民人均可支配收入") {
			income = cells(row)
		}
	})
	if income != "居民人均可支配收入 | 2024 年 | 28,561 元 | 第 5 档 | 41,328 元 | 100% | 国家统计局分省年度数据，汇编至 2024 年" {
		t.Errorf("income of the province: %q", income)
	}
	if n := doc.Find(`section[aria-labelledby="c"] a`).Length(); n != 9 {
		t.Errorf("%d places below, want the nine of Guizhou", n)
	}
	if n := s.page(t, "/regions/110000").Find(`section[aria-labelledby="c"] a`).Length(); n != 16 {
		t.Errorf("%d places below Beijing, want its 16 districts without the row that groups them", n)
	}
}

func testWhatBecameOfAPlace(t *testing.T, s *site) {
	for path, want := range map[string]string{
		"/regions/320611": "2020 年 11 月 2 日起，港闸区（320611）并入崇川区（320613）", // 国函〔2020〕79号
		"/regions/320613": "期间划入了其他单位的区域",
		"/regions/330113": "2021 年 3 月 11 日起，余杭区（330110）的一部分划给临平区（330113）", // 国函〔2021〕29号
	} {
		if got := text(s.page(t, path+"?lang=zh-CN").Find(`section[aria-labelledby="w"]`)); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want it to say %q", path, got, want)
		}
	}
	if n := s.page(t, "/regions/320611").Find(".bars").Length(); n != 29 {
		t.Errorf("a unit that only the census knew shows %d indicators, want 29", n)
	}
	doc := s.page(t, "/regions/330113?lang=zh-CN")
	if doc.Find(".bars").Length() != 0 || doc.Find(".empty").Length() != 1 {
		t.Error("a unit younger than the census must say that it has no figures")
	}
	if s.page(t, "/regions/520527").Find(`section[aria-labelledby="w"]`).Length() != 0 {
		t.Error("a unit that never changed has a history")
	}
	unresolved := s.Regions.Unresolved()
	if len(unresolved) == 0 {
		t.Fatal("the list of unresolved units is empty: the next check proves nothing")
	}
	got := text(s.page(t, "/regions/"+string(unresolved[0].Code)+"?lang=zh-CN").Find("main"))
	if !strings.Contains(got, "公开资料没有说清它去了哪里") {
		t.Errorf("%v does not say that nothing is known: %q", unresolved[0], got)
	}
}

func testACodeAtTwoLevels(t *testing.T, s *site) {
	county, prefecture := s.page(t, "/regions/441900?lang=en"), s.page(t, "/regions/441900@prefecture?lang=en")
	if got := text(county.Find("main .meta").First()); !strings.HasPrefix(got, "prefecture-level city without counties") {
		t.Errorf("441900 is %q", got)
	}
	if got := text(prefecture.Find("main .meta").First()); !strings.HasPrefix(got, "prefecture-level division") {
		t.Errorf("441900@prefecture is %q", got)
	}
	if href, _ := county.Find(".crumb a").Last().Attr("href"); href != "/regions/441900@prefecture?lang=en" {
		t.Errorf("the county leads up to %s", href)
	}
}

func testSearch(t *testing.T, s *site) {
	for _, q := range []string{"赫章", "hezhang", "hz", "520527"} {
		found := false
		s.page(t, "/regions?lang=zh-CN&q="+q).Find(".rows a").Each(func(_ int, a *goquery.Selection) {
			found = found || strings.Contains(text(a), "赫章县 贵州省 › 毕节市") && a.AttrOr("href", "") == "/regions/520527?lang=zh-CN"
		})
		if !found {
			t.Errorf("%q does not find Hezhang with its path", q)
		}
	}
	doc := s.page(t, "/regions?lang=en&print=large&q=%3Cscript%3E")
	if got := doc.Find(`input[name="q"]`).AttrOr("value", ""); got != "<script>" || doc.Find(".rows a").Length() != 0 {
		t.Errorf("the field holds %q after a search without answer", got)
	}
	for name, want := range map[string]string{"lang": "en", "print": "large"} {
		if got := doc.Find(`form.search input[name="`+name+`"]`).AttrOr("value", ""); got != want {
			t.Errorf("a search loses %s: %q", name, got)
		}
	}
	if n := s.page(t, "/regions").Find("main .by a").Length(); n != 31 {
		t.Errorf("%d provinces to choose from, want 31", n)
	}
}
