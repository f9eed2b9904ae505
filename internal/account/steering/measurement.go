package steering

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Measures answers how large a gap is; indicator.Service does.
type Measures interface {
	Gap(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error)
	Version(ctx context.Context) (int64, error)
	VersionIn(q store.Queryer) (int64, error)
	Registry() *indicator.Registry
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
	Ratio        float64             `json:"ratio"`
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

// Measure is the gap that a task would cite if it were filed now.
func (s *Service) Measure(ctx context.Context, who access.Actor, q indicator.Question) (Measurement, error) {
	if err := who.Check(CanFile); err != nil {
		return Measurement{}, err
	}
	return s.measure(ctx, who, q)
}

// measure asks for a gap and freezes the answer. A comparison without a gap (one group, no figures) is Invalid.
func (s *Service) measure(ctx context.Context, who access.Actor, q indicator.Question) (Measurement, error) {
	version, err := s.Measures.Version(ctx)
	if err != nil {
		return Measurement{}, err
	}
	g, err := s.Measures.Gap(ctx, who, q)
	if err != nil {
		return Measurement{}, err
	}
	sp := g.Spread
	if sp.High == nil || sp.Low == nil || sp.Absolute == nil || sp.Ratio == nil || !finite(*sp.Absolute, *sp.Ratio) {
		return Measurement{}, fault.New(fault.Invalid, "steering.gap.none").At("indicator")
	}
	m := Measurement{
		Indicator: g.Indicator.ID, By: g.Question.By, Within: g.Question.Within, Period: g.Question.Period,
		Unit: g.Indicator.Unit, Direction: g.Indicator.Direction, High: *sp.High, HighCode: sp.HighCode, Low: *sp.Low,
		LowCode: sp.LowCode, WorstOff: sp.WorstOff, Absolute: *sp.Absolute, Ratio: *sp.Ratio,
		Completeness: g.Total.Completeness, BeforePlan: g.BeforePlan, Sources: []Source{},
		Version: version, AtMs: s.Now().UnixMilli(),
	}
	for _, source := range g.Sources {
		m.Sources = append(m.Sources, Source{source.ID, source.Vintage})
	}
	return m, nil
}

func finite(list ...float64) bool {
	for _, v := range list {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// Later tells whether m was measured on figures that did not exist when before was: a later period, or the same period
// from figures compiled later.
func (m Measurement) Later(before Measurement) bool {
	if m.Period != before.Period {
		return m.Period > before.Period
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

// Effect is what became of a gap between two measurements of it.
type Effect string

// The effects. Only Narrowed closes a task as achieved.
const (
	Narrowed  Effect = "narrowed"   // the difference is smaller, the ratio not larger, and the worst-off group is not worse off
	Levelled  Effect = "levelled"   // narrower only because the group ahead fell back or the one behind fell less
	Unchanged Effect = "unchanged"  // both as they were
	Mixed     Effect = "mixed"      // difference and ratio moved apart
	Widened   Effect = "widened"    // larger in at least one of the two and smaller in neither
	NoWay     Effect = "no_compare" // another unit or direction: the definition changed
)

// EffectOf compares two measurements of one question. Nobody types it.
func EffectOf(before, after Measurement) Effect {
	if before.Unit != after.Unit || before.Direction != after.Direction || before.Indicator != after.Indicator || before.By != after.By {
		return NoWay
	}
	absolute, ratio := compare(after.Absolute, before.Absolute), compare(after.Ratio, before.Ratio)
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
	switch before.Direction {
	case indicator.Up:
		return after.Low < before.Low
	case indicator.Down:
		return after.High > before.High
	}
	return false
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
