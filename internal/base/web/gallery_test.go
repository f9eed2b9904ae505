package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// The gallery shows every component once, with sample figures that are labelled as made up. It exists in tests only: they
// walk it looking for what a page must never hold, and a person can look at it.
type gallery struct{ Page }

// in picks a text by the page's language; the product has its words in catalogues.
func (g gallery) in(zh, en string) string {
	if g.Lang == i18n.En {
		return en
	}
	return zh
}

// registerGallery adds the gallery under /gallery, and a form of its own for this request under /gallery/form.
func registerGallery(m *Mux) {
	m.Page("GET /gallery", []string{"page"}, func(r *Request) (View, error) { return gallery{r.Page}.view(), nil })
	m.Handle("POST /gallery/form", access.Public, func(w http.ResponseWriter, r *Request) error {
		return r.Render(w, http.StatusUnprocessableEntity, gallery{r.Page}.view())
	})
}

func (g gallery) view() View {
	return View{
		Title: g.in("样张", "Gallery"), Menu: "/gallery",
		Crumbs: []Crumb{{"/", Plain(g.in("总览", "Overview"))}, {"", Plain(g.in("样张", "Gallery"))}},
		Body: stack(
			g.header(), g.cards(), g.choices(), g.mapSection(), g.distribution(), g.trend(), g.tables(), g.about(), g.forms(), g.notices(),
		),
	}
}

// stack renders components one after the other.
func stack(list ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range list {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// within renders a frame (a section, a card) around its children.
func within(frame templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, stack(children...)), w)
	})
}

// frame puts a class around children, as a page's own template does.
func frame(open, closing string, children ...templ.Component) templ.Component {
	return stack(append(append([]templ.Component{templ.Raw(open)}, children...), templ.Raw(closing))...)
}

func (g gallery) header() templ.Component {
	return stack(
		templ.Raw(`<header><h1>`+g.in("零件样张：四个差距，现在有多大", "Gallery: how large the four gaps are now")+`</h1><p class="lead read">`),
		Say(g.in("先说没有量到的：下面的数字都是编的，只看样子。", "First what is not measured: every figure below is made up, to look at its shape. "+
			Mark(Text{"赫章县", "zh-CN"})+" has no English name and says so.")),
		templ.Raw(`</p></header>`),
	)
}

var groupNames = [][2]string{{"东部", "East"}, {"中部", "Centre"}, {"西部", "West"}, {"东北", "Northeast"}}

func (g gallery) bars(values []float64, shown []string, worst int) []Bar {
	var list []Bar
	for i, name := range groupNames {
		b := Bar{Label: Plain(g.in(name[0], name[1])), Value: shown[i], Share: values[i], Ahead: 1, Worst: i == worst}
		if b.Worst {
			b.Note = g.in("，最低", ", lowest")
		}
		list = append(list, b)
	}
	return list
}

