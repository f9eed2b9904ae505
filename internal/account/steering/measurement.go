package steering

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Measures answers how large a gap is; indicator.Service does.
type Measures interface {
	Gap(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error)
	Version(ctx context.Context) (int64, error)
	VersionIn(q store.Queryer) (int64, error)
	Registry() *indicator.Registry
	Warnings(ctx context.Context, who access.Actor) (*indicator.Warnings, error)
	Course(ctx context.Context, who access.Actor, id string, by indicator.By, a indicator.Alarm) (indicator.Course, error)
}

// Measurement is a gap as it was measured, frozen with the task that cites it. Levels are in Unit.
type Measurement struct {
	Indicator    string              `json:"indicator"`
	By           indicator.By        `json:"by"`
	Within       string              `json:"within"`
	Period       string              `json:"period"`
	Unit         string              `json:"unit"`
	Direction    indicator.Direction `json:"direction"`
	High         float64             `json:"high"`
	HighCode     string              `json:"high_code"`
	Low          float64             `json:"low"`
	LowCode      string              `json:"low_code"`
	WorstOff     string              `json:"worst_off"`
	Absolute     float64             `json:"absolute"`
	Ratio        *float64            `json:"ratio"`        // null beside a level of zero
	Decimals     int                 `json:"decimals"`     // with which levels are printed, and compared
	Groups       int                 `json:"groups"`       // that have a level
	Completeness *float64            `json:"completeness"` // in [0, 1]; null where the source tells none
	BeforePlan   bool                `json:"before_plan"`
	Sources      []Source            `json:"sources"`
	Version      int64               `json:"version"` // of the data
	AtMs         int64               `json:"at_ms"`
}

// Source is where the figures of a measurement came from.
type Source struct {
	ID      string `json:"id"`
	Vintage string `json:"vintage"`
}

// Question is what was asked.
func (m Measurement) Question() indicator.Question {
	return indicator.Question{ID: m.Indicator, By: m.By, Within: m.Within, Period: m.Period}
}

