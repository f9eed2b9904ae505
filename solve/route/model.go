package route

import (
	"cmp"
	"math"
	"slices"

	"mihe/solve/route/routeproblem"
)

// model is a problem laid out for speed. Nodes are the visits 0..n-1, then the starts n..n+m-1 and the ends n+m..n+2m-1 of the m carers.
type model struct {
	p       *routeproblem.Problem
	n, m    int
	soft    bool // lateness costs; windows are hard otherwise
	care    bool // strangers and workloads count
	bonds   bool // two visits are bound in time
	places  int
	way     []int64 // between places; one more place than the problem has, near everything, stands for Nowhere
	place   []int32 // of nodes
	lasts   []int64
	opens   []int64                 // first time a node may start
	shuts   []int64                 // last time; with soft windows the time after which a visit is late, and of an end the end of the shift
	windows [][]routeproblem.Window // of visits with more than one, else nil
	mate    []int32                 // the other visit of a request, or -1
	gap     []int64                 // start of the mate ≥ start + gap
	kinds   int
	amount  []int64 // of a visit, kinds each
	who     [][]int32
	able    []bool  // visit·m + carer
	strange []bool  // visit·m + carer, under Care
	mute    []bool  // visit·m + carer, under Care: speaks nothing that is wanted
	counted []bool  // carers whose workload is compared
	class   []int32 // carers who differ in nothing but workload have one number
	pairs   [][2]int32
	near    [][]int32 // of a visit, the others from near to far
	unit    int64     // a typical way, which weights and temperatures are multiples of
	weight  struct{ must, unserved, stranger, unspoken, spread int64 }
}

// free is how much earlier than anything the mate of a visit without bonds may start.
const free = -routeproblem.Forever

func newModel(p *routeproblem.Problem) *model {
	n, m := len(p.Visits), len(p.Carers)
	x := &model{
		p: p, n: n, m: m, soft: p.Objective == routeproblem.Lateness, care: p.Objective == routeproblem.Care, places: p.Places + 1,
		place: make([]int32, n+2*m), lasts: make([]int64, n+2*m), able: make([]bool, n*m), counted: make([]bool, m), who: make([][]int32, n),
	}
	x.way = make([]int64, x.places*x.places)
	for a := range p.Places {
		copy(x.way[a*x.places:], p.Travel[a*p.Places:(a+1)*p.Places])
	}
	at := func(place int) int32 {
		if place == routeproblem.Nowhere {
			return int32(p.Places)
		}
		return int32(place)
	}
	for i := range p.Visits {
		x.place[i], x.lasts[i] = at(p.Visits[i].Place), p.Visits[i].Duration
	}
	for i := range p.Carers {
		x.place[n+i], x.place[n+m+i] = at(p.Carers[i].From), at(p.Carers[i].To)
	}
	if m > 0 {
		x.kinds = len(p.Carers[0].Capacity)
	}
	x.amount = make([]int64, n*x.kinds)
	x.times()
	x.bind()
	for i := range n {
		x.qualify(i)
	}
	x.estrange()
	x.classify()
	x.weigh()
	return x
}

// relaxed is the model of q, which asks of request r, of shifts and of numbers of visits no more than the problem of x does, and differs in nothing else. What takes long to lay
// out is shared; carers who were alike still are.
func (x *model) relaxed(q *routeproblem.Problem, r int) *model {
	y := *x
	y.p = q
	y.able, y.who, y.amount, y.counted = slices.Clone(x.able), slices.Clone(x.who), slices.Clone(x.amount), slices.Clone(x.counted)
	y.times()
	y.bind()
	for i := q.Requests[r].First; i < q.Requests[r].First+q.Requests[r].Count; i++ {
		y.qualify(i)
	}
	return &y
}

// times notes when nodes may start.
func (x *model) times() {
	nodes := x.n + 2*x.m
	x.opens, x.shuts, x.windows = make([]int64, nodes), make([]int64, nodes), make([][]routeproblem.Window, x.n)
	for i := range x.p.Visits {
		w := x.p.Visits[i].Windows
		x.opens[i], x.shuts[i] = w[0].Open, w[len(w)-1].Shut
		if len(w) > 1 {
			x.windows[i] = w
		}
	}
	for i := range x.p.Carers {
		shift := x.p.Carers[i].Shift
		x.opens[x.n+i], x.shuts[x.n+i] = shift.Open, shift.Open
		x.shuts[x.n+x.m+i] = shift.Shut
	}
}

// bind notes which visits belong together.
func (x *model) bind() {
	x.mate, x.gap, x.pairs, x.bonds = make([]int32, x.n), make([]int64, x.n), nil, false
	for i := range x.mate {
		x.mate[i] = -1
	}
	for i := range x.p.Requests {
		r := &x.p.Requests[i]
		if r.Count < 2 {
			continue
		}
		a, b := int32(r.First), int32(r.First+1)
		x.mate[a], x.mate[b] = b, a
		x.gap[a], x.gap[b] = free, free
		if r.Together {
			x.gap[a], x.gap[b] = r.Gap.Open, -r.Gap.Shut
		}
		x.pairs = append(x.pairs, [2]int32{a, b})
		x.bonds = true
	}
}

