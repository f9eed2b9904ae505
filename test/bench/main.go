// Command bench measures the figures of docs/operations/performance.md on a demonstration with 3.4 million more
// observations, accounts, rights and ledger on: it imports them while another caller writes, starts the real binary on the
// folder, and reads its pages over loopback HTTP as visitors and as persons who have signed in, alone and while tasks are
// filed beside them. The loads take turns within each round, so that what else the machine does falls on all of them.
//
// Run it on an idle machine, it takes seven minutes: go run ./test/bench -into docs/operations/performance.md
//
// A first look takes one and a half: go run ./test/bench -rounds 1 -round 3s -years 2
//
// The figures are wall-clock times on the machine at hand; server, readers and writers share its cores. Nothing is
// asserted but that the program answers and that its ledger verifies.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	var b bench
	flag.DurationVar(&b.span, "round", 10*time.Second, "how long each load lasts in each round")
	flag.IntVar(&b.rounds, "rounds", 3, "rounds; the median of them is printed")
	flag.IntVar(&b.years, "years", 20, "years of generated observations, 170,580 each")
	asJSON := flag.Bool("json", false, "print JSON")
	into := flag.String("into", "", "file to put the tables into, between its two marks")
	flag.Parse()
	if err := b.run(context.Background(), *asJSON, *into); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// What the generated file holds, a year.
const (
	units  = 2843
	series = 60
)

// bench is one run.
type bench struct {
	span          time.Duration
	rounds, years int
	dir, binary   string
	report        report
}

func (b *bench) folder() string { return filepath.Join(b.dir, "data") }

func (b *bench) run(ctx context.Context, asJSON bool, into string) (err error) {
	if b.dir, err = os.MkdirTemp("", "mihe-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.report.begin(b)
	b.binary = filepath.Join(b.dir, "mihe")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.binary, "./cmd/mihe")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, text)
	}
	for _, step := range []func(context.Context) error{b.demo, b.load, b.maps, b.start, b.serve, b.verify} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	b.report.end()
	return b.report.write(os.Stdout, asJSON, into)
}
