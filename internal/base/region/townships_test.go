package region

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/base/i18n"
)

func township(code Code) Key { return Key{code, Township} }

// town is a made-up township; its name says so.
func town(code, parent Code, from string, edit ...func(*TownshipUnit)) TownshipUnit {
	t := TownshipUnit{
		Code: code, Parent: parent, Name: i18n.Name{Zh: "合成" + string(code[6:]) + "镇"}, Type: TypeTown, From: from,
		Synthetic: true, Source: "made up for this test",
	}
	for _, e := range edit {
		e(&t)
	}
	return t
}

func named(zh string) func(*TownshipUnit)   { return func(t *TownshipUnit) { t.Name.Zh = zh } }
func ending(day string) func(*TownshipUnit) { return func(t *TownshipUnit) { t.Until = day } }
func typed(kind string) func(*TownshipUnit) { return func(t *TownshipUnit) { t.Type = kind } }

// ownTree is a tree whose townships a test may set without disturbing others.
func ownTree(t testing.TB, list ...TownshipUnit) *Tree {
	t.Helper()
	tree, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	tree.SetTownships(list)
	return tree
}

func TestTownshipsStandBelowTheirCounty(t *testing.T) {
	// The second has another county's digits, as after a county got another code: only its parent counts.
	tree := ownTree(t, town("520526102", "520526", CensusDay), town("520527901", "520526", CensusDay),
		town("441900121", "441900", CensusDay))
	v := tree.At(ListDay)
	for _, tc := range []struct {
		anc, k Key
		want   bool
	}{
		{county("520526"), township("520526102"), true},
		{county("520526"), township("520527901"), true},
		{county("520527"), township("520527901"), false}, // its digits, not its ground
		{prefecture("520500"), township("520527901"), true},
		{province("520000"), township("520527901"), true},
		{Country, township("520527901"), true},
		{province("530000"), township("520527901"), false},
		{township("520527901"), township("520527901"), true},
		{township("520526102"), township("520527901"), false},
		{township("520526102"), county("520526"), false},
		{county("441900"), township("441900121"), true}, // a city without counties
		{prefecture("441900"), township("441900121"), true},
		{county("520526"), township("520526999"), false}, // unknown
		{Key{}, township("520526102"), false},
		{county("520526"), Key{"520526102", County}, false},
		{Key{"520526", Township}, county("520526"), false},
	} {
		if got := v.Contains(tc.anc, tc.k); got != tc.want {
			t.Errorf("Contains(%v, %v) = %v, want %v", tc.anc, tc.k, got, tc.want)
		}
	}
	if d := cmp.Diff([]Key{township("520526102"), township("520527901")}, v.Children(county("520526"))); d != "" {
		t.Errorf("Children (-want +got):\n%s", d)
	}
	if got := v.Children(township("520526102")); got != nil {
		t.Errorf("Children of a township = %v, want none", got)
	}
	if up, ok := v.Parent(township("520527901")); !ok || up != county("520526") {
		t.Errorf("Parent = %v %v, want 520526@county", up, ok)
	}
	if got := v.EconomicRegion(township("520526102")); got != "west" {
		t.Errorf("EconomicRegion = %q, want west", got)
	}
	u, ok := v.Unit(township("520526102"))
	if want := (Unit{
		Key: township("520526102"), Name: i18n.Name{Zh: "合成102镇"}, Short: "合成102", Type: TypeTown, Parent: county("520526"),
		From: CensusDay, Source: "made up for this test", Synthetic: true,
	}); !ok || u != want {
		t.Errorf("Unit = %+v %v, want %+v", u, ok, want)
	}
}

