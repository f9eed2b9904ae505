// Command measure times the packages under measure/ by their own benchmarks, and beside each, in the same rounds, the peer that
// can be installed: esda and inequality (PySAL), scikit-criteria, SALib, from PyPI. Shapes are the same, values are random in
// both: none of these computations depends on what the numbers are.
//
// Run it on an idle machine; it takes about ten minutes:
//
//	python3 -m venv peers && peers/bin/pip install numpy libpysal esda inequality scikit-criteria SALib
//	go run ./test/bench/measure -python peers/bin/python -into docs/operations/measure.md
//
// Without -python no peer runs, and the table says so. Nothing is asserted but that everything answers.
package main

import (
	"bytes"
	"context"
	_ "embed" // for the peers' script
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed peers.py
var peersScript string

// figure is one row of the table: a benchmark of ours, and a case of the peers' script or nothing.
type figure struct {
	what   string
	target string // of the issue, or empty
	folder string // under measure/
	bench  string // exact name of a sub-benchmark
	peer   string // case and size for the script
	module string // the peer
}

func figures() []figure {
	var list []figure
	add := func(f figure, sizes ...int) {
		for _, n := range sizes {
			one := f
			one.what = strings.ReplaceAll(f.what, "N", strconv.Itoa(n))
			one.bench = strings.ReplaceAll(f.bench, "N", strconv.Itoa(n))
			if f.peer != "" {
				one.peer = f.peer + " " + strconv.Itoa(n)
			}
			if n != 2843 {
				one.target = ""
			}
			list = append(list, one)
		}
	}
	add(figure{what: "Gini, N units", target: "1 ms", folder: "inequality", bench: "BenchmarkIndex/Gini/n=N", peer: "gini", module: "inequality"}, 31, 2843, 28430)
	add(figure{what: "entropy weights, N x 60", folder: "composite", bench: "BenchmarkComposite/Entropy/m=60/n=N", peer: "entropy", module: "scikit-criteria"}, 31, 250, 2843)
	add(figure{what: "CRITIC weights, N x 60", folder: "composite", bench: "BenchmarkComposite/CRITIC/m=60/n=N", peer: "critic", module: "scikit-criteria"}, 31, 250, 2843)
	add(figure{what: "TOPSIS, N x 60", folder: "composite", bench: "BenchmarkComposite/TOPSIS/m=60/n=N", peer: "topsis", module: "scikit-criteria"}, 31, 250, 2843)
	add(figure{what: "Copeland, N x 60", target: "1.5 s", folder: "composite", bench: "BenchmarkComposite/Copeland/m=60/n=N"}, 31, 250, 2843)
	add(figure{what: "global Moran with 999 permutations, N places", folder: "spatial", bench: "BenchmarkMoran/k=6/n=N/R=999", peer: "moran", module: "esda"}, 250, 2843)
	add(figure{what: "LISA with 9,999 permutations, N places", target: "0.2 s", folder: "spatial", bench: "BenchmarkLISA/k=6/n=N/R=9999", peer: "lisa", module: "esda"}, 250, 2843)
	add(figure{what: "Sobol indices of 8 inputs from N rows, 1,000 resamples", folder: "sensitivity", bench: "BenchmarkAnalyse/inputs=8/resamples=1000/rows=N", peer: "sobol", module: "SALib"}, 1<<10, 1<<12, 1<<14)
	add(figure{what: "8,192 runs for Sobol indices, N x 60", target: "4 s", folder: "sensitivity", bench: "BenchmarkInfluences/rows=1024/factors=6/n=N"}, 250, 2843)
	add(figure{what: "Monte Carlo of 1,000 runs, N x 60, two workers", folder: "sensitivity", bench: "BenchmarkMonteCarlo/leaves=60/runs=1000/workers=0/n=N"}, 250, 2843, 28430)
	add(figure{what: "Monte Carlo of 10,000 runs, N x 60, two workers", target: "3 s, 200 MB", folder: "sensitivity", bench: "BenchmarkMonteCarlo/leaves=60/runs=10000/workers=2/n=N"}, 2843)
	return list
}

func main() {
	python := flag.String("python", "", "interpreter with the peers installed; empty, no peer runs")
	rounds := flag.Int("rounds", 3, "rounds; the median of them is printed")
	into := flag.String("into", "", "file to put the table into, between its two marks")
	flag.Parse()
	if err := run(context.Background(), *python, *rounds, *into); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// seen is what the rounds of one figure showed, in seconds; megabytes is allocated by one operation.
type seen struct {
	ours, peer []float64
	megabytes  float64
}

func run(ctx context.Context, python string, rounds int, into string) error {
	list, before := figures(), loadAverage()
	all := make([]seen, len(list))
	for round := range rounds {
		for i, f := range list {
			took, mb, err := ours(ctx, f)
			if err != nil {
				return err
			}
			all[i].ours, all[i].megabytes = append(all[i].ours, took), mb
			if python == "" || f.peer == "" {
				continue
			}
			if took, err = peers(ctx, python, f.peer); err != nil {
				return err
			}
			all[i].peer = append(all[i].peer, took)
		}
		_, _ = fmt.Fprintf(os.Stderr, "round %d of %d\n", round+1, rounds)
	}
	text := table(list, all, python, rounds, before)
	if _, err := os.Stdout.WriteString(text); err != nil || into == "" {
		return err
	}
	return put(into, text)
}

// result is a line of go test -bench.
var result = regexp.MustCompile(`(?m)^Benchmark\S+\s+\d+\s+([0-9.]+) ns/op(?:\s+([0-9]+) B/op)?`)

// ours runs one benchmark once for a second, in a process of its own.
func ours(ctx context.Context, f figure) (seconds, megabytes float64, err error) {
	exact := make([]string, 0, 4)
	for part := range strings.SplitSeq(f.bench, "/") {
		exact = append(exact, "^"+regexp.QuoteMeta(part)+"$")
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", strings.Join(exact, "/"), "-benchmem", "./measure/"+f.folder)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w: %s", f.bench, err, out)
	}
	m := result.FindSubmatch(out)
	if m == nil {
		return 0, 0, fmt.Errorf("%s: no such benchmark: %s", f.bench, out)
	}
	ns, err := strconv.ParseFloat(string(m[1]), 64)
	bytesPer, _ := strconv.ParseFloat(string(m[2]), 64)
	return ns / 1e9, bytesPer / 1e6, err
}

// peers times one case of the script, after a first pass that compiles what the peer compiles.
func peers(ctx context.Context, python, what string) (float64, error) {
	cmd := exec.CommandContext(ctx, python, append([]string{"-c", peersScript}, strings.Fields(what)...)...)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("peer %s: %w: %s", what, err, &talk)
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}

func table(list []figure, all []seen, python string, rounds int, before string) string {
	var b strings.Builder
	versions := "no peer ran"
	if python != "" {
		out, err := exec.CommandContext(context.Background(), python, "-c", peersScript, "versions").Output()
		versions = strings.TrimSpace(string(out))
		if err != nil {
			versions = err.Error()
		}
	}
	fmt.Fprintf(&b, "`go run ./test/bench/measure -python peers/bin/python -rounds %d` on %s: %s/%s, %d processors, %s; load average %s before, %s after. Peers: %s.\n\n",
		rounds, time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), before, loadAverage(), versions)
	b.WriteString("| what | aimed at | ours | allocated | peer | peer's time | ours is |\n|---|---|---:|---:|---|---:|---|\n")
	for i, f := range list {
		own := median(all[i].ours)
		name, took, ratio := "no peer run", "", ""
		if len(all[i].peer) > 0 {
			theirs := median(all[i].peer)
			name, took, ratio = f.module, span(theirs), fmt.Sprintf("%.3g of it", own/theirs)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.3g MB | %s | %s | %s |\n", f.what, f.target, span(own), all[i].megabytes, name, took, ratio)
	}
	return b.String()
}

func median(x []float64) float64 {
	own := slices.Sorted(slices.Values(x))
	return own[len(own)/2]
}

// span writes a time with three digits.
func span(seconds float64) string {
	switch {
	case seconds < 1e-3:
		return fmt.Sprintf("%.3g µs", 1e6*seconds)
	case seconds < 1:
		return fmt.Sprintf("%.3g ms", 1e3*seconds)
	}
	return fmt.Sprintf("%.3g s", seconds)
}

func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(raw), " ")
	if err != nil {
		return "unknown"
	}
	return first
}

// mark stands before and after the table in the document.
const mark = "<!-- bench -->"

func put(file, text string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	parts := strings.Split(string(raw), mark)
	if len(parts) != 3 {
		return errors.New(file + " does not hold the mark " + mark + " twice")
	}
	return os.WriteFile(file, []byte(parts[0]+mark+"\n"+text+mark+parts[2]), 0o600)
}
