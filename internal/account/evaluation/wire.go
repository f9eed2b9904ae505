package evaluation

import (
	"maps"
	"slices"

	"mihe/internal/base/i18n"
	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// Wire is a result as JSON. Absent values are null with a sibling why, a code for programs; scores are points of the method's scale.
type Wire struct {
	Method     WireMethod      `json:"method"`
	Data       WireData        `json:"data"`
	Units      []WireUnit      `json:"units"`
	Excluded   []WireExcluded  `json:"excluded"`
	Indicators []WireIndicator `json:"indicators"`
	Nodes      []WireNode      `json:"nodes"`
	Robustness WireRobustness  `json:"robustness"`
	Warnings   []WireWarning   `json:"warnings"`
}

// WireName is a name in both languages.
type WireName struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// WireMethod is the method's head and its ten answers.
type WireMethod struct {
	ID      string              `json:"id"`
	Version int                 `json:"version"`
	Status  string              `json:"status"`
	Title   WireName            `json:"title"`
	Steps   map[string]WireName `json:"steps"`
	Seed    uint64              `json:"seed"`
	SHA256  string              `json:"sha256"`
}

// WireData says what was evaluated.
type WireData struct {
	SHA256  string       `json:"sha256"`
	Units   int          `json:"units"`
	Sources []WireSource `json:"sources"`
	Period  string       `json:"period,omitempty"` // of a panel
	Panel   []WirePooled `json:"panel,omitempty"`
}

// WirePooled is another period over which bounds were fixed.
type WirePooled struct {
	Period string `json:"period"`
	Units  int    `json:"units"`
	Left   int    `json:"left_out"`
}

// WirePast is a unit's score in another period on the same scale; within says that it lies inside the interval of the judged one, which
// is no change.
type WirePast struct {
	Period     string   `json:"period"`
	Score      float64  `json:"score"`
	Arithmetic float64  `json:"arithmetic"`
	Geometric  *float64 `json:"geometric"`
	Why        string   `json:"geometric_why,omitempty"`
	Within     bool     `json:"within"`
}

// WireSource is where figures come from.
type WireSource struct {
	Indicator string   `json:"indicator"`
	Period    string   `json:"period"`
	Title     WireName `json:"title"`
	Vintage   string   `json:"vintage"`
}

// WireUnit is one unit. rank stands between rank_best and rank_worst, its 90 % interval; units of one tie group cannot be
// told apart.
type WireUnit struct {
	ID         string             `json:"id"`
	Name       WireName           `json:"name"`
	Group      string             `json:"group,omitempty"`
	Score      float64            `json:"score"`
	ScoreLow   float64            `json:"score_low"`
	ScoreHigh  float64            `json:"score_high"`
	Arithmetic float64            `json:"arithmetic"`
	Geometric  *float64           `json:"geometric"`
	Why        string             `json:"geometric_why,omitempty"`
	Rank       int                `json:"rank"`
	RankBest   int                `json:"rank_best"`
	RankMedian int                `json:"rank_median"`
	RankWorst  int                `json:"rank_worst"`
	Band       int                `json:"band"`
	BandBest   int                `json:"band_best"`
	BandWorst  int                `json:"band_worst"`
	TieGroup   int                `json:"tie_group"`
	Imputed    float64            `json:"imputed"`
	Nodes      map[string]float64 `json:"nodes"`
	Weakest    string             `json:"weakest,omitempty"`
	Past       []WirePast         `json:"past,omitempty"`
}

// WireExcluded is a unit that was not judged.
type WireExcluded struct {
	ID      string   `json:"id"`
	Name    WireName `json:"name"`
	Share   float64  `json:"share"`
	Missing []string `json:"missing"`
}

// WireIndicator is what became of one indicator.
type WireIndicator struct {
	ID        string        `json:"id"`
	Title     WireName      `json:"title"`
	Parent    string        `json:"parent"`
	Direction string        `json:"direction"`
	Share     float64       `json:"share"`
	Missing   int           `json:"missing"`
	Imputed   int           `json:"imputed"`
	Low       float64       `json:"low"`
	High      float64       `json:"high"`
	Constant  bool          `json:"constant"`
	Treatment WireTreatment `json:"treatment"`
	LeftOut   *WireOmission `json:"left_out"`
	Why       string        `json:"left_out_why,omitempty"`
}

// WireTreatment is how outliers were drawn in.
type WireTreatment struct {
	Step          string  `json:"step"` // none, winsorised or logged
	High          int     `json:"high"`
	Low           int     `json:"low"`
	SkewBefore    float64 `json:"skewness_before"`
	SkewAfter     float64 `json:"skewness_after"`
	KurtosisAfter float64 `json:"kurtosis_after"`
}

// WireOmission is what leaving an indicator out does to ranks.
type WireOmission struct {
	MeanShift float64 `json:"mean_shift"`
	MaxShift  int     `json:"max_shift"`
	Unit      string  `json:"unit"`
}

// WireNode is a node and its share of the index.
type WireNode struct {
	ID     string   `json:"id"`
	Title  WireName `json:"title"`
	Parent string   `json:"parent,omitempty"`
	Share  float64  `json:"share"`
}

// WireRobustness is what could have come out otherwise.
type WireRobustness struct {
	Runs      int          `json:"runs"`
	TieGroups int          `json:"tie_groups"`
	ShiftMean float64      `json:"shift_mean"`
	ShiftLow  float64      `json:"shift_low"`
	ShiftHigh float64      `json:"shift_high"`
	Influence []WireFactor `json:"influence"`
}

// WireFactor is one open choice's part in the variance of the rank shift; null where its interval is too wide to say.
type WireFactor struct {
	Factor string    `json:"factor"`
	First  WireIndex `json:"first"`
	Total  WireIndex `json:"total"`
}

// WireIndex is a Sobol index with its 95 % interval.
type WireIndex struct {
	Value *float64 `json:"value"`
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
	Why   string   `json:"why,omitempty"`
}

// WireWarning is a reason to look twice.
type WireWarning struct {
	Kind      string  `json:"kind"`
	Indicator string  `json:"indicator,omitempty"`
	Value     float64 `json:"value"`
}

func wireName(n i18n.Name) WireName { return WireName{n.Zh, n.En} }

// Wire is the result as JSON; lists are never null.
func (r *Result) Wire() Wire {
	w := Wire{
		Method: WireMethod{
			ID: r.Method.ID, Version: r.Method.Version, Status: r.Method.Status, Title: wireName(r.Method.Title),
			Steps: map[string]WireName{}, Seed: r.Method.Seed, SHA256: r.Method.Hash,
		},
		Data:     WireData{SHA256: r.DataHash, Units: len(r.Units), Sources: []WireSource{}, Period: r.Period},
		Excluded: []WireExcluded{}, Warnings: []WireWarning{},
		Robustness: r.Robustness.wire(),
	}
	for _, step := range slices.Sorted(maps.Keys(r.Method.Steps)) {
		w.Method.Steps[step] = wireName(r.Method.Steps[step])
	}
	for _, s := range r.Sources {
		w.Data.Sources = append(w.Data.Sources, WireSource{s.Indicator, s.Period, wireName(s.Title), s.Vintage})
	}
	for _, p := range r.Panel {
		w.Data.Panel = append(w.Data.Panel, WirePooled(p))
	}
	for _, u := range r.Units {
		w.Units = append(w.Units, r.wireUnit(u))
	}
	for _, x := range r.Excluded {
		w.Excluded = append(w.Excluded, WireExcluded{x.ID, wireName(x.Name), x.Share, x.Missing})
	}
	for _, u := range r.Indicators {
		w.Indicators = append(w.Indicators, r.wireIndicator(u))
	}
	for _, n := range r.Nodes {
		w.Nodes = append(w.Nodes, WireNode{n.ID, wireName(n.Title), n.Parent, n.Share})
	}
	for _, x := range r.Warnings {
		w.Warnings = append(w.Warnings, WireWarning(x))
	}
	return w
}

// negativeScores is why there is no geometric mean.
const negativeScores = "negative_scores"

func (r *Result) wireUnit(u Judged) WireUnit {
	one := WireUnit{
		ID: u.ID, Name: wireName(u.Name), Group: u.Unit.Group, Score: u.Score, ScoreLow: u.Low, ScoreHigh: u.High,
		Arithmetic: u.Arithmetic, Geometric: u.Geometric, Rank: u.Rank, RankBest: u.Ranks.Best, RankMedian: u.Ranks.Median,
		RankWorst: u.Ranks.Worst, Band: u.Band, BandBest: u.BestBand, BandWorst: u.WorstBand, TieGroup: u.Group,
		Imputed: u.Imputed, Nodes: map[string]float64{},
	}
	if u.Geometric == nil {
		one.Why = negativeScores
	}
	for _, p := range u.Past {
		past := WirePast{p.Period, p.Score, p.Arithmetic, p.Geometric, "", p.Within}
		if p.Geometric == nil {
			past.Why = negativeScores
		}
		one.Past = append(one.Past, past)
	}
	for i, n := range r.Nodes {
		one.Nodes[n.ID] = u.Nodes[i]
	}
	if u.Weakest >= 0 {
		one.Weakest = r.Nodes[u.Weakest].ID
	}
	return one
}

func (r *Result) wireIndicator(u Used) WireIndicator {
	one := WireIndicator{
		ID: u.ID, Title: wireName(u.Title), Parent: u.Parent, Direction: u.Direction, Share: u.Share, Missing: u.Missing,
		Imputed: u.Imputed, Low: u.Low, High: u.High, Constant: u.Constant, Treatment: wireTreatment(u.Treatment),
	}
	if u.Influence == nil {
		one.Why = "not_asked"
		return one
	}
	one.LeftOut = &WireOmission{u.Influence.MeanShift, u.Influence.MaxShift, r.Units[u.Influence.Unit].ID}
	return one
}

// stepNames are how treatments are called.
var stepNames = map[composite.Step]string{composite.Untouched: "none", composite.Winsorised: "winsorised", composite.Logged: "logged"}

func wireTreatment(t composite.Treatment) WireTreatment {
	return WireTreatment{stepNames[t.Step], len(t.High), len(t.Low), t.Before.Skew, t.After.Skew, t.After.Kurtosis}
}

func (b Robustness) wire() WireRobustness {
	w := WireRobustness{
		Runs: b.Runs, TieGroups: b.Groups, ShiftMean: b.Shift.Mean, ShiftLow: b.Shift.Low, ShiftHigh: b.Shift.High,
		Influence: []WireFactor{},
	}
	for _, f := range b.Factors {
		w.Influence = append(w.Influence, WireFactor{f.Name, wireIndex(f.Effect.First), wireIndex(f.Effect.Total)})
	}
	return w
}

func wireIndex(e sensitivity.Estimate) WireIndex {
	w := WireIndex{Low: e.Low, High: e.High}
	if v, known := e.Value(); known {
		w.Value = &v
	} else {
		w.Why = "interval_too_wide"
	}
	return w
}
