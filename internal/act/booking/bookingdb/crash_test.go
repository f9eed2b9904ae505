package bookingdb_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/party"
)

// crowd is how long one run is: claims of 64 clients at once, and how often the program that serves them is killed.
type crowd struct{ claims, kills int }

const clients = 64

// crowded is 4,000 claims and 3 kills, and 100,000 and 20 when MIHE_SCALE is above 1 (trust.md R7).
func crowded() crowd {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return crowd{100_000, 20}
	}
	return crowd{4_000, 3}
}

// The variables by which the parent tells the child what to do.
const (
	crowdTarget = "BOOKING_TEST_TARGET"
	crowdAcks   = "BOOKING_TEST_ACKS"
	crowdClaims = "BOOKING_TEST_CLAIMS"
	crowdStart  = "BOOKING_TEST_START"
)

// TestManyClaimRoomAtOnce lets 64 clients claim places and hours of which there are too few, from a program that is killed (SIGKILL) again and again. Every
// claim goes on until it is answered, under one key. In the end every acknowledgement must stand, no claim may have made two things, no pool may ever have
// given more than it has, and no two slots of a post may meet.
func TestManyClaimRoomAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("short: kills take a while")
	}
	t.Run("sqlite", func(t *testing.T) { crowdAt(t, filepath.Join(t.TempDir(), "crowd.db")) })
	t.Run("postgres", func(t *testing.T) { crowdAt(t, storetest.Schema(t)) })
}

func crowdAt(t *testing.T, target string) {
	c, acks, begun := crowded(), filepath.Join(t.TempDir(), "acknowledged"), time.Now()
	w := reopened(t, target)
	w.OpenMany(t, pools, poolSize)
	if err := w.Base.Close(); err != nil {
		t.Fatal(err)
	}
	kills := 0
	random := rand.New(rand.NewPCG(20261127, 1)) // the moments within the writes are the system's own
	for ; kills < c.kills; kills++ {
		childAt(t, target, acks, c, begun, c.claims*(kills+1)/(c.kills+1), time.Duration(random.IntN(20_000))*time.Microsecond)
	}
	childAt(t, target, acks, c, begun, c.claims, 0)
	took := time.Since(begun).Round(time.Second)
	w = reopened(t, target)
	defer func() { _ = w.Base.Close() }()
	judged(t, w, acks, c, kills, took)
}

// reopened is the world over a database that was left behind. A server may take a moment to notice that its client is dead.
func reopened(t *testing.T, target string) *bookingtest.World {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		db, err := store.Open(context.Background(), target, bookingtest.Migrations()...)
		if err == nil {
			return bookingtest.New(t, db)
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatal(err)
		}
	}
}

// childAt runs the child until so many claims are answered and kills it a moment later; with all of them answered it ends by itself.
func childAt(t *testing.T, target, acks string, c crowd, begun time.Time, until int, later time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestHelperServesTheCrowd$", "-test.timeout=60m")
	cmd.Env = append(os.Environ(), crowdTarget+"="+target, crowdAcks+"="+acks, fmt.Sprint(crowdClaims, "=", c.claims), fmt.Sprint(crowdStart, "=", begun.UnixMilli()))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil || until < c.claims {
				t.Fatalf("the child ended by itself: %v\n%s", err, out.String())
			}
			return
		case <-time.After(5 * time.Millisecond):
		}
		if until < c.claims && answered(t, acks) >= until {
			time.Sleep(later)
			if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
				t.Error(err)
			}
			if err := <-ended; err == nil {
				t.Error("the child ended before it was killed")
			}
			return
		}
	}
}

// answered is how many claims were answered for good.
func answered(t *testing.T, acks string) int {
	raw, err := os.ReadFile(acks)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes.Count(raw, []byte(" done\n"))
}

// What there is, and how fast the clock of the child runs: a hold of a day runs out after four seconds.
const (
	pools, poolSize = 20, 12
	posts           = 40
	faster          = 21_600
)

