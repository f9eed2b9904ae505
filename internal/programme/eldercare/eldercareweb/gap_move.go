package eldercareweb

import (
	"math"

	"mihe/internal/base/i18n"
	"mihe/internal/programme/eldercare"
)

// tenths is a served share as it is printed: in tenths of a percent.
func (t tally) tenths() (n int, known bool) {
	share, known := t.share()
	return int(math.Round(1000 * share)), known
}

// gapMove says in one sentence from which side the gap between urban and rural moved: one that narrowed because the town lost is no success of the
// villages. It goes by the shares as they are printed, and says nothing where one of the four is not known.
func gapMove(then, now map[eldercare.Residence]tally) (m i18n.Message, known bool) {
	var was, is [2]int
	for i, where := range []eldercare.Residence{eldercare.Urban, eldercare.Rural} {
		var had, has bool
		was[i], had = then[where].tenths()
		is[i], has = now[where].tenths()
		if !had || !has {
			return m, false
		}
	}
	before, after := was[0]-was[1], is[0]-is[1]
	urban, rural := is[0]-was[0], is[1]-was[1]
	names := [2]i18n.Message{i18n.Msg("eldercare.page.urban"), i18n.Msg("eldercare.page.rural")}
	switch {
	case urban == 0 && rural == 0:
		return i18n.Msg("eldercare.gap.still"), true
	case before == after:
		return i18n.Msg("eldercare.gap.alike", "moved", moved(urban)), true
	case before*after < 0:
		first, then := names[0], names[1]
		if before < 0 {
			first, then = then, first
		}
		return i18n.Msg("eldercare.gap.crossed", "before", first, "after", then, "urban", moved(urban), "rural", moved(rural)), true
	}
	way := "narrower"
	if abs(after) > abs(before) {
		way = "wider"
	}
	// The side that pulled harder is the one to name.
	side, other, by, against := names[0], names[1], urban, rural
	if abs(rural) > abs(urban) {
		side, other, by, against = other, side, against, by
	}
	args := []any{"way", i18n.Msg("eldercare.gap." + way), "side", side, "moved", moved(by), "other", other, "otherwise", moved(-by)}
	switch {
	case against == 0:
		return i18n.Msg("eldercare.gap.one", args...), true
	case by*against > 0:
		return i18n.Msg("eldercare.gap.more", args...), true
	}
	return i18n.Msg("eldercare.gap.both", args...), true
}

// moved is where a share went.
func moved(by int) i18n.Message { return i18n.Msg("eldercare.gap.moved." + way(by)) }
