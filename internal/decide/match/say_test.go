package match_test

import (
	"strings"
	"testing"

	"mihe/internal/base/i18n"
	"mihe/internal/decide/match"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Every reason has words in both languages, and none is left with a gap in it.
func TestReasonsInWords(t *testing.T) {
	words, err := i18n.Load(match.Words, party.Words, catalog.Words)
	if err != nil {
		t.Fatal(err)
	}
	whole := func(text string) {
		t.Helper()
		if text == "" || strings.ContainsAny(text, "{}⟦⟧") {
			t.Errorf("said: %q", text)
		}
	}
	name := func(post string) string { return "<" + post + ">" }
	said := map[string]bool{}
	for seed := range uint64(60) {
		d := tight(t, seed)
		p := planned(t, d, 20)
		for _, lang := range []i18n.Lang{i18n.ZhCN, i18n.En} {
			for _, l := range p.Left {
				whole(l.Say(words, lang, visitOf(d, l.Visit)))
			}
			for _, r := range p.Routes {
				for _, s := range r.Stops {
					lines := s.Why.Say(words, lang, name)
					if len(lines) == 0 {
						t.Errorf("nothing is said for %s at %s", r.Post, s.Visit)
					}
					for _, line := range lines {
						whole(line)
					}
					for _, m := range s.Why.Missed {
						said[m.Why] = true
					}
				}
			}
		}
	}
	for _, why := range []string{match.Busy, match.Off, match.Paper, match.Refused} {
		if why != match.Off && !said[why] {
			t.Errorf("nobody was missed because of %s", why)
		}
	}
	l := match.Left{Visit: "a", Constraints: []match.Constraint{match.Times, match.Papers}}
	v := match.Visit{Windows: []match.Window{{Open: 480, Shut: 545}}, Skills: []match.Skill{{Code: "care_worker", Level: 4}, {Code: "nurse_licence"}}}
	for lang, parts := range map[i18n.Lang][]string{
		i18n.ZhCN: {"08:00–09:05", "养老护理员证（4级及以上）、护士执业证"}, i18n.En: {"08:00–09:05", "(level 4 or higher), nurse's licence"},
	} {
		for _, part := range parts {
			if text := l.Say(words, lang, v); !strings.Contains(text, part) {
				t.Errorf("%q does not say %q", text, part)
			}
		}
	}
}
