package web

import (
	"testing"

	"mihe/internal/base/i18n"
)

// A day on which something no longer holds is shown as the day before: across months and years, of one day, and of what never began.
func TestSpan(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	p := Page{words: words, Lang: i18n.ZhCN}
	for _, one := range [][3]string{
		{"2026-11-27", "2027-11-27", "自 2026 年 11 月 27 日至 2027 年 11 月 26 日"},
		{"2026-12-01", "2027-01-01", "自 2026 年 12 月 1 日至 2026 年 12 月 31 日"},
		{"2028-02-29", "2028-03-01", "自 2028 年 2 月 29 日至 2028 年 2 月 29 日"},
		{"2026-11-27", "2026-11-27", "原定 2026 年 11 月 27 日开始，没有开始就结束了"},
	} {
		if got := p.Span(one[0], one[1]); got != one[2] {
			t.Errorf("%s to %s: %s", one[0], one[1], got)
		}
	}
	if got := Last("open"); got != "open" {
		t.Errorf("no day: %s", got)
	}
}