func TestResolveTownships(t *testing.T) {
	tree := ownTree(t, town("520526102", "520526", "2021-01-01", ending("2022-01-01")))
	for _, tc := range []struct {
		on, text string
		want     Key
	}{
		{"2021-06-01", "520526102", township("520526102")},
		{"2021-06-01", " 520526102@township ", township("520526102")},
		{"2021-01-01", "520526102", township("520526102")},
		{"2020-12-31", "520526102", Key{}},
		{"2022-01-01", "520526102", Key{}}, // the day after its last
		{"2021-06-01", "520526102@county", Key{}},
		{"2021-06-01", "520526@township", Key{}},
		{"2021-06-01", "520526103", Key{}},
		{"2021-06-01", "520526", county("520526")},
	} {
		got, ok := tree.At(tc.on).Resolve(tc.text)
		if ok != (tc.want != Key{}) || ok && got != tc.want {
			t.Errorf("At(%s).Resolve(%q) = %v %v, want %v", tc.on, tc.text, got, ok, tc.want)
		}
	}
	if d := cmp.Diff([]Key{township("520526102")}, tree.Resolve("520526102")); d != "" {
		t.Errorf("Tree.Resolve of a township that is gone (-want +got):\n%s", d)
	}
	for text, want := range map[string]bool{
		"520526101@township": true, "520526@township": false, "520526101@county": false, "520526101": false,
		"5205261010@township": false, "52052610x@township": false,
	} {
		k, ok := ParseKey(text)
		if ok != want || ok && k.String() != text {
			t.Errorf("ParseKey(%q) = %v %v, want %v", text, k, ok, want)
		}
	}
}

// Nothing but a township can be set, whatever a caller hands over: a six-digit code would stand in a county's place.
func TestOnlyTownshipsAreSet(t *testing.T) {
	tree := ownTree(t, TownshipUnit{Code: "520526", Parent: "530102", From: CensusDay}, TownshipUnit{Parent: "520526", From: CensusDay})
	v := tree.At(ListDay)
	if got := v.Units(Township); len(got) != 0 {
		t.Errorf("Units = %v, want none", got)
	}
	if got := tree.Resolve("520526"); len(got) != 1 || got[0] != county("520526") {
		t.Errorf("Resolve(520526) = %v, want the county", got)
	}
}

// A township of a county that is gone is unknown, not contained in whatever came after.
func TestATownshipStandsWhileItsCountyDoes(t *testing.T) {
	tree := ownTree(t, town("450127901", "450127", CensusDay)) // Heng county, Hengzhou city (450181) since 2021-02-02
	if _, ok := tree.At(CensusDay).Unit(township("450127901")); !ok {
		t.Error("the township does not stand beside its county")
	}
	v := tree.At(ListDay)
	if u, ok := v.Unit(township("450127901")); ok || v.Contains(Country, township("450127901")) {
		t.Errorf("Unit after the county is gone = %v %v, want none", u, ok)
	}
	if got := v.Units(Township); len(got) != 0 {
		t.Errorf("Units = %v, want none", got)
	}
}

func TestTownshipsByDay(t *testing.T) {
	tree := ownTree(t,
		town("520526101", "520526", "2022-01-01", named("合成新镇")),
		town("520526101", "520526", CensusDay, named("合成旧乡"), typed(TypeTownship)),
		town("520526101", "520527", "2024-01-01", named("合成新镇")),
		town("520526101", "520527", "2024-01-01", named("合成新镇"), ending("2025-01-01")), // its end came with a later import
	)
	for _, tc := range []struct {
		on, name string
		parent   Code
	}{
		{"2020-10-31", "", ""},
		{CensusDay, "合成旧乡", "520526"},
		{"2021-12-31", "合成旧乡", "520526"},
		{"2022-01-01", "合成新镇", "520526"},
		{"2024-01-01", "合成新镇", "520527"},
		{"2024-12-31", "合成新镇", "520527"},
		{"2025-01-01", "", ""},
	} {
		v := tree.At(tc.on)
		u, _ := v.Unit(township("520526101"))
		if u.Name.Zh != tc.name || u.Parent.Code != tc.parent {
			t.Errorf("At(%s): %q under %q, want %q under %q", tc.on, u.Name.Zh, u.Parent.Code, tc.name, tc.parent)
		}
		for _, c := range []Code{"520526", "520527"} {
			if got := len(v.Children(county(c))); got != 0 != (c == tc.parent) {
				t.Errorf("At(%s): %s has %d townships", tc.on, c, got)
			}
		}
	}
	var got []string
	for _, u := range tree.Versions(township("520526101")) {
		got = append(got, u.From+" "+u.Until)
	}
	if d := cmp.Diff([]string{CensusDay + " 2022-01-01", "2022-01-01 2024-01-01", "2024-01-01 2025-01-01"}, got); d != "" {
		t.Errorf("Versions (-want +got):\n%s", d)
	}
}

