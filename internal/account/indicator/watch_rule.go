package indicator

import (
	"bytes"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/data"
	"mihe/internal/base/i18n"
	"mihe/measure/warning"
)

// WatchRule says from a day on when a change is worth a warning (预警规则). It is dated data: a period is judged by the rule of
// its own time.
type WatchRule struct {
	From   string // YYYY-MM-DD
	Rule   warning.Rule
	Before int // days before the Spring Festival that feel it
	After  int // and after
	Source i18n.Name
	// Verified is false for what no authority prescribes.
	Verified bool
}

// watchRules are the rules by day, and the days of the Spring Festival.
type watchRules struct {
	rules     []WatchRule
	festivals []time.Time
}

// ruleEntry is a rule as the file writes it.
type ruleEntry struct {
	From         string
	Years        int
	Threshold    float64
	Persistence  int
	Level        float64
	Complete     float64
	WindowBefore int    `yaml:"window_before"`
	WindowAfter  int    `yaml:"window_after"`
	SourceZh     string `yaml:"source_zh"`
	SourceEn     string `yaml:"source_en"`
	Status       string
}

const unverified = "unverified"

func shippedWatchRules() (w watchRules, err error) {
	raw, err := data.Warnings()
	if err != nil {
		return w, err
	}
	if w.rules, err = loadWatchRules(raw); err != nil {
		return w, err
	}
	rows, err := data.Festivals()
	if err != nil {
		return w, err
	}
	for _, row := range rows {
		day, err := time.Parse(time.DateOnly, row.Day)
		if err != nil || day.Format("2006") != row.Year {
			return w, fmt.Errorf("festivals.csv: %s of %s: not a day of that year", row.Day, row.Year)
		}
		w.festivals = append(w.festivals, day)
	}
	return w, nil
}

// loadWatchRules reads the rules and holds them to their own form: ascending days, a source in both languages.
func loadWatchRules(raw []byte) ([]WatchRule, error) {
	var file struct{ Rules []ruleEntry }
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("warnings.yaml: %w", err)
	}
	var list []WatchRule
	for i, e := range file.Rules {
		day, err := time.Parse(time.DateOnly, e.From)
		switch {
		case err != nil:
			return nil, fmt.Errorf("warnings.yaml, rule %d: from: %w", i+1, err)
		case i > 0 && e.From <= list[i-1].From:
			return nil, fmt.Errorf("warnings.yaml, rule %d: %s does not come after the rule before", i+1, e.From)
		case e.SourceZh == "" || e.SourceEn == "" || (e.Status != unverified && e.Status != "verified"):
			return nil, fmt.Errorf("warnings.yaml, rule %d: source or status is missing", i+1)
		}
		list = append(list, WatchRule{
			From: day.Format(time.DateOnly), Before: e.WindowBefore, After: e.WindowAfter,
			Source: i18n.Name{Zh: e.SourceZh, En: e.SourceEn}, Verified: e.Status != unverified,
			Rule: warning.Rule{Years: e.Years, Threshold: e.Threshold, Persistence: e.Persistence, Level: e.Level, Complete: e.Complete},
		})
		if err := list[i].Rule.Check(); err != nil {
			return nil, fmt.Errorf("warnings.yaml, rule %d: %w", i+1, err)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("warnings.yaml: no rule")
	}
	return list, nil
}

// at is the rule that holds on a day: the last that has begun, or the first of all.
func (w watchRules) at(day string) WatchRule {
	found := w.rules[0]
	for _, r := range w.rules {
		if r.From <= day {
			found = r
		}
	}
	return found
}
