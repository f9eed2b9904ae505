package sensitivity

import (
	"fmt"

	"mihe/measure/elementary"
)

// Factor is one thing about an index that may vary.
type Factor int

// The factors, in the order of the coordinates of a point. Each open choice takes one coordinate, all its levels being
// equally likely; WeightNoise takes one for each node that has siblings.
const (
	TreatmentChoice Factor = iota
	ImputationChoice
	NormalisationChoice
	AggregationChoice
	WeightingChoice // which of the weightings
	WeightNoise     // how far it is off, by its Band or Concentration
	LeftOut         // which node is left out; none is one of the levels
	factors
)

// setting is what one run chooses.
type setting struct {
	level  [factors]int // 0 where there is no choice
	shares []float64    // of each node among its siblings
}

// chooser maps points of the unit cube to settings. It is read only once made.
type chooser struct {
	index  *Index
	open   []Factor // the factors that vary
	from   []int    // for each of them its first coordinate, and after the last the number of all
	levels [factors]int
	noisy  []int     // the node of each coordinate of WeightNoise
	gammas [][]gamma // for each weighting with a Concentration, the distribution of each node
}

func newChooser(x *Index) (*chooser, error) {
	if err := x.check(); err != nil {
		return nil, err
	}
	c := &chooser{index: x, gammas: make([][]gamma, len(x.Weightings)), noisy: x.noisy()}
	c.levels[TreatmentChoice], c.levels[ImputationChoice], c.levels[NormalisationChoice] = x.levels()
	c.levels[AggregationChoice], c.levels[WeightingChoice] = len(x.Aggregations), len(x.Weightings)
	c.levels[LeftOut] = 1 + len(x.LeaveOut)
	at := 0
	for f := range factors {
		size := min(c.levels[f]-1, 1)
		if f == WeightNoise {
			size = len(c.noisy)
		}
		if size > 0 {
			c.open, c.from = append(c.open, f), append(c.from, at)
			at += size
		}
	}
	c.from = append(c.from, at)
	if len(c.open) == 0 {
		return nil, fmt.Errorf("%w: every list has one element", ErrCertain)
	}
	for k, w := range x.Weightings {
		if w.Concentration > 0 {
			c.gammas[k] = x.gammas(w)
		}
	}
	return c, nil
}

// coordinates is the number of dimensions of a point.
func (c *chooser) coordinates() int { return c.from[len(c.open)] }

// noisy lists the nodes with siblings, when some weighting is inexact.
func (x *Index) noisy() []int {
	exact := true
	for _, w := range x.Weightings {
		exact = exact && w.Band == 0 && w.Concentration == 0
	}
	if exact {
		return nil
	}
	children := make([]int, len(x.Parent))
	for _, p := range x.Parent[:x.root()] {
		children[p]++
	}
	var nodes []int
	for node, p := range x.Parent[:x.root()] {
		if children[p] > 1 {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// gammas are the distributions whose normalised values are Dirichlet's.
func (x *Index) gammas(w Weighting) []gamma {
	shares := make([]float64, len(x.Parent))
	x.shares(w.Weight, none, shares)
	of := make([]gamma, len(shares))
	for node, share := range shares {
		if share > 0 {
			of[node] = newGamma(max(float64(w.Concentration*share), leastShape))
		}
	}
	return of
}

// leastShape keeps the shape of a share that rounds to nothing above zero.
const leastShape = 1e-6

// scratch is working space of choose, an element for each node.
type scratch struct {
	weight, lead []float64
	led          []bool
}

func (c *chooser) newScratch() *scratch {
	nodes := len(c.index.Parent)
	return &scratch{weight: make([]float64, nodes), lead: make([]float64, nodes), led: make([]bool, nodes)}
}

// choose reads a setting from a point.
func (c *chooser) choose(point []float64, into *setting, by *scratch) {
	into.level = [factors]int{}
	noise := []float64(nil)
	for k, f := range c.open {
		if f == WeightNoise {
			noise = point[c.from[k]:c.from[k+1]]
			continue
		}
		levels := c.levels[f]
		into.level[f] = min(int(float64(point[c.from[k]]*float64(levels))), levels-1)
	}
	out := none
	if l := into.level[LeftOut]; l > 0 {
		out = c.index.LeaveOut[l-1]
	}
	c.weigh(into.level[WeightingChoice], out, noise, by)
	c.index.shares(by.weight, out, into.shares)
}

// nominal is the setting that is published.
func (c *chooser) nominal() setting {
	s := setting{shares: make([]float64, len(c.index.Parent))}
	c.index.shares(c.index.Weightings[0].Weight, none, s.shares)
	return s
}

// weigh writes the weights of a weighting with its noise.
func (c *chooser) weigh(k, out int, noise []float64, by *scratch) {
	w := c.index.Weightings[k]
	weight := by.weight
	copy(weight, w.Weight)
	switch {
	case w.Band > 0:
		for i, u := range noise {
			node := c.noisy[i]
			weight[node] = float64(weight[node] * (1 + float64(w.Band*(float64(2*u)-1))))
		}
	case w.Concentration > 0:
		c.dirichlet(c.gammas[k], out, noise, by)
	}
}

// dirichlet replaces the positive weights by gamma variables, each relative to the greatest of its siblings, so that small
// shapes, whose values may be below every float64, keep their proportion. A node that is left out is not their measure.
func (c *chooser) dirichlet(of []gamma, out int, noise []float64, by *scratch) {
	clear(by.led)
	for i, u := range noise {
		node := c.noisy[i]
		if of[node].a == 0 {
			continue
		}
		p, ln := c.index.Parent[node], of[node].lnQuantile(u)
		by.weight[node] = ln
		if node != out && (!by.led[p] || ln > by.lead[p]) {
			by.led[p], by.lead[p] = true, ln
		}
	}
	for _, node := range c.noisy {
		if of[node].a > 0 && node != out {
			by.weight[node] = elementary.Exp(by.weight[node] - by.lead[c.index.Parent[node]])
		}
	}
}
