package rank_test

import (
	"testing"

	"mihe/measure/elementary/roundtest"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 1) }
