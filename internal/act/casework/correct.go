package casework

import (
	"slices"

	"mihe/internal/base/fault"
)

// mayNotice holds a notice of what is missing to being the one complete list. A second one must name submissions that came
// after the last, and lists only what was not asked for and left unanswered before.
func (c Case) mayNotice(d Deed) error {
	if err := codes("missing", d.Missing); err != nil {
		return err
	}
	if c.Notices == 0 {
		if len(d.RaisedBy) > 0 {
			return invalid("raised_by", "casework.correct.first")
		}
		return nil
	}
	if len(d.RaisedBy) == 0 {
		return fault.New(fault.Conflict, "casework.correct.twice").At("raised_by")
	}
	for i, id := range d.RaisedBy {
		if !slices.Contains(c.Fresh, id) || slices.Contains(d.RaisedBy[:i], id) {
			return invalid("raised_by", "casework.correct.raised")
		}
	}
	for _, one := range d.Missing {
		if slices.Contains(c.Missing, one) {
			return invalid("missing", "casework.correct.asked", "code", one)
		}
	}
	return nil
}

// mayAnswer holds an answer to what was asked for. It may leave things out: whoever cannot give them says so, and the office
// decides on what there is.
func (c Case) mayAnswer(d Deed) error {
	if err := refs("facts", d.Facts); err != nil {
		return err
	}
	if len(d.Answers) == 0 && d.Reason == "" {
		return invalid("answers", "casework.correct.nothing")
	}
	if len(d.Answers) > 0 && len(d.Facts) == 0 {
		return invalid("facts", "casework.correct.facts")
	}
	for i, one := range d.Answers {
		if !slices.Contains(c.Missing, one) || slices.Contains(d.Answers[:i], one) {
			return invalid("answers", "casework.correct.other", "code", one)
		}
	}
	return nil
}
