// Command bench measures the figures that docs/operations/performance.md quotes and writes them there with the command
// that made them. It generates 2,843 units x 20 years x 60 series, imports them while another caller writes, starts the
// real binary on the loaded folder, and reads its pages with 50 concurrent readers.
//
// Run it on an idle machine: go run ./test/bench -out docs/operations/performance.md
//
// The figures are wall-clock times on the machine at hand; server and readers share its cores. Nothing is asserted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func main() {
	out := flag.String("out", "", "file to write the report to (default: standard output)")
	units := flag.Int("units", 2843, "county-level units in the generated file")
	years := flag.Int("years", 20, "years in the generated file")
	series := flag.Int("series", 60, "series in the generated file")
	readers := flag.Int("readers", 50, "concurrent readers")
	seconds := flag.Int("seconds", 10, "how long each page is read")
	flag.Parse()
	b := bench{units: *units, years: *years, series: *series, readers: *readers, span: time.Duration(*seconds) * time.Second}
	if err := b.run(context.Background(), *out); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// bench is one run: how much is generated, how hard it is read, and what was seen.
type bench struct {
	units, years, series, readers int
	span                          time.Duration
	dir, binary                   string
	rows                          []row
}

// row is one line of the report.
type row struct{ what, target, seen string }

func (b *bench) add(what, target, format string, args ...any) {
	r := row{what, target, fmt.Sprintf(format, args...)}
	_, _ = fmt.Fprintf(os.Stderr, "%s: %s\n", r.what, r.seen)
	b.rows = append(b.rows, r)
}

func (b *bench) run(ctx context.Context, out string) (err error) {
	if b.dir, err = os.MkdirTemp("", "mihe-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.binary = filepath.Join(b.dir, "mihe")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.binary, "./cmd/mihe")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, text)
	}
	for _, step := range []func(context.Context) error{b.start, b.load, b.maps, b.pages} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.report(out)
}

func (b *bench) report(out string) error {
	var t strings.Builder
	t.WriteString("# Performance\n\nMeasured by `go run ./test/bench -out docs/operations/performance.md`")
	fmt.Fprintf(&t, " on %s, %s/%s, %d cores (%s); the readers share those cores with the server.\n\n",
		time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	t.WriteString("| what | aimed at | seen |\n|---|---|---|\n")
	for _, r := range b.rows {
		fmt.Fprintf(&t, "| %s | %s | %s |\n", r.what, r.target, r.seen)
	}
	if out == "" {
		_, err := os.Stdout.WriteString(t.String())
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, []byte(t.String()), 0o644)
}