// TestHelperServesTheCrowd is the child.
func TestHelperServesTheCrowd(t *testing.T) {
	target := os.Getenv(crowdTarget)
	if target == "" {
		t.Skip("runs only as the child of TestManyClaimRoomAtOnce")
	}
	claims, err := strconv.Atoi(os.Getenv(crowdClaims))
	if err != nil {
		t.Fatal(err)
	}
	start, err := strconv.ParseInt(os.Getenv(crowdStart), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	w := reopened(t, target)
	defer func() { _ = w.Base.Close() }()
	first := w.Clock()
	w.Now = func() time.Time { return first.Add(time.Since(time.UnixMilli(start)) * faster) }
	w.Chain.Now = w.Now
	for i := range posts {
		id := fmt.Sprint("post_", i)
		w.Posts[id] = party.Post{ID: id, Person: fmt.Sprint("person_worker_", i), Organisation: bookingtest.Provider, Base: bookingtest.County, From: "2026-01-01"}
	}
	d := &desk{World: w, t: t, who: w.Actor(bookingtest.Officer, bookingtest.County)}
	if d.pools, err = w.Pools(t.Context(), d.who); err != nil {
		t.Fatal(err)
	}
	done := read(t, os.Getenv(crowdAcks))
	if d.acks, err = os.OpenFile(os.Getenv(crowdAcks), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
		t.Fatal(err)
	}
	var number atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := int(number.Add(1)); i <= claims && !t.Failed(); i = int(number.Add(1)) {
				if !done[i].done {
					d.serve(i, done[i])
				}
			}
		})
	}
	all.Wait()
	if err := d.acks.Close(); err != nil {
		t.Fatal(err)
	}
}

// desk answers claims by number: what a number asks for follows from it alone, so that a later child asks the same.
type desk struct {
	*bookingtest.World
	t     *testing.T
	who   access.Actor
	pools []booking.View
	acks  *os.File
}

// acknowledge tells the world outside. One line is one write: a kill leaves it whole or not there.
func (d *desk) acknowledge(i int, what string) {
	if _, err := fmt.Fprintf(d.acks, "%d %s\n", i, what); err != nil {
		d.t.Error(err)
	}
}

func (d *desk) serve(i int, before ack) {
	random := rand.New(rand.NewPCG(uint64(i), 7))
	if i%2 == 0 {
		d.hour(i, random)
	} else {
		d.place(i, random, before)
	}
	d.acknowledge(i, "done")
}

// place claims a place; a third of the granted are taken and given back later, a third given back at once, a third left to run out. Some of those who find
// none wait in line.
func (d *desk) place(i int, random *rand.Rand, before ack) {
	ctx := context.Background()
	c := booking.Claim{Pool: d.pools[random.IntN(pools)].ID, Units: 1 + random.IntN(2), Person: fmt.Sprint("person_", i), Key: fmt.Sprint("claim-", i)}
	h, err := d.Claim(ctx, d.who, c)
	if d.refused(err) {
		if random.IntN(20) == 0 {
			if _, err := d.Join(ctx, d.who, c); err == nil || !d.refused(err) {
				d.acknowledge(i, "waits")
			}
		}
		return
	}
	if before.hold == "" {
		d.acknowledge(i, "hold "+h.ID)
	}
	switch random.IntN(3) {
	case 0:
		if _, err := d.Take(ctx, d.who, h.ID); d.refused(err) {
			return // it ran out, or an earlier child gave it back
		}
		d.acknowledge(i, "taken "+h.ID)
		fallthrough
	case 1:
		if _, err := d.Release(ctx, d.who, h.ID); !d.refused(err) {
			d.acknowledge(i, "released "+h.ID)
		}
	}
}

// hour claims time of a post in one week, in steps of five minutes.
func (d *desk) hour(i int, random *rand.Rand) {
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(7*24*12)) * 5 * time.Minute)
	s, err := d.Book(context.Background(), d.who, booking.NewSlot{
		Post: fmt.Sprint("post_", random.IntN(posts)), From: from, Until: from.Add(time.Duration(2+random.IntN(10)) * 5 * time.Minute),
		WayBefore: random.IntN(20), WayAfter: random.IntN(20), For: "visit_01jzt2vqk5x3nqfc0q1v9d8m7e", Key: fmt.Sprint("claim-", i),
	})
	if d.refused(err) {
		return
	}
	d.acknowledge(i, "slot "+s.ID)
	if random.IntN(8) == 0 {
		if _, err := d.Cancel(context.Background(), d.who, s.ID); !d.refused(err) {
			d.acknowledge(i, "cancelled "+s.ID)
		}
	}
}

