package indicator

import (
	"mihe/internal/base/i18n"
)

// The wire form is the contract outsiders test: `mihe gap --json` and /indicators/ID.json print it. Names stay; absent
// numbers are null with a sibling ..._why (why inside a group).

// Wire is a Gap as JSON.
type Wire struct {
	Indicator    string       `json:"indicator"`
	NameZh       string       `json:"name_zh"`
	NameEn       string       `json:"name_en"`
	Period       string       `json:"period"`
	By           By           `json:"by"`
	Within       *string      `json:"within"`
	Unit         string       `json:"unit"`
	Direction    Direction    `json:"direction"`
	Weights      string       `json:"weights"`
	UnitLevel    string       `json:"unit_level"`
	Total        WireLevel    `json:"total"`
	Groups       []WireLevel  `json:"groups"`
	Gap          WireSpread   `json:"gap"`
	Gini         *float64     `json:"gini"`
	Theil        *WireTheil   `json:"theil_t"`
	Dagum        *WireDagum   `json:"dagum"`
	GiniWhy      string       `json:"gini_why,omitempty"` // also why there is no theil_t
	DagumWhy     string       `json:"dagum_why,omitempty"`
	Change       *WireChange  `json:"change"`
	ChangeWhy    string       `json:"change_why,omitempty"`
	Series       []WirePoint  `json:"series"`
	Completeness *float64     `json:"completeness"`
	BeforePlan   bool         `json:"before_plan"`
	Internal     bool         `json:"internal,omitempty"` // has not been approved for publication
	Sources      []WireSource `json:"sources"`
}

// WireLevel is one group.
type WireLevel struct {
	Code         string   `json:"code"`
	Name         string   `json:"name"`
	NameEn       string   `json:"name_en,omitempty"`
	Value        *float64 `json:"value"`
	Plain        *float64 `json:"plain,omitempty"`
	Published    *float64 `json:"published,omitempty"`
	Numerator    *float64 `json:"numerator"`
	Denominator  *float64 `json:"denominator"`
	Population   *float64 `json:"population"`
	Completeness *float64 `json:"completeness"`
	Units        int      `json:"units"`
	Band         int      `json:"band,omitempty"`
	Why          string   `json:"why,omitempty"`
}

// WireSpread is the gap between the groups; high and low are levels.
type WireSpread struct {
	High     *float64 `json:"high"`
	HighCode string   `json:"high_code,omitempty"`
	Low      *float64 `json:"low"`
	LowCode  string   `json:"low_code,omitempty"`
	Absolute *float64 `json:"absolute"`
	Ratio    *float64 `json:"ratio"`
	WorstOff *string  `json:"worst_off"`
	WorstWhy string   `json:"worst_off_why,omitempty"`
	Why      string   `json:"why,omitempty"`
}

// WireTheil is Theil's T and its parts.
type WireTheil struct {
	Total   float64 `json:"total"`
	Between float64 `json:"between"`
	Within  float64 `json:"within"`
}

// WireDagum is the Gini coefficient in Dagum's three parts.
type WireDagum struct {
	Within         float64 `json:"within"`
	NetBetween     float64 `json:"net_between"`
	Transvariation float64 `json:"transvariation"`
}

// WireChange compares two periods of one definition.
type WireChange struct {
	From         string   `json:"from"`
	To           string   `json:"to"`
	AbsoluteFrom float64  `json:"absolute_from"`
	AbsoluteTo   float64  `json:"absolute_to"`
	Absolute     float64  `json:"absolute"`
	RatioFrom    float64  `json:"ratio_from"`
	RatioTo      float64  `json:"ratio_to"`
	Ratio        float64  `json:"ratio"`
	GiniFrom     *float64 `json:"gini_from"`
	GiniTo       *float64 `json:"gini_to"`
	WeightsFixed bool     `json:"weights_fixed_2020"`
}

// WirePoint is the comparison at one period; points of another segment follow another definition.
type WirePoint struct {
	Period   string     `json:"period"`
	Segment  int        `json:"segment"`
	Values   []*float64 `json:"values"`
	Absolute *float64   `json:"absolute"`
	Ratio    *float64   `json:"ratio"`
	Gini     *float64   `json:"gini"`
}

// WireSource names a source.
type WireSource struct {
	ID          string `json:"id"`
	TitleZh     string `json:"title_zh"`
	TitleEn     string `json:"title_en,omitempty"`
	Vintage     string `json:"vintage"`
	DigitisedBy string `json:"digitised_by,omitempty"`
}