// Down to the counties nothing depends on townships: what is kept by State stays right.
func TestTheMapAboveIsTheSameWithTownships(t *testing.T) {
	bare, full := load(t), ownTree(t, SyntheticTownships(county("520526"), 30, 1, CensusDay)...)
	for _, on := range append([]string{"", "2024-05-05"}, bare.cuts...) {
		a, b := bare.At(on), full.At(on)
		if a.State() != b.State() {
			t.Errorf("At(%s): State %d and %d", on, a.State(), b.State())
		}
		for level := Nation; level <= County; level++ {
			if !slices.Equal(a.Units(level), b.Units(level)) {
				t.Errorf("At(%s): the units of level %s differ", on, level)
			}
		}
	}
	if got := len(bare.At(ListDay).Units(Township)); got != 0 {
		t.Errorf("%d townships are shipped, want none", got)
	}
	if got := len(full.At(ListDay).Units(Township)); got != 30 {
		t.Errorf("%d townships stand, want the 30 that were set", got)
	}
}

func TestSearchFindsTownships(t *testing.T) {
	tree := ownTree(t, town("520526101", "520526", CensusDay, named("合成六曲镇")),
		town("520526101", "520526", "2022-01-01", named("合成草海镇")), town("520526102", "520526", CensusDay, named("合成第龘乡"), typed(TypeTownship)))
	for q, want := range map[string]Key{
		"合成六曲": township("520526101"), "六曲": township("520526101"), "草海镇": township("520526101"),
		"520526101": township("520526101"), "hechengliuqu": township("520526101"), "hclq": township("520526101"),
		"合成第龘": township("520526102"), // a character without a reading is found as it stands
		"威宁":   county("520526"), "520526": county("520526"),
	} {
		if got := tree.Search(q, 1); len(got) != 1 || got[0].Key != want {
			t.Errorf("Search(%q) = %v, want %v first", q, got, want)
		}
	}
	if got := tree.Search("??", 5); got != nil {
		t.Errorf("Search(??) = %v: nobody can ask for characters without a reading", got)
	}
	tree.SetTownships(nil)
	if got := tree.Search("合成六曲", 1); got != nil {
		t.Errorf("Search after the list was emptied = %v", got)
	}
}

// Contains is what walking up with Parent finds, on every day and for every pair.
func TestContainsAgreesWithParents(t *testing.T) {
	list := drawnTowns()
	tree := ownTree(t, list...)
	rapid.Check(t, func(t *rapid.T) {
		v := tree.At(drawDay(t, tree))
		k := township(rapid.SampledFrom(list).Draw(t, "township").Code)
		anc := drawKey(t, tree, "anc")
		if at := rapid.IntRange(0, 5).Draw(t, "above"); at > 0 {
			anc = k
			for range at - 1 {
				if up, ok := v.Parent(anc); ok {
					anc = up
				}
			}
		}
		want := false
		for up, ok := k, true; ok && !want; up, ok = v.Parent(up) {
			_, stands := v.Unit(up)
			want = stands && up == anc
		}
		if got := v.Contains(anc, k); got != want {
			t.Fatalf("Contains(%v, %v) = %v, the parents say %v", anc, k, got, want)
		}
		if up, ok := v.Parent(k); ok != slices.Contains(v.Children(up), k) {
			t.Fatalf("%v lies in %v, whose children are %v", k, up, v.Children(up))
		}
		if _, ok := v.Unit(k); ok != v.Contains(Country, k) {
			t.Fatalf("%v stands: %v, and lies in the country: %v", k, ok, !ok)
		}
	})
}

