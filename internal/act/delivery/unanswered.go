package delivery

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Deadline is for how long a provider's answer is waited for, from a day on and until a later one replaces it. Verified says that somebody compared it
// with its source.
type Deadline struct {
	From       string    `yaml:"from"`        // YYYY-MM-DD
	AnswerDays int       `yaml:"answer_days"` // days of the calendar after the one on which a settlement was drawn up
	Source     i18n.Name `yaml:"source"`
	Verified   bool      `yaml:"verified"`
}

// mostAnswerDays is the longest that a deadline may be: payments to persons wait for it, too.
const mostAnswerDays = 92

// flawed tells whether a deadline cannot hold after another.
func (d Deadline) flawed(after string) bool {
	_, err := time.Parse(time.DateOnly, d.From)
	return err != nil || d.From <= after || d.AnswerDays < 1 || d.AnswerDays > mostAnswerDays || d.Source.Zh == "" || d.Source.En == ""
}

// Unanswered is that a settlement went on without its provider's answer, and by what.
type Unanswered struct {
	Until string `json:"until"` // the last day for the answer, YYYY-MM-DD
	By    string `json:"by"`    // person
	AtMs  int64  `json:"at_ms"`
}

// AnswerUntil is the last day on which a provider's answer to a settlement is waited for, by what held on the day on which it was drawn up. Where nothing
// held it is empty: then it is waited for.
func (s *Service) AnswerUntil(d Settlement) (day string, by Deadline) {
	drawn := time.UnixMilli(d.Input.AtMs)
	for _, one := range s.Deadlines {
		if one.From <= calendar.Day(drawn) {
			by = one
		}
	}
	if by.AnswerDays == 0 {
		return "", by
	}
	return calendar.Day(drawn.AddDate(0, 0, by.AnswerDays)), by
}

// Overdue tells whether a settlement can go on without the answer that is still missing.
func (s *Service) Overdue(d Settlement) bool {
	until, _ := s.AnswerUntil(d)
	return d.Open(GoOn) && until != "" && s.today() > until
}

// GoOn lets a settlement go on without its provider's answer, once the last day for it is over: whoever is to be paid beside the provider waits no
// longer. It is approved by another person, as any other is, and until then the provider can still agree or object.
func (s *Service) GoOn(ctx context.Context, who access.Actor, id string) (d Settlement, err error) {
	return s.turn(ctx, who, id, GoOn, SettlementUnanswered, func(tx *store.Tx, d *Settlement, _ region.Key) error {
		if _, err := s.settles(tx, who, d.Input.Provider); err != nil {
			return err
		}
		until, _ := s.AnswerUntil(*d)
		switch {
		case until == "":
			return fault.New(fault.Unavailable, "delivery.settle.deadline.none")
		case s.today() <= until:
			return fault.New(fault.Conflict, "delivery.settle.waits", "day", until)
		}
		d.Unanswered = &Unanswered{until, person(who), s.Now().UnixMilli()}
		return nil
	})
}
