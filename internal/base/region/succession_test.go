package region

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/data"
)

func uncoded(t *testing.T) []data.UncodedRow {
	t.Helper()
	rows, err := data.RegionUncoded()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The 35 codes with a census row that the list of 2023 no longer has, and where each went; "" is unresolved and "*"
// more than one unit. Sources stand in region_successions.csv.
var goneSinceTheCensus = map[Code]Code{
	"320571": "320576", "320611": "320613", "321271": "", "330103": "330105", "330104": "*",
	"340171": "340176", "340172": "340177", "340173": "340178", "340208": "340209",
	"350402": "350404", "350403": "350404", "350427": "350405", "350625": "350605", "350681": "350604",
	"370171": "370176", "370271": "", "370672": "370676", "371472": "*",
	"410306": "410308", "410322": "410308", "410381": "410307", "430271": "430204",
	"431121": "431181", "450127": "450181", "511071": "511002", "511771": "511703", "511971": "511902",
	"513425": "513402", "520522": "520581", "532331": "532302", "540422": "540481", "540530": "540581",
	"610322": "610305", "610928": "610981", "654223": "654203",
}

func TestGoneCodes(t *testing.T) {
	tree := load(t)
	then, now := tree.At(CensusDay), tree.At(ListDay)
	for code, heir := range goneSinceTheCensus {
		k := county(code)
		if _, ok := then.Unit(k); !ok {
			t.Errorf("%s does not stand on the day of the census", k)
		}
		if _, ok := now.Unit(k); ok {
			t.Errorf("%s still stands on %s", k, ListDay)
		}
		unit, ok := now.RollUp(k, County)
		if want := heir != "" && heir != "*"; ok != want || ok && unit.Code != heir {
			t.Errorf("RollUp(%s, county) = %s %v, want %q", k, unit.Key, ok, heir)
		}
		if got, want := slices.Contains(tree.Unresolved(), k), heir == ""; got != want {
			t.Errorf("%s unresolved = %v, want %v", k, got, want)
		}
		for _, level := range []Level{Prefecture, Province, Nation} {
			home, _ := then.Ancestor(k, level)
			if up, ok := now.RollUp(k, level); !ok || up.Key != home {
				t.Errorf("RollUp(%s, %s) on %s = %s %v, want %s as in 2020", k, level, ListDay, up.Key, ok, home)
			}
		}
	}
	if len(goneSinceTheCensus) != 35 {
		t.Errorf("the table names %d codes, want the 35 of the data's README", len(goneSinceTheCensus))
	}
}

func TestUnresolved(t *testing.T) {
	// The last four are zones that the lists of 2020 to 2022 name but the census does not code.
	want := []Key{
		county("140471"), county("231071"), county("321271"), county("370271"), county("430471"), county("652871"),
	}
	if d := cmp.Diff(want, load(t).Unresolved()); d != "" {
		t.Errorf("Unresolved (-want +got):\n%s", d)
	}
}

func TestRenamesUnderOneCode(t *testing.T) {
	tree := load(t)
	for code, names := range map[Code][2]string{
		"320614": {"海门市", "海门区"}, "340210": {"芜湖县", "湾沚区"}, "340212": {"繁昌县", "繁昌区"},
		"421088": {"监利县", "监利市"}, "520204": {"水城县", "水城区"}, "632301": {"同仁县", "同仁市"},
		"152571": {"乌拉盖管委会", "乌拉盖管理区管委会"}, "371471": {"德州经济技术开发区", "德州天衢新区"},
		"152971": {"内蒙古阿拉善经济开发区", "内蒙古阿拉善高新技术产业开发区"},
	} {
		for i, on := range []string{CensusDay, ListDay} {
			if u, ok := tree.At(on).Unit(county(code)); !ok || u.Name.Zh != names[i] {
				t.Errorf("At(%s).Unit(%s) is called %q, want %q", on, code, u.Name.Zh, names[i])
			}
		}
	}
}

// Every end and every new beginning of a unit has a succession of that day, and every succession that ends a unit or
// begins one falls on that day.
func TestSuccessionsMeetTheVersions(t *testing.T) {
	tree := load(t)
	founded := []Key{county("659012")} // Baiyang, 2023-01-20: no earlier county is named
	for _, u := range tree.units {
		on := func(list []Succession, day string) bool {
			return slices.ContainsFunc(list, func(s Succession) bool { return s.On == day })
		}
		if u.Until != "" && !on(tree.from[u.Key], u.Until) && !slices.Contains(tree.Unresolved(), u.Key) {
			t.Errorf("%s ends on %s without a succession", u.Key, u.Until)
		}
		if u.From != "" && !on(tree.to[u.Key], u.From) && !slices.Contains(founded, u.Key) {
			t.Errorf("%s begins on %s without a succession", u.Key, u.From)
		}
	}
	for _, s := range tree.successions {
		v := tree.At(s.On)
		if _, ok := v.Unit(s.To); !ok {
			t.Errorf("%s %s %s on %s: the later unit does not stand", s.From, s.Kind, s.To, s.On)
		}
		same := s.From == s.To
		if same != (s.Kind == Rename || s.Kind == Upgrade && same) {
			t.Errorf("%s %s %s: only a rename or an upgrade keeps the key", s.From, s.Kind, s.To)
		}
		if _, stands := v.Unit(s.From); stands && (s.Kind == Merge || s.Kind == Recode) {
			t.Errorf("%s %s %s on %s: the earlier unit still stands", s.From, s.Kind, s.To, s.On)
		}
		if !s.Verified && s.Source == "" {
			t.Errorf("%s %s %s names no source", s.From, s.Kind, s.To)
		}
	}
}

func TestSuccessors(t *testing.T) {
	tree := load(t)
	day := "2021-03-11" // State Council letter 29 of 2021, Zhejiang notice 7 of 2021
	for _, on := range []string{day, ListDay} {
		var got []Code
		for _, s := range tree.Successors(county("330104"), on) {
			got = append(got, s.To.Code)
		}
		if d := cmp.Diff([]Code{"330102", "330114"}, got); d != "" {
			t.Errorf("Successors(Jianggan, %s) (-want +got):\n%s", on, d)
		}
	}
	if got := tree.Successors(county("330104"), "2021-03-10"); len(got) != 0 {
		t.Errorf("Successors on the day before = %v, want none", got)
	}
	if got := len(tree.Predecessors(county("330114"), ListDay)); got != 2 {
		t.Errorf("Qiantang has %d predecessors, want Jianggan and Xiaoshan", got)
	}
}

func TestComparable(t *testing.T) {
	tree := load(t)
	for _, tc := range []struct {
		k        Key
		from, to string
		why      string
	}{
		{county("330102"), CensusDay, ListDay, Gained}, // Shangcheng took most of Jianggan
		{county("330105"), CensusDay, ListDay, Gained}, // Gongshu took Xiacheng
		{county("330109"), CensusDay, ListDay, Lost},   // Xiaoshan gave five street offices to Qiantang
		{county("330110"), CensusDay, ListDay, Lost},   // Yuhang gave Linping
		{county("330110"), ListDay, CensusDay, Lost},   // either way round
		{county("330110"), "2021-03-11", ListDay, ""},  // the new Yuhang with itself
		{county("330103"), CensusDay, ListDay, Absent},
		{county("330113"), CensusDay, ListDay, Absent},
		{county("320613"), CensusDay, ListDay, Gained}, // the census counts Gangzha apart
		{county("371471"), CensusDay, ListDay, Redrawn},
		{county("320614"), CensusDay, ListDay, ""}, // another name, the same ground
		{county("520527"), CensusDay, ListDay, ""},
		{prefecture("330100"), CensusDay, ListDay, ""}, // all of it inside Hangzhou
		{prefecture("410200"), CensusDay, ListDay, Lost},
		{prefecture("410100"), CensusDay, ListDay, Gained},
		{province("410000"), CensusDay, ListDay, ""},
		{Country, CensusDay, ListDay, ""},
	} {
		ok, why := tree.Comparable(tc.k, tc.from, tc.to)
		if ok != (tc.why == "") || why != tc.why {
			t.Errorf("Comparable(%s, %s, %s) = %v %q, want %q", tc.k, tc.from, tc.to, ok, why, tc.why)
		}
	}
}

// No unit, of whatever day, falls out of a sum over the map of another day.
func TestRollUpLosesNoUnit(t *testing.T) {
	tree := load(t)
	rapid.Check(t, func(t *rapid.T) {
		v, k := tree.At(drawDay(t, tree)), drawKey(t, tree, "k")
		for level := Nation; level < k.Level; level++ {
			up, ok := v.RollUp(k, level)
			if !ok || up.Level != level {
				t.Fatalf("RollUp(%s, %s) = %s %v", k, level, up.Key, ok)
			}
			if _, stands := v.Unit(up.Key); !stands {
				t.Fatalf("RollUp(%s, %s) = %s, which does not stand on that day", k, level, up.Key)
			}
			if above, _ := v.RollUp(up.Key, Nation); above.Key != Country {
				t.Fatalf("RollUp(%s) does not reach the country", up.Key)
			}
		}
	})
}

func TestUncodedZones(t *testing.T) {
	v := load(t).At(CensusDay)
	listed, people := 0, 0.0
	for _, r := range uncoded(t) {
		people += number(t, r.Population)
		then, ok := v.Unit(county(Code(r.Code2020)))
		if !ok || then.Name.Zh != r.NameZh || !v.Contains(prefecture(Code(r.Prefecture)), then.Key) {
			t.Errorf("%s: the list of 2020 has %q under %s", r.NameZh, then.Name.Zh, r.Code2020)
		}
		if r.Code2023 != "" {
			listed++
		}
	}
	// 1,409,778,724 published people less 1,406,353,068 in the 2,947 units.
	if got := len(uncoded(t)); got != 42 || listed != 35 || people != 3425656 {
		t.Errorf("uncoded: %d rows, %d in the list of 2023, %.0f people; want 42, 35, 3425656", got, listed, people)
	}
}

// A unit that is founded later has no heir on an earlier map, whatever became of it after that.
func TestRollUpDoesNotLookAhead(t *testing.T) {
	tree := &Tree{versions: map[Key][]int{}, byCode: map[Code][]Key{}}
	for _, r := range []data.RegionRow{
		{Code: "000000", Level: "nation"},
		{Code: "010000", Level: "province", Parent: "000000"},
		{Code: "010100", Level: "prefecture", Parent: "010000"},
		{Code: "010101", Level: "county", Parent: "010100"},
		{Code: "010102", Level: "county", Parent: "010100", From: "2021-01-01", Until: "2022-01-01"},
	} {
		if err := tree.add(r); err != nil {
			t.Fatal(err)
		}
	}
	founded := county("010102")
	tree.from = map[Key][]Succession{founded: {{From: founded, To: county("010101"), Kind: Merge, On: "2022-01-01"}}}
	tree.cutDays()
	for on, want := range map[string]bool{"2020-12-31": false, "2021-06-30": true, "2022-01-01": true} {
		if u, ok := tree.At(on).RollUp(founded, County); ok != want {
			t.Errorf("At(%s).RollUp(%s, county) = %s %v, want %v", on, founded, u.Key, ok, want)
		}
		if u, ok := tree.At(on).RollUp(founded, Prefecture); !ok || u.Code != "010100" {
			t.Errorf("At(%s).RollUp(%s, prefecture) = %s %v", on, founded, u.Key, ok)
		}
	}
}
