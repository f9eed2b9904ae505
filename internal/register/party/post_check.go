package party

import (
	"slices"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// longestPaper is the length of a paper's number, in bytes; mostPapers is how many papers a post names.
const (
	longestPaper = 60
	mostPapers   = 20
	mostShifts   = 14
)

// wrongPost says what is wrong at a field of a post.
func wrongPost(field string) error {
	return fault.New(fault.Invalid, "party.post.wrong."+field).At(field)
}

// check refuses a post that cannot be. Qualifications may repeat a code on different levels, never the same paper twice.
func (s *Service) checkPost(p Post) error {
	terms, err := StaffTerms()
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(terms.Kinds, p.Kind):
		return wrongPost("kind")
	case p.Base.Level != region.Township || !s.Contains(s.Home, p.Base):
		return wrongPost("base")
	case !day(p.From, false):
		return wrongPost("from")
	case !day(p.Until, true) || p.Until != "" && p.Until < p.From:
		return wrongPost("until")
	case len(p.Languages) == 0 || !distinct(p.Languages, s.Languages):
		return wrongPost("languages")
	case len(p.Shifts) == 0 || len(p.Shifts) > mostShifts || !allShifts(p.Shifts):
		return wrongPost("shifts")
	case len(p.Qualifications) > mostPapers:
		return wrongPost("qualifications")
	}
	for i, q := range p.Qualifications {
		d, known := terms.diploma(q.Code)
		rightLevel := d.Lowest == 0 && q.Level == 0 || 1 <= q.Level && q.Level <= d.Lowest
		twice := slices.ContainsFunc(p.Qualifications[:i], func(o Qualification) bool { return o.Code == q.Code && o.Level == q.Level })
		if !known || !rightLevel || twice || !day(q.Until, true) {
			return wrongPost("qualifications")
		}
	}
	return nil
}

// distinct tells whether every entry is one of those allowed, each once.
func distinct(list, allowed []string) bool {
	for i, one := range list {
		if !slices.Contains(allowed, one) || slices.Contains(list[:i], one) {
			return false
		}
	}
	return true
}

func allShifts(list []Shift) bool {
	return !slices.ContainsFunc(list, func(s Shift) bool {
		opens, err := time.Parse("15:04", s.Opens)
		closes, err2 := time.Parse("15:04", s.Closes)
		return err != nil || err2 != nil || !closes.After(opens) || len(s.Days) == 0 || !distinct(s.Days, Weekdays)
	})
}
