package composite

import (
	"fmt"
	"math/bits"
	"slices"
)

const (
	// MostCompared is the largest number of units in a pairwise comparison: a rank and a mark must fit into 16 bits.
	MostCompared = 1<<15 - 1
	// MostTabled is the largest number of units whose pairs Outranking lists: 128 MB.
	MostTabled = 4096
	// even is how near to one half, as a share of all weight, support counts as a draw: sums of weights such as 0.1 and 0.4
	// differ from those of 0.2 and 0.3 in their last digits.
	even = 1e-12
)

// Copelanded is the outcome of comparing every two units.
type Copelanded struct {
	Score         []float64 // wins less losses, from −(n−1) to n−1
	Dominant      int       // pairs in which one is better in every indicator of positive weight
	DominantShare float64   // of all n(n−1)/2 pairs, in [0, 1]
}

// Copeland compares every two units: i beats j when the indicators in which it is better, ties counting half, have more than
// half of the weight. A unit's score is its wins less its losses. No indicator can be bought off by another, and distances do
// not count. More is better in every column; a table of values will do as well as scores. nil weights are equal, a
// column of weight 0 counts for nothing, an absent value elsewhere is ErrMissing.
//
// Cost O(n² m/4) word operations: columns are ranked once, four ranks stand in a word, and one subtraction compares four
// indicators of two units. Sources: Copeland (1951); OECD/JRC Handbook (2008), step 6; COINr's a_copeland.
func Copeland(m Matrix, weights []float64) (Copelanded, error) {
	d, err := newDuel(m, weights, MostCompared)
	if err != nil {
		return Copelanded{}, err
	}
	answer := Copelanded{Score: make([]float64, m.Rows)}
	for i := range m.Rows {
		for j := i + 1; j < m.Rows; j++ {
			lead, all := d.compare(i, j)
			switch {
			case lead > even:
				answer.Score[i]++
				answer.Score[j]--
			case lead < -even:
				answer.Score[i]--
				answer.Score[j]++
			}
			if all {
				answer.Dominant++
			}
		}
	}
	if pairs := m.Rows * (m.Rows - 1) / 2; pairs > 0 {
		answer.DominantShare = float64(answer.Dominant) / float64(pairs)
	}
	return answer, nil
}

// Outranking returns the table behind Copeland: in row i and column j the share of weight in which i is better than j, ties
// counting half, in [0, 1]; 0 on the diagonal. Off it, (i, j) and (j, i) sum to 1. At most MostTabled units.
func Outranking(m Matrix, weights []float64) (Matrix, error) {
	d, err := newDuel(m, weights, MostTabled)
	if err != nil {
		return Matrix{}, err
	}
	table := NewMatrix(m.Rows, m.Rows)
	for i := range m.Rows {
		for j := i + 1; j < m.Rows; j++ {
			lead, _ := d.compare(i, j)
			table.Data[j*m.Rows+i], table.Data[i*m.Rows+j] = (1+lead)/2, (1-lead)/2
		}
	}
	return table, nil
}

// lanes has the top bit of each of four 16-bit lanes.
const lanes = 0x8000_8000_8000_8000

// block is up to 64 columns: 16 words a unit, each with the ranks of four columns.
type block struct {
	ranks   [][16]uint64
	words   int             // of the 16, in use
	columns uint64          // which bits stand for a column
	sums    [8][256]float64 // of the shares, by eight bits of a mask
	tied    bool            // two units have one rank somewhere
}

type duel struct{ blocks []block }

func newDuel(m Matrix, weights []float64, most int) (*duel, error) {
	shares, err := weighed(m, weights)
	if err != nil {
		return nil, err
	}
	if m.Rows > most {
		return nil, fmt.Errorf("%w: %d units to compare in pairs, at most %d", ErrShape, m.Rows, most)
	}
	var columns []int
	for c, share := range shares {
		if share > 0 {
			columns = append(columns, c)
		}
	}
	d := &duel{}
	for chunk := range slices.Chunk(columns, 64) {
		d.blocks = append(d.blocks, newBlock(m, chunk, shares))
	}
	return d, nil
}

// newBlock packs the dense ranks of columns. Column k stands in lane k%4 of word k/4; the comparison of word w is shifted right
// by w, so its bit in the mask is 16·(k%4) + 15 − k/4.
func newBlock(m Matrix, columns []int, shares []float64) block {
	b := block{ranks: make([][16]uint64, m.Rows), words: (len(columns) + 3) / 4}
	var share [64]float64
	for k, c := range columns {
		bit := 16*(k%4) + 15 - k/4
		b.columns |= 1 << bit
		share[bit] = shares[c]
		values := m.Column(c).Values
		distinct := slices.Clone(values)
		slices.Sort(distinct)
		distinct = slices.Compact(distinct)
		b.tied = b.tied || len(distinct) < len(values)
		for r, v := range values {
			rank, _ := slices.BinarySearch(distinct, v)
			b.ranks[r][k/4] |= uint64(rank) << (16 * (k % 4))
		}
	}
	for byteAt := range b.sums {
		for set := 1; set < 256; set++ {
			low := bits.TrailingZeros8(uint8(set))
			b.sums[byteAt][set] = b.sums[byteAt][set&(set-1)] + share[8*byteAt+low]
		}
	}
	return b
}

// compare returns the share of weight in which i is better less that in which j is, in [−1, 1], and whether one of them is
// better in every column.
func (d *duel) compare(i, j int) (lead float64, all bool) {
	better, worse := true, true
	for k := range d.blocks {
		b := &d.blocks[k]
		above := b.columns &^ b.atLeast(j, i) // i over j
		below := b.columns &^ above
		if b.tied {
			below = b.columns &^ b.atLeast(i, j)
		}
		lead += b.sum(above) - b.sum(below)
		better, worse = better && above == b.columns, worse && below == b.columns
	}
	return lead, better || worse
}

// atLeast has a bit for every column in which i has at least j's rank.
func (b *block) atLeast(i, j int) uint64 {
	x, y, mask := &b.ranks[i], &b.ranks[j], uint64(0)
	for w := range b.words {
		mask |= ((x[w] | lanes) - y[w]) & lanes >> w
	}
	return mask
}

func (b *block) sum(mask uint64) float64 {
	s := &b.sums
	return ((s[0][mask&255] + s[1][mask>>8&255]) + (s[2][mask>>16&255] + s[3][mask>>24&255])) +
		((s[4][mask>>32&255] + s[5][mask>>40&255]) + (s[6][mask>>48&255] + s[7][mask>>56]))
}
