package fact

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/base/region"
)

func TestPileSortsAcrossItsChunks(t *testing.T) {
	var p pile
	var want []cell
	state := uint64(1)
	for i := range 2*chunkRows + 1000 {
		state = state*6364136223846793005 + 1442695040888963407 // Knuth's MMIX generator
		c := cell{key: packKey(uint32(state>>60), uint32(state>>40)%1000), line: uint32(i)}
		p.add(c)
		want = append(want, c)
	}
	p.sort()
	slices.SortFunc(want, compareCells)
	i := 0
	for c := range p.sorted() {
		if *c != want[i] {
			t.Fatalf("cell %d = %+v, want %+v", i, *c, want[i])
		}
		i++
	}
	if i != len(want) || p.rows != len(want) {
		t.Errorf("%d cells of %d rows, want %d", i, p.rows, len(want))
	}
	seen := 0
	for sheet, cells := range p.bySheet() {
		for _, c := range cells {
			if c.sheet() != sheet {
				t.Fatalf("a cell of sheet %d among those of %d", c.sheet(), sheet)
			}
		}
		seen += len(cells)
	}
	if seen != len(want) {
		t.Errorf("%d cells by sheet, want %d", seen, len(want))
	}
}

func TestPackedCellsKeepTheirRegionAndState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := region.Code(rapid.StringMatching(`[0-9]{6}`).Draw(t, "code"))
		sheet := rapid.Uint32().Draw(t, "sheet")
		state := rapid.SampledFrom([]State{Observed, Missing, Suppressed, NotApplicable}).Draw(t, "state")
		c := cell{key: packKey(sheet, number(code)), state: uint8(state) | flagFaulty | flagUnchanged}
		if c.sheet() != sheet || c.regionCode() != code || c.State() != state {
			t.Fatalf("%d %s %s came back as %d %s %s", sheet, code, state, c.sheet(), c.regionCode(), c.State())
		}
	})
}
