// Command bench measures the figures of docs/operations/performance.md on a demonstration with 3.4 million more
// observations, accounts, rights and ledger on: it imports them while another caller writes, starts the real binary on the
// folder, and reads its pages over loopback HTTP as visitors and as persons who have signed in, alone and while tasks are
// filed beside them. The loads take turns within each round, so that what else the machine does falls on all of them.
//
// With -county it measures elder care among half a million made-up people instead (docs/operations/eldercare.md), with -visits the home visits of a
// prefecture (docs/operations/delivery.md).
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
	c := county{bench: &b}
	elders := flag.Bool("county", false, "measure elder care in a large county instead")
	flag.IntVar(&c.people, "people", 500_000, "people of the county")
	flag.IntVar(&c.cases, "cases", 30_000, "open cases in it")
	v := prefecture{bench: &b}
	flag.IntVar(&v.visits, "visits", 0, "measure home visits instead: so many on one day of a prefecture of eight counties")
	stage := flag.String("stage", "", "do one part of -county or -visits to -folder: what this program starts itself with")
	folder := flag.String("folder", "", "see -stage")
	flag.Parse()
	steps := []func(context.Context) error{b.demo, b.load, b.maps, b.start, b.serve, b.verify}
	b.what = fmt.Sprintf("-years %d", b.years)
	if *elders {
		steps = []func(context.Context) error{c.run}
		b.what = fmt.Sprintf("-county -people %d -cases %d", c.people, c.cases)
	}
	inside := c.inside
	if v.visits > 0 {
		steps = []func(context.Context) error{v.run}
		b.what = fmt.Sprintf("-visits %d", v.visits)
		inside = v.inside
	}
	run := func() error { return b.run(context.Background(), steps, *asJSON, *into) }
	if *stage != "" {
		b.data = *folder
		run = func() error { return inside(context.Background(), *stage) }
	}
	if err := run(); err != nil {
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
	data          string // the folder that is served
	what          string // is measured, as arguments
	report        report
}

func (b *bench) folder() string { return b.data }

func (b *bench) run(ctx context.Context, steps []func(context.Context) error, asJSON bool, into string) (err error) {
	if b.dir, err = os.MkdirTemp("", "mihe-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.data = filepath.Join(b.dir, "data")
	b.report.begin(b)
	b.binary = filepath.Join(b.dir, "mihe")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.binary, "./cmd/mihe")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, text)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	b.report.end()
	return b.report.write(os.Stdout, asJSON, into)
}
