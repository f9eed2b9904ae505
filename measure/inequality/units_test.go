package inequality

import (
	"slices"
	"testing"
)

// Value, then weight, then group: with it only entries alike in all can trade places.
func TestOrderOfTies(t *testing.T) {
	units, err := collect([]float64{2, 1, 2, 2, 2, 1}, []float64{3, 1, 3, 1, 2, 1}, []int{1, 1, 0, 2, 0, 0})
	want := []unit{{1, 1, 0}, {1, 1, 1}, {2, 1, 2}, {2, 2, 0}, {2, 3, 0}, {2, 3, 1}}
	for i := range want {
		want[i].w /= 2 // the greatest weight, 3, is brought into [1, 2)
	}
	if err != nil || !slices.Equal(units, want) {
		t.Errorf("collect ordered %v, %v, want %v", units, err, want)
	}
}
