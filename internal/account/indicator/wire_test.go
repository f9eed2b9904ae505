package indicator_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/i18n"
)

// shape lists the names in a JSON value as paths, of lists those of the first entry.
func shape(v any, at string, add func(string)) {
	switch x := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			add(at + k)
			shape(x[k], at+k+".", add)
		}
	case []any:
		if len(x) > 0 {
			shape(x[0], at, add)
		}
	}
}

func wire(t *testing.T, g *indicator.Gap) map[string]any {
	t.Helper()
	words, err := i18n.Load([]fs.FS{indicator.Words}...)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(g.Wire(words, i18n.En))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// The names are the contract that outsiders test: they stay, and new ones are added here on purpose.
const wireShape = `before_plan by change change.absolute change.absolute_from change.absolute_to change.from change.gini_from change.gini_to
change.ratio change.ratio_from change.ratio_to change.to change.weights_fixed_2020 completeness dagum dagum.net_between
dagum.transvariation dagum.within direction gap gap.absolute gap.high gap.high_code gap.low gap.low_code gap.ratio gap.worst_off gini
groups groups.band groups.code groups.completeness groups.denominator groups.name groups.name_en groups.numerator groups.population
groups.published groups.units groups.value indicator name_en name_zh period series series.absolute series.gini series.period
series.ratio series.segment series.values sources sources.digitised_by sources.id sources.title_en sources.title_zh sources.vintage
theil_t theil_t.between theil_t.total theil_t.within total total.code total.completeness total.denominator total.name total.name_en
total.numerator total.population total.units total.why total.value unit unit_level weights within`

func testWireShape(t *testing.T, s *indicator.Service) {
	var got []string
	shape(wire(t, ask(t, s, indicator.Question{ID: "income_urban_rural", By: indicator.ByUrbanRural, Period: "2020"})), "", func(name string) { got = append(got, name) })
	want := strings.Fields(wireShape)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names in the JSON (-want +got):\n%s", diff)
	}
}

// What is absent is null, and a sibling says why.
func TestAbsentNumbersSayWhy(t *testing.T) {
	w := indicatortest.Empty(t)
	must(t, w, "population,520000,2020-11-01,,,100,,made up,a", "population,530000,2020-11-01,,,100,,made up,a",
		"digital_campus,520000,2024,,,0,,made up,a", "digital_campus,530000,2024,,,60,,made up,a", "digital_campus,510000,2024,,,,suppressed,made up,a")
	v := wire(t, ask(t, w.Indicators, indicator.Question{ID: "digital_campus", By: indicator.ByProvince}))
	gap := v["gap"].(map[string]any)
	if gap["ratio"] != nil || gap["absolute"] != 60.0 || gap["why"] != "the lowest level is zero, so there is no ratio" {
		t.Errorf("gap = %v, want 60, no ratio and why", gap)
	}
	if v["change"] != nil || v["change_why"] == nil {
		t.Errorf("change %v, why %v", v["change"], v["change_why"])
	}
	for _, one := range v["groups"].([]any) {
		if l := one.(map[string]any); l["value"] == nil && (l["why"] == nil || l["why"] == "") {
			t.Errorf("group %v has no value and no reason", l["code"])
		}
	}
	must(t, w, "digital_campus,520000,2025,,,60,,made up,a", "digital_campus,530000,2025,,,60,,made up,a")
	gap = wire(t, ask(t, w.Indicators, indicator.Question{ID: "digital_campus", By: indicator.ByProvince}))["gap"].(map[string]any)
	if gap["absolute"] != 0.0 || gap["ratio"] != 1.0 || gap["worst_off"] != nil || gap["worst_off_why"] != "all groups stand alike" {
		t.Errorf("two provinces alike: %v", gap)
	}
}
