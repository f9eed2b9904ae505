package delivery

import (
	"os"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// Every kind of entry this room writes has words and a line in docs/events.md, and no line there is left over.
func TestKindsAreListed(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("../../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	var written, listed []string
	for _, w := range Whats {
		written = append(written, string(w))
	}
	for line := range strings.Lines(string(raw)) {
		if kind, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(kind, "delivery.") {
			listed = append(listed, kind)
		}
	}
	slices.Sort(written)
	if !slices.Equal(written, listed) {
		t.Errorf("written:\n%s\nlisted in docs/events.md:\n%s", strings.Join(written, "\n"), strings.Join(listed, "\n"))
	}
	for _, kind := range written {
		if !words.Has(kind) {
			t.Errorf("%s has no words", kind)
		}
	}
}

// Every code that a page will show has words in both languages.
func TestCodesHaveWords(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range visits.states() {
		keys = append(keys, Visit{State: s}.Said())
	}
	for _, s := range settlements.states() {
		keys = append(keys, SettlementHead{State: s}.Said())
	}
	for _, f := range []Fate{Due, Sent, Paid, Returned, Owed, Recovered, Nothing} {
		keys = append(keys, Payment{State: f}.Said())
	}
	for _, why := range []string{
		MisfitMoved, MisfitCancelled, MisfitMissed, MisfitStarted, MisfitFinished, MisfitUnstarted, MisfitJoined, MisfitEarly, MisfitOff, MisfitReused, MisfitNoCode,
		MisfitGone, MisfitEnded,
	} {
		keys = append(keys, Moved{Outcome: Conflict, Why: why}.Said())
	}
	for _, o := range []Outcome{Applied, Same} {
		keys = append(keys, Moved{Outcome: o}.Said())
	}
	for _, why := range []string{WhyGrade, WhyContradicted, WhySuspect, WhyAlone} {
		keys = append(keys, Left{Why: why}.Said())
	}
	for _, kind := range AnomalyKinds {
		keys = append(keys, Anomaly{Kind: kind}.Said())
	}
	for _, r := range Reasons {
		keys = append(keys, SaidReason(r))
	}
	for _, r := range AcceptReasons {
		keys = append(keys, SaidAccept(r))
	}
	for _, v := range Verdicts {
		keys = append(keys, SaidVerdict(v))
	}
	for _, r := range []access.Right{CanPlan, CanDeliver, CanRead, CanSettle, CanApprove, CanAudit} {
		keys = append(keys, string(r))
	}
	for _, k := range keys {
		if !words.Has(k) {
			t.Errorf("%s has no words", k)
		}
	}
}

// TestProve: each flaw of a life stops the program at start, and the lives that ship have none.
func TestProve(t *testing.T) {
	good := func() table {
		return table{"a", []State{"z"}, []transition{{"go", []State{"a"}, "b", CanPlan}, {"end", []State{"b"}, "z", CanPlan}}}
	}
	for name, life := range map[string]table{"visits": visits, "settlements": settlements, "the sample": good()} {
		if err := life.prove(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, flaw := range map[string]func(*table){
		"without a right":     func(x *table) { x.steps[0].right = access.None },
		"twice":               func(x *table) { x.steps = append(x.steps, transition{"go", []State{"a"}, "z", CanPlan}) },
		"an end that is left": func(x *table) { x.steps = append(x.steps, transition{"back", []State{"z"}, "a", CanPlan}) },
		"never reached":       func(x *table) { x.steps = append(x.steps, transition{"end", []State{"y"}, "z", CanPlan}) },
		"without an end":      func(x *table) { x.steps = append(x.steps, transition{"stop", []State{"a"}, "c", CanPlan}) },
	} {
		x := good()
		if flaw(&x); x.prove() == nil {
			t.Errorf("a life %s is not refused", name)
		}
	}
}
