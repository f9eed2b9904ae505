package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A server that stands still for a second delays everything that is due meanwhile. An open loop must show that; a closed
// one, the control, asks nothing meanwhile and sees a single slow answer.
func TestAnOpenLoopCountsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalls := func() func(context.Context, int) error {
			var gate atomic.Int64 // when the server is there again, in ns since it began
			began := time.Now()
			return func(context.Context, int) error {
				now := time.Since(began)
				if now >= time.Second && gate.CompareAndSwap(0, int64(2*time.Second)) || int64(now) < gate.Load() {
					time.Sleep(time.Duration(gate.Load()) - now)
				}
				time.Sleep(time.Millisecond)
				return nil
			}
		}
		slow := func(answers []answer) (n int) {
			for _, a := range answers {
				if a.took > 100*time.Millisecond {
					n++
				}
			}
			return n
		}
		// 100 a second for 4 s; those due in the stalled second's first 900 ms wait more than 100 ms (and a millisecond).
		if n := slow(onTime(t.Context(), 100, 4*time.Second, stalls())); n != 91 {
			t.Errorf("the open loop saw %d slow answers, want 91", n)
		}
		if n := slow(crowd(t.Context(), 1, 4*time.Second, stalls())); n != 1 {
			t.Errorf("the closed loop saw %d slow answers, want 1", n)
		}
	})
}

func TestQuantile(t *testing.T) {
	var times []time.Duration
	for i := range 100 {
		times = append(times, time.Duration(100-i))
	}
	for p, want := range map[float64]time.Duration{0: 1, .5: 51, .95: 96, .99: 100, 1: 100} {
		if got := quantile(times, p); got != want {
			t.Errorf("quantile(1 to 100, %v) = %d, want %d", p, got, want)
		}
	}
	if got := quantile(nil, .5); got != 0 {
		t.Errorf("quantile of nothing = %d, want 0", got)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []float64
		want float64
	}{{nil, 0}, {[]float64{7}, 7}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 3, 2, 1}, 2}} {
		if got := median(c.of); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.of, got, c.want)
		}
	}
}

// A refused request counts as failed and lends its time to no figure.
func TestAFailedRequestIsNotAFastOne(t *testing.T) {
	var list []line
	keep(&list, line{Load: "x"}, []answer{{0, 40 * time.Millisecond, nil}, {1, time.Microsecond, errors.New("refused")}}, time.Second)
	if l := list[0]; l.Failed != 1 || l.Sent != 2 || l.PerSec[0] != 1 || l.P50[0] != 40 || l.Why != "refused" {
		t.Errorf("kept %+v, want one answer of 40 ms and one failure", l)
	}
}

func TestTablesGoBetweenTheMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := report{Command: "the command"}
	write("before\n" + first + "old\n" + last + "after\n")
	if err := r.insert(path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(raw); got != "before\n"+first+r.tables()+last+"after\n" || strings.Contains(got, "old") {
		t.Errorf("the page is now\n%s", got)
	}
	write("no marks\n")
	if err := r.insert(path); err == nil {
		t.Error("a page without marks was written over")
	}
}
