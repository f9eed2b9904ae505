package flowproblem

import (
	"errors"
	"fmt"
	"math"
)

// The largest networks that are read or solved; they bound the memory a hostile file can take (about 1 GB).
const (
	MaxNodes = 1 << 22
	MaxArcs  = 1 << 24
	// MaxAmount bounds the size of every capacity, supply and cost: 2^60.
	MaxAmount = 1 << 60
)

// Reasons for which a problem is refused. A returned error wraps one of them and names the offending entry.
var (
	// ErrShape says that the problem is not one: a node outside the network, a lower bound above the capacity, a
	// slice of the wrong length.
	ErrShape = errors.New("not a flow problem")
	// ErrSize says that the network is larger than MaxNodes or MaxArcs.
	ErrSize = errors.New("network too large")
	// ErrUnbalanced says that the supplies do not add to zero.
	ErrUnbalanced = errors.New("supplies do not add to zero")
	// ErrOverflow says that amounts or costs are so large that their sums or products leave 64 bits.
	ErrOverflow = errors.New("numbers too large")
	// ErrInfeasible says that no flow satisfies supplies and bounds. The error is a *Cut, which proves it.
	ErrInfeasible = errors.New("no feasible flow")
)

// Arc is one arc of a network. Its flow lies in [Low, Cap], in units; Cost is per unit.
type Arc struct {
	From, To       int32
	Low, Cap, Cost int64
}

// Problem is a minimum-cost flow problem. Supply has one entry per node: positive where units enter, negative where
// they leave.
type Problem struct {
	Supply []int64
	Arcs   []Arc
}

// Nodes is the number of nodes.
func (p *Problem) Nodes() int { return len(p.Supply) }

// Solution is a flow with its certificate: Flow[a] units on arc a, Potential[i] of node i in units of cost.
type Solution struct {
	Cost      int64
	Flow      []int64
	Potential []int64
}

// Cut proves that no feasible flow exists: the nodes listed, in rising order, must send out more than they can.
//
//	Σ (i in cut) bᵢ + Σ (arcs entering) lₐ − Σ (arcs leaving) capₐ = Excess > 0
type Cut struct { //nolint:errname // a certificate first, an error only on its way out
	Nodes  []int32
	Excess int64
}

// Error says what the cut proves, with nodes counted from 1 as in files.
func (c *Cut) Error() string {
	if len(c.Nodes) == 0 {
		return ErrInfeasible.Error()
	}
	return fmt.Sprintf("%v: %d nodes, the first being %d, must send %d units more than they can",
		ErrInfeasible, len(c.Nodes), c.Nodes[0]+1, c.Excess)
}

// Unwrap makes errors.Is(err, ErrInfeasible) true.
func (c *Cut) Unwrap() error { return ErrInfeasible }

// Check refuses a problem that is malformed, too large or unbalanced. Cost O(n + m).
func (p *Problem) Check() error {
	if len(p.Supply) > MaxNodes || len(p.Arcs) > MaxArcs {
		return fmt.Errorf("%w: %d nodes, %d arcs", ErrSize, len(p.Supply), len(p.Arcs))
	}
	for i := range p.Arcs {
		if err := p.Arcs[i].check(len(p.Supply)); err != nil {
			return fmt.Errorf("arc %d: %w", i+1, err)
		}
	}
	return p.balanced()
}

func (a *Arc) check(nodes int) error {
	switch n := int64(nodes); {
	case a.From < 0 || int64(a.From) >= n, a.To < 0 || int64(a.To) >= n:
		return fmt.Errorf("%w: from %d to %d in a network of %d nodes", ErrShape, int64(a.From)+1, int64(a.To)+1, nodes)
	case a.Low < 0:
		return fmt.Errorf("%w: lower bound %d is negative", ErrShape, a.Low)
	case a.Cap < a.Low:
		return fmt.Errorf("%w: capacity %d is less than the lower bound %d", ErrShape, a.Cap, a.Low)
	case a.Cap > MaxAmount, a.Cost > MaxAmount, a.Cost < -MaxAmount:
		return fmt.Errorf("%w: capacity %d, cost %d", ErrOverflow, a.Cap, a.Cost)
	}
	return nil
}

func (p *Problem) balanced() error {
	var in, out int64
	for i, b := range p.Supply {
		if b > MaxAmount || b < -MaxAmount || in > math.MaxInt64-MaxAmount || out > math.MaxInt64-MaxAmount {
			return fmt.Errorf("%w: supply %d of node %d", ErrOverflow, b, i+1)
		}
		in += max(b, 0)
		out += max(-b, 0)
	}
	if in != out {
		return fmt.Errorf("%w: %d units enter and %d leave", ErrUnbalanced, in, out)
	}
	return nil
}
