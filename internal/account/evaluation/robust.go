package evaluation

import (
	"slices"

	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// robust asks what would have come out with every choice that the method leaves open made otherwise.
func (w *work) robust() (err error) {
	if w.index, err = w.alternatives(); err != nil {
		return err
	}
	u, index := w.m.Uncertainty, w.index
	a, err := sensitivity.MonteCarlo(index, sensitivity.MonteCarloOptions{Runs: u.Runs, Seed: w.m.Seed, Points: sensitivity.LatinPoints})
	if err != nil {
		return err
	}
	w.r.Robustness = Robustness{Runs: a.Runs, Shift: a.Shift, Groups: len(a.Groups)}
	w.units(a)
	var omissions []sensitivity.Omission
	if u.LeaveOut {
		if omissions, err = sensitivity.LeaveOneOut(index); err != nil {
			return err
		}
	}
	return w.used(omissions)
}

// influence asks which of the open choices matters most; nothing where the method does not ask.
func (w *work) influence() (factors []Factor, influence *sensitivity.Influence, err error) {
	u := w.m.Uncertainty
	if u.Rows == 0 {
		return nil, nil, nil
	}
	influence, err = sensitivity.Influences(w.index, sensitivity.RankOutput, sensitivity.Options{
		Rows: u.Rows, Seed: w.m.Seed, Points: sensitivity.LatinPoints,
	})
	if err != nil {
		return nil, nil, err
	}
	for i, effect := range influence.Shift.Effects {
		factors = append(factors, Factor{factorNames[influence.Factors[i]], effect})
	}
	return factors, influence, nil
}

// factorNames are how the open choices are called in results and words.
var factorNames = map[sensitivity.Factor]string{
	sensitivity.TreatmentChoice: "treatment", sensitivity.ImputationChoice: "imputation",
	sensitivity.NormalisationChoice: "normalisation", sensitivity.AggregationChoice: "aggregation",
	sensitivity.WeightingChoice: "weighting", sensitivity.WeightNoise: "weight_noise", sensitivity.LeftOut: "left_out",
}

// alternatives puts the method's choices and the others together; the method's own stand first everywhere.
func (w *work) alternatives() (sensitivity.Index, error) {
	u := w.m.Uncertainty
	x := sensitivity.Index{Units: len(w.rows), Leaves: w.scores.Cols, Parent: w.tree.Parent}
	for _, tables := range w.treated {
		var filled [][][]float64
		for _, table := range tables {
			var scaled [][]float64
			for _, by := range append([]string{w.m.Normalisation.By}, u.Normalisations...) {
				values, err := w.values(table, by)
				if err != nil {
					return x, err
				}
				scaled = append(scaled, values)
			}
			filled = append(filled, scaled)
		}
		x.Values = append(x.Values, filled)
	}
	x.Weightings = []sensitivity.Weighting{{Weight: w.tree.Weight, Band: u.Band}}
	for _, by := range u.Weights {
		weights, _, err := w.m.weights(by, w.unit(w.scores))
		if err != nil {
			return x, err
		}
		tree := w.h.weigh(weights).Without(w.constant()...)
		x.Weightings = append(x.Weightings, sensitivity.Weighting{Weight: tree.Weight, Band: u.Band})
	}
	for _, by := range append([]string{w.m.Aggregation.By}, u.Aggregations...) {
		mean := sensitivity.Arithmetic
		if by == "geometric" {
			mean = sensitivity.Geometric
		}
		x.Aggregations = append(x.Aggregations, sensitivity.Aggregation{mean})
	}
	if u.LeaveOut {
		for c, weight := range w.tree.Weight[:x.Leaves] {
			if weight > 0 {
				x.LeaveOut = append(x.LeaveOut, c)
			}
		}
	}
	return x, nil
}

// values are the judged units' scores, column after column, on scales fixed over all periods. A column that is the same everywhere has no score; its weight is 0
// and the middle of the scale stands in its place.
func (w *work) values(table composite.Matrix, by string) ([]float64, error) {
	scales, err := w.m.normalisers(table, by)
	if err != nil {
		return nil, err
	}
	scored, err := composite.Normalise(table, scales)
	if err != nil {
		return nil, err
	}
	middle := w.m.Normalisation.Low + (w.m.Normalisation.High-w.m.Normalisation.Low)/2
	data := slices.Clone(scored.Data)
	for _, c := range scored.Constant {
		for r := range scored.Rows {
			data[c*scored.Rows+r] = middle
		}
	}
	if scored.Rows == len(w.rows) {
		return data, nil
	}
	judged := make([]float64, 0, len(w.rows)*scored.Cols) // without the rows of other periods
	for c := range scored.Cols {
		judged = append(judged, data[c*scored.Rows:c*scored.Rows+len(w.rows)]...)
	}
	return judged, nil
}

// constant are the indicators that count for nothing because they are the same everywhere.
func (w *work) constant() (all []int) {
	for c, weight := range w.tree.Weight[:w.tree.Leaves] {
		if weight == 0 {
			all = append(all, c)
		}
	}
	return all
}

// units notes where each unit stands and how firmly.
func (w *work) units(a *sensitivity.Assessment) {
	n := len(a.Standings)
	for i, s := range a.Standings {
		w.r.Units = append(w.r.Units, Judged{
			Unit: w.t.Units[w.rows[i]], Score: s.Score, Low: s.Scores.Low, High: s.Scores.High, Rank: s.Rank, Ranks: s.Ranks,
			Band: bandOf(s.Ranks.Median, n, w.m.Bands), BestBand: bandOf(s.Ranks.Best, n, w.m.Bands),
			WorstBand: bandOf(s.Ranks.Worst, n, w.m.Bands), Group: s.Group + 1,
		})
	}
}
