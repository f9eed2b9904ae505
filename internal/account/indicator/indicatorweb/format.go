package indicatorweb

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// none stands where a number is absent; the reason is said beside it.
const none = "—"

// Number writes a level with the indicator's decimals and no unit: 43,834.
func Number(ind *indicator.Indicator, v float64) string { return i18n.Number(v, ind.Decimals) }

// Optional is Number, and a dash for an absent level.
func Optional(ind *indicator.Indicator, v *float64) string {
	if v == nil {
		return none
	}
	return Number(ind, *v)
}

// Unit is the unit of a level, to stand small after its number.
func Unit(p web.Page, ind *indicator.Indicator) string { return p.T("indicator.unit." + ind.Unit) }

// GapUnit is the unit of a difference: the difference of two percentages is in percentage points.
func GapUnit(p web.Page, ind *indicator.Indicator) string {
	return p.T("indicator.gap_unit." + ind.Unit)
}

// Amount writes a level with its unit as a sentence says it: 88.3%, 41,328 yuan.
func Amount(p web.Page, ind *indicator.Indicator, v float64) string {
	return p.T("indicator.amount."+ind.Unit, "n", Number(ind, v))
}

// GapAmount writes a difference of levels with its unit: 26.7 percentage points.
func GapAmount(p web.Page, ind *indicator.Indicator, v float64) string {
	return p.T("indicator.gap_amount."+ind.Unit, "n", Number(ind, v))
}

// Ratio writes a ratio of two levels, without "times".
func Ratio(v float64) string { return i18n.Number(v, 2) }

// Completeness writes the share of the published people or households that stand behind a figure.
func Completeness(share *float64) string {
	if share == nil {
		return none
	}
	return indicator.Percent(*share)
}

// Count writes a large number of people or households in round words: 19,783 万, 198 million.
func Count(p web.Page, n float64) string {
	switch {
	case p.Lang == i18n.En && n >= 1e6:
		return p.T("indicator.count.large", "n", significant(n/1e6))
	case p.Lang == i18n.ZhCN && n >= 1e4:
		return p.T("indicator.count.large", "n", significant(n/1e4))
	}
	return i18n.Number(n, 0)
}

// significant keeps three digits of a small number and no fraction of a large one.
func significant(v float64) string {
	switch {
	case v < 10:
		return i18n.Number(v, 2)
	case v < 100:
		return i18n.Number(v, 1)
	}
	return i18n.Number(v, 0)
}

// Group finds a group of g by its code; the zero Level when there is none.
func Group(g *indicator.Gap, code string) indicator.Level {
	for _, l := range g.Groups {
		if l.Code == code {
			return l
		}
	}
	return indicator.Level{}
}

// GroupName is the name of a group of g in the page's language, the short one where there is one.
func GroupName(p web.Page, g *indicator.Gap, code string) web.Text {
	return groupLabel(p, Group(g, code))
}

// groupLabel is the short name of a group (East, women) or else its name.
func groupLabel(p web.Page, l indicator.Level) web.Text {
	if key := "indicator.short." + l.Code; p.Words().Has(key) {
		return web.Plain(p.T(key))
	}
	return p.Name(l.Name)
}

// Worst is what the group furthest behind is called: lowest, worse off, in most need. It is empty for a neutral
// indicator.
func Worst(p web.Page, ind *indicator.Indicator) string {
	if ind.Worst == "" {
		return ""
	}
	return p.T("indicator.worst." + ind.Worst)
}

// Ends are the codes of the two groups between which the gap lies: the one ahead first. For a neutral indicator that is
// the higher one.
func Ends(g *indicator.Gap) (ahead, behind string) {
	if g.Indicator.Direction == indicator.Down {
		return g.Spread.LowCode, g.Spread.HighCode
	}
	return g.Spread.HighCode, g.Spread.LowCode
}

// BandRange is the range of levels of a band (1 to 5) with the unit.
func BandRange(p web.Page, ind *indicator.Indicator, band int) string {
	at := band - 1 // counted from the lowest level
	if ind.Direction == indicator.Up {
		at = 5 - band
	}
	cut := func(i int) string { return p.T("indicator.amount."+ind.Unit, "n", trimmed(ind.Bands[i])) }
	switch at {
	case 0:
		return p.T("indicator.band.under", "to", cut(0))
	case 4:
		return p.T("indicator.band.over", "from", cut(3))
	}
	return p.T("indicator.band.between", "from", trimmed(ind.Bands[at-1]), "to", cut(at))
}

// BandName names a band by its number.
func BandName(p web.Page, band int) string { return p.T("indicator.band.name", "n", band) }

// trimmed writes a cut point without needless zeros; the cut points have at most two decimals.
func trimmed(v float64) string {
	s := i18n.Number(v, 2)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// sentence joins statements into running text: Chinese without spaces, English with.
func sentence(p web.Page, parts ...string) string {
	var said []string
	for _, s := range parts {
		if s != "" {
			said = append(said, s)
		}
	}
	if p.Lang == i18n.En {
		return strings.Join(said, " ")
	}
	return strings.Join(said, "")
}

// capital starts a heading with a capital letter; Han text stays as it is.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func threeDecimals(v float64) string { return i18n.Number(v, 3) }
