package steeringweb_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

func testBoard(t *testing.T, s *site) {
	doc := s.page(t, "/?lang=zh-CN")

	t.Run("opens with what is not measured", func(t *testing.T) {
		first := s.inside(t).page(t, "/?lang=zh-CN").Find("main > header")
		if got := text(first.Find("b")); got != "没有一个数字直接量“数字化”" {
			t.Errorf("the opening stresses %q", got)
		}
		want := []string{
			"5G 和光纤通到村 行动 4", "算力使用率 行动 1", "小微企业上云 行动 2", "数字校园 行动 10",
			"县域卫生健康信息平台 行动 11", "电子社保卡使用 行动 13", "网站和应用的无障碍 行动 8", "应享养老服务的老人中已享受的比重 行动 12",
			"从能力评估到首次上门的天数 行动 12", "由最常来的人上门的比重 行动 12", "上门记录与本人说法不符的比重 行动 12",
		}
		var got []string
		first.Find(".lacks li").Each(func(_ int, li *goquery.Selection) {
			got = append(got, text(li.Find("span").First())+" "+text(li.Find("a.meta")))
			if link, _ := li.Find("a").Last().Attr("href"); !strings.HasPrefix(link, "/import") {
				t.Errorf("%s leads to %q, want /import", text(li), link)
			}
		})
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("lacks (-want +got):\n%s", d)
		}
		public := doc.Find("main > header .lacks")
		if public.Find("a[href^='/import']").Length() != 0 || public.Find("li").Length() != len(want) || !strings.Contains(text(public), "还没有公开数据的 11 项") {
			t.Errorf("the public is asked to import: %s", text(public))
		}
	})

	t.Run("internal figures are marked", func(t *testing.T) {
		inside := s.inside(t, "disposable_income_per_capita")
		var marked []string
		inside.page(t, "/?lang=zh-CN").Find(".card:has(.tag:contains('内部')) .kick b").Each(func(_ int, k *goquery.Selection) { marked = append(marked, text(k)) })
		if d := cmp.Diff([]string{"地区之间", "城乡之间"}, marked); d != "" {
			t.Errorf("marked cards (-want +got):\n%s", d)
		}
		if doc.Find(".tag:contains('内部')").Length() != 0 {
			t.Error("the public sees a mark")
		}
	})

	// The figures were checked against the project's table of indicators and the Bureau's published income (43,833.76
	// and 17,131.47 in 2020); the board must print the same.
	t.Run("four cards in the plan's order", func(t *testing.T) {
		want := [][]string{
			{"地区之间", "2019—2024 年", "差额19,657 元", "比值1.60 倍", "最低：西部32,706 元"},
			{"城乡之间", "2013—2020 年，早于方案", "差额26,702 元", "比值2.56 倍", "最低：农村17,131 元"},
			{"群体之间", "2020 年 11 月 1 日，只有一个时点，早于方案", "差额3.34 个百分点", "比值3.06 倍", "处境较差：女性4.96 %"},
			{"基本公共服务", "2020 年 11 月 1 日，只有一个时点，早于方案", "差额26.7 个百分点", "比值1.40 倍", "最低：东北66.3 %"},
		}
		var got [][]string
		doc.Find(".card").Each(func(_ int, c *goquery.Selection) {
			got = append(got, slices.Concat(texts(c.Find(".kick > *")), texts(c.Find(".nums > div"))))
		})
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("cards (-want +got):\n%s", d)
		}
	})

	t.Run("sentences come from the numbers", func(t *testing.T) {
		want := []string{
			"2019—2024 年，比值缩小了，差额却变大了：两个数要一起看。",
			"2013—2020 年，比值缩小了，差额却变大了：两个数要一起看。这是方案印发前的起点，不能用来说方案有没有效果。",
			// 28,161,955 of 37,646,751 who cannot read are women, and 568,159,000 of 1,153,525,039 aged 15 and over.
			"15 岁及以上不识字的人，每 100 人里有 75 个是女性；算上所有人，每 100 人里是 49 个。",
			// Theil between 0.003550 of 0.016343.
			"县与县的差别，78% 出在四大地区各自内部，22% 出在四大地区之间。",
		}
		if d := cmp.Diff(want, texts(doc.Find(".card .say"))); d != "" {
			t.Errorf("sentences (-want +got):\n%s", d)
		}
	})

	t.Run("every number has completeness, source and table", func(t *testing.T) {
		doc.Find(".card").Each(func(_ int, c *goquery.Selection) {
			if foot := text(c.Find(".foots")); !strings.Contains(foot, "完整度") || !strings.Contains(foot, "来源：") {
				t.Errorf("%s: the foot says %q", text(c.Find("h3")), foot)
			}
			if c.Find("details tbody tr").Length() < 4 {
				t.Errorf("%s: table has %d rows", text(c.Find("h3")), c.Find("details tbody tr").Length())
			}
			if link, _ := c.Find("h3 a").Attr("href"); !strings.HasPrefix(link, "/indicators/") {
				t.Errorf("%s leads to %q", text(c.Find("h3")), link)
			}
		})
	})
}

