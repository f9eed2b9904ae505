package match

import (
	"math/big"
	"slices"

	"mihe/internal/base/i18n"
	"mihe/solve/replay"
)

// SayMonth says what a replay found, in a line for each policy and one for each figure in which the fair one does worse than another.
func SayMonth(c *i18n.Catalog, lang i18n.Lang, r *replay.Result) (lines []string) {
	if slices.ContainsFunc(r.Before.Rates, func(rate *big.Rat) bool { return rate.Sign() > 0 }) {
		lines = append(lines, c.Text(lang, "match.month.before", "gap", points(r.Before.Gap)))
	} else { // a gap of 0 would be read as what really was
		lines = append(lines, c.Text(lang, "match.month.afresh"))
	}
	for _, o := range r.Outcomes {
		f := o.Figures
		key := "match.month.after"
		if f.Price.Sign() == 0 {
			key = "match.month.after.most"
		}
		args := []any{"policy", i18n.Msg("match.policy." + o.Policy), "gap", points(f.Gap), "worst", points(f.Worst), "units", i18n.Number(float64(f.Units), 0), "price", points(f.Price)}
		lines = append(lines, c.Text(lang, key, args...))
	}
	for _, w := range r.Worse {
		key, fair, other := "match.month.worse", points(w.Fair), points(w.Other)
		if w.Figure == replay.FigureValue || w.Figure == replay.FigureUnits {
			fair, other = whole(w.Fair), whole(w.Other)
		}
		lines = append(lines, c.Text(lang, key, "figure", i18n.Msg("match.figure."+w.Figure), "than", i18n.Msg("match.policy."+w.Than), "fair", fair, "other", other))
	}
	return lines
}

// whole is an amount, which is a whole number.
func whole(r *big.Rat) string {
	n, _ := r.Float64()
	return i18n.Number(n, 0)
}

// points is a rate in hundredths, with one decimal, exactly rounded.
func points(r *big.Rat) string {
	if r == nil {
		return "–"
	}
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(1)
}
