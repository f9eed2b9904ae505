package eldercare

import (
	"bytes"
	"slices"
	"testing"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/base/fault"
)

func shippedTerms(t testing.TB) (Terms, []byte) {
	t.Helper()
	all, err := data.Terms()
	if err != nil {
		t.Fatal(err)
	}
	raw := all["eldercare_entitlement"]
	ts, err := ReadTerms(raw)
	if err != nil {
		t.Fatal(err)
	}
	return ts, raw
}

// TestMachineIsProved with the shipped limits, of which none is verified; without one of them it is not.
func TestMachineIsProved(t *testing.T) {
	ts, _ := shippedTerms(t)
	m := Machine(ts)
	if err := m.Prove(); err != nil {
		t.Fatal(err)
	}
	for _, list := range []casework.Terms{ts.Receive, ts.Correct, ts.Assess, ts.Decide, ts.Tell, ts.Review, ts.TakeOver, ts.Appeal} {
		for _, one := range list {
			if one.Verified || one.Source.Zh == "" || one.Source.En == "" {
				t.Errorf("%+v", one)
			}
		}
	}
	ts.Assess = nil
	m = Machine(ts)
	if err := m.Prove(); err == nil {
		t.Error("an assessment without a limit was proved")
	}
}

// TestWhoDecidesDoesNotReview: the two ways to a decision need different rights.
func TestWhoDecidesDoesNotReview(t *testing.T) {
	ts, _ := shippedTerms(t)
	m := Machine(ts)
	rights := map[string]string{}
	for _, tr := range m.Transitions {
		if tr.Kind == casework.Decide {
			rights[string(tr.From[0])] = string(tr.Right)
		}
	}
	if len(rights) != 2 || rights["deciding"] == rights["reviewing"] {
		t.Errorf("%v", rights)
	}
	if i := slices.IndexFunc(m.Transitions, func(tr casework.Transition) bool { return tr.Kind == casework.Appeal }); i < 0 {
		t.Error("no appeal")
	}
}

func TestReadTermsRefuses(t *testing.T) {
	_, raw := shippedTerms(t)
	for name, change := range map[string][2]string{
		"a limit is missing": {"  review:", "  "},
		"a limit too many":   {"  review:", "  review: []\n  more:"},
		"an unknown field":   {"format: 1", "format: 1\ncolour: red"},
		"another format":     {"format: 1", "format: 2"},
		"no number":          {"days: 5", "days: five"},
	} {
		bad := bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1)
		if _, err := ReadTerms(bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
