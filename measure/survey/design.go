package survey

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Kind is how people came into a sample. The zero value is not stated, and refused.
type Kind int

// The kinds.
const (
	Unstated    Kind = iota
	Probability      // everybody had a known chance
	Voluntary        // people joined by themselves, or were picked by convenience
)

// Sample is a sample as it was drawn, one entry for each answer.
type Sample struct {
	Kind     Kind
	Weight   []float64          // people that the answer stands for, above 0; nil means one each
	Stratum  []string           // nil: not stratified
	Cluster  []string           // the first thing drawn; nil: each answer by itself
	Clusters map[string]float64 // clusters of each stratum in the population ("" when not stratified), where known
}

// Design is a checked sample, ready for estimates. It is never changed: Domain, PostStratify and Rake return new ones.
type Design struct {
	kind    Kind
	weight  []float64
	stratum []int // index into strata
	cluster []int // index into clusters
	strata  []stratum
	owner   []int  // stratum of each cluster
	inside  []bool // answers of the domain; nil means all
	fits    []*fit // calibrations, in the order in which they were made
}

// stratum is what is known of one.
type stratum struct {
	name     string
	clusters int
	rate     float64 // share of its clusters that were taken, for the finite-population correction; 0 where unknown
}

// New checks a sample of n answers. Cost O(n).
func New(s Sample, n int) (*Design, error) {
	if s.Kind != Probability && s.Kind != Voluntary {
		return nil, ErrKind
	}
	if n == 0 {
		return nil, ErrEmpty
	}
	for _, length := range []int{len(s.Weight), len(s.Stratum), len(s.Cluster)} {
		if length != 0 && length != n {
			return nil, fmt.Errorf("%w: %d of %d", ErrLength, length, n)
		}
	}
	d := &Design{kind: s.Kind, weight: make([]float64, n), stratum: make([]int, n), cluster: make([]int, n)}
	for i := range n {
		d.weight[i] = 1
		if s.Weight != nil {
			d.weight[i] = s.Weight[i]
		}
		if w := d.weight[i]; !(w > 0) || math.IsInf(w, 0) {
			return nil, fmt.Errorf("%w: entry %d has %v", ErrWeight, i, w)
		}
	}
	if err := d.place(s); err != nil {
		return nil, err
	}
	return d, d.checkClusters(s.Clusters)
}

// place finds each answer's stratum and cluster.
func (d *Design) place(s Sample) error {
	strata, clusters := map[string]int{}, map[string]int{}
	for i := range d.weight {
		name := ""
		if s.Stratum != nil {
			name = s.Stratum[i]
		}
		h, known := strata[name]
		if !known {
			h = len(d.strata)
			strata[name] = h
			d.strata = append(d.strata, stratum{name: name})
		}
		c, known := i, false
		if s.Cluster != nil {
			if c, known = clusters[s.Cluster[i]]; !known {
				c = len(d.owner)
				clusters[s.Cluster[i]] = c
			}
		}
		if !known {
			d.owner = append(d.owner, h)
			d.strata[h].clusters++
		} else if d.owner[c] != h {
			return fmt.Errorf("%w: %s", ErrCluster, s.Cluster[i])
		}
		d.stratum[i], d.cluster[i] = h, c
	}
	return nil
}

// checkClusters refuses strata without a variance. A voluntary sample has none to estimate.
func (d *Design) checkClusters(known map[string]float64) error {
	if d.kind == Voluntary {
		return nil
	}
	for h := range d.strata {
		s := &d.strata[h]
		if all, ok := known[s.name]; ok {
			if !(all >= float64(s.clusters)) || math.IsInf(all, 0) {
				return fmt.Errorf("%w: stratum %q has %v, sampled %d", ErrPopulation, s.name, all, s.clusters)
			}
			s.rate = float64(s.clusters) / all
		}
		if s.clusters == 1 && s.rate < 1 {
			return fmt.Errorf("%w: %q", ErrLonely, s.name)
		}
	}
	return nil
}

// Domain is the design seen by a part of the sample: answers outside count in no estimate, but the strata and clusters
// they were drawn in still count in its standard error, which dropping rows would understate.
func (d *Design) Domain(inside []bool) (*Design, error) {
	if len(inside) != len(d.weight) {
		return nil, fmt.Errorf("%w: %d of %d", ErrLength, len(inside), len(d.weight))
	}
	part := *d
	part.inside = make([]bool, len(inside))
	answers := 0
	for i := range inside {
		part.inside[i] = inside[i] && d.in(i)
		if part.inside[i] {
			answers++
		}
	}
	if answers == 0 {
		return nil, ErrEmpty
	}
	return &part, nil
}

func (d *Design) in(i int) bool { return d.inside == nil || d.inside[i] }

// Weights returns the weight of every answer as calibrated so far, in people.
func (d *Design) Weights() []float64 { return append([]float64(nil), d.weight...) }

// Kish returns the design effect that unequal weights alone cause, n Σw²/(Σw)² ≥ 1, and the effective number of
// answers (Σw)²/Σw². Source: Kish, Survey Sampling (1965).
func (d *Design) Kish() (effect, answers float64) {
	var sum, squares elementary.Sum
	n := 0
	for i, w := range d.weight {
		if d.in(i) {
			sum.Add(w)
			squares.Add(float64(w * w))
			n++
		}
	}
	answers = float64(sum.Value()*sum.Value()) / squares.Value()
	return float64(n) / answers, answers
}
