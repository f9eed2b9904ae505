package route_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

func solve(t *testing.T, p *routeproblem.Problem, o route.Options) *routeproblem.Solution {
	t.Helper()
	s, err := route.Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if flaws := routecheck.Check(p, s); flaws != nil {
		t.Fatalf("flaws: %v", flaws)
	}
	return s
}

func read(t *testing.T, text []byte) *routeproblem.Problem {
	t.Helper()
	p, _, err := routeproblem.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// conformance is the folder with the benchmark of home health care routing.
func conformance(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: no benchmark instances")
	}
	return filepath.Join(dir, "hhcrsp")
}

// The toy instance costs 111.333 (FORMAT.md of the benchmark): 334 thirds.
func TestToy(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(conformance(t), "instances", "toy.json"))
	if err != nil {
		t.Fatal(err)
	}
	if s := solve(t, read(t, text), route.Options{Iterations: 500}); s.Value.Cost != 334 {
		t.Errorf("three times the cost of toy.json is %d, want 334", s.Value.Cost)
	}
}

// Five instances of Mankowska, Meisel and Bierwirth with few rounds, against the best published costs (best-known.csv); routebench runs all of
// them for as long as they may take.
func TestPublished(t *testing.T) {
	dir := conformance(t)
	file, err := os.Open(filepath.Join(dir, "best-known.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	best := map[string]float64{}
	for _, row := range rows[1:] {
		if best[row[0]], err = strconv.ParseFloat(row[4], 64); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		name string
		gap  float64 // per cent that so few rounds must keep
	}{
		{"InstanzCPLEX_HCSRP_10_1.json", 0.5},
		{"InstanzCPLEX_HCSRP_25_2.json", 3},
		{"InstanzCPLEX_HCSRP_50_3.json", 6},
		{"InstanzCPLEX_HCSRP_75_4.json", 12},
		{"InstanzVNS_HCSRP_100_5.json", 15},
	} {
		text, err := os.ReadFile(filepath.Join(dir, "instances", "mankowska", x.name))
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, text)
		s := solve(t, p, route.Options{Iterations: 2000, Seed: 1})
		gap := 100 * (float64(s.Value.Cost)/3/float64(p.Scale)/best[x.name] - 1)
		t.Logf("%s: %.2f %% above the best known", x.name, gap)
		if gap > x.gap || len(s.Unassigned) > 0 {
			t.Errorf("%s: gap %.2f %%, %d not served; want at most %.1f and 0", x.name, gap, len(s.Unassigned), x.gap)
		}
		for range 2 {
			q := perturbed(p, rand.New(rand.NewPCG(9, uint64(len(x.name)))))
			if s := solve(t, q, route.Options{Iterations: 100}); len(s.Unassigned) > 0 {
				t.Errorf("%s perturbed: %d not served", x.name, len(s.Unassigned))
			}
		}
	}
}

// perturbed shifts windows and jitters ways, which makes the matrix asymmetric and not metric.
func perturbed(p *routeproblem.Problem, r *rand.Rand) *routeproblem.Problem {
	q := *p
	q.Travel = cloned(p.Travel)
	for i := range q.Travel {
		if q.Travel[i] > 0 {
			q.Travel[i] = q.Travel[i] * (80 + r.Int64N(41)) / 100
		}
	}
	q.Visits = append([]routeproblem.Visit{}, p.Visits...)
	for i := range q.Requests {
		by := r.Int64N(60 * p.Scale)
		for v := q.Requests[i].First; v < q.Requests[i].First+q.Requests[i].Count; v++ {
			w := q.Visits[v].Windows[0]
			q.Visits[v].Windows = []routeproblem.Window{{Open: w.Open + by, Shut: w.Shut + by}}
		}
	}
	return &q
}

func cloned(x []int64) []int64 { return append([]int64{}, x...) }

func TestSameBytes(t *testing.T) {
	for name, text := range map[string][]byte{
		"home care": routetest.HomeCare(1, 30, 6), "care day": routetest.CareDay(2, 40, 8), "windows": routetest.Windows(3, 40, 10, 200, 230, 60, 4),
	} {
		p := read(t, text)
		o := route.Options{Iterations: 300, Seed: 7}
		first := solve(t, p, o).AppendJSON(nil, p)
		for range 3 {
			if again := solve(t, read(t, text), o).AppendJSON(nil, p); !bytes.Equal(first, again) {
				t.Fatalf("%s: the same input and seed gave\n%s\n%s", name, first, again)
			}
		}
		s, err := routeproblem.ReadSolution(first, p)
		if err != nil {
			t.Fatal(err)
		}
		if flaws := routecheck.Check(p, s); flaws != nil {
			t.Errorf("%s: read again: %v", name, flaws)
		}
	}
}

// A search that is stopped at once still returns a plan that holds.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := read(t, routetest.HomeCare(5, 40, 8))
	s, err := route.Solve(ctx, p, route.Options{Iterations: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	if flaws := routecheck.Check(p, s); flaws != nil || len(s.Routes) == 0 {
		t.Errorf("a stopped search: %d routes, flaws %v", len(s.Routes), flaws)
	}
}

func TestNobody(t *testing.T) {
	p := read(t, routetest.HomeCare(5, 3, 2))
	p.Carers = nil
	for i := range p.Requests {
		p.Requests[i].Usual, p.Requests[i].Speakers, p.Requests[i].Barred = nil, nil, nil
	}
	s := solve(t, p, route.Options{})
	if len(s.Unassigned) != 3 || s.Unassigned[0].Constraints[0] != routeproblem.FleetBound {
		t.Errorf("without carers: %+v", s.Unassigned)
	}
}
