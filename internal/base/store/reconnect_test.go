package store_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// wire stands between the store and a PostgreSQL server and can cut the connection.
type wire struct {
	listener net.Listener
	server   string

	mu      sync.Mutex
	conns   []net.Conn
	down    bool // new connections are cut at once
	passing bool // the next COMMIT still reaches the server, but its answer does not come back
	cutting bool // the next COMMIT does not reach the server
}

// newWire returns a wire, and the target that goes through it.
func newWire(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, server: u.Host}
	t.Cleanup(func() { _ = l.Close() })
	go w.accept()
	u.Host = l.Addr().String()
	return w, u.String()
}

func (w *wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil || w.isDown() {
			_ = client.Close()
			continue
		}
		w.mu.Lock()
		w.conns = append(w.conns, client, server)
		w.mu.Unlock()
		go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
		go w.forward(client, server)
	}
}

func (w *wire) isDown() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.down
}

// forward passes on what the store says and looks for COMMIT.
func (w *wire) forward(client, server net.Conn) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			_ = server.Close()
			return
		}
		w.mu.Lock()
		commit := bytes.Contains(buffer[:n], []byte("COMMIT"))
		cut, pass := commit && w.cutting, commit && w.passing
		w.cutting, w.passing = w.cutting && !cut, w.passing && !pass
		w.mu.Unlock()
		if cut || pass {
			_ = client.Close()
		}
		if !cut {
			_, _ = server.Write(buffer[:n])
		}
		if cut || pass {
			time.Sleep(50 * time.Millisecond) // the server is done with it
			_ = server.Close()
			return
		}
	}
}

// cut ends all connections; down tells whether new ones are possible.
func (w *wire) cut(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = down
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

func onWire(t *testing.T) (*wire, *store.DB) {
	t.Helper()
	w, target := newWire(t, storetest.Schema(t))
	db, err := store.Open(context.Background(), target, notes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return w, db
}

func TestLostConnection(t *testing.T) {
	w, db := onWire(t)
	if err := db.Write(context.Background(), add(1)); err != nil {
		t.Fatal(err)
	}
	w.cut(false)
	if err := db.Write(context.Background(), add(2)); err != nil {
		t.Errorf("lost while nobody wrote: %v, want it stored over a new connection", err)
	}
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		w.cut(false)
		return add(3)(tx)
	})
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("lost inside a use case: %v, want unavailable", err)
	}
	if err := db.Write(context.Background(), add(4)); err != nil {
		t.Errorf("after that: %v", err)
	}
	w.cut(true)
	wantKind(t, db.Write(context.Background(), add(5)), fault.Unavailable, "store.open")
	w.cut(false)
	untilWritten(t, db, add(6))
	if diff := cmp.Diff([]int{1, 2, 4, 6}, ids(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func untilWritten(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	began := time.Now()
	for {
		err := db.Write(context.Background(), fn)
		if err == nil {
			return
		}
		if time.Since(began) > patience {
			t.Fatalf("after %v: %v", patience, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A COMMIT whose answer was lost is looked up: the members are told what really became of them.
func TestConnectionLostInCommit(t *testing.T) {
	w, db := onWire(t)
	for i, passing := range []bool{true, false, true} {
		w.mu.Lock()
		w.passing, w.cutting = passing, !passing
		w.mu.Unlock()
		err := db.Write(context.Background(), add(i))
		if passing && err != nil {
			t.Errorf("COMMIT %d took place: %v, want success", i, err)
		}
		if !passing {
			wantKind(t, err, fault.Unavailable, "store.lost")
		}
	}
	if diff := cmp.Diff([]int{0, 2}, ids(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// When the database does not come back, nobody claims to know.
func TestNobodyKnows(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		w, db := onWire(t)
		answer := make(chan error, 1)
		go func() {
			answer <- db.Write(context.Background(), func(tx *store.Tx) error {
				w.mu.Lock()
				w.down, w.passing = true, true
				w.mu.Unlock()
				return add(1)(tx)
			})
		}()
		stillWaiting(t, answer)
		_ = db.Close()
		wantKind(t, within(t, "the member", answer), fault.Unavailable, "store.unsure")
	})
	t.Run("sqlite", func(t *testing.T) {
		r, target := newRig(t, t.TempDir(), "40")
		db, err := store.Open(context.Background(), target, notes)
		if err != nil {
			t.Fatal(err)
		}
		r.failWith(func(s step) error { return map[bool]error{true: errDisk}[s.kind == syncing] })
		answer := make(chan error, 1)
		go func() { answer <- db.Write(context.Background(), add(1)) }()
		stillWaiting(t, answer)
		wantKind(t, db.Write(context.Background(), add(2)), fault.Unavailable, "store.stopped")
		if got := ids(t, db); got != nil {
			t.Errorf("readers see %v, want nothing", got)
		}
		r.finish()
		_ = db.Close()
		wantKind(t, within(t, "the member", answer), fault.Unavailable, "store.unsure")
	})
}

func stillWaiting(t *testing.T, answer <-chan error) {
	t.Helper()
	select {
	case err := <-answer:
		t.Fatalf("the member was told %v before anybody could know", err)
	case <-time.After(300 * time.Millisecond):
	}
}

// While another program has the database open, nobody can say that its log was read from the start.
func TestReopeningWaitsForOtherPrograms(t *testing.T) {
	r, target := newRig(t, t.TempDir(), "40")
	db, err := store.Open(context.Background(), target, notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	other, err := store.Open(context.Background(), target, notes)
	if err != nil {
		t.Fatal(err)
	}
	ids(t, other)
	r.failWith(once(func(s step) bool { return s.kind == syncing && s.inLog() }))
	answer := make(chan error, 1)
	go func() { answer <- db.Write(context.Background(), add(1)) }()
	stillWaiting(t, answer)
	ids(t, db) // readers of both are served
	ids(t, other)
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	wantKind(t, within(t, "the member", answer), fault.Unavailable, "store.lost")
	untilWritten(t, db, add(2))
	r.finish()
}
