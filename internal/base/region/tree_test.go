package region

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/data"
)

var loaded = sync.OnceValues(Load)

func load(t testing.TB) *Tree {
	t.Helper()
	tree, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func county(code Code) Key     { return Key{code, County} }
func prefecture(code Code) Key { return Key{code, Prefecture} }
func province(code Code) Key   { return Key{code, Province} }

func TestCountsOfTheOfficialLists(t *testing.T) {
	tree := load(t)
	// Rows of the county table in the Bureau's lists of those days, as china-division 2.4.0, 2.5.0, 2.6.1 and 2.7.0
	// carry them; provinces and prefecture rows are the same in all four.
	for on, want := range map[string]int{
		"2020-06-30": 2994, CensusDay: 2994, "2021-10-31": 2990, "2022-10-31": 2984, ListDay: 2978, "2026-01-01": 2978,
	} {
		v := tree.At(on)
		for _, level := range []struct {
			level Level
			want  int
		}{{Nation, 1}, {Province, 31}, {Prefecture, 342}, {County, want}} {
			if got := len(v.Units(level.level)); got != level.want {
				t.Errorf("At(%s) has %d units of level %s, want %d", on, got, level.level, level.want)
			}
		}
	}
}

func TestUnitTypesOfTheList(t *testing.T) {
	got := map[string]int{}
	for _, level := range []Level{Prefecture, County} {
		for _, u := range load(t).At(ListDay).Units(level) {
			got[u.Type]++
		}
	}
	// Counted in divisions-2023.csv; 124 zones, 9 grouping rows and 4 cities without counties are named in practice.md.
	want := map[string]int{
		"county": 1417, "district": 979, "county_level_city": 397, "zone": 124, "banner": 52, "other": 5,
		"prefecture_without_counties": 4, "prefecture": 328, "pseudo": 9, "city_with_planning_status": 5,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("unit types (-want +got):\n%s", d)
	}
}

// The census and the tree must agree to the last person: every published row of a province or prefecture is the sum
// of its counties and of its zones without a code.
func TestCensusClosesOnEveryPublishedRow(t *testing.T) {
	v := load(t).At(CensusDay)
	sums, published := map[Key]float64{}, map[Key]float64{}
	units := 0
	for row, err := range data.Observations() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Variable != "population" || row.Sex+row.Residence+row.Age != "" || row.Period != CensusDay {
			continue
		}
		level, _ := ParseLevel(row.Level)
		k := Key{Code(row.Code), level}
		if level != County {
			published[k] = row.Value
			continue
		}
		units++
		for _, up := range []Level{Prefecture, Province, Nation} {
			above, ok := v.Ancestor(k, up)
			if !ok {
				t.Errorf("census unit %s has no %s on %s", k, up, CensusDay)
			}
			sums[above] += row.Value
		}
	}
	for _, r := range uncoded(t) {
		for _, k := range []Key{prefecture(Code(r.Prefecture)), province(Code(r.Province)), Country} {
			sums[k] += number(t, r.Population)
		}
	}
	if units != 2947 || len(published) != 1+31+338 {
		t.Errorf("census has %d units and %d published rows, want 2947 and 370", units, len(published))
	}
	for k, want := range published {
		if sums[k] != want {
			t.Errorf("%s: units and uncoded zones add up to %.0f, published %.0f", k, sums[k], want)
		}
	}
}

func TestThreeCodesStandAtTwoLevels(t *testing.T) {
	tree := load(t)
	for _, on := range []string{CensusDay, ListDay} {
		v := tree.At(on)
		for _, code := range []Code{"441900", "442000", "460400"} {
			if d := cmp.Diff([]Key{prefecture(code), county(code)}, tree.Resolve(string(code))); d != "" {
				t.Errorf("Resolve(%s) (-want +got):\n%s", code, d)
			}
			for text, want := range map[string]Key{
				string(code): county(code), string(code) + "@county": county(code), string(code) + "@prefecture": prefecture(code),
			} {
				if got, ok := v.Resolve(text); !ok || got != want {
					t.Errorf("At(%s).Resolve(%s) = %v %v, want %v", on, text, got, ok, want)
				}
			}
			if up, ok := v.Parent(county(code)); !ok || up != prefecture(code) {
				t.Errorf("Parent(%v) = %v %v, want the prefecture of the same code", county(code), up, ok)
			}
		}
	}
}

func TestResolveOnADay(t *testing.T) {
	tree := load(t)
	for _, tc := range []struct {
		on, text string
		want     Key
	}{
		{ListDay, "520527", county("520527")},
		{ListDay, " 520500 ", prefecture("520500")},
		{ListDay, "520000", province("520000")},
		{ListDay, "000000", Country},
		{ListDay, "450127", Key{}}, // Heng county, Hengzhou city since 2021
		{CensusDay, "450127", county("450127")},
		{CensusDay, "450181", Key{}},
		{ListDay, "520527@prefecture", Key{}},
		{ListDay, "52052", Key{}},
		{ListDay, "", Key{}},
	} {
		got, ok := tree.At(tc.on).Resolve(tc.text)
		if ok != (tc.want != Key{}) || ok && got != tc.want {
			t.Errorf("At(%s).Resolve(%q) = %v %v, want %v", tc.on, tc.text, got, ok, tc.want)
		}
	}
}

