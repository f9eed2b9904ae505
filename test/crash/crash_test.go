package crash

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// plan is how long one run is.
type plan struct {
	writes, kills int64
	clients       int
}

// scaled is the run that MIHE_SCALE asks for.
func scaled(t *testing.T) plan {
	t.Helper()
	scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE"))
	if err != nil {
		scale = 1
	}
	if testing.Short() {
		t.Skip("short: kills take a while")
	}
	if scale > 1 {
		return plan{writes: 1_000_000, kills: 200, clients: 64}
	}
	return plan{writes: 4_000, kills: 6, clients: 32}
}

// acknowledged is what the clients keep, outside the data folder.
type acknowledged struct {
	mu   sync.Mutex
	file *os.File
	w    *bufio.Writer
	n    atomic.Int64
}

func (a *acknowledged) add(task, title string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n.Add(1)
	_, err := fmt.Fprintf(a.w, "%s %s\n", task, title)
	return err
}

// TestNothingAcknowledgedIsLost files tasks over HTTP while the program is killed at random moments, and counts.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	p := scaled(t)
	s := build(t)
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	if err := s.signIn("coordinator", "520000"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(s.folder), "acknowledged")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	acks := &acknowledged{file: file, w: bufio.NewWriter(file)}
	begun := time.Now()
	ctx, done := context.WithCancel(context.Background())
	var clients sync.WaitGroup
	var numbers, refused atomic.Int64
	for range p.clients {
		clients.Go(func() {
			for ctx.Err() == nil && acks.n.Load() < p.writes {
				write(ctx, t, s, acks, numbers.Add(1), &refused)
			}
		})
	}
	kills := killAtRandom(t, s, p, acks)
	clients.Wait()
	done()
	if err := s.stop(); err != nil {
		t.Errorf("the program ended with %v: %s", err, s.log.String())
	}
	if err := acks.w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if refused.Load() > 0 {
		t.Errorf("%d writes were refused", refused.Load())
	}
	took := time.Since(begun).Round(time.Second)
	seen := judge(t, s, path)
	t.Logf("%d attempts, %d acknowledged, %d kills, %s; %d lost, %d half, verifiers agree: %v",
		numbers.Load(), acks.n.Load(), kills, took, seen.lost, seen.half, seen.agree)
	if seen.lost > 0 || seen.half > 0 || !seen.agree {
		t.Error("something is not as it was acknowledged")
	}
	if acks.n.Load() < p.writes || int64(kills) < p.kills {
		t.Errorf("the run was cut short: %d acknowledged, %d kills", acks.n.Load(), kills)
	}
	if !t.Failed() {
		tamper(t, s, path)
	}
}

// filing is the document that files a task.
type filing struct {
	Indicator string   `json:"indicator"`
	By        string   `json:"by"`
	Title     string   `json:"title"`
	Target    string   `json:"target"`
	Assisting []string `json:"assisting"`
	Days      int      `json:"days"`
}

// write files one task under a number that no other attempt has, and keeps the acknowledgement. A write that the kill
// cut off is not tried again: whether it was stored, nobody was told.
func write(ctx context.Context, t *testing.T, s *server, acks *acknowledged, number int64, refused *atomic.Int64) {
	title := fmt.Sprintf("attempt-%08d", number)
	status, body, err := s.post(ctx, "/api/steering/v1/tasks", filing{
		Indicator: "share_60_plus", By: "county", Title: title, Target: "520000@province", Assisting: []string{}, Days: 5,
	})
	switch {
	case err != nil || status == http.StatusServiceUnavailable:
		time.Sleep(10 * time.Millisecond) // the program is gone: it will be back
	case status == http.StatusCreated:
		var task struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(body, &task); err != nil || task.ID == "" {
			t.Errorf("an acknowledgement without a task: %s", body)
			return
		}
		if err := acks.add(task.ID, title); err != nil {
			t.Error(err)
		}
	default:
		if refused.Add(1) == 1 {
			t.Errorf("attempt %d: %d %s", number, status, body)
		}
	}
}

// killAtRandom spreads the kills over the run at random numbers of writes, and starts the program again each time.
func killAtRandom(t *testing.T, s *server, p plan, acks *acknowledged) (kills int) {
	random := rand.New(rand.NewPCG(20260910, 1)) // the moments within the writes are the system's own
	for i := range p.kills {
		at := p.writes * (i + 1) / (p.kills + 1)
		for acks.n.Load() < at {
			if t.Failed() {
				return kills
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		if err := s.kill(); err != nil {
			t.Errorf("kill %d: %v", i, err)
			return kills
		}
		kills++
		if err := s.start(); err != nil {
			t.Errorf("after kill %d: %v", i, err)
			return kills
		}
	}
	return kills
}
