package form

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mihe/internal/base/csvfile"
)

// maxNumber bounds an answer that is a number, to what JSON readers hold exactly.
const maxNumber = 1<<53 - 1

// CheckAnswers takes answers as people write them, by field, and returns them without blanks around; fields without an answer
// are left out. A field that the layout does not ask for, and an answer of another type, is fault.Invalid at the field.
func (l *Layout) CheckAnswers(answers map[string]string) (map[string]string, error) {
	clean := map[string]string{}
	known := map[string]bool{}
	for _, f := range l.Fields {
		if f.Source != "" {
			continue
		}
		known[f.ID] = true
		text := strings.TrimSpace(answers[f.ID])
		if text == "" {
			if f.Required {
				return nil, flaw(f.ID, "form.answer.required", "field", f.ID)
			}
			continue
		}
		if !f.takes(text) {
			return nil, flaw(f.ID, "form.answer.wrong", "field", f.ID)
		}
		clean[f.ID] = text
	}
	for id := range answers {
		if !known[id] {
			return nil, flaw("answers", "form.answer.unasked")
		}
	}
	return clean, nil
}

// takes tells whether a text is an answer to the field.
func (f Field) takes(text string) bool {
	switch f.Type {
	case Number:
		n, err := strconv.ParseInt(text, 10, 64)
		return err == nil && n >= -maxNumber && n <= maxNumber
	case Date:
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case Boolean:
		return text == "true" || text == "false"
	case Choice:
		for _, o := range f.Options {
			if o.ID == text {
				return true
			}
		}
		return false
	default:
		most := f.Most
		if most == 0 {
			most = someAnswer
		}
		return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most && !strings.ContainsFunc(text, csvfile.Control)
	}
}
