package rule

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/standard/certlogic"
)

// sampled is how many decisions are made anew: 1,000, and 100,000 when MIHE_SCALE is above 1 (trust.md R17).
func sampled() int {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return 100_000
	}
	return 1_000
}

// frozenFacts gives every fact of a case a source and a day.
func frozenFacts(c Case) (list []FrozenFact) {
	for _, id := range slices.Sorted(maps.Keys(c.Facts)) {
		list = append(list, FrozenFact{ID: id, Value: c.Facts[id], Source: "register of made-up people", AsOf: "2026-01-01"})
	}
	return list
}

// other draws another value of a fact.
func other(r *rand.Rand, f *Fact, v any) any {
	all, err := f.all()
	if err != nil {
		panic(err)
	}
	for {
		n := all.low + r.Int64N(all.high-all.low+1)
		if got := f.json(n); got != v {
			return got
		}
	}
}

// kept is a frozen decision as it comes back from where it was kept.
func kept(t testing.TB, f Frozen) Frozen {
	t.Helper()
	raw, err := ledger.EncodeBody(f)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadFrozen(raw)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// named are the facts that a trace names.
func named(trace Trace) map[string]bool {
	names := map[string]bool{}
	for _, s := range trace {
		for _, u := range s.Facts {
			names[u.Name] = true
		}
	}
	delete(names, DecisionDay)
	return names
}

// Every decision comes to the same result and words again. One fact that the trace names, altered in a copy, is noticed; one
// that it does not name never changes the result, though it may give the same result another reason.
func TestDecisionsRecompute(t *testing.T) {
	s, c, r := shipped(t, "eldercare-entitlement"), catalog(t), rand.New(rand.NewPCG(12, 17))
	altered, indifferent := 0, 0
	for i := range sampled() {
		f, out, err := s.Freeze("2026-03-08", frozenFacts(madeUpElder(r)))
		if err != nil {
			t.Fatal(err)
		}
		back := kept(t, f)
		if diff, err := s.Recompute(back); err != nil || len(diff) > 0 {
			t.Fatalf("decision %d: %v, %v", i, diff, err)
		}
		told, err := s.Restore(back.Outcome)
		if err != nil || !cmp.Equal(told.Value, out.Value) {
			t.Fatalf("decision %d: kept as %v, was %v (%v)", i, told.Value, out.Value, err)
		}
		for _, l := range i18n.Langs {
			if was, is := out.Trace.Say(c, l), told.Trace.Say(c, l); !slices.Equal(was, is) {
				t.Fatalf("decision %d in other words (-made +kept):\n%s", i, cmp.Diff(was, is))
			}
		}
		names := named(out.Trace)
		at := r.IntN(len(back.Facts))
		fact := &back.Facts[at]
		k := slices.IndexFunc(s.doc.Facts, func(x Fact) bool { return x.ID == fact.ID })
		fact.Value = other(r, &s.doc.Facts[k], fact.Value)
		diff, err := s.Recompute(back)
		if err != nil {
			t.Fatal(err)
		}
		if names[fact.ID] {
			if altered++; len(diff) == 0 {
				t.Fatalf("decision %d: another %s, which the trace names, is not noticed", i, fact.ID)
			}
			continue
		}
		indifferent++
		if k := slices.IndexFunc(diff, func(d Difference) bool { return !strings.HasPrefix(d.At, "trace.") }); k >= 0 {
			t.Fatalf("decision %d: another %s, which the trace does not name, changes %v", i, fact.ID, diff[k])
		}
	}
	if altered < 100 || indifferent < 100 {
		t.Errorf("%d facts altered that the trace names, %d that it does not: too few", altered, indifferent)
	}
	t.Logf("decisions %d, equal in result and words; altered facts noticed %d, without effect %d", sampled(), altered, indifferent)
}

// What was kept may be altered too: the outcome, a value in the trace, a space.
func TestAlteredOutcomesDiffer(t *testing.T) {
	s := shipped(t, "eldercare-entitlement")
	f, _, err := s.Freeze("2026-03-08", frozenFacts(madeUpElder(rand.New(rand.NewPCG(12, 18)))))
	if err != nil {
		t.Fatal(err)
	}
	places, n := map[string]string{}, 0
	if err := flatten(f.Outcome, places); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{`"known":true`, `"known":false`}, {`"on":"2026-03-08"`, `"on":"2026-03-09"`}, {`"value":true`, `"value":false`}, {`":`, `": `}, {`"how":"years"`, `"how":"table"`}} {
		bad := f
		bad.Outcome = json.RawMessage(strings.Replace(string(f.Outcome), change[0], change[1], 1))
		if string(bad.Outcome) == string(f.Outcome) {
			t.Fatalf("nothing to alter: %s", change[0])
		}
		diff, err := s.Recompute(bad)
		if err != nil || len(diff) == 0 {
			t.Errorf("%s for %s is not noticed (%v)", change[1], change[0], err)
		}
		n++
	}
	if len(places) < 20 || n != 5 {
		t.Errorf("%d places, %d changes", len(places), n)
	}
	for name, raw := range map[string]string{
		"no JSON": `{`, "another version": strings.Replace(string(f.Outcome), s.version, strings.Repeat("0", 64), 1),
		"a stranger": strings.Replace(string(f.Outcome), `"step":"age"`, `"step":"rage"`, 1), "a strange value": strings.Replace(string(f.Outcome), `"then":"`, `"then":"x`, 1),
	} {
		if _, err := s.Restore([]byte(raw)); fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFreezeRefuses(t *testing.T) {
	s, err := Read([]byte(plainSet))
	if err != nil {
		t.Fatal(err)
	}
	good := FrozenFact{"age", int64(80), "register", "2022-12-31"}
	for name, change := range map[string]func(f *FrozenFact){
		"no value": func(f *FrozenFact) { f.Value = nil }, "no day": func(f *FrozenFact) { f.AsOf = "" }, "no source": func(f *FrozenFact) { f.Source = "" },
		"long source": func(f *FrozenFact) { f.Source = strings.Repeat("x", 201) }, "a stranger": func(f *FrozenFact) { f.ID = "rage" },
		"outside": func(f *FrozenFact) { f.Value = int64(-1) }, "of another type": func(f *FrozenFact) { f.Value = 80.0 },
	} {
		bad := good
		change(&bad)
		_, _, err := s.Freeze("2023-01-01", []FrozenFact{bad})
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := s.Freeze("2023-01-01", []FrozenFact{good, good}); err == nil {
		t.Error("a fact stands twice")
	}
	if exact(json.Number("1.50")) != certlogic.Decimal("1.50") || exact(json.Number("-3")) != int64(-3) {
		t.Error("numbers are not exact")
	}
}

// FuzzReadFrozen: what was kept may have been altered anyhow; nothing panics, and what recomputes without a difference is
// exactly what the set says.
func FuzzReadFrozen(f *testing.F) {
	s, err := Read([]byte(plainSet))
	if err != nil {
		f.Fatal(err)
	}
	frozen, _, err := s.Freeze("2023-01-01", []FrozenFact{{"age", int64(80), "register", "2022-12-31"}, {"sex", "f", "register", "2022-12-31"}})
	if err != nil {
		f.Fatal(err)
	}
	raw, err := ledger.EncodeBody(frozen)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"on":"2023-01-01","facts":[{"id":"age","value":[1]}],"outcome":{"trace":[{}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := ReadFrozen(raw)
		if err != nil {
			return
		}
		diff, err := s.Recompute(got)
		if err != nil || len(diff) > 0 {
			return
		}
		out, err := s.Restore(got.Outcome)
		if err != nil || out.Version != s.Version() {
			t.Fatalf("%s recomputes, and cannot be restored: %v", raw, err)
		}
	})
}
