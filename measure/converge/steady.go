package converge

import "mihe/measure/elementary"

// longRun finds the sets of classes that are never left and the steady state of each. A class that is entered, but from which no
// move was ever seen, leaves the long run open; one that is neither entered nor left takes no part.
func (ch *Chain) longRun() {
	k := ch.Classes
	reach := ch.reachable()
	entered := make([]bool, k)
	for i, row := range ch.Transitions {
		for j, n := range row {
			if n > 0 && i != j {
				entered[j] = true
			}
		}
	}
	for i := range k {
		if entered[i] && ch.Probability[i] == nil {
			ch.SteadyWhy = EmptyClass
			return
		}
	}
	done := make([]bool, k)
	for i := range k {
		if done[i] || ch.Probability[i] == nil {
			continue
		}
		if set, closed := closedSet(reach, i); closed {
			for _, j := range set {
				done[j] = true
			}
			ch.Recurrent = append(ch.Recurrent, set)
			ch.Steady = append(ch.Steady, ch.steady(set))
		}
	}
}

// closedSet is the classes reached from i, i with them, and whether each leads back to i.
func closedSet(reach [][]bool, i int) (set []int, closed bool) {
	for j := range reach {
		if j == i || reach[i][j] {
			if j != i && !reach[j][i] {
				return nil, false
			}
			set = append(set, j)
		}
	}
	return set, true
}

// reachable tells whether class j is reached from i in one step or more.
func (ch *Chain) reachable() [][]bool {
	k := ch.Classes
	reach := make([][]bool, k)
	for i := range reach {
		reach[i] = make([]bool, k)
		todo := []int{i}
		for len(todo) > 0 {
			from := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for j, n := range ch.Transitions[from] {
				if n > 0 && !reach[i][j] {
					reach[i][j] = true
					todo = append(todo, j)
				}
			}
		}
	}
	return reach
}

// steady eliminates the classes of a closed set from the last to the first; only positive numbers are added, none subtracted.
func (ch *Chain) steady(set []int) []float64 {
	m := len(set)
	p := make([][]float64, m)
	for a := range p {
		p[a] = make([]float64, m)
		for b := range p[a] {
			p[a][b] = ch.Probability[set[a]][set[b]]
		}
	}
	for last := m - 1; last > 0; last-- {
		var out elementary.Sum
		for b := range last {
			out.Add(p[last][b])
		}
		for a := range last {
			p[a][last] /= out.Value()
			for b := range last {
				p[a][b] += float64(p[a][last] * p[last][b])
			}
		}
	}
	share := make([]float64, m)
	share[0] = 1
	var total elementary.Sum
	total.Add(1)
	for a := 1; a < m; a++ {
		var in elementary.Sum
		for b := range a {
			in.Add(float64(share[b] * p[b][a]))
		}
		share[a] = in.Value()
		total.Add(share[a])
	}
	steady := make([]float64, ch.Classes)
	for a, class := range set {
		steady[class] = share[a] / total.Value()
	}
	return steady
}
