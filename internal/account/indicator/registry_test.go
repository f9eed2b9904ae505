package indicator

import (
	"strings"
	"testing"

	"mihe/internal/base/i18n"
)

var testVariables = []Variable{
	{ID: "people", Base: baseFullCount},
	{ID: "old", Base: baseFullCount},
	{ID: "young", Base: baseFullCount},
	{ID: "sampled", Base: baseLongForm, ExpandBy: "people"},
	{ID: "pay", Base: "survey"},
}

const goodEntry = `
least: {complete: 0.5, since: 2026-11-26, source: ours}
indicators:
  - id: dependency
    name: {zh: 抚养比, en: dependency}
    subject: {zh: 老人, en: elders}
    unit: percent
    formula: "old / (people - old - young)"
    multiplier: 100
    direction: down
    worst: most_need
    gap: group
    role: N
    action: A12
    owner: 民政
    decimals: 1
    bands: [1, 2, 3, 4]
    measures: {zh: 甲, en: a}
    not_measured: {zh: 乙, en: b}
`

func TestLoadRegistryRefuses(t *testing.T) {
	if _, err := LoadRegistry([]byte(goodEntry), testVariables); err != nil {
		t.Fatalf("the good entry: %v", err)
	}
	for name, change := range map[string][2]string{
		"no least completeness":        {"complete: 0.5", "complete: 0"},
		"more than all":                {"complete: 0.5", "complete: 1.5"},
		"a least share that is none":   {"complete: 0.5", "complete: .nan"},
		"a least share without a date": {", since: 2026-11-26", ""},
		"one without a source":         {", source: ours", ""},
		"an unknown variable":          {"old / (people", "gone / (people"},
		"full count mixed with sample": {"old / (people", "sampled / (people"},
		"bands out of order":           {"[1, 2, 3, 4]", "[1, 3, 2, 4]"},
		"two bands that are one":       {"[1, 2, 3, 4]", "[1, 2, 2, 4]"},
		"a grouping nobody knows":      {"decimals: 1", "decimals: 1\n    only: [weather]"},
		"a break that is no period":    {"decimals: 1", "decimals: 1\n    breaks: [sometime]"},
		"three bands":                  {"[1, 2, 3, 4]", "[1, 2, 3]"},
		"an unknown role":              {"role: N", "role: X"},
		"an unknown gap":               {"gap: group", "gap: moon"},
		"an unknown direction":         {"direction: down", "direction: sideways"},
		"a direction without a worst":  {"worst: most_need", "worst: \"\""},
		"a text in one language only":  {"measures: {zh: 甲, en: a}", "measures: {zh: 甲, en: \"\"}"},
		"a field nobody knows":         {"decimals: 1", "decimal: 1"},
		"a formula that ends early":    {"- young)", "-)"},
		"a mean without a weight":      {"old / (people - old - young)", "pay"},
		"a tag that is no part":        {"old / (people", "old[tall] / (people"},
		"two variables without a sign": {"people - old", "people old"},
		"the same identifier twice":    {"indicators:", "indicators:" + strings.TrimPrefix(goodEntry, "\nindicators:")},
	} {
		text := strings.Replace(goodEntry, change[0], change[1], 1)
		if text == goodEntry {
			t.Fatalf("%s: the change does not apply", name)
		}
		if _, err := LoadRegistry([]byte(text), testVariables); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestShippedRegistryIsComplete(t *testing.T) {
	r, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(r.All()); got != 45 {
		t.Errorf("%d indicators, want 45: 29 of the census, 5 of income, spending and product, 7 of digital access still without data, 4 of registers", got)
	}
	if got := len(r.Headlines()); got != len(Gaps) {
		t.Errorf("%d headlines, want one for each of the four gaps", got)
	}
	for _, ind := range r.All() {
		if r.Label("owner."+ind.Owner) == (i18n.Name{}) {
			t.Errorf("%s: the owner %q has no name in both languages", ind.ID, ind.Owner)
		}
	}
	for _, key := range []string{"country", "sex.male", "urban_rural.rural", "urbanisation_band." + bandCodes[3], "unit_type.zone"} {
		if r.Label(key) == (i18n.Name{}) {
			t.Errorf("label %q is missing", key)
		}
	}
}

func TestBandFiveIsAlwaysFurthestBehind(t *testing.T) {
	up := Indicator{Direction: Up, Bands: [4]float64{10, 20, 30, 40}}
	down := Indicator{Direction: Down, Bands: up.Bands}
	for _, tc := range []struct {
		level    float64
		up, down int
	}{{5, 5, 1}, {10, 4, 2}, {39.9, 2, 4}, {40, 1, 5}, {90, 1, 5}} {
		if got := up.Band(tc.level); got != tc.up {
			t.Errorf("higher is better: Band(%v) = %d, want %d", tc.level, got, tc.up)
		}
		if got := down.Band(tc.level); got != tc.down {
			t.Errorf("lower is better: Band(%v) = %d, want %d", tc.level, got, tc.down)
		}
	}
}

func TestOnlyNeedsAndOutcomesRaiseTasks(t *testing.T) {
	for role, want := range map[Role]bool{Need: true, Outcome: true, OutcomeProxy: false, Context: false} {
		if got := (&Indicator{Role: role, Action: "A12"}).RaisesTasks(); got != want {
			t.Errorf("role %s raises tasks: %v, want %v", role, got, want)
		}
	}
	if (&Indicator{Role: Need, Action: "-"}).RaisesTasks() {
		t.Error("an indicator tied to no action raises tasks")
	}
}

func FuzzParseFormula(f *testing.F) {
	f.Add("a / b")
	f.Add("(a + b[male]) / (c - d[rural])")
	f.Add("(")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseFormula(text)
		if err == nil && len(parsed.num) == 0 {
			t.Errorf("parseFormula(%q) gave no numerator and no error", text)
		}
	})
}

// Money compared over years or places stands in the prices of its day, and says so.
func TestMoneyIsSaidToBeNominal(t *testing.T) {
	r, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, ind := range r.All() {
		if ind.Unit != "yuan" {
			continue
		}
		seen++
		if !strings.Contains(ind.NotMeasured.Zh, "名义值") || !strings.Contains(ind.NotMeasured.En, "Nominal") {
			t.Errorf("%s does not say that its prices are those of the day: %+v", ind.ID, ind.NotMeasured)
		}
	}
	if seen < 5 {
		t.Errorf("only %d indicators of money looked at", seen)
	}
}
