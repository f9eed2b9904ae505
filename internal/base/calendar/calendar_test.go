package calendar_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

func load(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// letters writes W for each working day and O for each other one, from 2020-01-01 to 2026-12-31.
func letters(t testing.TB, c *calendar.Calendar) string {
	t.Helper()
	var b strings.Builder
	for day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2027; day = day.AddDate(0, 0, 1) {
		worked, err := c.Working(day.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteByte(map[bool]byte{true: 'W', false: 'O'}[worked])
	}
	return b.String()
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// The sum is that of the same letters written by three programs that read the notices on their own: chinesecalendar
// 1.11.0 and holidays 0.109 (PyPI), chinese-days 1.5.7 (npm). The three gave one sum.
func TestEveryDayAgreesWithThreeOutsideCalendars(t *testing.T) {
	const outside = "f319b667cd108100cc923673825aae2cef8ce1692c740547ea140668b9be2db9"
	c := load(t)
	s := letters(t, c)
	if len(s) != 2557 || sum(s) != outside {
		t.Errorf("%d days with the sum %s, want 2557 and %s", len(s), sum(s), outside)
	}
	other := calendar.Year{Number: 2024, Entries: c.Entries(2024)[1:]}
	if sum(letters(t, c.With(other))) == outside {
		t.Error("a missing day off does not show, so the test could not fail")
	}
}

// The days off are the sums of the notices' paragraphs (共N天): 2020 is 1+7+3+5+3+8, and 3 of the extension; 2022 is
// 3+7+3+5+3+3+7, and 2022-12-31 of the notice for 2023. The make-up days are those that each notice lists (上班).
func TestCountsOfAYear(t *testing.T) {
	want := map[int][2]int{2020: {30, 6}, 2021: {31, 7}, 2022: {32, 7}, 2023: {26, 7}, 2024: {28, 8}, 2025: {28, 5}, 2026: {33, 6}}
	c := load(t)
	if first, last := c.Years(); first != 2020 || last != 2026 {
		t.Errorf("Years = %d, %d", first, last)
	}
	for year, n := range want {
		got := map[calendar.Kind]int{}
		for _, e := range c.Entries(year) {
			got[e.Kind]++
		}
		if got[calendar.Off] != n[0] || got[calendar.Work] != n[1] {
			t.Errorf("%d has %d days off and %d make-up days, want %v", year, got[calendar.Off], got[calendar.Work], n)
		}
	}
}

// Make-up days only move rest days about, so a year has as many working days as weekdays less the holidays of article 2
// of the measures: 11 days, and 13 since 2025. In 2020 the extension freed 2020-01-31 and withdrew 2020-02-01.
func TestWorkingDaysOfAYearFollowFromTheLaw(t *testing.T) {
	c := load(t)
	for year, free := range map[string]int{"2020": 11 + 2, "2021": 11, "2022": 11, "2023": 11, "2024": 11, "2025": 13, "2026": 13} {
		weekdays, worked := 0, 0
		for day, err := time.Parse("2006", year); err == nil && day.Format("2006") == year; day = day.AddDate(0, 0, 1) {
			if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
				weekdays++
			}
			if ok, err := c.Working(day.Format(time.DateOnly)); err != nil {
				t.Fatal(err)
			} else if ok {
				worked++
			}
		}
		if worked != weekdays-free {
			t.Errorf("%s has %d working days of %d weekdays, want %d fewer", year, worked, weekdays, free)
		}
	}
}

func TestDatedFacts(t *testing.T) {
	c := load(t)
	for _, f := range []struct {
		day    string
		worked bool
		source string // of the notice that says so; empty for an ordinary day
	}{
		{"2020-01-19", true, "国办发明电〔2019〕16号"},  // Sunday
		{"2020-01-31", false, "国办发明电〔2020〕1号"},  // Friday, extended
		{"2020-02-01", false, "国办发明电〔2020〕1号"},  // no make-up day any more
		{"2020-02-02", false, "国办发明电〔2020〕1号"},  // the last day
		{"2020-02-03", true, ""},                // "2月3日（星期一）起正常上班"
		{"2021-09-18", true, "国办发明电〔2020〕27号"},  // Saturday
		{"2022-04-02", true, "国办发明电〔2021〕11号"},  // Saturday
		{"2022-12-31", false, "国办发明电〔2022〕16号"}, // of the next year's notice
		{"2023-10-08", true, "国办发明电〔2022〕16号"},  // Sunday
		{"2024-02-09", true, ""},                // New Year's Eve: a suggestion, no holiday, until 2025
		{"2025-01-28", false, "国办发明电〔2024〕12号"}, // New Year's Eve, a holiday since
		{"2025-10-11", true, "国办发明电〔2024〕12号"},  // Saturday
		{"2026-01-04", true, "国办发明电〔2025〕7号"},   // Sunday
		{"2026-02-23", false, "国办发明电〔2025〕7号"},  // Monday
		{"2026-11-21", false, ""},               // an ordinary Saturday
	} {
		worked, err := c.Working(f.day)
		if err != nil || worked != f.worked {
			t.Errorf("Working(%s) = %v, %v; want %v", f.day, worked, err, f.worked)
		}
		if got := named(c, f.day).Source; got != f.source {
			t.Errorf("%s is from %q, want %q", f.day, got, f.source)
		}
	}
}

// named returns the entry of a day, or an empty one.
func named(c *calendar.Calendar, day string) calendar.Entry {
	for year := 2020; year < 2027; year++ {
		for _, e := range c.Entries(year) {
			if e.Date == day {
				return e
			}
		}
	}
	return calendar.Entry{}
}

func TestEveryEntryHasADescribedSourceAndBothNames(t *testing.T) {
	sources, err := data.CalendarSources()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range sources {
		known[s.ID] = s.TitleZh != "" && s.PublisherZh != "" && s.Note != ""
	}
	c := load(t)
	for year := 2020; year < 2027; year++ {
		for _, e := range c.Entries(year) {
			if !known[e.Source] || e.Name.Zh == "" || e.Name.En == "" {
				t.Errorf("%+v lacks a name, or its source is not described", e)
			}
		}
	}
}

func TestAYearWithoutDataIsRefusedByName(t *testing.T) {
	words, err := i18n.Load(calendar.Words)
	if err != nil {
		t.Fatal(err)
	}
	c := load(t)
	_, errDay := c.Working("2027-01-01")
	_, errAdd := c.AddWorkingDays("2026-12-31", 1)
	_, errBetween := c.WorkingDaysBetween("2019-12-30", "2020-01-02")
	for _, tc := range []struct {
		year string
		err  error
	}{{"2027", errDay}, {"2027", errAdd}, {"2019", errBetween}} {
		f, ok := fault.As(tc.err)
		if !ok || f.Kind != fault.Invalid || f.Key != "calendar.year.missing" {
			t.Errorf("%s: %v, want invalid calendar.year.missing", tc.year, tc.err)
			continue
		}
		for _, l := range i18n.Langs {
			text := words.Text(l, f.Key, f.Args...)
			if !strings.Contains(text, tc.year) || !strings.Contains(text, "date,kind,name_zh,name_en,source") {
				t.Errorf("%s: %q does not say which year and which columns", l, text)
			}
		}
	}
}

func TestNoDay(t *testing.T) {
	c := load(t)
	for _, day := range []string{"", "2026-2-1", "2026-02-29", "20260201", "2026-02-01 ", "２０２６-02-01", "2026-02-01T00:00:00Z"} {
		_, err := c.Working(day)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Key != "calendar.day" {
			t.Errorf("Working(%q) = %v, want invalid calendar.day", day, err)
		}
	}
}

// A day of China begins at 16:00 of the day before in UTC.
func TestDayIsChinas(t *testing.T) {
	for utc, want := range map[string]string{
		"2026-02-16T15:59:59Z": "2026-02-16", "2026-02-16T16:00:00Z": "2026-02-17", "1990-07-01T15:30:00Z": "1990-07-01",
	} {
		at, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.Day(at); got != want {
			t.Errorf("Day(%s) = %s, want %s", utc, got, want)
		}
	}
}

func TestALaterYearTakesThePlaceOfAnEarlierOne(t *testing.T) {
	c := load(t)
	before := letters(t, c)
	moved := c.With(calendar.Year{Number: 2026, Entries: []calendar.Entry{{Date: "2026-12-31", Kind: calendar.Off}}})
	if ok, err := moved.Working("2026-12-31"); ok || err != nil {
		t.Errorf("2026-12-31 = %v, %v after the change, want off", ok, err)
	}
	if ok, err := moved.Working("2026-02-23"); !ok || err != nil {
		t.Errorf("2026-02-23 = %v, %v: the year was not replaced as a whole", ok, err)
	}
	if letters(t, c) != before {
		t.Error("With changed the calendar it was asked of")
	}
}

// file writes entries as a file to import.
func file(entries []calendar.Entry) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{calendar.Columns}
	for _, e := range entries {
		rows = append(rows, []string{e.Date, string(e.Kind), e.Name.Zh, e.Name.En, e.Source})
	}
	_ = w.WriteAll(rows) // a bytes.Buffer accepts everything
	return b.Bytes()
}

func TestEveryShippedYearCanBeImported(t *testing.T) {
	c := load(t)
	for year := 2020; year < 2027; year++ {
		y, problems, err := calendar.ParseYear(file(c.Entries(year)))
		if err != nil || y.Number != year {
			t.Errorf("%d: %d, %+v, %v", year, y.Number, problems, err)
		}
		if diff := cmp.Diff(c.Entries(year), y.Entries); diff != "" {
			t.Errorf("%d (-shipped +imported):\n%s", year, diff)
		}
	}
}
