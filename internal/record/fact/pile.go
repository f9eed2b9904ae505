package fact

import (
	"cmp"
	"container/heap"
	"iter"
	"slices"

	"mihe/internal/base/region"
)

// cell is one row of a load packed into 24 bytes, so that millions of them can be sorted and compared in memory.
// key holds the number of the row's sheet above the region's code in its lowest 20 bits (six digits fit), hence
// equal keys are equal natural keys but for the source.
type cell struct {
	key      uint64
	value    float64
	line     uint32
	source   uint16
	decimals uint8
	state    uint8 // a State, with the flags below
}

const (
	codeBits = 20
	codeMask = 1<<codeBits - 1

	flagFaulty    = 0x40 // something else is wrong with the row: its key counts, its value does not
	flagUnchanged = 0x80 // published already
	stateMask     = 0x0f
)

// maxSources is how many sources a cell can tell apart.
const maxSources = 1 << 16

func (c cell) sheet() uint32 { return uint32(c.key >> codeBits) }
func (c cell) code() uint32  { return uint32(c.key & codeMask) }
func (c cell) State() State  { return State(c.state & stateMask) }

func packKey(sheet, code uint32) uint64 { return uint64(sheet)<<codeBits | uint64(code) }

// number turns six digits into the number that a cell holds.
func number(code region.Code) uint32 {
	n := uint32(0)
	for _, c := range []byte(code) {
		n = n*10 + uint32(c-'0')
	}
	return n
}

// chunkRows is how many rows are sorted at a time: 6 MB.
const chunkRows = 1 << 18

// pile collects cells in any order and gives them back sorted by key and line. Chunks are never copied into one
// large slice, so a pile takes what its rows take and no more.
type pile struct {
	chunks [][]cell
	rows   int
}

func (p *pile) add(c cell) {
	last := len(p.chunks) - 1
	if last < 0 || len(p.chunks[last]) == chunkRows {
		// The first chunk grows with a small file; a large one gets the others whole, so that nothing is copied.
		p.chunks = append(p.chunks, make([]cell, 0, min(last+1, 1)*chunkRows))
		last++
	}
	p.chunks[last] = append(p.chunks[last], c)
	p.rows++
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.line, b.line))
}

// sort must be called after the last add and before sorted.
func (p *pile) sort() {
	for _, c := range p.chunks {
		slices.SortFunc(c, compareCells)
	}
}

// sorted visits every cell; flags may be set on the way.
func (p *pile) sorted() iter.Seq[*cell] {
	return func(yield func(*cell) bool) {
		var heads cursors
		for _, c := range p.chunks {
			if len(c) > 0 {
				heads = append(heads, c)
			}
		}
		heap.Init(&heads)
		for len(heads) > 0 {
			first := &heads[0][0]
			if !yield(first) {
				return
			}
			if heads[0] = heads[0][1:]; len(heads[0]) == 0 {
				heap.Pop(&heads)
				continue
			}
			heap.Fix(&heads, 0)
		}
	}
}

// cursors is a heap of what is left of each chunk, the smallest head first.
type cursors [][]cell

func (c cursors) Len() int           { return len(c) }
func (c cursors) Less(i, j int) bool { return compareCells(c[i][0], c[j][0]) < 0 }
func (c cursors) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *cursors) Push(x any)        { *c = append(*c, x.([]cell)) }
func (c *cursors) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// bySheet visits the cells sheet by sheet. The slice is reused.
func (p *pile) bySheet() iter.Seq2[uint32, []*cell] {
	return func(yield func(uint32, []*cell) bool) {
		var group []*cell
		for c := range p.sorted() {
			if len(group) > 0 && group[0].sheet() != c.sheet() {
				if !yield(group[0].sheet(), group) {
					return
				}
				group = group[:0]
			}
			group = append(group, c)
		}
		if len(group) > 0 {
			yield(group[0].sheet(), group)
		}
	}
}
