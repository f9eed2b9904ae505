package steering

import (
	"context"
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// Alarm is a warning as it stood when a task was filed on it (预警), frozen with the task. Levels are in the unit of the cited
// gap; Low and High bound what would have been nothing unusual.
type Alarm struct {
	Place  region.Key `json:"place"`
	Since  string     `json:"since"`
	Period string     `json:"period"`
	Value  float64    `json:"value"`
	Before float64    `json:"before"` // a year before
	Low    float64    `json:"low"`
	High   float64    `json:"high"`
	Z      float64    `json:"z"`
	Q      float64    `json:"q"`
	Rule   string     `json:"rule"` // the day from which the rule holds
	// Past is the fingerprint of the place's figures that the band was taken from (indicator.Alarm). Records of before it was kept
	// have none.
	Past string `json:"past,omitempty"`
}

// Course is where the warned place stands by later figures.
type Course struct {
	Period string  `json:"period"`
	Value  float64 `json:"value"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Back   bool    `json:"back"`
}

// alarmLevels are the levels of places by the grouping that compares them.
var alarmLevels = map[indicator.By]region.Level{
	indicator.ByProvince: region.Province, indicator.ByPrefecture: region.Prefecture, indicator.ByCounty: region.County,
}

// alarmed is the warning that a filing names, as the newest figures have it; nil where it names none. The place must be the
// target or lie in it: nobody is given a task for what happened elsewhere.
func (s *Service) alarmed(ctx context.Context, who access.Actor, f Filing) (*Alarm, error) {
	if f.Alarm == "" {
		return nil, nil //nolint:nilnil // a task need not answer a warning
	}
	place := region.Key{Code: region.Code(f.Alarm), Level: alarmLevels[f.Question.By]}
	if !s.Regions.At(s.today()).Contains(f.Target, place) {
		return nil, invalid("target", "steering.file.alarm.elsewhere")
	}
	all, err := s.Measures.Warnings(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, w := range all.Watched {
		if w.Indicator.ID != f.Question.ID || w.By != f.Question.By {
			continue
		}
		i := slices.IndexFunc(w.Alarms, func(a indicator.Alarm) bool { return a.Code == f.Alarm })
		if i < 0 || !finite(w.Alarms[i].Value, w.Alarms[i].Before, w.Alarms[i].Low, w.Alarms[i].High) {
			break
		}
		a := w.Alarms[i]
		return &Alarm{
			Place: place, Since: a.Since, Period: a.Period, Value: a.Value, Before: a.Before, Low: a.Low, High: a.High, Z: a.Z, Q: a.Q,
			Rule: w.Rule.From, Past: a.Past,
		}, nil
	}
	return nil, invalid("alarm", "steering.file.alarm.none")
}

// course is where the place stands whose warning a task answers. Figures that end with the warned period show nothing yet.
func (s *Service) course(ctx context.Context, who access.Actor, t Task) (*Course, error) {
	c, err := s.Measures.Course(ctx, who, t.Before.Indicator, t.Before.By, indicator.Alarm{
		Code: string(t.Alarm.Place.Code), Since: t.Alarm.Since, Period: t.Alarm.Period, Past: t.Alarm.Past,
	})
	if err != nil {
		return nil, err
	}
	if !finite(c.Value, c.Low, c.High) {
		return nil, fault.New(fault.Conflict, "steering.gap.none")
	}
	if !endsAfter(c.Period, t.Alarm.Period) {
		return nil, fault.New(fault.Conflict, waitsKey, "period", t.Alarm.Period)
	}
	return &Course{Period: c.Period, Value: c.Value, Low: c.Low, High: c.High, Back: c.Back}, nil
}
