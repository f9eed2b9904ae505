package site_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

func TestDump(t *testing.T) {
	for k := range 21 {
		p := judged(k)
		s := solve(t, p, site.Options{})
		b, _ := json.Marshal(p)
		_ = os.WriteFile(fmt.Sprintf("/tmp/tab/%02d.json", k), b, 0o600)
		fmt.Println(k, p.Kind, p.Open, p.Objective(s), s.LowerBound)
	}
	_ = siteproblem.Median
}

func judged(k int) *siteproblem.Problem {
	return random(rand.New(rand.NewPCG(uint64(k), 99)), kinds[k%3], 40+3*k, 12+k, 2+k%4)
}

func TestSetCover(t *testing.T) {
	for _, m := range []int{100, 300, 1000, 3000} {
		r := rand.New(rand.NewPCG(1, uint64(m)))
		p := uniform(r, siteproblem.SetCovering, 100*m, m, 0, 8)
		b, _ := json.Marshal(p)
		_ = os.WriteFile(fmt.Sprintf("/tmp/sc%d.json", m), b, 0o600)
		for _, it := range []int{0} {
			b := cpuNow()
			s := solve(t, p, site.Options{Iterations: it})
			fmt.Println(m, it, s.Cost, s.LowerBound, cpuNow()-b)
		}
	}
}
