package match

import (
	"math/big"

	"mihe/internal/base/i18n"
	"mihe/solve/replay"
)

// SayMonth says what a replay found, in a line for each policy and one for each figure in which the fair one does worse than another.
func SayMonth(c *i18n.Catalog, lang i18n.Lang, r *replay.Result) (lines []string) {
	lines = append(lines, c.Text(lang, "match.month.before", "gap", points(r.Before.Gap)))
	for _, o := range r.Outcomes {
		f := o.Figures
		args := []any{"policy", i18n.Msg("match.policy." + o.Policy), "gap", points(f.Gap), "worst", points(f.Worst), "units", f.Units, "price", points(f.Price)}
		lines = append(lines, c.Text(lang, "match.month.after", args...))
	}
	for _, w := range r.Worse {
		key, fair, other := "match.month.worse", points(w.Fair), points(w.Other)
		if w.Figure == replay.FigureValue || w.Figure == replay.FigureUnits {
			fair, other = w.Fair.RatString(), w.Other.RatString()
		}
		lines = append(lines, c.Text(lang, key, "figure", i18n.Msg("match.figure."+w.Figure), "than", i18n.Msg("match.policy."+w.Than), "fair", fair, "other", other))
	}
	return lines
}

// points is a rate in hundredths, with one decimal, exactly rounded.
func points(r *big.Rat) string {
	if r == nil {
		return "–"
	}
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(1)
}
