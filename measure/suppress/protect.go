package suppress

import (
	"cmp"
	"fmt"
	"slices"
)

// Protect returns the table of the counts, rows by columns, with its margins, and hides what must not be published so that
// the promise of this package holds for every hidden cell. least is the smallest count but 0 that may be published: 5, or 10
// where health is concerned. The same counts give the same table. counts is left unchanged.
//
// Cost: a search over the table for each hidden cell, and for each pair of hidden cells while those that turned out needless
// are given back.
func Protect(counts [][]int64, least int64) (Table, error) {
	t, err := withMargins(counts)
	if err != nil {
		return Table{}, err
	}
	if least < 2 {
		return Table{}, fmt.Errorf("%w: %d", ErrLeast, least)
	}
	n := newNetwork(t)
	var primary []int
	for cell, c := range n.count {
		if c > 0 && c < least {
			primary = append(primary, cell)
			n.hidden[cell] = true
		}
	}
	for todo := slices.Clone(primary); len(todo) > 0; todo = todo[1:] {
		todo = append(todo, n.cover(todo[0], least)...)
	}
	n.giveBack(primary, least)
	for cell, hidden := range n.hidden {
		t.Hidden[cell/n.cols][cell%n.cols] = hidden
	}
	return t, nil
}

// cover hides what a hidden cell needs beside it, the least information first, and returns what was hidden for it.
func (n *network) cover(cell int, least int64) (more []int) {
	s := &search{network: n, target: cell, price: func(c int) (int64, bool) {
		switch {
		case n.hidden[c]:
			return 0, true
		case n.count[c] == 0:
			return n.zero, true
		default:
			return n.count[c], true
		}
	}}
	hide := func(c int) {
		if !n.hidden[c] {
			n.hidden[c] = true
			more = append(more, c)
		}
	}
	// With every cell open there is always a way.
	s.move(true, 1, hide)
	s.move(false, min(1, n.count[cell]), hide)
	if up, down := n.play(cell, least); up+down < least {
		s.move(true, least-down, hide)
	}
	return more
}

// play is how far a hidden cell could be above and below its count by what is published, neither looked for beyond least.
func (n *network) play(cell int, least int64) (up, down int64) {
	s := n.known(cell)
	up, _ = s.move(true, least, nil)
	down, _ = s.move(false, min(least, n.count[cell]), nil)
	return up, down
}

// protected tells whether the promise holds for a hidden cell.
func (n *network) protected(cell int, least int64) bool {
	up, down := n.play(cell, least)
	return up > 0 && (down > 0 || n.count[cell] == 0) && up+down >= least
}

// known is a search in which only hidden cells move: what a reader can work out.
func (n *network) known(cell int) *search {
	return &search{network: n, target: cell, price: func(c int) (int64, bool) { return 0, n.hidden[c] }}
}

// giveBack shows again what was hidden in vain, the greatest counts first.
func (n *network) giveBack(primary []int, least int64) {
	var more []int
	for cell, hidden := range n.hidden {
		if hidden && !slices.Contains(primary, cell) {
			more = append(more, cell)
		}
	}
	slices.SortStableFunc(more, func(a, b int) int { return cmp.Compare(n.count[b], n.count[a]) })
	for _, cell := range more {
		n.hidden[cell] = false
		for other, hidden := range n.hidden {
			if hidden && !n.protected(other, least) {
				n.hidden[cell] = true
				break
			}
		}
	}
}

// Bounds is the range that a reader of the table can work out for a cell, given that counts are not negative; row and
// column may be those of the margins. A published cell has its count at both ends. bounded is false when nothing limits it
// above, and then high says nothing.
func (t Table) Bounds(row, column int) (low, high int64, bounded bool) {
	x := t.Counts[row][column]
	if !t.Hidden[row][column] {
		return x, x, true
	}
	n := newNetwork(t)
	s := n.known(row*n.cols + column)
	down, _ := s.move(false, x, nil)
	up, endless := s.move(true, unbounded, nil)
	return x - down, x + up, !endless
}