// qualify notes who may make visit i, and what it loads.
func (x *model) qualify(i int) {
	v := &x.p.Visits[i]
	barred := x.p.Requests[v.Request].Barred
	copy(x.amount[i*x.kinds:(i+1)*x.kinds], v.Amount)
	x.who[i] = nil
	for c := range x.p.Carers {
		able := holds(x.p.Carers[c].Skills, v.Skills) && !slices.Contains(barred, int32(c))
		x.able[i*x.m+c] = able
		if able {
			x.counted[c] = true
			x.who[i] = append(x.who[i], int32(c))
		}
	}
}

// estrange notes who is a stranger to whom and who speaks nothing that is wanted, which counts under Care.
func (x *model) estrange() {
	if !x.care {
		return
	}
	x.strange, x.mute = make([]bool, x.n*x.m), make([]bool, x.n*x.m)
	for i := range x.p.Visits {
		q := &x.p.Requests[x.p.Visits[i].Request]
		for c := range x.m {
			x.strange[i*x.m+c] = len(q.Usual) > 0 && !slices.Contains(q.Usual, int32(c))
			x.mute[i*x.m+c] = len(q.Speakers) > 0 && !slices.Contains(q.Speakers, int32(c))
		}
	}
}

// holds says that have, which ascends as want does, holds all of want.
func holds(have, want []int32) bool {
	for _, w := range want {
		if _, found := slices.BinarySearch(have, w); !found {
			return false
		}
	}
	return true
}

// classify gives carers who are alike one number, so that a visit is tried with one idle carer of a kind.
func (x *model) classify() {
	x.class = make([]int32, x.m)
	for c := range x.class {
		x.class[c] = int32(c)
		for d := range c {
			if x.class[d] == int32(d) && x.alike(c, d) {
				x.class[c] = int32(d)
				break
			}
		}
	}
}

func (x *model) alike(c, d int) bool {
	a, b := &x.p.Carers[c], &x.p.Carers[d]
	if a.From != b.From || a.To != b.To || a.Shift != b.Shift || a.MaxVisits != b.MaxVisits || !slices.Equal(a.Capacity, b.Capacity) || !slices.Equal(a.Skills, b.Skills) {
		return false
	}
	for v := range x.n {
		if x.able[v*x.m+c] != x.able[v*x.m+d] || x.care && (x.strange[v*x.m+c] != x.strange[v*x.m+d] || x.mute[v*x.m+c] != x.mute[v*x.m+d]) {
			return false
		}
	}
	return true
}

// weigh chooses what one step of a level of the value is worth in travel while the search looks around. What counts in the end is the
// value itself, level by level.
func (x *model) weigh() {
	var sum, most, count int64
	for i := range x.n {
		for j := i % 7; j < x.n; j += 7 { // a seventh of all pairs says what is typical
			if x.place[i] != x.place[j] {
				d := x.way[int(x.place[i])*x.places+int(x.place[j])]
				sum, most, count = sum+d, max(most, d), count+1
			}
		}
	}
	x.unit = max(1, sum/max(1, 8*count))
	x.weight.spread = 32
	x.weight.stranger = 2*most + 2*x.weight.spread*slices.Max(append([]int64{0}, x.lasts...)) + 1
	if slices.ContainsFunc(x.p.Requests, func(q routeproblem.Request) bool { return len(q.Speakers) > 0 }) {
		x.weight.unspoken, x.weight.stranger = x.weight.stranger, 4*x.weight.stranger
	}
	x.weight.unserved = 8*most + 8*x.unit + 4*x.weight.stranger
	x.weight.must = 64 * x.weight.unserved
}

// neighbours sorts, for each visit, the others by the way there and back.
func (x *model) neighbours() {
	const most = 200 // strings farther away than that are never cut together
	type other struct {
		way int64
		v   int32
	}
	x.near = make([][]int32, x.n)
	list := make([]other, x.n)
	for i := range x.n {
		a := int(x.place[i])
		for j := range x.n {
			b := int(x.place[j])
			list[j] = other{x.way[a*x.places+b] + x.way[b*x.places+a], int32(j)}
		}
		list[i].way = math.MinInt64
		slices.SortFunc(list, func(a, b other) int {
			if a.way != b.way {
				return cmp.Compare(a.way, b.way)
			}
			return int(a.v - b.v)
		})
		x.near[i] = make([]int32, min(x.n, most))
		for k := range x.near[i] {
			x.near[i][k] = list[k].v
		}
	}
}

// between is the way from one node to another.
func (x *model) between(a, b int32) int64 { return x.way[int(x.place[a])*x.places+int(x.place[b])] }

// admit returns the first time from t on at which visit v may start as far as its windows say; shuts says whether that is too late.
func (x *model) admit(v int32, t int64) int64 {
	if list := x.windows[v]; list != nil {
		for _, w := range list {
			if t <= w.Shut {
				return max(t, w.Open)
			}
		}
		return t
	}
	return max(t, x.opens[v])
}

// before returns the last time up to t at which visit v may start, or -1.
func (x *model) before(v int32, t int64) int64 {
	if list := x.windows[v]; list != nil {
		last := int64(-1)
		for _, w := range list {
			if w.Open <= t {
				last = min(t, w.Shut)
			}
		}
		return last
	}
	if t = min(t, x.shuts[v]); t < x.opens[v] {
		return -1
	}
	return t
}
