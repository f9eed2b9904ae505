package ruleweb

import (
	"encoding/json"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// A decision of which a fact or the kept outcome is another than when it was made is seen when it is computed again. The store
// takes no such change, so it is made in memory.
func TestAnAlteredDecisionDiffers(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	set, err := rule.Read(texts["eldercare-ability"])
	if err != nil {
		t.Fatal(err)
	}
	words, err := i18n.Load(web.Words, rule.Words, Words)
	if err != nil {
		t.Fatal(err)
	}
	p := web.NewPage(words, i18n.En)
	fact := rule.FrozenFact{ID: "coma", Value: true, Source: "sample", AsOf: "2026-01-01"}
	frozen, out, err := set.Freeze("2026-03-01", []rule.FrozenFact{fact})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		alter func(f *rule.Frozen)
		want  string
	}{
		"as it was": {func(*rule.Frozen) {}, "the same"},
		"another outcome": {func(f *rule.Frozen) {
			f.Outcome = json.RawMessage(strings.ReplaceAll(string(f.Outcome), "complete", "severe"))
		}, "not the same"},
		"another fact": {func(f *rule.Frozen) {
			f.Facts = []rule.FrozenFact{{ID: "coma", Value: false, Source: "sample", AsOf: "2026-01-01"}}
		}, "not the same"},
		"a fact that is no": {func(f *rule.Frozen) {
			f.Facts = []rule.FrozenFact{{ID: "height", Value: true, Source: "sample", AsOf: "2026-01-01"}}
		}, "not the same"},
	} {
		x := rule.Explained{Decision: rule.Decision{ID: "decision_x", Set: "eldercare_ability", Version: set.Version(), On: "2026-03-01"}, Frozen: frozen, Outcome: out, Rules: set}
		c.alter(&x.Frozen)
		v, err := explained(p, x, true)
		if err != nil || !strings.HasPrefix(v.Computed, c.want) || (len(v.Differs.Rows) > 0) != (c.want == "not the same") {
			t.Errorf("%s: %q with %d differences, %v", name, v.Computed, len(v.Differs.Rows), err)
		}
	}
}
