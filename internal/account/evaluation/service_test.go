package evaluation_test

import (
	"context"
	"iter"
	"reflect"
	"sync"
	"testing"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

const shipped = "four-gaps-county-2020"

// A result is computed once for each data version and set of figures, however many ask; an import moves it; what was
// computed for those who may see everything is given to nobody else.
func TestService(t *testing.T) {
	w := indicatortest.Shipped(t)
	methods, err := evaluation.Shipped(w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	inside, reader := w.Inside(t, "long_form_households_toilet"), indicatortest.Reader(t)
	s := evaluation.NewService(methods, func(who access.Actor) *indicator.Service {
		if who.SignedIn() {
			return inside
		}
		return w.Indicators
	}, w.Regions)
	ask := func(who access.Actor) *evaluation.Result {
		t.Helper()
		r, err := s.Result(context.Background(), who, shipped)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	var first [4]*evaluation.Result
	var wait sync.WaitGroup
	for i := range first {
		wait.Go(func() { first[i], _ = s.Result(context.Background(), access.Visitor(), shipped) })
	}
	wait.Wait()
	for _, r := range first[1:] {
		if r == nil || r != first[0] {
			t.Error("four readers at once were given several results")
		}
	}
	if n := len(first[0].Units); n != 2947 || len(first[0].Groups) != 31 || first[0].Internal || !s.Public(access.Visitor()) {
		t.Errorf("%d units of %d groups, internal %v", n, len(first[0].Groups), first[0].Internal)
	}
	short, err := s.Short(t.Context(), access.Visitor(), shipped)
	if err != nil {
		t.Fatal(err)
	}
	rest := *first[0]
	if rest.Robustness.Influence == nil || len(rest.Robustness.Factors) == 0 {
		t.Error("the whole result does not say which choice matters")
	}
	rest.Robustness.Influence, rest.Robustness.Factors = nil, nil
	if !reflect.DeepEqual(*short, rest) {
		t.Error("the short result is not the whole one without the influence of the choices")
	}
	if &short.Units[0] != &first[0].Units[0] {
		t.Error("the runs that both results need were made twice")
	}
	all := ask(reader)
	if all == first[0] || s.Public(reader) {
		t.Error("public and internal figures share a result")
	}
	if all.DataHash != first[0].DataHash {
		t.Error("the same figures have two hashes")
	}
	none, err := access.NewPolicy(map[access.Role][]access.Right{"none": {"test.other"}})
	if err != nil {
		t.Fatal(err)
	}
	stranger := none.Actor("user-b", "person-b", []access.Mandate{{Role: "none", At: region.Country}}, func(_, _ region.Key) bool { return true })
	if r, err := s.Result(context.Background(), stranger, shipped); fault.KindOf(err) != fault.Denied || r != nil {
		t.Errorf("whoever may not see everything is given it: %v", err)
	}
	if _, err := s.Result(context.Background(), reader, "no-such"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown method: %v", err)
	}
	var one iter.Seq2[fact.Observation, error] = func(yield func(fact.Observation, error) bool) {
		yield(fact.Observation{
			Variable: "digital_campus", Region: region.Key{Code: "520000", Level: region.Province}, Period: "2025",
			Vintage: "test", Source: "test", Value: 1, State: fact.Observed,
		}, nil)
	}
	if _, _, err := w.Facts.Load(context.Background(), access.Operator(), "one", one, nil); err != nil {
		t.Fatal(err)
	}
	if after := ask(access.Visitor()); after == first[0] || after.DataHash != first[0].DataHash {
		t.Error("an import of something else must compute again and change nothing")
	}
}

// Without figures there is no result, and no fault but the indicators' own words.
func TestServiceWithoutFigures(t *testing.T) {
	w := indicatortest.Empty(t)
	methods, err := evaluation.Shipped(w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	s := evaluation.NewService(methods, func(access.Actor) *indicator.Service { return w.Indicators }, w.Regions)
	for range 2 { // computed, and kept
		if r, err := s.Result(context.Background(), access.Visitor(), shipped); fault.KindOf(err) != fault.Invalid || r != nil {
			t.Errorf("%v, %v", r, err)
		}
	}
}