func TestViewsAreOrdered(t *testing.T) {
	tree := load(t)
	for i := range tree.stages {
		v := &View{stage: tree.stages[i](), towns: &noTownships}
		for level := Nation; level <= County; level++ {
			units := v.Units(level)
			if !slices.IsSortedFunc(units, func(a, b Unit) int { return compareKeys(a.Key, b.Key) }) {
				t.Errorf("state %d: units of level %s are not in order of code", i, level)
			}
			below := 0
			for _, u := range units {
				below += len(v.Children(u.Key))
				if !slices.IsSortedFunc(v.Children(u.Key), compareKeys) {
					t.Errorf("state %d: children of %s are not in order of code", i, u.Key)
				}
			}
			if level < County && below != len(v.Units(level+1)) {
				t.Errorf("state %d: level %s has %d children, want %d: a unit stands under nothing", i, level, below, len(v.Units(level+1)))
			}
		}
	}
}

func TestVersionsOfAUnitDoNotOverlap(t *testing.T) {
	tree := load(t)
	for k, at := range tree.versions {
		for i := 1; i < len(at); i++ {
			before, after := tree.units[at[i-1]], tree.units[at[i]]
			if before.Until == "" || after.From == "" || before.Until > after.From {
				t.Errorf("%s: a version until %q is followed by one from %q", k, before.Until, after.From)
			}
		}
	}
}

func TestEconomicRegions(t *testing.T) {
	v := load(t).At(ListDay)
	got := map[string]int{}
	for _, u := range v.Units(Province) {
		got[v.EconomicRegion(u.Key)]++
	}
	// National Bureau of Statistics, 2011: 10 provinces in the east, 6 in the centre, 12 in the west, 3 in the northeast.
	if d := cmp.Diff(map[string]int{"east": 10, "central": 6, "west": 12, "northeast": 3}, got); d != "" {
		t.Errorf("provinces by economic region (-want +got):\n%s", d)
	}
	var order []string
	for _, e := range v.EconomicRegions() {
		order = append(order, e.Code)
	}
	if d := cmp.Diff([]string{"east", "central", "west", "northeast"}, order); d != "" {
		t.Errorf("EconomicRegions (-want +got):\n%s", d)
	}
	for k, want := range map[Key]string{county("520527"): "west", prefecture("210200"): "northeast", Country: "", county("999999"): ""} {
		if got := v.EconomicRegion(k); got != want {
			t.Errorf("EconomicRegion(%v) = %q, want %q", k, got, want)
		}
	}
}

func TestZeroKeyContainsNothing(t *testing.T) {
	v := load(t).At(ListDay)
	for _, tc := range []struct {
		anc, k Key
		want   bool
	}{
		{Country, county("520527"), true},
		{Country, Country, true},
		{province("520000"), county("520527"), true},
		{prefecture("520500"), county("520527"), true},
		{county("520527"), county("520527"), true},
		{county("520527"), prefecture("520500"), false},
		{prefecture("520400"), county("520527"), false},
		{prefecture("441900"), county("441900"), true},
		{county("441900"), prefecture("441900"), false},
		{Key{}, county("520527"), false},
		{Key{}, Key{}, false},
		{province("520000"), Key{}, false},
		{province("520000"), county("520522"), false}, // gone on that day
	} {
		if got := v.Contains(tc.anc, tc.k); got != tc.want {
			t.Errorf("Contains(%v, %v) = %v, want %v", tc.anc, tc.k, got, tc.want)
		}
	}
}

// Contains is compared with a walk over the rows of the file, which knows nothing of views.
func TestContainsAgreesWithTheRows(t *testing.T) {
	tree := load(t)
	rows, err := data.Regions()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		on := drawDay(t, tree)
		anc, k := drawKey(t, tree, "anc"), drawKey(t, tree, "k")
		if rapid.Bool().Draw(t, "related") {
			anc.Code = (k.Code[:2*rapid.IntRange(0, 3).Draw(t, "digits")] + "000000")[:6]
			anc.Level = rapid.SampledFrom([]Level{Nation, Province, Prefecture, County}).Draw(t, "level")
		}
		if got, want := tree.At(on).Contains(anc, k), walk(rows, on, anc, k); got != want {
			t.Fatalf("At(%s).Contains(%v, %v) = %v, want %v", on, anc, k, got, want)
		}
	})
}

func walk(rows []data.RegionRow, on string, anc, k Key) bool {
	for {
		i := slices.IndexFunc(rows, func(r data.RegionRow) bool {
			return r.Code == string(k.Code) && r.Level == k.Level.String() &&
				r.From <= on && (r.Until == "" || on < r.Until)
		})
		if i < 0 || k == anc || rows[i].Parent == "" {
			return i >= 0 && k == anc
		}
		k = Key{Code(rows[i].Parent), k.Level - 1}
	}
}

func drawKey(t *rapid.T, tree *Tree, name string) Key {
	return tree.units[rapid.IntRange(0, len(tree.units)-1).Draw(t, name)].Key
}

func drawDay(t *rapid.T, tree *Tree) string {
	return rapid.SampledFrom(append([]string{"2020-01-01", CensusDay, "2021-02-15", "2022-12-31", "2024-01-01"}, tree.cuts...)).Draw(t, "on")
}
