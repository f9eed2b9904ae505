package inequality_test

import "math"

// The definitions word for word, pair by pair in O(n²) and with plain sums: slow, and sharing no line with the package.

type bruteParts struct{ total, within, net, overlap float64 }

func bruteMean(x, w []float64) (mean, weight float64) {
	for i := range x {
		mean += w[i] * x[i]
		weight += w[i]
	}
	return mean / weight, weight
}

func bruteGini(x, w []float64) float64 {
	mean, weight := bruteMean(x, w)
	total := 0.0
	for i := range x {
		for j := range x {
			total += w[i] * w[j] * math.Abs(x[i]-x[j])
		}
	}
	return total / (2 * weight * weight * mean)
}

// only keeps the entries of group g.
func only(g int, x, w []float64, group []int) (gx, gw []float64) {
	for i := range x {
		if group[i] == g {
			gx, gw = append(gx, x[i]), append(gw, w[i])
		}
	}
	return gx, gw
}

// bruteDagum follows Dagum (1997) with P, s, G_jh and D_jh spelled out; groups are 0 to k-1 and none is empty.
func bruteDagum(x, w []float64, group []int, k int) bruteParts {
	mean, weight := bruteMean(x, w)
	parts := bruteParts{total: bruteGini(x, w)}
	for j := range k {
		xj, wj := only(j, x, w, group)
		meanJ, weightJ := bruteMean(xj, wj)
		pj := weightJ / weight
		sj := pj * meanJ / mean
		if meanJ > 0 {
			parts.within += bruteGini(xj, wj) * pj * sj
		}
		for h := range k {
			xh, wh := only(h, x, w, group)
			meanH, weightH := bruteMean(xh, wh)
			if meanH > meanJ || meanH == meanJ && h <= j {
				continue // each pair once, the richer group as j
			}
			ph := weightH / weight
			sh := ph * meanH / mean
			d, p := 0.0, 0.0
			for i := range xj {
				for l := range xh {
					diff := wj[i] / weightJ * wh[l] / weightH * (xj[i] - xh[l])
					d += math.Max(diff, 0)
					p += math.Max(-diff, 0)
				}
			}
			if d+p == 0 {
				continue
			}
			gjh, economic := (d+p)/(meanJ+meanH), (d-p)/(d+p)
			parts.net += gjh * (pj*sh + ph*sj) * economic
			parts.overlap += gjh * (pj*sh + ph*sj) * (1 - economic)
		}
	}
	return parts
}

func bruteTheilT(x, w []float64) float64 {
	mean, weight := bruteMean(x, w)
	total := 0.0
	for i := range x {
		if x[i] > 0 {
			total += w[i] / weight * x[i] / mean * math.Log(x[i]/mean)
		}
	}
	return total
}

func bruteTheilL(x, w []float64) float64 {
	mean, weight := bruteMean(x, w)
	total := 0.0
	for i := range x {
		total += w[i] / weight * math.Log(mean/x[i])
	}
	return total
}

func bruteCV(x, w []float64) float64 {
	mean, weight := bruteMean(x, w)
	total := 0.0
	for i := range x {
		total += w[i] / weight * (x[i] - mean) * (x[i] - mean)
	}
	return math.Sqrt(total) / mean
}

func bruteAtkinson(epsilon float64) func(x, w []float64) float64 {
	return func(x, w []float64) float64 {
		mean, weight := bruteMean(x, w)
		total := 0.0
		for i := range x {
			if epsilon == 1 {
				total += w[i] / weight * math.Log(x[i]/mean)
			} else {
				total += w[i] / weight * math.Pow(x[i]/mean, 1-epsilon)
			}
		}
		if epsilon == 1 {
			return 1 - math.Exp(total)
		}
		return 1 - math.Pow(total, 1/(1-epsilon))
	}
}

// bruteBetween is the Theil index of everyone holding the mean of their group.
func bruteBetween(index func(x, w []float64) float64, x, w []float64, group []int) float64 {
	means := make([]float64, len(x))
	for i := range x {
		means[i], _ = bruteMean(only(group[i], x, w, group))
	}
	return index(means, w)
}

func bruteHoover(x, w []float64) float64 {
	var people, total, off float64
	for i := range x {
		people, total = people+w[i], total+w[i]*x[i]
	}
	for i := range x {
		off += w[i] * math.Abs(x[i]-total/people)
	}
	return off / 2 / total
}