// Roles stand in data/indicators.yaml: only N and O may raise a task; A2 has a stand-in and a context indicator and so
// has none with data.
func testMarks(t *testing.T, s *site) {
	doc := s.page(t, "/?lang=en")
	got := map[string]string{}
	doc.Find(".acts li").Each(func(_ int, li *goquery.Selection) {
		mark := "○ "
		if li.HasClass("some") {
			mark = "● "
		}
		got[text(li.Find("i"))] = mark + text(li.Find("small"))
	})
	want := map[string]string{
		"1": "○ 1 waiting for data", "2": "○ 1 waiting for data", "3": "● 3 indicators",
		"4": "● 3 indicators, 1 waiting for data", "5": "○ no indicator yet", "6": "○ no indicator yet",
		"7": "● 5 indicators", "8": "○ 1 waiting for data", "9": "○ no indicator yet",
		"10": "● 2 indicators, 1 waiting for data", "11": "● 1 indicator, 1 waiting for data", "12": "● 9 indicators, 2 waiting for data",
		"13": "● 2 indicators, 1 waiting for data",
		"14": "○ no indicator yet", "15": "○ no indicator yet", "16": "○ no indicator yet", "17": "○ no indicator yet",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("actions (-want +got):\n%s", d)
	}
	if n := doc.Find(".acts h3").Length(); n != 5 {
		t.Errorf("%d chapters, want 5", n)
	}
}

// provincial makes one observation per province from a list of codes.
func provincial(variable, period string, value func(code string) float64, codes ...string) iter.Seq2[fact.Observation, error] {
	return func(yield func(fact.Observation, error) bool) {
		for _, code := range codes {
			o := fact.Observation{
				Variable: variable, Region: region.Key{Code: region.Code(code), Level: region.Province}, Period: period,
				Vintage: "test", Source: "test", Value: value(code), State: fact.Observed,
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}

func testImport(t *testing.T, s *site) {
	var codes []string
	for _, u := range s.Regions.At(region.ListDay).Units(region.Province) {
		codes = append(codes, string(u.Key.Code))
	}
	before := s.page(t, "/?lang=zh-CN")
	// In the made-up year 2025 western provinces (codes 5.. and 6.., Guangxi, Inner Mongolia) earn a tenth of the others.
	s.load(t, "income of 2025", provincial("disposable_income_per_capita", "2025", func(code string) float64 {
		if code[0] == '5' || code[0] == '6' || code == "450000" || code == "150000" {
			return 6000
		}
		return 60000
	}, codes...))
	s.load(t, "campuses", provincial("digital_campus", "2025", func(string) float64 { return 50 }, codes...))
	after := s.page(t, "/?lang=zh-CN")

	if got, want := text(after.Find(".card .say").First()), "2019—2025 年，差额和比值都变大了。"; got != want {
		t.Errorf("the sentence says %q, want %q (before: %q)", got, want, text(before.Find(".card .say").First()))
	}
	if got, want := texts(after.Find(".card").First().Find(".nums > div")), []string{"差额54,000 元", "比值10.00 倍", "最低：西部6,000 元"}; !slices.Equal(got, want) {
		t.Errorf("numbers = %v, want %v", got, want)
	}
	if lacks := text(after.Find(".lacks")); !strings.Contains(lacks, "还没有公开数据的 10 项") || strings.Contains(lacks, "数字校园") {
		t.Errorf("lacks after the import: %s", lacks)
	}
	if got := text(after.Find(".acts a[href^='/actions/10'] small")); got != "3 项指标" {
		t.Errorf("action 10 says %q, want 3 项指标", got)
	}

	// One county alone is no comparison: the page shows its level, no gap, and nothing breaks.
	s.load(t, "one county", func(yield func(fact.Observation, error) bool) {
		yield(fact.Observation{
			Variable: "county_health_platform", Region: region.Key{Code: "520526", Level: region.County}, Period: "2025",
			Vintage: "test", Source: "test", Value: 100, State: fact.Observed,
		}, nil)
	})
	for _, path := range []string{"/actions/10?lang=en", "/actions/11?lang=zh-CN", "/?lang=en"} {
		for _, fault := range faults(s.page(t, path)) {
			t.Errorf("%s after the imports: %s", path, fault)
		}
	}
	if doc := s.page(t, "/actions/11?lang=zh-CN"); doc.Find(".empty").Length() != 0 || doc.Find(".card").Length() != 2 {
		t.Errorf("action 11 shows %d cards and %d empty places, want 2 and 0", doc.Find(".card").Length(), doc.Find(".empty").Length())
	}
}