// Wire returns g for JSON, with reasons said in one language.
func (g *Gap) Wire(words *i18n.Catalog, lang i18n.Lang) Wire {
	why := func(m *i18n.Message) string {
		if m == nil {
			return ""
		}
		return words.Say(lang, *m)
	}
	ind := g.Indicator
	w := Wire{
		Indicator: ind.ID, NameZh: ind.Name.Zh, NameEn: ind.Name.En, Period: g.Question.Period, By: g.Question.By,
		Within: optional(g.Question.Within), Unit: ind.Unit, Direction: ind.Direction, Weights: g.Weights,
		UnitLevel: g.UnitLevel, Total: g.Total.wire(ind, why), Gini: g.Gini, GiniWhy: why(g.GiniWhy),
		ChangeWhy: why(g.ChangeWhy), Completeness: g.Completeness(), BeforePlan: g.BeforePlan, Internal: g.Internal,
		Gap: WireSpread{
			High: g.Spread.High, Low: g.Spread.Low, HighCode: g.Spread.HighCode, LowCode: g.Spread.LowCode,
			Absolute: g.Spread.Absolute, Ratio: g.Spread.Ratio, WorstOff: optional(g.Spread.WorstOff), Why: why(g.Spread.Why),
		},
	}
	for _, l := range g.Groups {
		w.Groups = append(w.Groups, l.wire(ind, why))
	}
	for _, p := range g.Trend {
		w.Series = append(w.Series, WirePoint{p.Period, p.Segment, p.Levels, p.Absolute, p.Ratio, p.Gini})
	}
	for _, s := range g.Sources {
		w.Sources = append(w.Sources, WireSource{s.ID, s.Title.Zh, s.Title.En, s.Vintage, s.DigitisedBy})
	}
	g.wireParts(&w, why)
	return w
}

func (g *Gap) wireParts(w *Wire, why func(*i18n.Message) string) {
	if g.Theil != nil {
		w.Theil = &WireTheil{g.Theil.Total, g.Theil.Between, g.Theil.Within}
	}
	if g.Dagum != nil {
		w.Dagum = &WireDagum{g.Dagum.Within, g.Dagum.NetBetween, g.Dagum.Transvariation}
	} else if w.DagumWhy = w.GiniWhy; w.DagumWhy == "" {
		w.DagumWhy = why(message("indicator.why.no_parts"))
	}
	if w.Gap.WorstOff == nil {
		w.Gap.WorstWhy = why(g.noWorst())
	}
	if c := g.Change; c != nil {
		w.Change = &WireChange{
			From: c.From, To: c.To, AbsoluteFrom: c.AbsoluteFrom, AbsoluteTo: c.AbsoluteTo,
			Absolute: c.AbsoluteTo - c.AbsoluteFrom, RatioFrom: c.RatioFrom, RatioTo: c.RatioTo,
			Ratio: c.RatioTo - c.RatioFrom, GiniFrom: c.GiniFrom, GiniTo: c.GiniTo, WeightsFixed: c.WeightsFixed,
		}
	}
}

// noWorst is why no group is furthest behind.
func (g *Gap) noWorst() *i18n.Message {
	switch {
	case g.Spread.Absolute == nil:
		return g.Spread.Why
	case *g.Spread.Absolute == 0:
		return message("indicator.why.all_alike")
	default:
		return message("indicator.why.neutral")
	}
}

func (l Level) wire(ind *Indicator, why func(*i18n.Message) string) WireLevel {
	w := WireLevel{
		Code: l.Code, Name: l.Name.Zh, NameEn: l.Name.En, Value: l.Value, Plain: l.Plain, Published: l.Published,
		Numerator: l.Numerator, Denominator: l.Denominator, Population: l.Population, Completeness: l.Completeness,
		Units: l.Units, Why: why(l.Why),
	}
	if l.Value != nil {
		w.Band = ind.Band(*l.Value)
	}
	return w
}

// Completeness is that of the whole comparison, in [0, 1]: the people (or households) in the rows used divided by
// those published for the scope; nil when nothing was published to compare with.
func (g *Gap) Completeness() *float64 {
	if g.Total.Completeness != nil {
		return g.Total.Completeness
	}
	// A split that has no level of the whole still has people: weigh the parts by what they stand for.
	used, all := 0.0, 0.0
	for _, l := range g.Groups {
		if l.Completeness == nil || l.Denominator == nil || *l.Completeness <= 0 {
			return nil
		}
		used += *l.Denominator
		all += *l.Denominator / *l.Completeness
	}
	if all == 0 {
		return nil
	}
	share := used / all
	return &share
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