func (g gallery) cards() templ.Component {
	income := Finding{
		Kicker: g.in("地区之间", "Between regions"), When: g.Range("2019", "2024"), Href: g.Link("/indicators/income"),
		Title: Plain(g.in("人均可支配收入，东部和西部差多少", "Disposable income per person: how far apart are east and west?")),
		Say:   g.in("五年里比值缩小了，差额却变大了：两个数要一起看。", "In five years the ratio fell and the gap grew: read the two together."),
		Nums: []Num{
			{Label: g.in("差额", "Gap"), Value: i18n.Number(19657, 0), Unit: g.in("元", "yuan")},
			{Label: g.in("比值", "Ratio"), Value: "1.60", Unit: g.in("倍", "times")},
			{Label: g.in("最低：西部", "Lowest: West"), Value: i18n.Number(32706, 0), Unit: g.in("元", "yuan"), Worst: true},
		},
		Full: true, Completed: g.in("完整度 100%（31 省）", "Complete: 100% (31 provinces)"),
		Source: g.in("来源：国家统计局分省年度数据；按 2020 年普查人口固定加权", "Source: National Bureau of Statistics, provincial annual data; fixed weights of the 2020 census"),
		Table:  g.table(),
	}
	bath := Finding{
		Kicker: g.in("基本公共服务", "Basic public services"), When: g.in("2020 年普查长表，只有一个时点", "Census 2020, long form; one point in time"), Href: g.Link("/indicators/bath"),
		Title: Plain(g.in("住房里能洗澡的家庭，各地差多少", "Households with a bath at home: how far apart?")),
		Say:   g.in("县与县的差别，78% 出在同一个地区内部，22% 出在地区之间。", "Of the differences between counties, 78% lie within a region and 22% between regions."),
		Nums: []Num{
			{Label: g.in("差额", "Gap"), Value: "26.7", Unit: g.in("个百分点", "percentage points")},
			{Label: g.in("比值", "Ratio"), Value: "1.40", Unit: g.in("倍", "times")},
			{Label: g.in("最低：东北", "Lowest: Northeast"), Value: "66.3", Unit: "%", Worst: true},
		},
		Completed: g.in("完整度 99.79%（按家庭户）", "Complete: 99.79% (of households)"),
		Source:    g.in("来源：第七次人口普查长表，约一成家庭抽样", "Source: Seventh National Population Census, long form, about a tenth of households"),
		Table:     g.again(g.table()),
	}
	return within(Section("gaps", g.in("四个差距", "The four gaps"), g.in("实心是已有的，竖纹是和领先组之间的缺口。地区按固定顺序列出，不排名次。",
		"Solid is what a group has, hatching what separates it from the group ahead. Regions stand in a fixed order, not ranked.")),
		frame(`<div class="cards">`, `</div>`,
			within(FindingCard(g.Page, income), frame(`<div class="pair"><div>`, `</div>`,
				caption(g.in("各地区，2024 年（元）", "Regions, 2024 (yuan)")),
				Bars(g.in("四大地区收入", "Income of the four regions"), g.bars([]float64{1, .669, .625, .668}, []string{"52,363", "35,035", "32,706", "34,988"}, 2)),
				meta(g.in("省与省之间：基尼 0.155（2019 年 0.162）。", "Between provinces: Gini 0.155 (2019: 0.162)."))),
				frame(`<div>`, `</div></div>`, caption(g.in("比值（倍）", "Ratio")), SparkChart(g.spark("r", false)), caption(g.in("差额（元）", "Gap (yuan)")), SparkChart(g.spark("a", true)))),
			within(FindingCard(g.Page, bath), frame(`<div class="pair"><div>`, `</div>`,
				caption(g.in("各地区（%）", "Regions (%)")),
				Bars(g.in("四大地区", "The four regions"), append(g.bars([]float64{.93, .908, .854, .663}, []string{"93.0", "90.8", "85.4", "66.3"}, 3),
					Bar{Label: Text{"新设区", g.in("", "zh-CN")}, Value: "—", Note: g.in("还没有数据", "no data yet"), Missing: true}))),
				frame(`<div>`, `</div></div>`, caption(g.in("○ 男　◆ 女（%）", "○ men ◆ women (%)")), StripChart(g.strip()))),
		))
}

func caption(s string) templ.Component { return templ.Raw(`<p class="cap">` + s + `</p>`) }
func meta(s string) templ.Component    { return templ.Raw(`<p class="meta">` + s + `</p>`) }

func (g gallery) spark(id string, second bool) Spark {
	s := Spark{
		ID: id, Second: second, Title: g.in("东西部收入，2019 至 2024 年", "Income, east and west, 2019 to 2024"),
		Desc:  g.in("从 1.65 倍降到 1.60 倍。纵轴不从零开始。", "From 1.65 times to 1.60 times. The vertical axis does not start at zero."),
		Lines: []Line{{{0, 1}, {.2, .61}, {.4, .53}, {.6, .32}, {.8, .2}, {1, 0}}}, First: "1.65", Last: "1.60", From: g.Period("2019"), To: g.Period("2024"),
	}
	if second {
		s.Lines = []Line{{{0, 0}, {.2, .1}, {.4, .45}, {.6, .6}, {.8, .82}, {1, 1}}}
		s.First, s.Last = "15,664", "19,657"
	}
	return s
}

func (g gallery) strip() Strip {
	s := Strip{
		ID: "s", Title: g.in("15 岁及以上文盲率，男女对照", "Illiteracy at 15 and over, men and women"),
		Desc: g.in("东部：男 1.13%，女 4.19%；中部：男 1.42%，女 4.57%；西部：男 2.78%，女 7.36%；东北：男 0.76%，女 1.83%。",
			"East: men 1.13%, women 4.19%; centre: 1.42%, 4.57%; west: 2.78%, 7.36%; northeast: 0.76%, 1.83%."),
		Axis: []Tick{{0, "0"}, {.5, "4"}, {1, "8%"}},
	}
	for i, v := range [][2]float64{{1.13, 4.19}, {1.42, 4.57}, {2.78, 7.36}, {.76, 1.83}} {
		s.Pairs = append(s.Pairs, Pair{Name: g.in(groupNames[i][0], groupNames[i][1]), First: v[0] / 8, Last: v[1] / 8})
	}
	return s
}

