package spatial

import "mihe/measure/elementary"

// pairUp adds up the two directions of every pair: each quadratic form of this package needs only their sum. It also
// counts the pairs whose directions differ. Cost O(n + m).
func (l *links) pairUp() (pairs links, oneWay int) {
	back := l.transposed()
	pairs.start = []int{0}
	for i := range l.places() {
		there, here := l.after(i), back.after(i)
		for there.any() || here.any() {
			j := min(there.first(), here.first())
			to, from := there.take(j), here.take(j)
			if to != from {
				oneWay++
			}
			pairs.to = append(pairs.to, j)
			pairs.weight = append(pairs.weight, to+from)
		}
		pairs.start = append(pairs.start, len(pairs.to))
	}
	return pairs, oneWay
}

// transposed exchanges from and to; its rows ascend too.
func (l *links) transposed() *links {
	n := l.places()
	t := &links{start: make([]int, n+1), to: make([]int32, len(l.to)), weight: make([]float64, len(l.to))}
	for _, j := range l.to {
		t.start[j+1]++
	}
	for i := range n {
		t.start[i+1] += t.start[i]
	}
	next := append([]int(nil), t.start...)
	for i := range n {
		to, weights := l.row(i)
		for k, j := range to {
			t.to[next[j]], t.weight[next[j]] = int32(i), weights[k]
			next[j]++
		}
	}
	return t
}

// tail is what is left of a row while two rows are merged.
type tail struct {
	to     []int32
	weight []float64
}

// after returns the part of row i beyond place i.
func (l *links) after(i int) tail {
	t := tail{}
	t.to, t.weight = l.row(i)
	for t.any() && int(t.to[0]) < i {
		t.to, t.weight = t.to[1:], t.weight[1:]
	}
	return t
}

func (t *tail) any() bool { return len(t.to) > 0 }

// first is the next place, or one beyond all places.
func (t *tail) first() int32 {
	if !t.any() {
		return MaxPlaces
	}
	return t.to[0]
}

// take removes place j and returns its weight; 0 where another is first.
func (t *tail) take(j int32) float64 {
	if t.first() != j {
		return 0
	}
	weight := t.weight[0]
	t.to, t.weight = t.to[1:], t.weight[1:]
	return weight
}

// addUp finds the islands and Cliff and Ord's sums of weights:
//
//	S0 = Σ w_ij,  S1 = ½ Σ (w_ij + w_ji)²,  S2 = Σ_i (Σ_j w_ij + Σ_j w_ji)²
func (w *Weights) addUp() {
	n := w.places()
	touching := make([]elementary.Sum, n)
	var s0, s1, s2 elementary.Sum
	for i := range n {
		to, weights := w.pairs.row(i)
		for k, j := range to {
			touching[i].Add(weights[k])
			touching[j].Add(weights[k])
			s0.Add(weights[k])
			s1.Add(float64(weights[k] * weights[k]))
		}
	}
	for i := range n {
		t := touching[i].Value()
		s2.Add(float64(t * t))
		switch {
		case t == 0:
			w.islands = append(w.islands, i)
		case w.degree(i) == 0:
			w.mute = append(w.mute, i)
		}
	}
	w.s0, w.s1, w.s2 = s0.Value(), s1.Value(), s2.Value()
	mean, unequal := 2*w.s0/float64(n-len(w.islands)), elementary.Sum{}
	for i := range n {
		if t := touching[i].Value(); t > 0 {
			gap := t - mean
			unequal.Add(float64(gap * gap))
		}
	}
	w.unequal = unequal.Value()
}
