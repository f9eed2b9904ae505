package composite

// Warning is a reason to look twice at an answer that was given.
type Warning struct {
	Kind   Kind
	Column int     // that it is about; -1 when it is about all of them
	Row    int     // -1 when it is not about one unit
	Value  float64 // the figure that raised it; 0 where there is none
}

// Kind is what a Warning says.
type Kind int

// The kinds of warning.
const (
	ConstantColumn  Kind = iota + 1 // the indicator is the same everywhere, or has no score: weight 0
	MissingValues                   // computed over observed units only; Value counts the absent ones
	UnitDominates                   // one unit (Row) has more than half of the column's sum (Value): treat outliers first
	WeightDominates                 // one indicator has more than half of the weight (Value)
	Shifted                         // scores were shifted by Value, which changes every weight
	Inconsistent                    // judgements contradict each other: consistency ratio (Value) above 0.1
	NegativeLoading                 // the indicator runs against the first component (Value is its loading)
	PoorSampling                    // Kaiser-Meyer-Olkin measure (Value) below 0.5: components mean little
	Uncorrelated                    // Bartlett's test does not reject independence at 5 % (Value is p)
	Singular                        // an indicator is a combination of others: KMO and Bartlett's test do not exist
	TiedComponents                  // the last component kept and the first left out have one eigenvalue (Value)
	NegativeAlpha                   // Cronbach's alpha (Value) below zero: indicators run against each other
	OpposedWeights                  // the combination takes a set of weights (Column is its number) with a negative share
	CountedTwice                    // correlated above the threshold (Value) with column Row: one matter with double weight
)

// String returns a stable identifier, as for messages and JSON.
func (k Kind) String() string {
	if k < ConstantColumn || k > CountedTwice {
		return "unknown"
	}
	return [...]string{
		"constant_column", "missing_values", "unit_dominates", "weight_dominates", "shifted", "inconsistent",
		"negative_loading", "poor_sampling", "uncorrelated", "singular", "tied_components", "negative_alpha",
		"opposed_weights", "counted_twice",
	}[k-1]
}

func about(kind Kind, column int, value float64) Warning {
	return Warning{Kind: kind, Column: column, Row: -1, Value: value}
}

// Weights are shares of the columns, ≥ 0, that sum to 1.
type Weights struct {
	Weight   []float64
	Warnings []Warning
}

// weightsFrom divides amounts by their sum, and warns when one has more than half of it.
// Amounts are finite and ≥ 0, and one of them is above zero.
func weightsFrom(amounts []float64, warnings []Warning) Weights {
	shares := divided(amounts)
	for c, w := range shares {
		if w > 0.5 && len(shares) > 2 {
			warnings = append(warnings, about(WeightDominates, c, w))
		}
	}
	return Weights{Weight: shares, Warnings: warnings}
}