func (g gallery) table() Table {
	t := Table{
		Caption: g.in("四大地区人均可支配收入（元）", "Disposable income per person in the four regions (yuan)"),
		Head: []string{
			g.in("年份", "Year"), g.in("东部", "East"), g.in("中部", "Centre"), g.in("西部", "West"), g.in("东北", "Northeast"),
			g.in("差额", "Gap"), g.in("比值", "Ratio"), g.in("省间基尼", "Gini of provinces"),
		},
	}
	for i := range 6 {
		y := float64(i)
		t.Rows = append(t.Rows, Row{ID: fmt.Sprintf("y%d", 2019+i), Head: Plain(g.Period(fmt.Sprint(2019 + i))), Href: g.Again("period", fmt.Sprint(2019+i)), Cells: []string{
			i18n.Number(39588+2500*y, 0), i18n.Number(25996+1800*y, 0), i18n.Number(23924+1750*y, 0), i18n.Number(27601+1450*y, 0), i18n.Number(15664+750*y, 0), "1.62", "0.158",
		}})
	}
	return t
}

func (g gallery) choices() templ.Component {
	return within(Section("by", g.in("怎么分组", "Ways to group"), ""),
		Choices(g.in("分组方式", "Group by"), []Choice{
			{Label: g.in("经济区", "Economic region"), Href: g.Again("by", "economic_region")},
			{Label: g.in("省", "Province"), Href: g.Again("by", ""), Here: true},
			{Label: g.in("市（州）", "Prefecture"), Href: g.Again("by", "prefecture")},
			{Label: g.in("县", "County"), Href: g.Again("by", "county")},
			{Label: g.in("按城镇化水平分县", "Counties by urban share"), Href: g.Again("by", "urbanisation_band")},
			{Label: g.in("性别", "Sex"), Why: g.in("普查分县资料没有这一项", "the census by county does not have it")},
		}))
}

// grid is the tile grid: column, row, name, one character, ISO letters. Values and bands are made up.
var grid = []struct {
	col, row, short, one, iso string
}{
	{"5", "3", "北京", "京", "BJ"},
	{"6", "4", "天津", "津", "TJ"},
	{"5", "4", "河北", "冀", "HE"},
	{"4", "4", "山西", "晋", "SX"},
	{"4", "3", "内蒙古", "蒙", "NM"},
	{"6", "3", "辽宁", "辽", "LN"},
	{"7", "2", "吉林", "吉", "JL"},
	{"7", "1", "黑龙江", "黑", "HL"},
	{"7", "6", "上海", "沪", "SH"},
	{"6", "6", "江苏", "苏", "JS"},
	{"6", "7", "浙江", "浙", "ZJ"},
	{"5", "6", "安徽", "皖", "AH"},
	{"5", "8", "福建", "闽", "FJ"},
	{"5", "7", "江西", "赣", "JX"},
	{"5", "5", "山东", "鲁", "SD"},
	{"4", "5", "河南", "豫", "HA"},
	{"4", "6", "湖北", "鄂", "HB"},
	{"4", "7", "湖南", "湘", "HN"},
	{"4", "8", "广东", "粤", "GD"},
	{"3", "8", "广西", "桂", "GX"},
	{"3", "9", "海南", "琼", "HI"},
	{"3", "6", "重庆", "渝", "CQ"},
	{"2", "6", "四川", "川", "SC"},
	{"3", "7", "贵州", "贵", "GZ"},
	{"2", "7", "云南", "云", "YN"},
	{"1", "5", "西藏", "藏", "XZ"},
	{"3", "5", "陕西", "陕", "SN"},
	{"2", "4", "甘肃", "甘", "GS"},
	{"2", "5", "青海", "青", "QH"},
	{"3", "4", "宁夏", "宁", "NX"},
	{"1", "4", "新疆", "新", "XJ"},
	{"7", "8", "台湾", "台", "TW"},
	{"5", "9", "香港", "港", "HK"},
	{"4", "9", "澳门", "澳", "MO"},
}

