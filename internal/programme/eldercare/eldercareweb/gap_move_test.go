package eldercareweb

import (
	"testing"

	"mihe/internal/base/i18n"
	"mihe/internal/programme/eldercare"
)

// From which side the gap moved, by hand: shares of 1000 people then and now, urban and rural.
func TestGapMove(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		then, now [2]int // urban, rural
		zh, en    string
	}{
		{
			[2]int{538, 325},
			[2]int{521, 325},
			"差距缩小是因为城镇下降，不是农村上升：农村没有变。",
			"The gap narrowed because the urban share fell, not because the rural share rose: that did not change.",
		},
		{
			[2]int{538, 325},
			[2]int{538, 345},
			"差距缩小是因为农村上升，不是城镇下降：城镇没有变。",
			"The gap narrowed because the rural share rose, not because the urban share fell: that did not change.",
		},
		{
			[2]int{538, 325},
			[2]int{518, 315},
			"差距缩小是因为城镇下降得比农村多，不是农村上升：两边都下降了。",
			"The gap narrowed because the urban share fell by more than the rural share, not because the rural share rose: both fell.",
		},
		{
			[2]int{538, 325},
			[2]int{548, 345},
			"差距缩小是因为农村上升得比城镇多，不是城镇下降：两边都上升了。",
			"The gap narrowed because the rural share rose by more than the urban share, not because the urban share fell: both rose.",
		},
		{
			[2]int{538, 325},
			[2]int{528, 345},
			"差距缩小，两边都有份：农村上升，城镇下降。",
			"The gap narrowed from both sides: the rural share rose and the urban share fell.",
		},
		{
			[2]int{538, 325},
			[2]int{558, 325},
			"差距扩大是因为城镇上升，不是农村下降：农村没有变。",
			"The gap widened because the urban share rose, not because the rural share fell: that did not change.",
		},
		{
			[2]int{538, 325},
			[2]int{538, 305},
			"差距扩大是因为农村下降，不是城镇上升：城镇没有变。",
			"The gap widened because the rural share fell, not because the urban share rose: that did not change.",
		},
		{
			[2]int{538, 325},
			[2]int{558, 335},
			"差距扩大是因为城镇上升得比农村多，不是农村下降：两边都上升了。",
			"The gap widened because the urban share rose by more than the rural share, not because the rural share fell: both rose.",
		},
		{
			[2]int{538, 325},
			[2]int{528, 295},
			"差距扩大是因为农村下降得比城镇多，不是城镇上升：两边都下降了。",
			"The gap widened because the rural share fell by more than the urban share, not because the urban share rose: both fell.",
		},
		{
			[2]int{538, 325},
			[2]int{558, 315},
			"差距扩大，两边都有份：城镇上升，农村下降。",
			"The gap widened from both sides: the urban share rose and the rural share fell.",
		},
		{
			[2]int{325, 538},
			[2]int{325, 521},
			"差距缩小是因为农村下降，不是城镇上升：城镇没有变。",
			"The gap narrowed because the rural share fell, not because the urban share rose: that did not change.",
		},
		{
			[2]int{400, 400},
			[2]int{400, 390},
			"差距扩大是因为农村下降，不是城镇上升：城镇没有变。",
			"The gap widened because the rural share fell, not because the urban share rose: that did not change.",
		},
		{
			[2]int{538, 325},
			[2]int{400, 400},
			"差距缩小，两边都有份：城镇下降，农村上升。",
			"The gap narrowed from both sides: the urban share fell and the rural share rose.",
		},
		{
			[2]int{538, 325},
			[2]int{300, 325},
			"城乡差距倒过来了：原来城镇高，现在农村高；城镇下降，农村没有变。",
			"The gap turned round: the urban share was the higher one, now the rural share is. The urban share fell, the rural share did not change.",
		},
		{
			[2]int{325, 538},
			[2]int{545, 530},
			"城乡差距倒过来了：原来农村高，现在城镇高；城镇上升，农村下降。",
			"The gap turned round: the rural share was the higher one, now the urban share is. The urban share rose, the rural share fell.",
		},
		{
			[2]int{538, 325},
			[2]int{528, 315},
			"城乡差距没有变：城镇和农村都下降了一样多。",
			"The gap is as it was: the urban and the rural share fell by the same.",
		},
		{
			[2]int{538, 325},
			[2]int{538, 325},
			"城乡差距没有变：城镇和农村都没有变。",
			"The gap is as it was: neither the urban nor the rural share changed.",
		},
	} {
		m, known := gapMove(of1000(one.then), of1000(one.now))
		if zh, en := words.Say(i18n.ZhCN, m), words.Say(i18n.En, m); !known || zh != one.zh || en != one.en {
			t.Errorf("%v to %v:\n%s\n%s\nwant\n%s\n%s", one.then, one.now, zh, en, one.zh, one.en)
		}
	}
	for _, none := range []map[eldercare.Residence]tally{{}, {eldercare.Urban: {10, 5}}, {eldercare.Rural: {10, 5}}} {
		if m, known := gapMove(none, of1000([2]int{1, 2})); known {
			t.Errorf("of shares that nobody knows it is said: %v", m)
		}
		if m, known := gapMove(of1000([2]int{1, 2}), none); known {
			t.Errorf("of shares that nobody knows it is said: %v", m)
		}
	}
}

func of1000(served [2]int) map[eldercare.Residence]tally {
	return map[eldercare.Residence]tally{eldercare.Urban: {1000, served[0]}, eldercare.Rural: {1000, served[1]}}
}

// Figures are old where the day of the same number in the next month is past.
func TestAge(t *testing.T) {
	for _, one := range []struct {
		on, today string
		days      int
		old       bool
	}{
		{"2026-10-10", "2026-10-10", 0, false},
		{"2026-10-10", "2026-11-10", 31, false},
		{"2026-10-10", "2026-11-11", 32, true},
		{"2026-02-10", "2026-03-10", 28, false},
		{"2026-02-10", "2026-03-11", 29, true},
		{"2026", "2026-03-11", 0, false},
	} {
		if days, old := age(one.on, one.today); days != one.days || old != one.old {
			t.Errorf("%s on %s: %d days, old %t", one.on, one.today, days, old)
		}
	}
}
