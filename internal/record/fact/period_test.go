package fact

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string][2]string{
		"2020":       {"2020-01-01", "2020-12-31"},
		"2020-Q1":    {"2020-01-01", "2020-03-31"},
		"2020-Q4":    {"2020-10-01", "2020-12-31"},
		"2020-02":    {"2020-02-01", "2020-02-29"}, // a leap year
		"2019-02":    {"2019-02-01", "2019-02-28"},
		"2020-11-01": {"2020-11-01", "2020-11-01"}, // the day of the seventh census
		"1949":       {"1949-01-01", "1949-12-31"},
	} {
		p, err := ParsePeriod(text)
		if err != nil || p.From.Format(time.DateOnly) != want[0] || p.Last() != want[1] || p.String() != text {
			t.Errorf("ParsePeriod(%q) = %v to %v, %v; want %v", text, p.From, p.Last(), err, want)
		}
	}
	for _, text := range []string{
		"", "20", "202", "2020-", "2020-Q", "2020-Q0", "2020-Q5", "2020-q1", "2020Q1", "2020-00", "2020-13", "2020-1", "2021-02-29", "2020-02-30",
		"2020-11-31", "1948", "0000", "2020-11-01 ", " 2020", "2020/11", "+202", "二〇二〇", "2020-11-1", "2020-011",
	} {
		if p, err := ParsePeriod(text); err == nil {
			t.Errorf("ParsePeriod(%q) = %v, want an error", text, p)
		}
	}
}

func TestPeriodsSortByTheirFirstDayTheLongerFirst(t *testing.T) {
	want := []string{"2019-12", "2020", "2020-Q1", "2020-01", "2020-01-01", "2020-01-02", "2020-02", "2020-Q2", "2021"}
	var periods []Period
	for _, i := range []int{4, 8, 2, 0, 7, 1, 5, 3, 6} {
		periods = append(periods, must(t, want[i]))
	}
	slices.SortFunc(periods, Period.Compare)
	for i, p := range periods {
		if p.Text != want[i] {
			t.Errorf("place %d is %s, want %s", i, p.Text, want[i])
		}
	}
}

func TestContains(t *testing.T) {
	for _, tc := range []struct {
		outer, inner string
		want         bool
	}{
		{"2020", "2020", true},
		{"2020", "2020-Q4", true},
		{"2020-Q4", "2020-11-01", true},
		{"2020-Q4", "2020-09", false},
		{"2020-11-01", "2020", false},
		{"2020", "2021-01-01", false},
	} {
		if got := must(t, tc.outer).Contains(must(t, tc.inner)); got != tc.want {
			t.Errorf("%s contains %s = %v, want %v", tc.outer, tc.inner, got, tc.want)
		}
	}
}

func must(t interface{ Fatal(...any) }, text string) Period {
	p, err := ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryDayIsInsideItsMonthQuarterAndYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := date(rapid.IntRange(1949, 2100).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"))
		p := must(t, day.Format(time.DateOnly))
		for _, wider := range []string{
			day.Format("2006-01"), day.Format("2006") + "-Q" + string(rune('0'+(day.Month()+2)/3)), day.Format("2006"),
		} {
			if w := must(t, wider); !w.Contains(p) || w.Compare(p) >= 0 {
				t.Fatalf("%s does not contain, or does not stand before, %s", wider, p)
			}
		}
	})
}

func TestAPeriodBeginsAtMidnightInChina(t *testing.T) {
	p := must(t, "2026")
	if p.begun(time.Date(2025, 12, 31, 15, 59, 0, 0, time.UTC)) || !p.begun(time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)) {
		t.Error("2026 does not begin at 16:00 UTC on the last day of 2025")
	}
}
