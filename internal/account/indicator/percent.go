package indicator

import (
	"math"

	"mihe/internal/base/i18n"
)

// Percent writes a share of [0, 1] as a completeness is read: with two decimals, rounded down. Only all is 100%.
func Percent(share float64) string {
	if share == 1 {
		return "100%"
	}
	// 1e-9 forgives what binary fractions lose: 0.29 is not 28.99%.
	return i18n.Number(math.Floor(1e4*share+1e-9)/100, 2) + "%"
}
