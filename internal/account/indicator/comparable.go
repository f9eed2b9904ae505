package indicator

import (
	"slices"

	"mihe/internal/base/i18n"
)

// Comparable returns the comparison at another period of the trend when it follows the same definition and measures the
// same units of the same groups, and else why the two may not be set side by side.
func (g *Gap) Comparable(period string) (Point, *i18n.Message) {
	find := func(period string) int {
		return slices.IndexFunc(g.Trend, func(p Point) bool { return p.Period == period })
	}
	then, now := find(period), find(g.Question.Period)
	switch {
	case then < 0 || now < 0:
		return Point{}, message("indicator.why.no_data")
	case g.Trend[then].Segment != g.Trend[now].Segment:
		return Point{}, message("indicator.why.other_definition")
	case !sameGroups(&g.Trend[then], &g.Trend[now]):
		return Point{}, message("indicator.why.other_units")
	}
	return g.Trend[then], nil
}
