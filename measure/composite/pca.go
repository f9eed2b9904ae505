package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Retention says how many principal components make the weights.
type Retention int

// The rules.
const (
	Kaiser    Retention = iota // eigenvalues of at least 1; the first at any rate
	FourFifth                  // as many as explain 80 % of the variance
	First                      // the first alone
)

// Components are the principal components of standardised indicators, the weights made from them, and whether the data suit it.
type Components struct {
	Weights
	Columns    []int     // the indicators that vary, in order; the others have no place in what follows
	Eigenvalue []float64 // greatest first; they sum to the number of Columns
	Vectors    Matrix    // column k is component k, of length one; row i belongs to Columns[i]
	Retained   int
	Explained  float64 // share of the variance by the retained, in (0, 1]

	// Measures of the correlation matrix. They do not exist (Tested is false, all are 0) when it is singular.
	Tested    bool
	KMO       float64 // Kaiser-Meyer-Olkin measure of sampling adequacy, in [0, 1]; below 0.5 is poor
	ChiSquare float64 // of Bartlett's test of sphericity
	Freedom   int     // its degrees of freedom
	P         float64 // its p-value, to about 1e-12
}

// PCA returns weights from the principal components of the columns' correlation matrix:
//
//	w_j = Σ_k λ_k v_jk² / Σ_k λ_k over the retained components k
//
// the share of the retained variance that runs through indicator j; the weights are ≥ 0 and sum to 1. The sign of each component
// is fixed: its entries sum to more than zero or, at exactly zero, its first other entry is positive. An indicator with a
// negative loading on the first component runs against the rest (a direction not applied, or incoherence), and a warning says so.
//
//	Bartlett: χ² = −(n − 1 − (2m + 5)/6) ln |R|, m(m−1)/2 degrees of freedom
//	KMO = Σ r² / (Σ r² + Σ partial r²) over pairs
//
// A constant column, or one absent altogether, has weight 0 with a warning. Fewer than two columns that vary, or no more units than
// those, are ErrDomain; an absent value elsewhere is ErrMissing, because leaving its unit out would change every weight. The weights say what varies together,
// not what matters. Cost O(n m² + m³). Source: OECD/JRC Handbook (2008), steps 4 and 6; Kaiser (1974); Bartlett (1951).
func PCA(m Matrix, keep Retention) (Components, error) {
	if keep < Kaiser || keep > First {
		return Components{}, fmt.Errorf("%w: retention %d", ErrDomain, keep)
	}
	table, present, warnings, err := scored(m)
	if err != nil {
		return Components{}, err
	}
	columns, err := varied(table, Pearson)
	if err != nil {
		return Components{}, err
	}
	kept, parts := differing(columns)
	p := len(parts)
	if p < 2 || m.Rows <= p {
		return Components{}, fmt.Errorf("%w: %d units, %d columns that vary", ErrDomain, m.Rows, p)
	}
	answer := Components{Weights: Weights{Warnings: warnings}}
	for k, c := range present {
		if columns[k].constant() {
			answer.Warnings = append(answer.Warnings, about(ConstantColumn, c, columns[k].least))
		}
	}
	for _, k := range kept {
		answer.Columns = append(answer.Columns, present[k])
	}
	r := correlations(parts)
	answer.Eigenvalue, answer.Vectors = eigen(r)
	for k := range p {
		answer.Eigenvalue[k] = max(answer.Eigenvalue[k], 0)
		orient(answer.Vectors.Column(k).Values)
	}
	answer.retain(keep)
	answer.test(r, m.Rows)
	amounts := answer.amounts(m.Cols)
	answer.Weights = weightsFrom(amounts, answer.Warnings)
	return answer, nil
}

// amounts is the retained variance that runs through each of all columns; an indicator against the rest is warned of.
func (c *Components) amounts(all int) []float64 {
	amounts, p := make([]float64, all), len(c.Columns)
	for i, column := range c.Columns {
		var amount elementary.Sum
		for k := range c.Retained {
			v := c.Vectors.Data[k*p+i]
			amount.Add(float64(c.Eigenvalue[k] * float64(v*v)))
		}
		amounts[column] = amount.Value()
		if v := c.Vectors.Data[i]; v < 0 {
			c.Warnings = append(c.Warnings, about(NegativeLoading, column, v))
		}
	}
	return amounts
}

// orient turns a vector so that its entries sum to more than zero.
func orient(v []float64) {
	var total elementary.Sum
	for _, x := range v {
		total.Add(x)
	}
	sign := total.Value()
	if math.Abs(sign) < 0x1p-40 { // a sum of zero but for rounding decides nothing
		i := slices.IndexFunc(v, func(x float64) bool { return math.Abs(x) >= 0x1p-40 })
		sign = v[i]
	}
	if sign < 0 {
		for i := range v {
			v[i] = -v[i]
		}
	}
}

func (c *Components) retain(keep Retention) {
	p := len(c.Eigenvalue)
	explained := make([]float64, p)
	var sum elementary.Sum
	for k, v := range c.Eigenvalue {
		sum.Add(v)
		explained[k] = min(sum.Value()/float64(p), 1)
	}
	const rounding = 1e-12
	c.Retained = 1
	switch keep {
	case Kaiser:
		for c.Retained < p && c.Eigenvalue[c.Retained] >= 1-rounding {
			c.Retained++
		}
	case FourFifth:
		for c.Retained < p && explained[c.Retained-1] < 0.8-rounding {
			c.Retained++
		}
	case First:
	}
	c.Explained = explained[c.Retained-1]
	if c.Retained < p {
		if last := c.Eigenvalue[c.Retained-1]; last-c.Eigenvalue[c.Retained] <= float64(rounding*float64(p)) {
			c.Warnings = append(c.Warnings, about(TiedComponents, -1, last))
		}
	}
}

// test fills in the measures of the correlation matrix r of n units.
func (c *Components) test(r Matrix, n int) {
	p := r.Rows
	if c.Eigenvalue[p-1] <= float64(1e-12*float64(p)) {
		c.Warnings = append(c.Warnings, about(Singular, -1, c.Eigenvalue[p-1]))
		return
	}
	inverse := NewMatrix(p, p)
	var determinant elementary.Sum
	for k, value := range c.Eigenvalue {
		determinant.Add(elementary.Log(value))
		v := c.Vectors.Column(k).Values
		for i := range p {
			for j := range p {
				inverse.Data[i*p+j] += float64(v[i]*v[j]) / value
			}
		}
	}
	var plain, partial elementary.Sum
	for i := range p {
		for j := range i {
			plain.Add(float64(r.Data[i*p+j] * r.Data[i*p+j]))
			q := inverse.Data[i*p+j]
			partial.Add(float64(q*q) / float64(inverse.Data[i*p+i]*inverse.Data[j*p+j]))
		}
	}
	c.Tested, c.Freedom = true, p*(p-1)/2
	// Correlations that are zero but for rounding have no share in each other.
	if total := plain.Value() + partial.Value(); total > 1e-24 {
		c.KMO = plain.Value() / total
	}
	c.ChiSquare = max(-float64((float64(n-1)-float64(2*p+5)/6)*determinant.Value()), 0)
	c.P = chiSquareTail(c.ChiSquare, c.Freedom)
	if c.KMO < 0.5 {
		c.Warnings = append(c.Warnings, about(PoorSampling, -1, c.KMO))
	}
	if c.P > 0.05 {
		c.Warnings = append(c.Warnings, about(Uncorrelated, -1, c.P))
	}
}
