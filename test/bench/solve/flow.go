package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	"mihe/solve/check/flowcheck"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

// flowBenches are four families of networks, each at three sizes.
func flowBenches() []bench {
	var all []bench
	for _, size := range []int{1000, 10000, 100000} {
		peers := []string{"ortools"}
		if size <= 1000 { // at ten times that glpsol takes more than two minutes
			peers = append(peers, "glpsol", "networkx")
		}
		for _, f := range []struct {
			name string
			make func(*rand.Rand, int) *flowproblem.Problem
		}{{"spread", spread}, {"few", few}, {"grid", grid}, {"transport", transport}} {
			p := f.make(rand.New(rand.NewPCG(uint64(size), 1)), size)
			all = append(all, flowBench(fmt.Sprintf("%s/%d/%d", f.name, p.Nodes(), len(p.Arcs)), p, peers))
		}
	}
	return all
}

func flowBench(name string, p *flowproblem.Problem, peers []string) bench {
	return bench{
		name: name, peers: peers,
		write: func(path string) error {
			return written(path, func(w *bufio.Writer) error { return flowproblem.WriteDIMACS(w, p) })
		},
		ours: func(ctx context.Context) (int64, error) {
			s, err := flow.Solve(ctx, p)
			if err != nil {
				return 0, err
			}
			if flaws := flowcheck.Check(p, s); flaws != nil {
				return 0, fmt.Errorf("the certificate is flawed: %v", flaws[0])
			}
			return s.Cost, nil
		},
	}
}

func written(path string, write func(*bufio.Writer) error) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriter(file)
	if err := write(out); err != nil {
		return err
	}
	return out.Flush()
}

// ring joins nodes in a circle at the highest price, with room for all, and adds nine random arcs for each.
func ring(r *rand.Rand, nodes int, room int64) []flowproblem.Arc {
	arcs := make([]flowproblem.Arc, 0, 10*nodes)
	for i := range nodes {
		arcs = append(arcs, flowproblem.Arc{From: int32(i), To: int32((i + 1) % nodes), Cap: room, Cost: 10000})
	}
	for range 9 * nodes {
		arcs = append(arcs, flowproblem.Arc{From: r.Int32N(int32(nodes)), To: r.Int32N(int32(nodes)), Cap: 1 + r.Int64N(1000), Cost: 1 + r.Int64N(10000)})
	}
	return arcs
}

// spread has 1 to 100 units enter at one node in five and leave at as many.
func spread(r *rand.Rand, nodes int) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, nodes), Arcs: ring(r, nodes, 100*int64(nodes))}
	for i := range nodes / 5 {
		x := 1 + r.Int64N(100)
		p.Supply[i] += x
		p.Supply[nodes-1-i] -= x
	}
	return p
}

// few has 1,000 units enter at one node in 300, the proportion of NETGEN's problems.
func few(r *rand.Rand, nodes int) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, nodes), Arcs: ring(r, nodes, 1000*int64(nodes))}
	for i := range nodes/300 + 1 {
		p.Supply[i] += 1000
		p.Supply[nodes-1-i] -= 1000
	}
	return p
}

// grid is a rectangle, ten times as wide as high at the least size, whose rows 50 units cross.
func grid(r *rand.Rand, nodes int) *flowproblem.Problem {
	height := 25
	for height*height*4 < nodes {
		height *= 2
	}
	width := nodes / height
	p := &flowproblem.Problem{Supply: make([]int64, width*height)}
	for y := range height {
		p.Supply[y*width] += 50
		p.Supply[y*width+width-1] -= 50
		for x := range width {
			for _, step := range [][2]int{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0, -1}} {
				if u, v := x+step[0], y+step[1]; u >= 0 && v >= 0 && u < width && v < height {
					p.Arcs = append(p.Arcs, flowproblem.Arc{
						From: int32(y*width + x), To: int32(v*width + u), Cap: 50 + r.Int64N(1000), Cost: 1 + r.Int64N(10000),
					})
				}
			}
		}
	}
	return p
}

// transport joins each source to 19 sinks at random and, at a high price, to one that is its own.
func transport(r *rand.Rand, nodes int) *flowproblem.Problem {
	n := nodes / 2
	p := &flowproblem.Problem{Supply: make([]int64, 2*n)}
	for i := range n {
		p.Supply[i], p.Supply[n+i] = 10, -10
		p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(i), To: int32(n + i), Cap: 10, Cost: 20000})
		for range 19 {
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(i), To: int32(n + r.IntN(n)), Cap: 10, Cost: 1 + r.Int64N(10000)})
		}
	}
	return p
}

// assignmentBenches are dense tables, and the largest of them as a network of a million arcs.
func assignmentBenches() []bench {
	var all []bench
	for _, n := range []int{100, 300, 1000, 2000} {
		r := rand.New(rand.NewPCG(uint64(n), 2))
		costs := make([][]int64, n)
		for i := range costs {
			costs[i] = make([]int64, n)
			for j := range costs[i] {
				costs[i][j] = 1 + r.Int64N(1000)
			}
		}
		all = append(all, bench{
			name: fmt.Sprintf("assignment/%dx%d", n, n), peers: []string{"scipy"},
			write: func(path string) error {
				return written(path, func(w *bufio.Writer) error { return writeTable(w, costs) })
			},
			ours: func(ctx context.Context) (int64, error) {
				a, err := flow.Assign(ctx, costs)
				if err != nil {
					return 0, err
				}
				return a.Cost, nil
			},
		})
		if n == 1000 {
			ones := make([]int64, n)
			for i := range ones {
				ones[i] = 1
			}
			p, err := flow.Transport(ones, ones, costs)
			if err != nil {
				panic(err) // the table is one of ours
			}
			all = append(all, flowBench("assignment-flow/2000/1000000", p, []string{"ortools"}))
		}
	}
	return all
}

func writeTable(w *bufio.Writer, costs [][]int64) error {
	for _, row := range costs {
		for _, c := range row {
			_, _ = w.WriteString(strconv.FormatInt(c, 10) + " ") // Flush tells
		}
		_, _ = w.WriteString("\n")
	}
	return nil
}
