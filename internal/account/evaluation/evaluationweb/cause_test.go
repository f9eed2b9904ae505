package evaluationweb_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"
)

// causal are the words by which a text claims that one thing brought about another.
var causal = regexp.MustCompile(`(?i)导致|造成|促进了|带动了|归因|得益于|\b(causes?|caused|causing|leads? to|led to|drives?|drove|boosts?|promotes?|thanks to|because of|due to)\b`)

// denied are the sentences that use such a word to say that nothing of the kind is claimed.
var denied = map[string]bool{"evaluation.limit.association": true, "steering.warnings.means": true}

// No sentence that is put beside computed figures tells why: an index says what goes together (evaluation.md, 16).
func TestNothingIsToldAsACause(t *testing.T) {
	for _, folder := range []string{".", "../../indicator", "../../indicator/indicatorweb", "../../steering", "../../steering/steeringweb"} {
		for _, lang := range []string{"zh-CN", "en"} {
			raw, err := os.ReadFile(folder + "/" + lang + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var words map[string]string
			if err := json.Unmarshal(raw, &words); err != nil {
				t.Fatal(err)
			}
			for key, says := range words {
				if claim := causal.FindString(says); claim != "" && !denied[key] {
					t.Errorf("%s, %s: %q claims a cause: %s", folder, lang, claim, says)
				}
			}
		}
	}
	for _, says := range []string{"数字化带动了增收", "Fibre led to higher incomes."} { // the control
		if !causal.MatchString(says) {
			t.Errorf("%q passes for harmless", says)
		}
	}
}
