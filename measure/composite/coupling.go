package composite

import (
	"fmt"
	"math"
)

// Variant is which formula of the coupling degree is meant.
type Variant int

// The variants in print.
const (
	// Standard is C = (Π U)^(1/k) / (Σ U / k): 1 for subsystems at one level, however low.
	Standard Variant = iota
	// Product is C = (Π U)^(1/k), without the division, so that C falls with the level itself: to reproduce papers that use
	// it. It does not have C(U, U) = 1.
	Product
)

// Coordination is how far subsystems are at one level and how high that is; each figure in [0, 1].
type Coordination struct {
	Coupling     float64 // C: how alike they are
	Level        float64 // T = Σ a U: how high they are
	Coordination float64 // D = √(C T)
	Defined      bool    // false when every subsystem is at 0: C is then undefined and given as 0, D is 0
}

// Couple returns the coupling coordination (耦合协调度) of one unit's subsystems u, each in [0, 1], with shares of the level;
// nil shares are equal. A subsystem at 0 makes C and D 0. Fewer than two subsystems, or one outside [0, 1], is ErrDomain. The
// ten grades of D in use are a convention, not a test. Cost O(k).
// Source: Wang Shujia et al., Journal of Natural Resources 36 (2021), on the formula and its misprints.
func Couple(u, shares []float64, variant Variant) (Coordination, error) {
	shares, err := sharesOf(shares, len(u))
	if err != nil {
		return Coordination{}, err
	}
	if len(u) < 2 {
		return Coordination{}, fmt.Errorf("%w: %d subsystems", ErrDomain, len(u))
	}
	if variant != Standard && variant != Product {
		return Coordination{}, fmt.Errorf("%w: variant %d", ErrDomain, variant)
	}
	equal, weighted := make([]part, len(u)), make([]part, len(u))
	for i, v := range u {
		if !(v >= 0 && v <= 1) {
			return Coordination{}, fmt.Errorf("%w: subsystem %d is at %v, not in [0, 1]", ErrDomain, i, v)
		}
		equal[i], weighted[i] = part{v, 1 / float64(len(u))}, part{v, shares[i]}
	}
	level, _ := Arithmetic.mean(weighted)
	plain, _ := Arithmetic.mean(equal)
	if plain == 0 {
		return Coordination{}, nil
	}
	c, _ := Geometric.mean(equal)
	if len(u) == 2 {
		c = float64(math.Sqrt(u[0]) * math.Sqrt(u[1]))
	}
	if variant == Standard {
		c = likeness(equal, plain)
	}
	c = min(c, 1)
	return Coordination{Coupling: c, Level: level, Coordination: math.Sqrt(float64(c * level)), Defined: true}, nil
}

// likeness is the geometric mean over the arithmetic one: exactly 1 for equal values, and without forming a product that could
// vanish.
func likeness(parts []part, mean float64) float64 {
	relative := make([]part, len(parts))
	for i, x := range parts {
		relative[i] = part{x.value / mean, x.share}
	}
	if len(parts) == 2 {
		return float64(math.Sqrt(relative[0].value) * math.Sqrt(relative[1].value))
	}
	c, _ := Geometric.mean(relative)
	return c
}

// Coupling returns the coordination of every unit of a table whose columns are subsystems. An absent value of a subsystem is
// ErrMissing. Rules and cost as Couple, for each row.
func Coupling(m Matrix, shares []float64, variant Variant) ([]Coordination, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := m.complete(); err != nil {
		return nil, err
	}
	answers, row := make([]Coordination, m.Rows), make([]float64, m.Cols)
	for r := range answers {
		for c := range row {
			row[c] = m.Data[c*m.Rows+r]
		}
		var err error
		if answers[r], err = Couple(row, shares, variant); err != nil {
			return nil, fmt.Errorf("row %d: %w", r, err)
		}
	}
	return answers, nil
}
