package factdb_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

func file(b testing.TB) *fact.Service {
	b.Helper()
	db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "mihe.db"), factdb.Migrations())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return facttest.Service(db, factdb.Store{})
}

// BenchmarkLoad stores 300,000 observations, about what ships with the program, in a file.
func BenchmarkLoad(b *testing.B) {
	for range b.N {
		s := file(b)
		b.ResetTimer()
		n, _, err := s.Load(context.Background(), access.Operator(), "grid", facttest.Grid(10, 10, 3000), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	}
}

func writeCSV(b testing.TB, path string, ids, years, units int) int64 {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	w.WriteString(facttest.Header)
	for u := range units {
		for v := range ids {
			for y := range years {
				fmt.Fprintf(w, "v%02d,%d,%d,,,%.1f,,国家统计局 年鉴,2024\n", v, 100001+u, 2001+y, float64((v*7919+y*104729+u*31)%100000)/10)
			}
		}
	}
	w.Flush()
	fi, _ := f.Stat()
	f.Close()
	return fi.Size()
}

type anyRegion struct{}

func (anyRegion) Resolve(code, _ string) (region.Key, bool) {
	return region.Key{Code: region.Code(code), Level: region.County}, true
}

func TestBig(t *testing.T) {
	if os.Getenv("FACT_BIG") == "" {
		t.Skip()
	}
	path := "/tmp/factbench/big.csv"
	if _, err := os.Stat(path); err != nil {
		writeCSV(t, path, 60, 20, 2843)
	}
	fi, _ := os.Stat(path)
	dbp := "/tmp/factbench/mihe.db"
	for _, x := range []string{"", "-wal", "-shm"} {
		os.Remove(dbp + x)
	}
	target := dbp
	if os.Getenv("FACT_BIG") == "pg" {
		target = os.Getenv("MIHE_POSTGRES")
	}
	db, err := store.Open(context.Background(), target, factdb.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := facttest.Service(db, factdb.Store{})
	s.Regions = anyRegion{}
	s.Vocabulary = fact.Vocabulary{}
	for v := range 60 {
		s.Vocabulary[fmt.Sprintf("v%02d", v)] = fact.Target{Variable: fmt.Sprintf("v%02d", v)}
	}
	stop := make(chan bool)
	var waits []time.Duration
	done := make(chan bool)
	go func() {
		defer close(done)
		i := 0
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			i++
			t0 := time.Now()
			err := db.Write(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Exec(`INSERT INTO fact_series (node, series, variable, version, owner, source) VALUES (99, $1, 'x', 1, 99, $2)`, i, fmt.Sprint(i))
				return err
			})
			if err != nil {
				t.Error(err)
			}
			waits = append(waits, time.Since(t0))
		}
	}()
	var mem runtime.MemStats
	run := func(name string) {
		waits = nil
		t0 := time.Now()
		var tc time.Time
		r, err := s.Import(context.Background(), access.Operator(), fact.ImportFile{Name: "big.csv", Size: fi.Size(), Open: func() (io.ReadCloser, error) { return os.Open(path) }},
			fact.ImportOptions{Progress: func(st fact.Step, n int64) {
				if st == fact.Checking {
					tc = time.Now()
				}
			}})
		runtime.ReadMemStats(&mem)
		d := time.Since(t0)
		w := slices.Clone(waits)
		slices.Sort(w)
		t.Logf("%s: read %d stored %d unchanged %d rejected %d err %v in %v (parse %v) = %.0f rows/s; heapsys %d MB rss %s", name, r.Read, r.Stored, r.Unchanged, len(r.Rejected), err, d, tc.Sub(t0), float64(r.Read)/d.Seconds(), mem.HeapSys>>20, rss())
		if len(w) > 0 {
			t.Logf("waits n=%d p50 %v p99 %v max %v", len(w), w[len(w)/2], w[len(w)*99/100], w[len(w)-1])
		}
	}
	run("first")
	if os.Getenv("FACT_AGAIN") != "" {
		run("again")
	}
	close(stop)
	<-done
	for range 3 {
		t0 := time.Now()
		cells := facttest.Cells(t, s, fact.Query{Variable: "v07", Period: "2010", Level: region.County})
		t.Logf("map of %d cells in %v", len(cells), time.Since(t0))
	}
	if fi, err := os.Stat(dbp); err == nil {
		wal, _ := os.Stat(dbp + "-wal")
		t.Logf("file %d bytes, wal %d", fi.Size(), wal.Size())
	}
}

func rss() string {
	raw, _ := os.ReadFile("/proc/self/status")
	out := ""
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "VmRSS") || strings.HasPrefix(line, "VmHWM") {
			out += strings.Join(strings.Fields(line), " ") + " "
		}
	}
	return out
}
