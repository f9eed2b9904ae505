package rankproblem

import (
	"fmt"
	"math"
	"time"

	"mihe/measure/elementary"
)

// Unit is the exposure of the first place, and the whole of which MaxLoss is a part: a million.
const Unit = 1_000_000

// Model names how attention falls with the place in a list.
type Model string

// The models. Neither is a fact about readers in China: the one in force is a dated parameter, to be replaced when clicks were measured.
const (
	// Logarithmic is 1 / log₂(1 + place), the discount of DCG (Järvelin and Kekäläinen, ACM TOIS 20 (2002) 422–446).
	Logarithmic Model = "1/log2(1+place)"
	// Reciprocal is 1 / place, steeper.
	Reciprocal Model = "1/place"
)

// Bias is the model in force since a date, YYYY-MM-DD.
type Bias struct {
	Model Model
	Since string
}

// Weights returns the exposure of the first n places in millionths of the first, rounded to the nearest; they never rise. Another model, or a
// date that is none, is ErrShape.
func (b Bias) Weights(n int) ([]int64, error) {
	if _, err := time.Parse(time.DateOnly, b.Since); err != nil {
		return nil, fmt.Errorf("%w: the bias is in force since %q", ErrShape, b.Since)
	}
	weights := make([]int64, n)
	for j := range weights {
		place := float64(j + 1)
		switch b.Model {
		case Logarithmic:
			weights[j] = int64(math.Round(Unit * math.Ln2 / elementary.Log(1+place)))
		case Reciprocal:
			weights[j] = int64(math.Round(Unit / place))
		default:
			return nil, fmt.Errorf("%w: position bias %q", ErrShape, b.Model)
		}
	}
	return weights, nil
}
