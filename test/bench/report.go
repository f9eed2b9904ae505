package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is what a run has seen.
type report struct {
	Day     string    `json:"day"`
	Machine string    `json:"machine"`
	Command string    `json:"command"`
	Load    [2]string `json:"load_average"` // before and after
	Figures []figure  `json:"figures"`
	Reads   []line    `json:"reads"`
	Kinds   []line    `json:"kinds"`
	Writes  []line    `json:"writes"`
}

// figure is one thing that was measured once.
type figure struct {
	What  string `json:"what"`
	Aimed string `json:"aimed"`
	Seen  string `json:"seen"`
}

// line is one load's requests: a figure for each round, of which the median is printed.
type line struct {
	Load    string    `json:"load"`
	Kind    string    `json:"kind,omitempty"` // of page; empty: all
	Writing bool      `json:"writing"`
	PerSec  []float64 `json:"per_second"`
	P50     []float64 `json:"p50_ms"`
	P95     []float64 `json:"p95_ms"`
	P99     []float64 `json:"p99_ms"`
	Longest []float64 `json:"longest_ms"`
	Cores   []float64 `json:"cores,omitempty"` // that the server had busy
	Sent    int       `json:"sent"`
	Failed  int       `json:"failed"`
	Why     string    `json:"why,omitempty"` // the first failure
}

func (r *report) begin(b *bench) {
	r.Day = time.Now().UTC().Format(time.DateOnly)
	r.Machine = fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	r.Command = fmt.Sprintf("go run ./test/bench %s -rounds %d -round %s", b.what, b.rounds, b.span)
	r.Load[0] = loadAverage()
}

func (r *report) end() { r.Load[1] = loadAverage() }

// loadAverage is that of the last minute.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	one, _, _ := strings.Cut(string(raw), " ")
	return one
}

// figure keeps a figure and tells it at once.
func (r *report) figure(what, aimed, format string, args ...any) {
	f := figure{what, aimed, fmt.Sprintf(format, args...)}
	_, _ = fmt.Fprintf(os.Stderr, "%s: %s\n", f.What, f.Seen)
	r.Figures = append(r.Figures, f)
}

// add keeps what a load brought in one round.
func (r *report) add(l load, s seen) {
	if l.pages != nil {
		one := keep(&r.Reads, line{Load: l.name(), Writing: l.writing}, s.reads, s.took)
		one.Cores = append(one.Cores, s.cores)
		for i, kind := range l.pages.kinds {
			some := slices.DeleteFunc(slices.Clone(s.reads), func(a answer) bool { return a.n%len(l.pages.kinds) != i })
			keep(&r.Kinds, line{Load: l.name(), Kind: kind, Writing: l.writing}, some, s.took)
		}
	}
	if l.writing {
		one := keep(&r.Writes, line{Load: l.name(), Writing: true}, s.writes, s.took)
		one.Cores = append(one.Cores, s.cores)
	}
}

// keep adds a round to its line, and returns it.
func keep(list *[]line, key line, answers []answer, took time.Duration) *line {
	at := slices.IndexFunc(*list, func(l line) bool { return l.Load == key.Load && l.Kind == key.Kind && l.Writing == key.Writing })
	if at < 0 {
		at = len(*list)
		*list = append(*list, key)
	}
	l := &(*list)[at]
	var times []time.Duration
	for _, a := range answers {
		l.Sent++
		if a.err != nil {
			if l.Failed++; l.Why == "" {
				l.Why = a.err.Error()
				_, _ = fmt.Fprintf(os.Stderr, "%s: %s\n", l.Load, l.Why)
			}
			continue
		}
		times = append(times, a.took)
	}
	l.PerSec = append(l.PerSec, float64(len(times))/took.Seconds())
	l.P50 = append(l.P50, inMs(quantile(times, .5)))
	l.P95 = append(l.P95, inMs(quantile(times, .95)))
	l.P99 = append(l.P99, inMs(quantile(times, .99)))
	l.Longest = append(l.Longest, inMs(quantile(times, 1)))
	return l
}

// write puts the tables or JSON on w, and the tables into a file that has a place for them.
func (r *report) write(w io.Writer, asJSON bool, into string) error {
	if into != "" {
		if err := r.insert(into); err != nil {
			return err
		}
	}
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	_, err := io.WriteString(w, r.tables())
	return err
}

// The marks between which the tables stand in a document.
const first, last = "<!-- bench -->\n", "<!-- /bench -->\n"

func (r *report) insert(into string) error {
	raw, err := os.ReadFile(into)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(raw), first)
	_, after, also := strings.Cut(rest, last)
	if !ok || !also {
		return fmt.Errorf("%s has no place for the tables", into)
	}
	return os.WriteFile(into, []byte(before+first+r.tables()+last+after), 0o644)
}
