package suppress

import (
	"container/heap"
	"math"
)

// unbounded stands for what no published figure limits.
const unbounded = math.MaxInt64

// network is a table as a circulation: a node for every row and column, the margins among them, and an arc for every cell.
// Cells flow from their row to their column; sums of rows and of columns flow back.
type network struct {
	rows, cols int // with the margins
	count      []int64
	hidden     []bool
	zero       int64 // what holding back a 0 costs: more than any count within the table
}

func newNetwork(t Table) *network {
	n := &network{rows: len(t.Counts), cols: len(t.Counts[0])}
	for i, row := range t.Counts {
		n.count, n.hidden = append(n.count, row...), append(n.hidden, t.Hidden[i]...)
		for j, c := range row {
			if i < n.rows-1 && j < n.cols-1 {
				n.zero = max(n.zero, c+1)
			}
		}
	}
	return n
}

// ends are the nodes that a cell flows between.
func (n *network) ends(cell int) (from, to int) {
	row, col := cell/n.cols, cell%n.cols
	if (row == n.rows-1) == (col == n.cols-1) {
		return row, n.rows + col
	}
	return n.rows + col, row
}

// cellBetween is the cell whose arc joins two nodes, and whether it flows from the first to the second.
func (n *network) cellBetween(from, to int) (cell int, forward bool) {
	row, col := min(from, to), max(from, to)-n.rows
	cell = row*n.cols + col
	f, _ := n.ends(cell)
	return cell, f == from
}

// search looks for a cheapest way to move one cell up or down by what else may move. extra is what has moved already.
type search struct {
	*network
	target int     // the cell, which itself stays
	extra  []int64 // by cell
	price  func(cell int) (cost int64, open bool)
}

// room is how much more can flow along a cell in a direction: without end forward, what is there backward.
func (s *search) room(cell int, forward bool) int64 {
	if forward {
		return unbounded
	}
	return s.count[cell] + s.extra[cell]
}

// move pushes up to need units around the target, and returns how many went and whether there was no end to it. With visit
// it is told each cell that moved.
func (s *search) move(up bool, need int64, visit func(cell int)) (moved int64, endless bool) {
	s.extra = make([]int64, len(s.count))
	to, from := s.ends(s.target)
	if up { // as much must flow back from the cell's head to its tail
		to, from = from, to
	}
	for moved < need {
		path := s.path(to, from)
		if path == nil {
			return moved, false
		}
		step := need - moved
		for k := 1; k < len(path); k++ {
			step = min(step, s.room(s.cellBetween(path[k-1], path[k])))
		}
		if step == unbounded-moved {
			return moved, true
		}
		for k := 1; k < len(path); k++ {
			cell, forward := s.cellBetween(path[k-1], path[k])
			if forward {
				s.extra[cell] += step
			} else {
				s.extra[cell] -= step
			}
			if visit != nil {
				visit(cell)
			}
		}
		moved += step
	}
	return moved, false
}

// path is a cheapest path between two nodes (Dijkstra), ties by the lower node; nil when there is none.
func (s *search) path(from, to int) []int {
	nodes := s.rows + s.cols
	dist, before, done := make([]int64, nodes), make([]int, nodes), make([]bool, nodes)
	for i := range dist {
		dist[i] = unbounded
	}
	dist[from] = 0
	q := &queue{{0, from}}
	for q.Len() > 0 {
		at := heap.Pop(q).(reached).node //nolint:forcetypeassert // the queue holds nothing else
		if done[at] {
			continue
		}
		if done[at] = true; at == to {
			break
		}
		low, high := s.rows, nodes // from a row to columns
		if at >= s.rows {
			low, high = 0, s.rows
		}
		for next := low; next < high; next++ {
			cell, forward := s.cellBetween(at, next)
			cost, open := s.price(cell)
			if !open || cell == s.target || done[next] || s.room(cell, forward) == 0 || dist[at]+cost >= dist[next] {
				continue
			}
			dist[next], before[next] = dist[at]+cost, at
			heap.Push(q, reached{dist[next], next})
		}
	}
	if dist[to] == unbounded {
		return nil
	}
	path := []int{to}
	for path[0] != from {
		path = append([]int{before[path[0]]}, path...)
	}
	return path
}

// reached is a node at a distance.
type reached struct {
	dist int64
	node int
}

type queue []reached

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].dist < q[j].dist || q[i].dist == q[j].dist && q[i].node < q[j].node
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push adds a node.
func (q *queue) Push(x any) { *q = append(*q, x.(reached)) } //nolint:forcetypeassert // the package's own

// Pop takes the last.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
