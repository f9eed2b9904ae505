package fact_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// million writes a file of a million rows and returns the regions it names.
func million(b *testing.B, path string) facttest.Regions {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w, regions, rows := bufio.NewWriter(f), facttest.Regions{}, 0
	_, _ = w.WriteString(facttest.Header)
	for unit := range 2500 {
		code := fmt.Sprint(110101 + unit)
		regions[code] = region.Key{Code: region.Code(code), Level: region.County}
		for year := range 100 {
			for _, part := range []string{"male,urban", "male,rural", "female,urban", "female,rural"} {
				_, _ = fmt.Fprintf(w, "growth,%s,%d-%02d,%s,%d.%d,,bulletin,\n", code, 2000+year/12, year%12+1, part, rows%97, rows%10)
				rows++
			}
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil || rows != 1_000_000 {
		b.Fatal(rows, err)
	}
	return regions
}

// BenchmarkUpload sends a file of a million rows and imports it, and tells how large the heap has become over what it
// was before: the upload alone, and the whole.
func BenchmarkUpload(b *testing.B) {
	folder := b.TempDir()
	path := filepath.Join(folder, "million.csv")
	regions := million(b, path)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "mihe.db"), facttest.Migrations()...)
		if err != nil {
			b.Fatal(err)
		}
		facts := facttest.Service(db, factdb.Store{})
		facts.Regions = regions
		d := newDesk(b, facts, fact.NewTurns(1), func(c *fact.JobsConfig) { c.Limit = 64 << 20 })
		who := everywhere(b, "user-a")
		sum := ""
		upload := peak(func() {
			f, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			if sum, err = d.Put(who, f); err != nil {
				b.Fatal(err)
			}
		})
		began := time.Now()
		whole := peak(func() {
			j, err := d.Begin(context.Background(), who, "million.csv", sum, false)
			if err != nil {
				b.Fatal(err)
			}
			for {
				if j, err = d.Get(context.Background(), who, j.ID); err != nil || j.State.Ended() {
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
			if j.State != fact.JobDone || j.Stored != 1_000_000 {
				b.Fatal(j, err)
			}
		})
		b.ReportMetric(float64(info.Size())/1e6, "file-MB")
		b.ReportMetric(upload, "upload-heap-MB")
		b.ReportMetric(whole, "import-heap-MB")
		b.ReportMetric(1e6/time.Since(began).Seconds(), "rows/s")
		d.Close()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// peak runs fn and returns by how many megabytes the heap was larger at its largest.
func peak(fn func()) float64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, atomic.Uint64{}
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapAlloc))
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	fn()
	close(stop)
	<-ended
	return (float64(most.Load()) - float64(before)) / 1e6
}