// drawnTowns are townships with every sort of history: renamed, moved to another county, ended, in a county that goes.
func drawnTowns() (list []TownshipUnit) {
	for i := range 40 {
		code := Code(fmt.Sprintf("5205%02d9%02d", 20+i%8, i))
		t := town(code, "520526", []string{CensusDay, "2021-03-01", "2022-07-01"}[i%3])
		if i%4 == 1 {
			t.Parent = "450127" // gone in 2021
		}
		list = append(list, t)
		if i%5 == 0 {
			list = append(list, town(code, "520527", "2023-01-01"))
		}
		if i%7 == 0 {
			list = append(list, town(code, "520527", "2023-01-01", ending("2023-06-01")))
		}
	}
	return list
}

// Readers see one list or the other, whole; run under the race detector.
func TestReadersSeeOneListOrTheOther(t *testing.T) {
	tree := ownTree(t)
	lists := [][]TownshipUnit{
		SyntheticTownships(county("520526"), 7, 1, CensusDay), SyntheticTownships(county("520527"), 12, 2, CensusDay),
	}
	tree.SetTownships(lists[0])
	var readers, writer sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 200 {
				v := tree.At(ListDay)
				n, a, b := len(v.Units(Township)), len(v.Children(county("520526"))), len(v.Children(county("520527")))
				if n != a+b || (a != 7 || b != 0) && (a != 0 || b != 12) {
					t.Errorf("%d townships, %d and %d in the counties: neither list", n, a, b)
				}
				if got := len(tree.Search("合成", 50)); got != 7 && got != 12 {
					t.Errorf("Search finds %d, want 7 or 12", got)
				}
			}
		})
	}
	stop := make(chan struct{})
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				tree.SetTownships(lists[i%2])
				runtime.Gosched()
			}
		}
	})
	readers.Wait()
	close(stop)
	writer.Wait()
}

func TestSyntheticTownships(t *testing.T) {
	list := SyntheticTownships(county("520526"), 200, 7, CensusDay)
	if d := cmp.Diff(list, SyntheticTownships(county("520526"), 200, 7, CensusDay)); d != "" {
		t.Errorf("the same seed gives another list (-first +second):\n%s", d)
	}
	if cmp.Equal(list, SyntheticTownships(county("520526"), 200, 8, CensusDay)) {
		t.Error("another seed gives the same list, so the test above could not fail")
	}
	if len(list) != 99 {
		t.Errorf("%d townships, want 99 at most", len(list))
	}
	kinds := map[string]bool{}
	for _, u := range list {
		kinds[u.Type] = true
		if !u.Synthetic || !chineseSays(u.Name.Zh) || u.Name.En == "" || u.Code[6] != '9' {
			t.Errorf("%+v does not say that it is made up", u)
		}
	}
	if len(kinds) != 3 {
		t.Errorf("types %v, want towns, townships and subdistricts", kinds)
	}
	if got := SyntheticTownships(prefecture("520500"), 3, 1, CensusDay); got != nil {
		t.Errorf("townships of a prefecture: %v", got)
	}
	file, err := load(t).ParseTownships(TownshipsCSV(list...), nil)
	if err != nil || !cmp.Equal(file.New, list) {
		t.Errorf("reading what was written: %v\n%s", err, cmp.Diff(list, file.New))
	}
}

func chineseSays(name string) bool { return len(name) > 6 && name[:6] == "合成" }

// as many townships as the nation has: about 38,600 at the end of 2023 (civil affairs bulletin).
func nationwide(b *testing.B) []TownshipUnit {
	var list []TownshipUnit
	for i, u := range load(b).At(ListDay).Units(County) {
		list = append(list, SyntheticTownships(u.Key, 13, uint64(i), CensusDay)...)
	}
	return list
}

func BenchmarkSetTownships(b *testing.B) {
	tree, list := ownTree(b), nationwide(b)
	b.ReportMetric(float64(len(list)), "townships")
	for b.Loop() {
		tree.SetTownships(list)
		tree.Search("an", 1)
	}
}

func BenchmarkSearchTownships(b *testing.B) {
	tree := ownTree(b, nationwide(b)...)
	for b.Loop() {
		tree.Search("an", 20)
	}
}

func BenchmarkContainsTownship(b *testing.B) {
	tree := ownTree(b, nationwide(b)...)
	for b.Loop() {
		if !tree.At(ListDay).Contains(province("520000"), township("520526907")) {
			b.Fatal("not contained")
		}
	}
}
