package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Blended are weights made of several sets of weights.
type Blended struct {
	Weights
	Share []float64 // of each set, ≥ 0, summing to 1; nil for a product
}

// Blend returns the weighted mean of sets of weights, each first divided by its sum; nil shares are equal. The sets are of one
// length (ErrShape), each as Weights asks. Cost O(sets · columns).
func Blend(sets [][]float64, shares []float64) (Blended, error) {
	scaled, err := scaledSets(sets)
	if err != nil {
		return Blended{}, err
	}
	shares, err = sharesOf(shares, len(sets))
	if err != nil {
		return Blended{}, err
	}
	return mix(scaled, shares, nil), nil
}

func mix(sets [][]float64, shares []float64, warnings []Warning) Blended {
	amounts := make([]float64, len(sets[0]))
	for c := range amounts {
		var sum elementary.Sum
		for k, set := range sets {
			sum.Add(float64(shares[k] * set[c]))
		}
		amounts[c] = sum.Value()
	}
	return Blended{Weights: weightsFrom(amounts, warnings), Share: shares}
}

// BlendProduct multiplies sets of weights (乘法合成), w ∝ Π w_k. What one set finds worthless stays worthless, and agreement is
// exaggerated; with root the geometric mean is taken, w ∝ (Π w_k)^(1/K), which exaggerates less. Sets that leave no column with
// weight are ErrDomain. Rules and cost as Blend.
func BlendProduct(sets [][]float64, root bool) (Blended, error) {
	scaled, err := scaledSets(sets)
	if err != nil {
		return Blended{}, err
	}
	power := 1.0
	if root {
		power = 1 / float64(len(sets))
	}
	logs, greatest := make([]float64, len(scaled[0])), math.Inf(-1)
	for c := range logs {
		var sum elementary.Sum
		for _, set := range scaled {
			sum.Add(float64(power * elementary.Log(max(set[c], math.SmallestNonzeroFloat64))))
		}
		logs[c] = sum.Value()
		if slices.ContainsFunc(scaled, func(set []float64) bool { return set[c] == 0 }) {
			logs[c] = math.Inf(-1)
		}
		greatest = max(greatest, logs[c])
	}
	if math.IsInf(greatest, -1) {
		return Blended{}, fmt.Errorf("%w: no column has weight in every set", ErrDomain)
	}
	for c := range logs {
		logs[c] = elementary.Exp(logs[c] - greatest)
	}
	return Blended{Weights: weightsFrom(logs, nil)}, nil
}

// BlendGame returns the combination of sets of weights that is nearest to all of them at once (博弈论组合赋权),
//
//	min Σ_i ‖Σ_k a_k w_k − w_i‖²  ⇒  Σ_k (w_i·w_k) a_k = w_i·w_i for every i,  share_k = |a_k| / Σ |a|
//
// Where sets depend on each other (two are the same, say) the shortest solution is taken, so that equals share equally. The
// absolute value is the custom in print; a negative a warns that a set is taken against its sense. Rules as Blend; cost
// O(sets² · columns + sets³). Source: the convention of Chinese evaluation studies; the equations are those of least squares.
func BlendGame(sets [][]float64) (Blended, error) {
	scaled, err := scaledSets(sets)
	if err != nil {
		return Blended{}, err
	}
	k := len(scaled)
	products := NewMatrix(k, k)
	for i := range k {
		for j := range k {
			products.Data[i*k+j] = dot(scaled[i], scaled[j])
		}
	}
	values, vectors := eigen(products)
	a := make([]float64, k)
	for e, value := range values {
		if value <= float64(1e-12*values[0]) {
			break
		}
		v := vectors.Column(e).Values
		right := make([]float64, k)
		for i := range k {
			right[i] = products.Data[i*k+i]
		}
		along := dot(v, right) / value
		for i := range k {
			a[i] += float64(along * v[i])
		}
	}
	var warnings []Warning
	for i, v := range a {
		if v < -1e-12 {
			warnings = append(warnings, about(OpposedWeights, i, v))
		}
		a[i] = math.Abs(v)
	}
	shares, err := sharesOf(a, k)
	if err != nil {
		return Blended{}, err
	}
	return mix(scaled, shares, warnings), nil
}

func scaledSets(sets [][]float64) ([][]float64, error) {
	if len(sets) == 0 || len(sets[0]) == 0 {
		return nil, fmt.Errorf("%w: no weights to put together", ErrEmpty)
	}
	scaled := make([][]float64, len(sets))
	for k, set := range sets {
		var err error
		if set == nil {
			return nil, fmt.Errorf("%w: set %d", ErrEmpty, k)
		}
		if scaled[k], err = sharesOf(set, len(sets[0])); err != nil {
			return nil, fmt.Errorf("set %d: %w", k, err)
		}
	}
	return scaled, nil
}
