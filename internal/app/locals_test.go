package app

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// Somebody who imports for one county of a larger node sees its figures at once, marked as internal; neither visitors nor the
// neighbours do, and the neighbours' figures stay theirs.
func TestWhoImportsForAPlaceSeesItsFigures(t *testing.T) {
	a := open(t)
	n := a.Nodes[0]
	county := func(code region.Code) region.Key { return region.Key{Code: code, Level: region.County} }
	of := func(at ...region.Key) access.Actor {
		var held []access.Mandate
		for _, k := range at {
			held = append(held, access.Mandate{Role: Statistician, At: k})
		}
		return a.Policy.Actor("acct_a", "person_a", held, a.contains)
	}
	bring := func(who access.Actor, code region.Code, value string) {
		t.Helper()
		text := "indicator,region,period,sex,residence,value,state,source,vintage\ndigital_campus," + string(code) + ",2025,,," + value + ",,bulletin of " + string(code) + ",\n"
		_, err := n.Facts.Import(t.Context(), who, fact.ImportFile{Name: "one.csv", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}}, fact.ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
	// seen is the figures of the counties of Bijie as an actor sees them, and whether they are marked.
	seen := func(who access.Actor) (figures []float64, marked bool) {
		t.Helper()
		g, err := n.MeasuresFor(who).Gap(t.Context(), who, indicator.Question{ID: "digital_campus", By: indicator.ByCounty, Within: "520500"})
		if fault.KindOf(err) == fault.Invalid {
			return nil, false
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range g.Groups {
			if l.Value != nil {
				figures = append(figures, *l.Value)
			}
		}
		return figures, g.Internal
	}
	if err := a.publish(t.Context(), n); err != nil { // what ships is public; what the counties bring is not
		t.Fatal(err)
	}
	weining, hezhang := of(county("520526")), of(county("520527"))
	bring(weining, "520526", "61.5")
	bring(hezhang, "520527", "44.5")
	for name, tc := range map[string]struct {
		who    access.Actor
		want   []float64
		marked bool
	}{
		"Weining": {weining, []float64{61.5}, true}, "Hezhang": {hezhang, []float64{44.5}, true},
		"both":       {of(county("520527"), county("520526")), []float64{61.5, 44.5}, true},
		"the city":   {of(region.Key{Code: "520500", Level: region.Prefecture}), []float64{61.5, 44.5}, true},
		"elsewhere":  {of(county("520502")), nil, false},
		"a visitor":  {access.Visitor(), nil, false},
		"the nation": {of(region.Country), []float64{61.5, 44.5}, true},
	} {
		if got, marked := seen(tc.who); !slices.Equal(got, tc.want) || marked != tc.marked {
			t.Errorf("%s sees %v, marked %v; want %v, %v", name, got, marked, tc.want, tc.marked)
		}
	}
	if n.MeasuresFor(of(county("520526"))) != n.MeasuresFor(weining) || n.MeasuresFor(hezhang) == n.MeasuresFor(weining) {
		t.Error("those of one place share what was computed for it, and nobody else does")
	}
	for i := range 2 * localsKept {
		n.MeasuresFor(of(county(region.Code([]string{"520502", "520521", "520522", "520523", "520524", "520525", "520526", "520527"}[i]))))
	}
	if got := len(n.local.kept); got != localsKept {
		t.Errorf("%d places are kept, want %d", got, localsKept)
	}
	// The oracle: a place that is all of the node sees what those of the node see, and one with nothing of its own what everybody sees.
	for _, q := range []indicator.Question{
		{ID: "digital_campus", By: indicator.ByCounty, Within: "520500"},
		{ID: "digital_campus", By: indicator.ByProvince},
		{ID: "share_60_plus", By: indicator.ByCounty, Within: "520500"},
		{ID: "bath", By: indicator.ByUrbanisation},
		{ID: "income_urban_rural", By: indicator.ByUrbanRural},
	} {
		says := func(s *indicator.Service, who access.Actor) string {
			g, err := s.Gap(t.Context(), who, q)
			if err != nil {
				return fault.KindOf(err).String()
			}
			raw, err := json.Marshal(g.Wire(a.Words, i18n.En))
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		}
		nation, elsewhere := of(region.Country), of(county("520502"))
		if got, want := says(n.local.of([]region.Key{region.Country}), nation), says(n.Indicators, nation); got != want {
			t.Errorf("%+v: a place that is the whole node sees\n%s\nand the node\n%s", q, got, want)
		}
		if got, want := says(n.MeasuresFor(elsewhere), elsewhere), says(n.Published, access.Visitor()); got != want {
			t.Errorf("%+v: a place without figures of its own sees\n%s\nand everybody\n%s", q, got, want)
		}
	}
	// Evaluations compare places: those of one are given what is public.
	if n.judged(weining) != n.Published || n.judged(of(region.Country)) != n.Indicators {
		t.Error("evaluations of one place are not computed from what is public")
	}
}