// refused tells whether there was no room; any other failure ends the run.
func (d *desk) refused(err error) bool {
	if err != nil && fault.KindOf(err) != fault.Conflict {
		d.t.Errorf("%v", err)
	}
	return err != nil
}

// ack is what was acknowledged of one claim.
type ack struct {
	done                                   bool
	hold, taken, released, slot, cancelled string
	waits                                  bool
}

// read returns what was acknowledged, by number. The last line may be missing, never torn.
func read(t *testing.T, path string) map[int]ack {
	t.Helper()
	all := map[int]ack{}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return all
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		part := strings.Fields(lines.Text())
		i, err := strconv.Atoi(part[0])
		if err != nil {
			t.Fatal(err)
		}
		a := all[i]
		switch part[1] {
		case "done":
			a.done = true
		case "waits":
			a.waits = true
		default:
			into := map[string]*string{"hold": &a.hold, "taken": &a.taken, "released": &a.released, "slot": &a.slot, "cancelled": &a.cancelled}[part[1]]
			if *into != "" && *into != part[2] {
				t.Errorf("claim %d was told %s and %s", i, *into, part[2])
			}
			*into = part[2]
		}
		all[i] = a
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// judged counts what is left of what was acknowledged, asks the judge of the records and the verifier of the ledger, and rebuilds.
func judged(t *testing.T, w *bookingtest.World, path string, c crowd, kills int, took time.Duration) {
	t.Helper()
	acks := read(t, path)
	lost, granted, waiting, finished := 0, 0, 0, 0
	for i, a := range acks {
		if a.done {
			finished++
		}
		if a.hold != "" || a.slot != "" {
			granted++
		}
		if a.waits {
			waiting++
		}
		if !kept(t, w, i, a) {
			lost++
			t.Errorf("claim %d was told %+v", i, a)
		}
		if lost > 20 {
			t.Fatal("and more")
		}
	}
	v := bookingtest.Judge(t, w.Base)
	for _, wrong := range v.Wrong[:min(20, len(v.Wrong))] {
		t.Error(wrong)
	}
	result, err := ledger.Verify(t.Context(), &ledgerdb.Source{DB: w.Base, Node: bookingtest.Node}, ledger.Options{Node: "node_a"})
	if err != nil || !result.OK {
		t.Errorf("the ledger: %+v, %v", result.FirstBad, err)
	}
	t.Logf("%d claims of %d clients, %d kills, %s: %d granted and %d put in line as acknowledged; %d lost, %d wrong; by the records %d holds and %d slots",
		finished, clients, kills, took, granted, waiting, lost, len(v.Wrong), v.Holds, v.Slots)
	if finished != c.claims || granted == 0 || waiting == 0 || granted == finished {
		t.Errorf("%d of %d claims were answered, %d granted, %d in line: nobody had to compete", finished, c.claims, granted, waiting)
	}
	before := w.Dump(t)
	if err := w.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := w.Dump(t); after != before {
		t.Errorf("rebuilt otherwise:\n%s", cmp.Diff(strings.Split(before, "\n")[:50], strings.Split(after, "\n")[:50]))
	}
}

// kept tells whether everything that was acknowledged of a claim stands.
func kept(t *testing.T, w *bookingtest.World, i int, a ack) (all bool) {
	t.Helper()
	all = true
	err := w.Base.Read(t.Context(), func(q store.Queryer) error {
		if a.hold != "" {
			h, found, err := w.Store.Hold(q, bookingtest.Node, a.hold)
			if err != nil {
				return err
			}
			all = found && h.Person == fmt.Sprint("person_", i) && h.Key == fmt.Sprint("claim-", i) &&
				(a.released == "" || h.State == booking.Released) && (a.taken == "" || h.State == booking.Taken || h.State == booking.Released)
		}
		if a.slot != "" {
			s, found, err := w.Store.Slot(q, bookingtest.Node, a.slot)
			if err != nil {
				return err
			}
			all = found && s.Key == fmt.Sprint("claim-", i) && (a.cancelled == "" || s.Cancelled)
		}
		if a.waits {
			waits, err := w.Store.WaitsOf(q, bookingtest.Node, fmt.Sprint("person_", i))
			if err != nil {
				return err
			}
			all = len(waits) > 0
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
