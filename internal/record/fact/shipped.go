package fact

import (
	"iter"

	"mihe/data"
	"mihe/internal/base/region"
)

// Shipped yields the observations that ship inside the binary, in a stable order. A cell that the source left blank is
// Missing. Nothing measured is synthetic.
func Shipped() iter.Seq2[Observation, error] {
	return func(yield func(Observation, error) bool) {
		for row, err := range data.Observations() {
			level, _ := region.ParseLevel(row.Level) // an unknown level is NoLevel, which Load refuses
			o := Observation{
				Variable: row.Variable, Region: region.Key{Code: region.Code(row.Code), Level: level}, Period: row.Period,
				Breakdown: Breakdown{Sex: row.Sex, Residence: row.Residence, Age: row.Age},
				Vintage:   row.Vintage, Source: row.Source, Value: row.Value, Decimals: row.Decimals, State: Observed,
			}
			if row.Missing {
				o.State = Missing
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}
