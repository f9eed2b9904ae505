package site_test

import (
	"testing"

	"mihe/measure/elementary/roundtest"
)

// The multipliers move as floating-point numbers, and the answer follows from them.
func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 5) }
