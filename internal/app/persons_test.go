package app

import (
	"slices"
	"testing"

	"mihe/internal/base/i18n"
	"mihe/internal/record/consent"
	"mihe/internal/register/party"
)

// Whatever an officer may be shown of one person rests on a duty or on a question that the person is asked, and never on both: nobody is asked
// what could not be refused.
func TestEveryGroupHasADutyOrAQuestion(t *testing.T) {
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range purposes {
		for _, g := range party.Groups {
			duty := slices.ContainsFunc(duties, func(d consent.Duty) bool { return d.Purpose == p && slices.Contains(d.Groups, g) })
			asked := slices.ContainsFunc(questions, func(q consent.Question) bool { return q.Purpose == p && q.Group == g })
			if duty == asked {
				t.Errorf("%s, %s: duty %v, asked %v", p, g, duty, asked)
			}
		}
	}
	for _, q := range questions {
		for _, key := range []string{q.Key + ".ask", q.Key + ".stop"} {
			if !words.Has(key) || words.Text(i18n.En, key) == words.Text(i18n.ZhCN, key) {
				t.Errorf("%s has no words", key)
			}
		}
	}
}
