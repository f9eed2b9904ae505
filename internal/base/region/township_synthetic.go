package region

import (
	"fmt"
	"math/rand/v2"

	"mihe/internal/base/i18n"
)

// maxSynthetic is how many made-up townships a county can have: their codes end in 901 to 999, which no official list
// uses, so a real list never meets them.
const maxSynthetic = 99

// SyntheticTownships makes up n townships of a county (99 at most) that stand from a day on, for demonstrations and
// tests. Their names say that they are made up, in both languages. The same arguments give the same townships; the
// seed only chooses which are towns, townships and subdistricts.
func SyntheticTownships(county Key, n int, seed uint64, from string) []TownshipUnit {
	if county.Level != County {
		return nil
	}
	choose := rand.New(rand.NewPCG(seed, 0))
	var list []TownshipUnit
	for i := range min(n, maxSynthetic) {
		kind := []string{TypeTown, TypeTownship, TypeSubdistrict}[choose.IntN(3)]
		key := "region.synthetic." + kind
		list = append(list, TownshipUnit{
			Code: Code(fmt.Sprintf("%s9%02d", county.Code, i+1)), Parent: county.Code, Type: kind, From: from, Synthetic: true,
			Name:   i18n.Name{Zh: chinese(key, "n", i+1), En: catalogue().Text(i18n.En, key, "n", i+1)},
			Source: chinese("region.synthetic.source"),
		})
	}
	return list
}
