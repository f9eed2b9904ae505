package inequality_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"mihe/measure/inequality"
)

// The reference data of PySAL (BSD-3) stay outside the repository; MIHE_ORACLES names their folder.
func oracles(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: PySAL's Mexican states are not compared")
	}
	return dir
}

// mexico returns a column of PySAL's Mexican states as numbers.
func mexico(t *testing.T) func(column string) []float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(oracles(t), "pysal", "pysal_mexico.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return func(column string) []float64 {
		t.Helper()
		for at, name := range rows[0] {
			if name != column {
				continue
			}
			values := make([]float64, len(rows)-1)
			for i, row := range rows[1:] {
				if values[i], err = strconv.ParseFloat(row[at], 64); err != nil {
					t.Fatal(err)
				}
			}
			return values
		}
		t.Fatalf("no column %s", column)
		return nil
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(oracles(t), name))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var mexicanYears = []string{"pcgdp1940", "pcgdp1950", "pcgdp1960", "pcgdp1970", "pcgdp1980", "pcgdp1990", "pcgdp2000"}

// Theil's T of seven years and its parts by region, as PySAL prints them to eight digits.
func TestMexicoTheil(t *testing.T) {
	var published struct {
		PySAL struct {
			Theil   []float64 `json:"theil_T_1940_2000"`
			Between []float64 `json:"theil_between_hanson98"`
		} `json:"pysal_inequality@0f9050ee(BSD-3)"`
	}
	var measured struct {
		Mexico struct {
			Within  []float64 `json:"hanson98_within"`
			MLD1940 float64   `json:"mld_1940"`
		} `json:"mexico"`
	}
	column := mexico(t)
	readJSON(t, "published.json", &published)
	readJSON(t, "measure.json", &measured)
	const digits = 5e-9
	for i, year := range mexicanYears {
		d := must[inequality.Decomposition[float64]](t)(inequality.DecomposeTheilT(column(year), nil, column("hanson98")))
		total, between, within := published.PySAL.Theil[i], published.PySAL.Between[i], measured.Mexico.Within[i]
		if !near(d.Total, total, digits/total) || !near(d.Between, between, digits/between) || !near(d.Within, within, digits/within) {
			t.Errorf("%s: T %.9f = %.9f + %.9f, want %v = %v + %v", year, d.Total, d.Between, d.Within, total, between, within)
		}
	}
	if l := must[float64](t)(inequality.TheilL(column("pcgdp1940"), nil)); !near(l, measured.Mexico.MLD1940, 1e-14) {
		t.Errorf("L of 1940 = %.17g, want %.17g", l, measured.Mexico.MLD1940)
	}
}

// Gini, Dagum's parts, and PySAL's sums of absolute differences within and across regions ("wg", "wcg").
func TestMexicoGini(t *testing.T) {
	type parts struct{ G, Gw, Gnb, Gt float64 }
	var measured struct {
		Mexico struct {
			Gini1940  float64 `json:"gini_1940"`
			Dagum1940 parts   `json:"dagum_1940_hanson98"`
			Dagum2000 parts   `json:"dagum_2000_hanson98"`
		} `json:"mexico"`
	}
	column := mexico(t)
	readJSON(t, "measure.json", &measured)
	of := func(year string, want parts) inequality.Dagum[float64] {
		t.Helper()
		d := must[inequality.Dagum[float64]](t)(inequality.DagumDecompose(column(year), nil, column("hanson98")))
		const share = 1e-14
		if !near(d.Total, want.G, share) || !near(d.Within, want.Gw, share) || !near(d.NetBetween, want.Gnb, share) || !near(d.Transvariation, want.Gt, share) {
			t.Errorf("%s: %.17g = %.17g + %.17g + %.17g, want %+v", year, d.Total, d.Within, d.NetBetween, d.Transvariation, want)
		}
		return d
	}
	measured.Mexico.Dagum1940.G = measured.Mexico.Gini1940
	of("pcgdp2000", measured.Mexico.Dagum2000)
	d := of("pcgdp1940", measured.Mexico.Dagum1940)

	var published struct {
		PySAL struct {
			Gini    float64 `json:"gini_pcgdp1940"`
			Regimes struct {
				WG  float64 `json:"wg"`
				WCG float64 `json:"wcg"`
			} `json:"gini_spatial_regime_hanson98"`
		} `json:"pysal_inequality@0f9050ee(BSD-3)"`
	}
	readJSON(t, "published.json", &published)
	values := column("pcgdp1940")
	var total float64
	for _, x := range values {
		total += x
	}
	all := 2 * float64(len(values)) * total // Σ|x − y| over ordered pairs is 2 n Σx G
	if got := all * d.Within; !near(got, published.PySAL.Regimes.WG, 1e-12) {
		t.Errorf("differences within regions sum to %v, want %v", got, published.PySAL.Regimes.WG)
	}
	if got := all * (d.NetBetween + d.Transvariation); !near(got, published.PySAL.Regimes.WCG, 1e-12) {
		t.Errorf("differences across regions sum to %v, want %v", got, published.PySAL.Regimes.WCG)
	}
	if !near(d.Total, published.PySAL.Gini, 1e-14) {
		t.Errorf("Gini of 1940 = %.17g, want %.17g", d.Total, published.PySAL.Gini)
	}
}
