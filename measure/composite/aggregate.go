package composite

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Scores are the values of every node of a tree for every unit: column i belongs to node i, the leaves first and the index
// last. A score that was not to be had is absent.
type Scores struct {
	Matrix
	Partial []bool // parallel to Data: made without a value that was missing below it; nil when none was
}

// Aggregate combines scores along a hierarchy. A node's score is the generalised mean of its children with shares w,
//
//	M_p = (Σ w xᵖ)^(1/p),  M_0 = Π xʷ (geometric),  M_1 = Σ w x (arithmetic),  M_−1 = 1/Σ(w/x) (harmonic)
//
// which lies between the least and the greatest of them. For powers other than 1 a negative value is ErrDomain, and for
// powers of 0 and below one zero makes the node 0, the limit.
//
// least, in (0, 1], is the share of a node's weight that must be there. With 1 a node with a missing child is missing. Below
// it, the weight of what is missing goes to its siblings in proportion, and the score is marked Partial: such scores compare
// badly with others. Children of weight 0 count for nothing, missing or not. Cost O(rows · nodes).
// Source: OECD/JRC Handbook (2008), step 6.
func Aggregate(m Matrix, t Tree, least float64) (Scores, error) {
	if err := m.check(); err != nil {
		return Scores{}, err
	}
	if err := t.check(); err != nil {
		return Scores{}, err
	}
	if m.Cols != t.Leaves {
		return Scores{}, fmt.Errorf("%w: %d columns, %d leaves", ErrShape, m.Cols, t.Leaves)
	}
	if !(least > 0 && least <= 1) {
		return Scores{}, fmt.Errorf("%w: share %v of weight", ErrDomain, least)
	}
	s := Scores{Matrix: NewMatrix(m.Rows, len(t.Parent))}
	for c := range m.Cols {
		s.set(c, m.Column(c))
	}
	children, shares := t.children(), t.shares()
	for node := t.Leaves; node < len(t.Parent); node++ {
		for r := range m.Rows {
			if err := s.combine(r, node, children[node], shares, t.power(node), least); err != nil {
				return Scores{}, err
			}
		}
	}
	return s, nil
}

func (t Tree) children() [][]int {
	below := make([][]int, len(t.Parent))
	for i, p := range t.Parent {
		if p >= 0 && t.Weight[i] > 0 {
			below[p] = append(below[p], i)
		}
	}
	return below
}

// combine sets the score of one node for one row from those of its children.
func (s *Scores) combine(r, node int, children []int, shares []float64, p Power, least float64) error {
	parts, partial := make([]part, 0, len(children)), false
	var there elementary.Sum
	for _, c := range children {
		v, ok := s.At(r, c)
		if !ok {
			partial = true
			continue
		}
		partial = partial || s.Partial != nil && s.Partial[c*s.Rows+r]
		parts = append(parts, part{v, shares[c]})
		there.Add(shares[c])
	}
	complete := len(parts) == len(children)
	if len(parts) == 0 || !complete && there.Value() < least {
		s.drop(r, node)
		return nil
	}
	if !complete {
		for i := range parts {
			parts[i].share /= there.Value()
		}
	}
	v, ok := p.mean(parts)
	if !ok {
		return fmt.Errorf("%w: row %d, node %d: power %v of a negative score", ErrDomain, r, node, p)
	}
	at := node*s.Rows + r
	s.Data[at] = v
	if partial {
		if s.Partial == nil {
			s.Partial = make([]bool, len(s.Data))
		}
		s.Partial[at] = true
	}
	return nil
}

// part is a value with its share; shares sum to 1.
type part struct{ value, share float64 }

// mean is the generalised mean of parts, of which there is one at least; false for a negative value, unless p is 1.
func (p Power) mean(parts []part) (float64, bool) {
	least, most := parts[0].value, parts[0].value
	for _, x := range parts {
		least, most = min(least, x.value), max(most, x.value)
	}
	var sum float64
	switch {
	case p == Arithmetic:
		var total elementary.Sum
		for _, x := range parts {
			total.Add(float64(x.share * x.value))
		}
		sum = total.Value()
	case least < 0:
		return 0, false
	case least == most:
		return least, true
	case least == 0 && p <= 0:
		return 0, true
	case p == Geometric:
		sum = elementary.Exp(meanLog(parts))
	case p > 0:
		sum = p.from(most, parts)
	default:
		sum = p.from(least, parts)
	}
	return min(max(sum, least), most), true // rounding may pass an end by a last digit
}

func meanLog(parts []part) float64 {
	var total elementary.Sum
	for _, x := range parts {
		total.Add(float64(x.share * elementary.Log(x.value)))
	}
	return total.Value()
}

// from computes the mean relative to the value that dominates it, so that no power overflows and small powers keep their
// digits: ln(M/of) = ln(1 + Σ w ((x/of)ᵖ − 1)) / p, each bracket in [−1, 0].
func (p Power) from(of float64, parts []part) float64 {
	var short elementary.Sum
	for _, x := range parts {
		if x.value == 0 {
			short.Add(x.share)
			continue
		}
		short.Add(float64(x.share * elementary.OneLessExp(min(0, float64(float64(p)*elementary.LogRatio(x.value, of))))))
	}
	if short.Value() >= 1 { // the share of the dominating value is below rounding
		if p > 0 {
			return 0
		}
		return math.MaxFloat64
	}
	return float64(of * elementary.Exp(elementary.Log1p(-short.Value())/float64(p)))
}

// Marked returns, for every node and unit, the share of weight below it that is marked, in [0, 1]: with the Imputed of a
// Filled, how much of a score is guessed. marks is parallel to the data of a table of rows units; nil marks nothing.
func (t Tree) Marked(marks []bool, rows int) (Matrix, error) {
	if err := t.check(); err != nil {
		return Matrix{}, err
	}
	if rows < 1 || marks != nil && len(marks) != rows*t.Leaves {
		return Matrix{}, fmt.Errorf("%w: %d rows, %d leaves, %d marks", ErrShape, rows, t.Leaves, len(marks))
	}
	m := NewMatrix(rows, len(t.Parent))
	for i, marked := range marks {
		if marked {
			m.Data[i] = 1
		}
	}
	shares := t.shares()
	for i, p := range t.Parent {
		if p < 0 {
			continue
		}
		for r := range rows {
			m.Data[p*rows+r] += float64(shares[i] * m.Data[i*rows+r])
		}
	}
	for i, v := range m.Data {
		m.Data[i] = min(v, 1)
	}
	return m, nil
}
