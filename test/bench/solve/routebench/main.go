// Command routebench plans every instance of a folder and prints how far the plans are from the best known, each judged by routecheck.
//
//	go run ./test/bench/solve/routebench -known best-known.csv -seconds 60 DIR
//
// The file of best known costs is CSV with the columns instance and cost. With -peer, a command that takes a file, 1 and seconds and prints JSON with its cost in ticks and the
// time it had, instances that match -beside are given to it as well, right after:
//
//	-peer "PYTHON test/bench/solve/peers.py pyvrp" -beside "R*"
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench is what to run and beside what.
type bench struct {
	options route.Options
	seconds float64
	known   map[string]float64
	peer    []string // command
	beside  string   // pattern of file names
	out     io.Writer
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("routebench", flag.ContinueOnError)
	b := bench{out: out}
	flags.Float64Var(&b.seconds, "seconds", 0, "limit for each instance")
	flags.IntVar(&b.options.Iterations, "iterations", 0, "rounds of each worker")
	flags.IntVar(&b.options.Workers, "workers", route.Workers, "searches side by side")
	flags.Uint64Var(&b.options.Seed, "seed", 1, "seed")
	known := flags.String("known", "", "CSV with best known costs")
	match := flags.String("match", "*", "pattern of file names")
	peer := flags.String("peer", "", "command of another program")
	flags.StringVar(&b.beside, "beside", "*", "pattern of file names for the other program")
	if err := flags.Parse(args); err != nil {
		return err
	}
	b.options.Limit = time.Duration(b.seconds * float64(time.Second))
	b.peer = strings.Fields(*peer)
	var err error
	if b.known, err = readKnown(*known); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%-34s %7s %12s %12s %8s %8s %8s\n", "instance", "visits", "cost", "best known", "gap %", "seconds", "of CPU"); err != nil {
		return err
	}
	var gaps []float64
	for _, dir := range flags.Args() {
		files, err := filepath.Glob(filepath.Join(dir, *match))
		if err != nil {
			return err
		}
		slices.Sort(files)
		for _, file := range files {
			gap, err := b.one(ctx, file)
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			gaps = append(gaps, gap...)
		}
	}
	if len(gaps) == 0 {
		return nil
	}
	sum := 0.0
	for _, g := range gaps {
		sum += g
	}
	_, err = fmt.Fprintf(out, "mean gap of %d: %.3f %%, worst %.3f %%\n", len(gaps), sum/float64(len(gaps)), slices.Max(gaps))
	return err
}

// one plans and judges one instance; the gap is missing where no cost is known.
func (b *bench) one(ctx context.Context, file string) ([]float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p, _, err := routeproblem.Read(text)
	if err != nil {
		return nil, err
	}
	start, before := time.Now(), cpu()
	s, err := route.Solve(ctx, p, b.options)
	if err != nil {
		return nil, err
	}
	took, spent := time.Since(start).Seconds(), cpu()-before
	if flaws := routecheck.Check(p, s); flaws != nil {
		return nil, fmt.Errorf("flaws: %v", flaws)
	}
	cost := float64(s.Value.Cost) / float64(p.Scale)
	if p.Objective == routeproblem.Lateness {
		cost /= 3
	}
	left := ""
	if len(s.Unassigned) > 0 {
		left = fmt.Sprintf("  %d not served", len(s.Unassigned))
	}
	name := filepath.Base(file)
	gaps, err := b.line(name, len(p.Visits), cost, took, spent, left)
	if err != nil {
		return nil, err
	}
	return gaps, b.besides(ctx, file, p)
}

// line prints one result.
func (b *bench) line(name string, visits int, cost, took, spent float64, note string) ([]float64, error) {
	best, gap, gaps := "", "", []float64(nil)
	if known, ok := b.known[strings.ToLower(name)]; ok {
		gaps = []float64{100 * (cost/known - 1)}
		best, gap = fmt.Sprintf("%.3f", known), fmt.Sprintf("%.3f", gaps[0])
	}
	_, err := fmt.Fprintf(b.out, "%-34s %7d %12.3f %12s %8s %8.1f %8.1f%s\n", name, visits, cost, best, gap, took, spent, note)
	return gaps, err
}

// besides gives the instance to the other program, if it is one of those that are.
func (b *bench) besides(ctx context.Context, file string, p *routeproblem.Problem) error {
	name := filepath.Base(file)
	if matches, err := filepath.Match(b.beside, name); err != nil || !matches || len(b.peer) == 0 {
		return err
	}
	command := exec.CommandContext(ctx, b.peer[0], append(slices.Clone(b.peer[1:]), file, "1", fmt.Sprint(b.seconds))...)
	command.Stderr = os.Stderr
	text, err := command.Output()
	if err != nil {
		return err
	}
	var got struct {
		Wall, CPU, Cost float64
	}
	if err := json.Unmarshal(text, &got); err != nil {
		return err
	}
	_, err = b.line(name, len(p.Visits), got.Cost/float64(p.Scale), got.Wall, got.CPU, "  peer")
	return err
}

// cpu is the time that this program has had on processors, in seconds: on a machine shared with others it says more than the clock.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// readKnown reads costs by lower-case file name.
func readKnown(file string) (costs map[string]float64, err error) {
	costs = map[string]float64{}
	if file == "" {
		return costs, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	name, cost := slices.Index(rows[0], "instance"), slices.Index(rows[0], "cost")
	if name < 0 || cost < 0 {
		return nil, fmt.Errorf("%s: no columns instance and cost", file)
	}
	for _, row := range rows[1:] {
		if costs[strings.ToLower(row[name])], err = strconv.ParseFloat(row[cost], 64); err != nil {
			return nil, err
		}
	}
	return costs, nil
}
