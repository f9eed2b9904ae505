// Command solve measures the solvers beside other programs on the same instance files, and prints a table in Markdown for
// docs/operations/solve.md:
//
//	go run ./test/bench/solve --dir DIR --python PYTHON [--only REGEXP]
//
// DIR takes the instance files. PYTHON is an interpreter with the peers of peers.py. Every time is the median of three runs
// after the file was read; both the clock's time and the processor's are given, since the first says little on a busy machine. Costs must agree, or
// the command fails; of routes, where nobody knows the optimum, the distance of the last plan is printed instead.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

//go:embed peers.py
var peers string

// bench is one instance: a name, a file, our solver and the peers that can be asked for it (functions of peers.py).
type bench struct {
	name  string
	write func(path string) error
	ours  func(ctx context.Context) (cost int64, err error)
	peers []string

	seconds float64 // where the best plan found counts: what a peer may take for it
	scale   int64   // and ticks to a unit of its cost; 0: the cost is the optimum, and must agree
}

// problems are the kinds of problem; each yields its benches in rising order of size.
var problems = []func() []bench{flowBenches, assignmentBenches, routeBenches}

const runs = 3

// timed is the median of several runs.
type timed struct {
	Wall float64 `json:"wall"`
	CPU  float64 `json:"cpu"`
	Cost int64   `json:"cost"`
}

func main() {
	dir := flag.String("dir", "", "folder for the instance files")
	python := flag.String("python", "python3", "interpreter with the peers")
	only := flag.String("only", "", "names to run")
	limit := flag.Duration("limit", 2*time.Minute, "longest time a peer may take for all its runs")
	flag.Parse()
	if err := run(os.Stdout, *dir, *python, regexp.MustCompile(*only), *limit); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer, dir, python string, only *regexp.Regexp, limit time.Duration) error {
	script := filepath.Join(dir, "peers.py")
	if err := os.WriteFile(script, []byte(peers), 0o600); err != nil {
		return err
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Load at the beginning: %s\n\n| instance | program | clock, s | processor, s | distance |\n|---|---|---:|---:|---:|\n", strings.TrimSpace(string(load)))
	for _, problem := range problems {
		for _, b := range problem() {
			if !only.MatchString(b.name) {
				continue
			}
			if err := b.run(out, dir, python, script, limit); err != nil {
				return fmt.Errorf("%s: %w", b.name, err)
			}
		}
	}
	return nil
}

func (b bench) run(to io.Writer, dir, python, script string, limit time.Duration) error {
	path := filepath.Join(dir, strings.ReplaceAll(b.name, "/", "-"))
	if err := b.write(path); err != nil {
		return err
	}
	ours, err := measure(b.ours)
	if err != nil {
		return err
	}
	b.line(to, "mihe", ours)
	for _, peer := range b.peers {
		theirs, err := ask(python, script, peer, path, limit, b.seconds)
		if err != nil {
			_, _ = fmt.Fprintf(to, "| %s | %s | — | — | |\n", b.name, peer)
			fmt.Fprintf(os.Stderr, "%s: %s: %v\n", b.name, peer, err)
			continue
		}
		b.line(to, peer, theirs)
		if theirs.Cost != ours.Cost && b.scale == 0 {
			return fmt.Errorf("%s finds cost %d, we find %d", peer, theirs.Cost, ours.Cost)
		}
	}
	return nil
}

// line prints one result.
func (b bench) line(to io.Writer, program string, t timed) {
	distance := ""
	if b.scale > 0 {
		distance = fmt.Sprintf("%.1f", float64(t.Cost)/float64(b.scale))
	}
	_, _ = fmt.Fprintf(to, "| %s | %s | %.3f | %.3f | %s |\n", b.name, program, t.Wall, t.CPU, distance)
}

// measure takes the medians of our runs.
func measure(solve func(context.Context) (int64, error)) (timed, error) {
	var wall, cpu []float64
	var cost int64
	for range runs {
		began, used := time.Now(), processor()
		c, err := solve(context.Background())
		if err != nil {
			return timed{}, err
		}
		wall, cpu, cost = append(wall, time.Since(began).Seconds()), append(cpu, (processor()-used).Seconds()), c
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	return timed{wall[runs/2], cpu[runs/2], cost}, nil
}

// processor is the processor time of this process so far.
func processor() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err) // it cannot fail for a process itself
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// ask runs a peer.
func ask(python, script, peer, path string, limit time.Duration, seconds float64) (timed, error) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	command := exec.CommandContext(ctx, python, script, peer, path, fmt.Sprint(runs), fmt.Sprint(seconds))
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return timed{}, err
	}
	var t timed
	return t, json.Unmarshal(out, &t)
}
