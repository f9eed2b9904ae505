package flow_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

// judged are optima that other programs found for the networks of judgedNetwork, by seed: GLPK 5.0 (Debian 12, glpk-utils:
// glpsol --mincost FILE.dmx). MIHE_JUDGES=DIR go test -run Judged ./solve/flow writes the files they were given.
var judged = []int64{
	-12026, 186834, 276485, 27430, -2441, 191679, 315000, 75390, -7140, 372282,
	238400, 57950, -15451, 140948, 211600, 74240, -16573, 73556, 204602, 11170,
}

// judgedTables are optima of judgedTable by seed: scipy 1.17.1 (scipy.optimize.linear_sum_assignment).
var judgedTables = []int64{
	-11758, -49243, -38698, -33333, -50127, -20040, -57580, -44880, -27416, -42875,
	-46239, -17809, -57769, -15071, -27914, -39486, -50685, -28450, -38187, -34686,
}

// judgedNetwork draws a network of its own shape for each seed: with and without lower bounds and negative costs.
func judgedNetwork(seed uint64) *flowproblem.Problem {
	r := rand.New(rand.NewPCG(seed, 5))
	nodes := 10 + r.IntN(60)
	switch seed % 4 {
	case 0:
		return randomNetwork(r, nodes, 5*nodes, 50, -1, 100)
	case 1:
		return spread(r, nodes, 6*nodes, 1000)
	case 2:
		return grid(r, 4+r.IntN(8), 4+r.IntN(8), 500)
	default:
		return sparse(r, nodes, 4, 300)
	}
}

func judgedTable(seed uint64) [][]int64 {
	r := rand.New(rand.NewPCG(seed, 6))
	n := 5 + r.IntN(60)
	return table(r, n, n+r.IntN(20), 1000)
}

func TestJudged(t *testing.T) {
	if dir := os.Getenv("MIHE_JUDGES"); dir != "" {
		writeJudged(t, dir)
	}
	for i, want := range judged {
		p := judgedNetwork(uint64(i))
		for _, method := range methods {
			if s, err := solve(t, p, method); err != nil || s.Cost != want {
				t.Errorf("network %d by method %d: %+v, %v; GLPK says %d", i, method, s, err, want)
			}
		}
	}
	for i, want := range judgedTables {
		a, err := flow.Assign(context.Background(), judgedTable(uint64(i)))
		if err != nil || a.Cost != want {
			t.Errorf("table %d: %+v, %v; scipy says %d", i, a, err, want)
		}
	}
}

// writeJudged writes the instances for other programs: networks in DIMACS format, tables as lines of numbers.
func writeJudged(t *testing.T, dir string) {
	t.Helper()
	for seed := range uint64(20) {
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("network-%02d.dmx", seed)))
		if err != nil {
			t.Fatal(err)
		}
		if err := flowproblem.WriteDIMACS(file, judgedNetwork(seed)); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
		if file, err = os.Create(filepath.Join(dir, fmt.Sprintf("table-%02d.txt", seed))); err != nil {
			t.Fatal(err)
		}
		out := bufio.NewWriter(file)
		for _, row := range judgedTable(seed) {
			for _, c := range row {
				_, _ = fmt.Fprint(out, c, " ") // Flush tells
			}
			_, _ = fmt.Fprintln(out)
		}
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
	}
}