func (g gallery) mapSection() templ.Component {
	var tiles []Tile
	places := make([]string, 6)
	for i, row := range grid {
		t := Tile{Short: g.in(row.short, row.iso), One: g.in(row.one, row.iso), Col: row.col, Row: row.row, Value: g.in("未含", "none"), Said: g.in("这份资料不含", "not in these data")}
		if i < 31 {
			t.Band = 1 + (i*7+3)%5
			t.Value, t.Href = fmt.Sprintf("%.1f", 98.4-float64(t.Band)*8-float64(i%4)), g.Link("/regions/"+row.iso)
			t.Said = g.in(fmt.Sprintf("%%，第 %d 档", t.Band), fmt.Sprintf("%%, band %d", t.Band))
			places[t.Band] += g.in(row.short+" ", row.iso+" ")
		}
		tiles = append(tiles, t)
	}
	ranges := [][2]string{{}, {"95% 及以上", "95% and over"}, {"90%～95%", "90–95%"}, {"80%～90%", "80–90%"}, {"70%～80%", "70–80%"}, {"不到 70%", "under 70%"}}
	var key []Band
	for n := 1; n <= 5; n++ {
		key = append(key, Band{Number: n, Name: g.in(fmt.Sprintf("第 %d 档", n), fmt.Sprintf("Band %d", n)), Range: g.in(ranges[n][0], ranges[n][1]), Places: places[n]})
	}
	return within(Section("map", g.in("各省在哪一档", "Which band each province is in"), g.in("颜色越深，缺得越多；格底短线的条数就是档数。方格是示意，不表示面积和边界。",
		"The darker, the more is missing; the strokes at the foot of a tile count its band. The squares are a diagram, not areas or boundaries.")),
		frame(`<div class="mapbox">`, `</div>`, Tiles(g.in("各省占比", "Share in each province"), tiles), frame(`<div>`, `</div>`, Key(key), meta(g.in("同一档内按行政区划代码排列，不分先后。", "Within a band, provinces stand by division code.")))),
		Folded(g.Page, g.in("31 省数据表", "Table of 31 provinces"), g.wideTable()))
}

func (g gallery) wideTable() Table {
	t := Table{Caption: g.in("各省数值，按行政区划代码排列", "Levels by division code"), Head: []string{
		g.in("省", "Province"), "%", g.in("档", "Band"), g.in("家庭户", "Households"), g.in("完整度", "Complete"), g.in("说明", "Note"),
	}}
	for i, row := range grid[:6] {
		t.Rows = append(t.Rows, Row{Head: Text{row.short, g.in("", "zh-CN")}, Href: g.Link("/regions/" + row.iso), Cells: []string{
			fmt.Sprintf("%.2f", 93.02-float64(i)), g.in("第 2 档", "Band 2"), i18n.Number(8230000-float64(i)*91234, 0), "100.00%",
			g.in("", "counties without a row in the census are not in the sum"),
		}})
	}
	return t
}

// again is a table shown a second time: a region needs a name of its own, a row its own address.
func (g gallery) again(t Table) Table {
	t.Caption += g.in("（再来一次）", " (once more)")
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		t.Rows[i].ID = ""
	}
	return t
}

func (g gallery) distribution() templ.Component {
	axis := []Tick{{0, "0"}, {.25, "25"}, {.5, "50"}, {.75, "75"}, {1, "100%"}}
	var rows []DistRow
	for i, name := range groupNames {
		r := DistRow{
			ID: fmt.Sprintf("d%d", i), Name: Plain(g.in(name[0], name[1])), Value: []string{"93.0", "90.8", "85.4", "66.3"}[i], Unit: "%",
			Note:  g.in("817 个县级单位，19,783 万户。中间八成：85%～99%", "817 counties, 198 million households. Middle 80%: 85–99%"),
			Title: g.in("各县分布", "How the counties lie"), Desc: g.in("第 10 百分位 85%，中位数 95%，第 90 百分位 99%。", "10th percentile 85%, median 95%, 90th percentile 99%."),
			P10: .85 - .16*float64(i), Median: .95 - .1*float64(i), P90: .99 - .02*float64(i), Axis: axis,
		}
		for k := range 25 {
			r.Columns = append(r.Columns, Column{X: (float64(k) + .06) / 25, Width: .88 / 25, Height: .01 + .9*float64(k*k)/(600+float64(i)*900)})
			r.Ticks = append(r.Ticks, float64(k)/25, float64(k*k)/625)
		}
		rows = append(rows, r)
	}
	return within(Section("dist", g.in("同一个地区里，县与县也差很多", "Counties differ much within one region"),
		g.in("柱高：家庭户份额，四行同一比例；细线：有县落在这个数；横线：第 10 到第 90 百分位；粗竖线：中位数。",
			"Columns: share of households, one scale for all rows; thin strokes: a county lies here; bar: 10th to 90th percentile; thick stroke: median.")),
		Distribution(rows), Details(g.Page, g.in("各档有多少个县", "Counties in each band")))
}

