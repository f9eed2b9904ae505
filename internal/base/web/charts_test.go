package web

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"pgregory.net/rapid"
)

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attrs(e *goquery.Selection, names ...string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = e.AttrOr(n, "-")
	}
	return strings.Join(list, " ")
}

// Every bar starts at zero; hatching runs from its end to the group ahead; what is not known is no bar.
func TestGapBars(t *testing.T) {
	doc := draw(t, Bars("regions", []Bar{
		{Label: Plain("East"), Value: "52,363", Share: 1, Ahead: 1},
		{Label: Plain("West"), Value: "32,706", Share: .625, Ahead: 1, Worst: true, Note: ", lowest"},
		{Label: Plain("Zero"), Value: "0", Share: 0, Ahead: 1},
		{Label: Plain("New"), Value: "—", Missing: true, Ahead: 1},
		{Label: Plain("Lower is better"), Value: "4.95", Share: 1},
	}))
	for i, want := range []struct{ has, lag, unknown string }{
		{"0 100.00%", "", ""}, {"0 62.50%", "62.50% 100.00%", ""}, {"0 0.00%", "0.00% 100.00%", ""}, {"", "", "0 100%"}, {"0 100.00%", "", ""},
	} {
		row := doc.Find(".bars li").Eq(i)
		for class, want := range map[string]string{".has": want.has, ".lag": want.lag, ".unknown": want.unknown} {
			line, got := row.Find(class), ""
			if line.Length() > 0 {
				got = attrs(line, "x1", "x2")
			}
			if got != want {
				t.Errorf("row %d %s: %q, want %q", i, class, got, want)
			}
		}
	}
	if worst := doc.Find(".is-last"); worst.Length() != 1 || worst.Find(".vh").Text() != ", lowest" {
		t.Error("the group furthest behind is not said in words")
	}
}

// Runs of different definitions are never joined, and a run of one point is seen.
func TestSeriesBreaksStayOpen(t *testing.T) {
	doc := draw(t, SparkChart(Spark{ID: "x", Lines: []Line{{{0, .2}, {.2, .35}}, {{.4, .8}}, {{.6, .7}, {1, .4}}}, First: "1", Last: "2"}))
	if got := doc.Find("polyline").Length(); got != 3 {
		t.Errorf("%d lines, want 3", got)
	}
	for i, want := range []int{2, 1, 2} {
		if got := len(strings.Fields(doc.Find("polyline").Eq(i).AttrOr("points", ""))); got != want {
			t.Errorf("line %d has %d points, want %d", i, got, want)
		}
	}
	middle := doc.Find(`circle[cx="40.8%"]`) // .4 of the width, inside the margins of 4 %
	if middle.Length() == 0 {
		t.Error("the single point is not drawn")
	}
}

// No line runs through a figure: at both ends the figure stands above everything drawn beneath it.
func TestFiguresStandClearOfTheirLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "points")
		l := make(Line, n)
		for i := range l {
			l[i] = [2]float64{float64(i) / float64(n-1), rapid.Float64Range(0, 1).Draw(t, "y")}
		}
		s := Spark{Lines: []Line{l}}
		for _, span := range [][2]float64{{0, labelled}, {1 - labelled, 1}} {
			base, err := strconv.ParseFloat(strings.TrimSuffix(s.labelY(span[0], span[1]), "%"), 64)
			if err != nil {
				t.Fatal(err)
			}
			for k := range 101 {
				x := span[0] + (span[1]-span[0])*float64(k)/100
				for i := 1; i < n; i++ {
					if l[i-1][0] <= x && x <= l[i][0] && sparkY(l.heightAt(i, x)) < base+13.9 {
						t.Fatalf("at %.2f the line is at %.1f, the figure stands on %.1f", x, sparkY(l.heightAt(i, x)), base)
					}
				}
			}
			if base < 15 {
				t.Fatalf("the figure sticks out at the top: %v", base)
			}
		}
	})
}

func TestColumnsOfATable(t *testing.T) {
	doc := draw(t, DataTable(Table{
		Caption: "c", Head: []string{"place", "level", "income", "band", "needed", "day", "hash", "note"},
		Rows: []Row{
			{Head: Plain("a"), Cells: []string{"93.0", "52,363 yuan", "第 2 档", "yes", "2026-09-10", "015abd7f…", ""}},
			{Head: Plain("b"), ID: "b", Href: "/b", Links: []string{"/level"}, Cells: []string{"—", "−1.60 倍", "第 1 档", "no", "", "123abcde…", "counties without a row are left out"}},
			{Head: Plain("2026-09-10")},
		},
	}))
	for i, want := range []string{"-", "-", "-", "word", "word", "word", "word", "says"} {
		head, cell := doc.Find("thead th").Eq(i), doc.Find("tbody tr").First().Children().Eq(i)
		if head.AttrOr("class", "-") != want || cell.AttrOr("class", "-") != want {
			t.Errorf("column %d is set %s and %s, want %s", i, head.AttrOr("class", "-"), cell.AttrOr("class", "-"), want)
		}
	}
	if a := doc.Find("tbody tr#b td a"); a.Length() != 1 || a.AttrOr("href", "") != "/level" || a.Text() != "—" {
		t.Error("the one cell with an address is not the one link")
	}
	if doc.Find("tbody th.whole").Length() != 1 || doc.Find("tbody tr").Last().Find("th.whole").Text() != "2026-09-10" {
		t.Error("the one row header that is a day is not the one kept on a line")
	}
	if doc.Find(`tr#b th a[href="/b"]`).Length() != 1 || doc.Find("tr[id]").Length() != 1 {
		t.Error("the row with an address is not the only one that has it")
	}
}

func TestAddressesThatRunCodeLeadNowhere(t *testing.T) {
	for _, bad := range []string{"javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "vbscript:x"} {
		doc := draw(t, Bars("x", []Bar{{Label: Plain("a"), Href: bad}}))
		if got := doc.Find("a").AttrOr("href", ""); strings.Contains(got, bad) || got == "" {
			t.Errorf("%s became %q", bad, got)
		}
	}
	for _, good := range []string{"/a?b=c", "#top", "https://example.org", "tel:12345"} {
		if got := draw(t, Bars("x", []Bar{{Label: Plain("a"), Href: good}})).Find("a").AttrOr("href", ""); got != good {
			t.Errorf("%s became %q", good, got)
		}
	}
}
