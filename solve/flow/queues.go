package flow

// fifo is a queue of nodes, each in it at most once.
type fifo struct {
	ring       []int32
	in         []bool
	head, size int
}

func newFIFO(nodes int) fifo { return fifo{ring: make([]int32, nodes), in: make([]bool, nodes)} }

func (q *fifo) push(u int32) {
	if q.in[u] {
		return
	}
	q.in[u] = true
	at := q.head + q.size
	if at >= len(q.ring) {
		at -= len(q.ring)
	}
	q.ring[at] = u
	q.size++
}

func (q *fifo) peek() (int32, bool) {
	if q.size == 0 {
		return none, false
	}
	return q.ring[q.head], true
}

func (q *fifo) pop() {
	q.in[q.ring[q.head]] = false
	if q.head++; q.head == len(q.ring) {
		q.head = 0
	}
	q.size--
}

// empty takes all out.
func (q *fifo) empty() {
	for q.size > 0 {
		q.pop()
	}
}

// buckets are lists of nodes by rank, 0 … size−1, for Dial's form of a shortest-path search.
type buckets struct {
	heads       []int32
	left, right []int32
	count       int   // nodes in all lists
	size        int32 // ranks
	used        int32 // ranks that may be occupied: below it
}

// maxRanks bounds the memory of buckets; a node farther away counts as that far.
const maxRanks = 1 << 22

func newBuckets(nodes int) buckets {
	size := min(scaleFactor*nodes+2, maxRanks)
	b := buckets{heads: make([]int32, size), left: make([]int32, nodes), right: make([]int32, nodes), size: int32(size), used: int32(size)}
	b.clear()
	return b
}

func (b *buckets) clear() {
	for i := range b.heads[:b.used] {
		b.heads[i] = none
	}
	b.count, b.used = 0, 0
}

func (b *buckets) add(u, rank int32) {
	head := b.heads[rank]
	b.left[u], b.right[u] = none, head
	if head != none {
		b.left[head] = u
	}
	b.heads[rank] = u
	b.used = max(b.used, rank+1)
	b.count++
}

func (b *buckets) remove(u, rank int32) {
	if b.left[u] == none {
		b.heads[rank] = b.right[u]
	} else {
		b.right[b.left[u]] = b.right[u]
	}
	if b.right[u] != none {
		b.left[b.right[u]] = b.left[u]
	}
	b.count--
}

// take removes a node of the rank and returns it, none if there is none.
func (b *buckets) take(rank int32) int32 {
	u := b.heads[rank]
	if u != none {
		b.remove(u, rank)
	}
	return u
}