func (g gallery) trend() templ.Component {
	s := g.spark("t", false)
	s.Lines = []Line{{{0, .2}, {.2, .35}}, {{.4, .8}}, {{.6, .7}, {.8, .5}, {1, .4}}}
	return within(Section("trend", g.in("口径变了，就不连线", "A changed definition is never joined"), g.in("三段是三套口径。", "Three runs, three definitions.")), SparkChart(s))
}

func (g gallery) tables() templ.Component {
	return within(Section("tables", g.in("表和翻页", "Tables and paging"), ""), DataTable(g.again(g.wideTable())), Pagination(g.Page, Pages{Name: "page", Now: 2, Last: 12}))
}

func (g gallery) about() templ.Component {
	return within(Section("about", g.in("这个数是怎么来的", "Where this number comes from"), ""),
		Facts([]Fact{
			{g.in("量的是什么", "What it measures"), []Text{Plain(g.in("住房内有洗澡设施的户数，除以全部家庭户数。", "Households with a bath in the home, divided by all households."))}},
			{g.in("没有量什么", "What it does not measure"), []Text{Plain(g.in("用不用得上、冬天暖不暖。数低不等于洗不上澡。", "Whether it can be used, or is warm in winter. A low figure need not mean that people cannot wash."))}},
		}, []Fact{
			{g.in("来源", "Source"), []Text{{"第七次全国人口普查分县资料", g.in("", "zh-CN")}}},
			{g.in("时点", "Date"), []Text{Plain(g.Day("2020-11-01"))}},
		}),
		Downloads([]Link{{g.in("下载 CSV", "Download CSV"), g.Link("/x.csv")}, {"JSON", g.Link("/x.json")}, {g.in("引用这一页", "Cite this page"), g.Link("/cite")}}),
		meta(g.in("下载的内容和这一页显示的完全一样。", "The files hold exactly what this page shows.")))
}

func (g gallery) forms() templ.Component {
	return within(Section("forms", g.in("填写和查找", "Forms and search"), ""),
		Search(g.Page, "/regions", "q", g.in("地名、拼音首字母或代码", "Name, initials or code"), g.in("比如：赫章，hz，520526", "For example: hz, 520526"), ""),
		templ.Raw(`<form method="post" action="/gallery/form">`),
		FormField(Field{
			Name: "tel", Label: g.in("家里人的手机号", "A relative's number"), Hint: g.in("11 个数字。上门前会打这个电话。", "11 digits. We call before we come."),
			Value: "1380000123", Error: g.in("少了 1 个数字：您填了 10 个，应该是 11 个。", "One digit is missing: you typed 10, it should be 11."), Kind: "tel",
		}),
		SelectField(Field{Name: "role", Label: g.in("角色", "Role"), Value: "b"}, []Option{{"a", Plain("A")}, {"b", Plain("B")}}),
		RadioField(Field{Name: "place", Label: g.in("哪一个地方", "Which place"), Value: "520526"}, []Option{{"520526", g.Name(i18n.Name{Zh: "威宁"})}, {"520527", g.Name(i18n.Name{Zh: "赫章"})}}),
		templ.Raw(`<p class="dl"><button class="btn" type="submit">`+g.in("存好", "Save")+`</button></p></form>`))
}

func (g gallery) notices() templ.Component {
	return within(Section("notes", g.in("说明和空处", "Notices and gaps"), ""),
		Notice(g.in("演示数据：任务是编的，引用的差距数字是真的。", "Made-up data: the tasks are invented, the figures they cite are real.")),
		templ.Raw(`<p class="dl">`), Tag(Current, g.in("承办", "In hand")), Tag(Neutral, g.in("反馈待核验", "To be verified")), Tag(Late, g.in("退回：目标说不清", "Sent back: goal unclear")), Tag(Done, g.in("已销号", "Closed")),
		templ.Raw(`</p><p class="meta">`), Completeness(true, g.in("全国公布值", "Published for the nation")), templ.Raw(" "), Completeness(false, g.in("完整度 99.79%", "99.79% complete")), templ.Raw(`</p>`),
		Empty(g.in("5G 和光纤通到村：还没有数据", "5G and fibre to villages: no data yet"), g.in("没有数据不是零。有这份资料的人可以导入。", "No data is not zero. Whoever holds these figures can import them."), Link{g.in("导入数据", "Import data"), g.Link("/import")}))
}
