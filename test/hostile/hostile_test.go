package hostile

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/base/store"
)

// total is how many requests MIHE_SCALE asks for.
func total() int {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return 10_000
	}
	return 2_000
}

// senders is how many connections are open at once.
const senders = 4

// outcome is what came of the requests of one family.
type outcome struct {
	sent     int
	statuses map[int]int
	times    []time.Duration
	faults   []string
}

// attack sends requests and judges every answer, the log and the books: against those of the attack before, so that what is
// stored between two attacks is found too.
func attack(ctx context.Context, s *site, address string, list []request) (o outcome, err error) {
	if s.books == nil {
		first, err := readBooks(ctx, s.DB)
		if err != nil {
			return o, err
		}
		s.books = &first
	}
	panics := len(s.log.panics())
	o = exchange(address, list)
	if err := s.settle(ctx); err != nil {
		return o, err
	}
	for _, p := range s.log.panics()[panics:] {
		o.faults = append(o.faults, "panic: "+p)
	}
	after, err := readBooks(ctx, s.DB)
	o.faults = append(o.faults, s.books.changes(after)...)
	s.books = &after
	return o, err
}

func exchange(address string, list []request) outcome {
	o := outcome{statuses: map[int]int{}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan request)
	for range senders {
		wg.Go(func() {
			for r := range work {
				a, err := send(address, r)
				found := r.faults(a, err)
				mu.Lock()
				o.sent++
				o.statuses[a.status]++
				o.times = append(o.times, a.took)
				for _, f := range found {
					o.faults = append(o.faults, fmt.Sprintf("%s\n\tas %s: %.300q", f, r.role, r.raw))
				}
				mu.Unlock()
			}
		})
	}
	for _, r := range list {
		work <- r
	}
	close(work)
	wg.Wait()
	return o
}

// settle waits for the imports that were queued.
func (s *site) settle(ctx context.Context) error {
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		var open int
		err := s.DB.Read(ctx, func(q store.Queryer) error {
			return q.QueryRow(`SELECT count(1) FROM fact_job WHERE ended_ms = 0`).Scan(&open)
		})
		if err != nil || open == 0 {
			return err
		}
	}
	return fmt.Errorf("imports are still running")
}

// heap is what is alive after a collection.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers kept
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestHostile opens the demonstration once, sends every family to it, and then plants the faults that must be found.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("short: thousands of requests")
	}
	s := open(t)
	t.Run("every family is refused", func(t *testing.T) { everyFamily(t, s) })
	t.Run("faults are found", func(t *testing.T) { faultsAreFound(t, s) })
}

// everyFamily sends all requests and looks at the answers, the log, the books and the memory.
func everyFamily(t *testing.T, s *site) {
	t.Helper()
	g := newGenerator(t, s)
	s.warm(t, g)
	slow := drip(s.address)
	before := heap()
	each := total()/len(families) + 1
	sum, times := outcome{statuses: map[int]int{}}, []time.Duration(nil)
	for i, name := range slices.Sorted(maps.Keys(families)) {
		g.Rand = rand.New(rand.NewPCG(20261125, uint64(i)))
		list := make([]request, each)
		for j := range list {
			list[j] = families[name](g)
		}
		o, err := attack(t.Context(), s, s.address, list)
		if err != nil {
			t.Fatal(err)
		}
		sum.sent += o.sent
		times = append(times, o.times...)
		for status, n := range o.statuses {
			sum.statuses[status] += n
		}
		t.Logf("%-28s %5d requests, p99 %8v, %v", name, o.sent, percentile(o.times, 99).Round(time.Millisecond), o.statuses)
		for _, f := range few(o.faults) {
			t.Errorf("%s: %s", name, f)
		}
	}
	after := heap()
	t.Logf("%d requests of %d families, statuses %v (0: closed without an answer), p99 %v; heap %d KB before, %d KB after",
		sum.sent, len(families), sum.statuses, percentile(times, 99).Round(time.Millisecond), before>>10, after>>10)
	if after > 2*before {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	if failed := s.log.failures(); failed != "" {
		t.Logf("failures in the log: %s", failed)
	}
	if err := slow(); err != nil {
		t.Error(err)
	}
}

// few keeps the first of many findings: they have one cause.
func few(list []string) []string {
	const enough = 5
	if len(list) <= enough {
		return list
	}
	return append(list[:enough:enough], fmt.Sprintf("and %d more", len(list)-enough))
}

// warm asks every page once, so that caches are full before memory is measured.
func (s *site) warm(t *testing.T, g *generator) {
	t.Helper()
	for _, r := range g.gets {
		for _, role := range []string{visitor, "coordinator", "system_admin", "statistician", "audit_admin"} {
			a, err := send(s.address, g.ask("GET", g.fill(r.Pattern), role, nil, ""))
			if err != nil || a.status >= 500 || a.status == 0 {
				t.Fatalf("GET %s as %s: %d, %v", r.Pattern, role, a.status, err)
			}
		}
	}
}

// slowest is how long a request may take to arrive: the minute of the program's server, and what a loaded machine adds.
const slowest = 90 * time.Second

// drip begins requests that never end, a byte a second, and returns what waits until the program has closed them all.
func drip(address string) func() error {
	heads := []string{
		"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\nuser=",
		"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nuser=",
	}
	var wg sync.WaitGroup
	lasting := make(chan string, 4*len(heads))
	for i := range cap(lasting) {
		wg.Go(func() {
			if head := heads[i%len(heads)]; !closes(address, head) {
				lasting <- strings.SplitN(head, " HTTP", 2)[0]
			}
		})
	}
	return func() error {
		wg.Wait()
		if n := len(lasting); n > 0 {
			return fmt.Errorf("%d requests that never end were still open after %v, one of them %s", n, slowest, <-lasting)
		}
		return nil
	}
}

// closes tells whether the program ends a request that goes on too slowly.
func closes(address, head string) bool {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }() // it is over
	begun := time.Now()
	for _, err = c.Write([]byte(head)); err == nil; _, err = c.Write([]byte("a")) {
		if time.Since(begun) > slowest {
			return false
		}
		_ = c.SetReadDeadline(time.Now().Add(time.Second)) // if it fails the read below does
		if _, e := c.Read(make([]byte, 4096)); e != nil && !os.IsTimeout(e) {
			return true // closed
		}
	}
	return true
}
