package openness_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// of is what those of some counties read.
func (w *world) of(codes ...region.Code) *openness.Own {
	o := &openness.Own{Facts: fact.Layered{Facts: factdb.Store{}}, Store: opennessdb.Store{}}
	for _, code := range codes {
		o.Places = append(o.Places, region.Key{Code: code, Level: region.County})
	}
	return o
}

// TestThoseOfAPlaceSeeItsFigures: the figures of the county itself, marked, before anybody publishes them; of other counties what
// is public and nothing else.
func TestThoseOfAPlaceSeeItsFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		want := func(when string, r fact.Reader, figures, sources []string) {
			t.Helper()
			gotFigures, gotSources, _ := w.shown(t, r)
			if diff := cmp.Diff([][]string{figures, sources}, [][]string{gotFigures, gotSources}); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		hezhang, weining, nobody := w.of("520526"), w.of("520527"), w.of()
		all := []string{"census internal", "bulletin internal", "survey internal"}
		want("of the county", hezhang, []string{"30"}, all)
		want("of another", weining, nil, nil)
		want("of none", nobody, nil, nil)

		w.must(t, toPublic, id(0, "census"))
		want("of the county, after the census was published", hezhang, []string{"30"}, []string{"census", "bulletin internal", "survey internal"})
		want("of another, after the census was published", weining, []string{"10"}, []string{"census"})

		// What comes in about a neighbour changes nothing; where it lies it shows.
		_, _, before := w.shown(t, hezhang)
		w.load(t, w.own, facttest.Observation(func(o *fact.Observation) {
			o.Region.Code, o.Source, o.Value, o.Vintage = "520527", "secret", 7, "v9"
		}))
		want("after a neighbour's import", hezhang, []string{"30"}, []string{"census", "bulletin internal", "survey internal"})
		want("the neighbour's own", weining, []string{"10", "7"}, []string{"census", "secret internal"})
		if _, _, after := w.shown(t, hezhang); after <= before {
			t.Errorf("the version went from %d to %d: answers that were kept would stay", before, after)
		}
	})
}
