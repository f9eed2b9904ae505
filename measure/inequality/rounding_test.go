package inequality_test

import (
	"math"
	"testing"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/inequality"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 40) }

// The bits of the answers on fixed data: the same on amd64 (with and without GOAMD64=v3), arm64 and loong64. A change of
// algorithm may change the last digit and then changes this table; a change of machine may not.
func TestSameBitsEverywhere(t *testing.T) {
	x, w, group := incomes(997)
	d := must[inequality.Dagum[int]](t)(inequality.DagumDecompose(x, w, group))
	l := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilL(x, w, group))
	v := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilT(x, w, group))
	got := map[string]float64{
		"Gnb": d.NetBetween, "Gt": d.Transvariation, "Gw": d.Within, "D of the last pair": d.Pairs[len(d.Pairs)-1].D,
		"L between": l.Between, "L within": l.Within, "T between": v.Between, "T within": v.Within,
		"T between of group 7": v.Groups[7].Between,
		"Palma":                must[float64](t)(inequality.Palma(x, w)),
		"small sample":         must[float64](t)(inequality.GiniSmallSample(x)),
		"Atkinson(1e6)":        must[float64](t)(inequality.Atkinson(x, w, 1e6)),
	}
	for _, f := range indices() {
		got[f.name] = must[float64](t)(f.of(x, w))
	}
	want := map[string]uint64{
		"Atkinson(0.25)":         0x3fb6d25bbf1dd128, // 0.08914731422357092
		"Atkinson(0.75)":         0x3fcfa67be5a18795, // 0.2472681876416202
		"Atkinson(1)":            0x3fd4183f7c2bf404, // 0.3139799797643834
		"Atkinson(1e6)":          0x3fe97df4dcb9b2b2, // 0.7966255484621654
		"Atkinson(2)":            0x3fdfebf68d10b1cc, // 0.4987770440664263
		"CoefficientOfVariation": 0x3feeb38be9bf3ef5, // 0.9594173016903073
		"D of the last pair":     0x3fdc58a861fcabdf, // 0.4429112393287919
		"Gini":                   0x3fde072d32b52362, // 0.4691880221549153
		"Gnb":                    0x3fb73105002ec44c, // 0.09059172872982052
		"Gt":                     0x3fd745511a5c4a2e, // 0.3636057622362924
		"Gw":                     0x3f8eb35b09a5044c, // 0.014990531188802468
		"Hoover":                 0x3fd6c03c67e2b72f, // 0.3554831518657577
		"L between":              0x3f8d44ecf0fa8518, // 0.014291621307452249
		"L within":               0x3fd73421a1830665, // 0.36255684635771096
		"Palma":                  0x400591effae5888e, // 2.696258506898693
		"T between of group 7":   0x3f59c7d90c4db32e, // 0.0015735263452498305
		"T between":              0x3f8ca76b13dfdb97, // 0.01399120001222602
		"T within":               0x3fd695bd14bc2150, // 0.3528893187035651
		"TheilL":                 0x3fd81e49090ada8e, // 0.3768484676651632
		"TheilT":                 0x3fd77af86d5b202d, // 0.36688051871579114
		"small sample":           0x3fddb48a9acc26c7, // 0.46414437405529124
	}
	for name, value := range got {
		if bits := math.Float64bits(value); bits != want[name] {
			t.Errorf("%q: %#x, // %v", name, bits, value)
		}
	}
}
