package sensitivity

import (
	"mihe/measure/elementary"
)

// level is one normalised matrix.
type level struct {
	values, logs []float64 // logs only where a geometric mean needs them
	tie          float64   // scores nearer than this share a rank
}

// tieShare of the span of the normalised values is how near two scores tie: they differ by the order of additions alone.
const tieShare = 1e-12

// plan says how one aggregation is computed: groups whose parent uses the same mean are passed over, their children standing
// under the parent with the product of the shares, so that a tree of one mean is a single product of a matrix with a vector.
type plan struct {
	owner []int  // for each node, the group whose sum it enters
	made  []bool // for each node, whether it is computed
	steps []step
}

// step computes one group.
type step struct {
	node           int
	mean           Mean
	leaves, groups []int // that enter it
	convert        bool  // its parent, or the reader, wants the number it is not
}

// space is what one worker computes in.
type space struct {
	effective []float64
	columns   [][]float64
	weights   []float64
	of        [][]float64 // scores of computed groups
	ranker
}

// engine computes runs of an index. It is read only once made.
type engine struct {
	*chooser
	levels [][][]level
	plans  []plan
}

func (c *chooser) engine(workers int) *engine {
	e := &engine{chooser: c}
	logs := false
	for _, a := range c.index.Aggregations {
		p := c.index.plan(a)
		for _, s := range p.steps {
			logs = logs || s.mean == Geometric && len(s.leaves) > 0
		}
		e.plans = append(e.plans, p)
	}
	for _, byImputation := range c.index.Values {
		var treated [][]level
		for _, byNormalisation := range byImputation {
			imputed := make([]level, len(byNormalisation))
			for n, values := range byNormalisation {
				imputed[n] = newLevel(values, logs, workers)
			}
			treated = append(treated, imputed)
		}
		e.levels = append(e.levels, treated)
	}
	return e
}

func newLevel(values []float64, logs bool, workers int) level {
	least, most := values[0], values[0]
	for _, v := range values {
		least, most = min(least, v), max(most, v)
	}
	l := level{values: values, tie: float64(tieShare * (most - least))}
	if logs {
		l.logs = make([]float64, len(values))
		const part = 1 << 13
		inParallel(workers, (len(values)+part-1)/part, func() func(int) {
			return func(k int) {
				for i := k * part; i < min((k+1)*part, len(values)); i++ {
					l.logs[i] = elementary.Log(values[i])
				}
			}
		})
	}
	return l
}

func (x *Index) plan(a Aggregation) plan {
	root := x.root()
	p := plan{owner: make([]int, root+1), made: make([]bool, root+1)}
	at := make([]int, root+1) // index of a group's step, counted from 1
	for node := x.Leaves; node <= root; node++ {
		if node == root || a.of(node) != a.of(x.Parent[node]) {
			p.made[node] = true
			reader := Arithmetic
			if node < root {
				reader = a.of(x.Parent[node])
			}
			p.steps = append(p.steps, step{node: node, mean: a.of(node), convert: a.of(node) != reader})
			at[node] = len(p.steps)
		}
	}
	for node := root - 1; node >= 0; node-- {
		if up := x.Parent[node]; p.made[up] {
			p.owner[node] = up
		} else {
			p.owner[node] = p.owner[up]
		}
	}
	for node := range root {
		s := &p.steps[at[p.owner[node]]-1]
		switch {
		case node < x.Leaves:
			s.leaves = append(s.leaves, node)
		case p.made[node]:
			s.groups = append(s.groups, node)
		}
	}
	return p
}

func (e *engine) newSpace() *space {
	nodes := len(e.index.Parent)
	s := &space{effective: make([]float64, nodes), of: make([][]float64, nodes), ranker: newRanker(e.index.Units)}
	for _, p := range e.plans {
		for _, step := range p.steps {
			if s.of[step.node] == nil {
				s.of[step.node] = make([]float64, e.index.Units)
			}
		}
	}
	return s
}

// level is the matrix of a setting.
func (e *engine) level(of *setting) *level {
	return &e.levels[of.level[TreatmentChoice]][of.level[ImputationChoice]][of.level[NormalisationChoice]]
}

// scores computes the index of every unit, in working space that the next call overwrites.
func (e *engine) scores(of *setting, s *space) []float64 {
	p, l, units := &e.plans[of.level[AggregationChoice]], e.level(of), e.index.Units
	root := e.index.root()
	for node := root - 1; node >= 0; node-- {
		s.effective[node] = of.shares[node]
		if up := e.index.Parent[node]; !p.made[up] {
			s.effective[node] = float64(of.shares[node] * s.effective[up])
		}
	}
	for i := range p.steps {
		step := &p.steps[i]
		source := l.values
		if step.mean == Geometric {
			source = l.logs
		}
		s.columns, s.weights = s.columns[:0], s.weights[:0]
		for _, leaf := range step.leaves {
			s.take(source[leaf*units:(leaf+1)*units], s.effective[leaf])
		}
		for _, group := range step.groups {
			s.take(s.of[group], s.effective[group])
		}
		into := s.of[step.node]
		combine(into, s.columns, s.weights)
		if step.convert {
			convert(into, step.mean)
		}
	}
	return s.of[root]
}

// take notes a column, unless it counts for nothing: 0 times the logarithm of 0 is 0 here.
func (s *space) take(column []float64, weight float64) {
	if weight > 0 {
		s.columns, s.weights = append(s.columns, column), append(s.weights, weight)
	}
}

// convert turns logarithms into numbers after a geometric mean, and the reverse before one.
func convert(x []float64, from Mean) {
	if from == Geometric {
		for i, v := range x {
			x[i] = elementary.Exp(v)
		}
		return
	}
	for i, v := range x {
		x[i] = elementary.Log(v)
	}
}

// combine writes Σ w · column, four columns at a time.
func combine(into []float64, columns [][]float64, w []float64) {
	clear(into)
	n := len(into)
	for len(columns) >= 4 {
		a, b, c, d := columns[0][:n], columns[1][:n], columns[2][:n], columns[3][:n]
		wa, wb, wc, wd := w[0], w[1], w[2], w[3]
		for i := range into {
			into[i] += (float64(wa*a[i]) + float64(wb*b[i])) + (float64(wc*c[i]) + float64(wd*d[i]))
		}
		columns, w = columns[4:], w[4:]
	}
	for k, column := range columns {
		wk := w[k]
		for i, v := range column[:n] {
			into[i] += float64(wk * v)
		}
	}
}
