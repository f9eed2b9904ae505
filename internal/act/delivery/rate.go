package delivery

import "mihe/measure/elementary"

// share is a weighted share of ones.
func share(weight, y []float64) float64 {
	var ones, all elementary.Sum
	for i, v := range y {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		ones.Add(float64(w * v))
		all.Add(w)
	}
	return ones.Value() / all.Value()
}

// unseen is the largest share that n answers without a single one still leave open, at the level of confidence:
// 1 - ((1-level)/2)^(1/n).
func unseen(n int) float64 {
	return 1 - elementary.Pow((1-confidence)/2, 1/float64(n))
}