// SHA256 is the hash of the measurement's exact bytes as the record keeps them, in hex.
func (m Measurement) SHA256() string {
	raw, err := json.Marshal(m)
	if err != nil {
		return "" // plain numbers and texts always marshal; a NaN was refused by measure
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Measure is the gap that a task would cite if it were filed now: the question at its newest period.
func (s *Service) Measure(ctx context.Context, who access.Actor, q indicator.Question) (Measurement, error) {
	if err := who.Check(CanFile); err != nil {
		return Measurement{}, err
	}
	q.Period = ""
	m, _, err := s.measure(ctx, who, q)
	return m, err
}

// cited is the gap that a task is filed on. It must be there, and it must be the newest that is known: on an older one a
// task could be closed by what had been measured before anybody worked on it.
func (s *Service) cited(ctx context.Context, who access.Actor, q indicator.Question) (Measurement, error) {
	m, g, err := s.measure(ctx, who, q)
	if err != nil {
		return m, err
	}
	if m.WorstOff == "" || rounded(m.Absolute, m.Decimals) == 0 {
		return m, invalid("indicator", "steering.gap.none")
	}
	if newest := g.Trend[len(g.Trend)-1].Period; endsAfter(newest, m.Period) {
		return m, invalid("period", "steering.gap.old", "newest", newest)
	}
	return m, nil
}

// measure asks for a gap and freezes the answer. A comparison without a gap (one group, no figures) is Invalid.
func (s *Service) measure(ctx context.Context, who access.Actor, q indicator.Question) (Measurement, *indicator.Gap, error) {
	version, err := s.Measures.Version(ctx)
	if err != nil {
		return Measurement{}, nil, err
	}
	g, err := s.Measures.Gap(ctx, who, q)
	if err != nil {
		return Measurement{}, nil, err
	}
	sp := g.Spread
	if sp.High == nil || sp.Low == nil || sp.Absolute == nil || !finite(*sp.Absolute) {
		return Measurement{}, nil, invalid("indicator", "steering.gap.none")
	}
	m := Measurement{
		Indicator: g.Indicator.ID, By: g.Question.By, Within: g.Question.Within, Period: g.Question.Period,
		Unit: g.Indicator.Unit, Direction: g.Indicator.Direction, High: *sp.High, HighCode: sp.HighCode, Low: *sp.Low,
		LowCode: sp.LowCode, WorstOff: sp.WorstOff, Absolute: *sp.Absolute, Ratio: sp.Ratio, Decimals: g.Indicator.Decimals,
		Completeness: g.Completeness(), BeforePlan: g.BeforePlan, Sources: []Source{},
		Version: version, AtMs: s.Now().UnixMilli(),
	}
	for _, l := range g.Groups {
		if l.Value != nil {
			m.Groups++
		}
	}
	for _, source := range g.Sources {
		m.Sources = append(m.Sources, Source{source.ID, source.Vintage})
	}
	return m, g, nil
}

func finite(list ...float64) bool {
	for _, v := range list {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// Later tells whether m was measured on figures that did not exist when before was: a period that ends later, or the same
// period from figures compiled later.
func (m Measurement) Later(before Measurement) bool {
	if m.Period != before.Period {
		return endsAfter(m.Period, before.Period)
	}
	held := map[Source]bool{}
	for _, s := range before.Sources {
		held[s] = true
	}
	for _, s := range m.Sources {
		if !held[s] && m.Version > before.Version {
			return true
		}
	}
	return false
}

// sameSources tells whether two measurements rest on the same sources, of whatever vintage.
func (m Measurement) sameSources(o Measurement) bool {
	ids := func(list []Source) map[string]bool {
		all := map[string]bool{}
		for _, s := range list {
			all[s.ID] = true
		}
		return all
	}
	return maps.Equal(ids(m.Sources), ids(o.Sources))
}

// Effect is what became of a gap between two measurements of it.
type Effect string

// The effects. Only Narrowed closes a task as achieved, and Recovered one that answers a warning.
const (
	Narrowed  Effect = "narrowed"   // the difference is smaller, the ratio not larger, and the worst-off group is not worse off
	Levelled  Effect = "levelled"   // narrower only because the group ahead fell back or the one behind fell less
	Unchanged Effect = "unchanged"  // both as they were
	Mixed     Effect = "mixed"      // difference and ratio moved apart
	Widened   Effect = "widened"    // larger in at least one of the two and smaller in neither
	NoWay     Effect = "no_compare" // another unit or direction: the definition changed
	Recovered Effect = "recovered"  // the warned place is back on its path; closes a task that answers a warning
	Astray    Effect = "astray"     // it is not
)

// EffectOf compares two measurements of one question, figures as they are printed: nobody shall see two equal numbers
// called different. Nobody types it. Where one of the two has no ratio the difference decides alone.
func EffectOf(before, after Measurement) Effect {
	if before.Unit != after.Unit || before.Direction != after.Direction || before.Indicator != after.Indicator || before.By != after.By {
		return NoWay
	}
	absolute, ratio := compare(after.Absolute, before.Absolute, before.Decimals), 0
	if before.Ratio != nil && after.Ratio != nil {
		ratio = compare(*after.Ratio, *before.Ratio, ratioDecimals)
	}
	switch {
	case absolute == 0 && ratio == 0:
		return Unchanged
	case absolute*ratio < 0:
		return Mixed
	case absolute > 0 || ratio > 0:
		return Widened
	case absolute == 0: // a smaller ratio of the same difference: everybody moved together
		return Mixed
	case worse(before, after):
		return Levelled
	}
	return Narrowed
}

// worse tells whether the group behind stands worse than the group behind stood before. A neutral indicator has none.
func worse(before, after Measurement) bool {
	switch before.Direction { //nolint:exhaustive // a neutral indicator has nobody behind
	case indicator.Up:
		return compare(after.Low, before.Low, before.Decimals) < 0
	case indicator.Down:
		return compare(after.High, before.High, before.Decimals) > 0
	}
	return false
}

// ratioDecimals is how many places a ratio is printed with.
const ratioDecimals = 2

func compare(a, b float64, decimals int) int {
	return cmp.Compare(rounded(a, decimals), rounded(b, decimals))
}

// rounded is v as it is printed.
func rounded(v float64, decimals int) float64 {
	scale := math.Pow(10, float64(decimals))
	return math.Round(v*scale) / scale
}

// endsAfter tells whether a period ends later than another. Periods come checked from record/fact.
func endsAfter(a, b string) bool {
	p, err := fact.ParsePeriod(a)
	q, otherErr := fact.ParsePeriod(b)
	return err == nil && otherErr == nil && p.To.After(q.To)
}
