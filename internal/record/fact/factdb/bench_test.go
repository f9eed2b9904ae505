package factdb_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
	"mihe/standard/xlsx"
)

// onDisk opens a database in a file, or in PostgreSQL when its DSN is set and the benchmark asks for it.
func onDisk(b *testing.B, postgres bool) (s *fact.Service, path string) {
	b.Helper()
	target := filepath.Join(b.TempDir(), "mihe.db")
	path = target
	if postgres {
		target, path = storetest.Schema(b), ""
	}
	db, err := store.Open(context.Background(), target, facttest.Migrations()...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	return facttest.Service(db, factdb.Store{}), path
}

// BenchmarkLoad stores 300,000 observations, about what ships with the program.
func BenchmarkLoad(b *testing.B) {
	for _, postgres := range []bool{false, true} {
		b.Run(map[bool]string{false: "sqlite", true: "postgres"}[postgres], func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s, _ := onDisk(b, postgres)
				b.StartTimer()
				began := time.Now()
				n, _, err := s.Load(context.Background(), access.Operator(), "grid", facttest.Grid(10, 10, 3000), nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(n)/time.Since(began).Seconds(), "rows/s")
			}
		})
	}
}

// The size of BenchmarkImport: 3,411,600 rows.
const (
	bigIDs, bigYears, bigUnits = 60, 20, 2843
)

// BenchmarkImport imports a file of 3.4 million rows, ordered by unit, and the same file again, while somebody else
// writes a row every five milliseconds. Then it reads one map.
func BenchmarkImport(b *testing.B) {
	file := bigFile(b)
	for _, postgres := range []bool{false, true} {
		b.Run(map[bool]string{false: "sqlite", true: "postgres"}[postgres], func(b *testing.B) {
			for b.Loop() {
				s, path := onDisk(b, postgres)
				importBig(b, s, file)
				if path != "" {
					reportSize(b, path)
				}
				reportMap(b, s)
			}
		})
	}
}

func importBig(b *testing.B, s *fact.Service, file fact.ImportFile) {
	b.Helper()
	s.Vocabulary, s.Regions = fact.Vocabulary{}, anyCounty{}
	for v := range bigIDs {
		id := fmt.Sprintf("v%02d", v)
		s.Vocabulary[id] = fact.Target{Variable: id}
	}
	stop := make(chan bool)
	var waits []time.Duration
	var other sync.WaitGroup
	other.Go(func() { waits = writeUntil(b, s.DB, stop) })
	began := time.Now()
	r, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{})
	if err != nil || r.Stored != bigIDs*bigYears*bigUnits {
		b.Fatalf("Import = %+v, %v", r, err)
	}
	b.ReportMetric(float64(r.Stored)/time.Since(began).Seconds(), "rows/s")
	close(stop)
	other.Wait()
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "wait-p99-ms")
	b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "wait-max-ms")

	began = time.Now()
	if r, err = s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{}); err != nil || r.Unchanged != r.Read {
		b.Fatalf("the same file again = %+v, %v", r, err)
	}
	b.ReportMetric(time.Since(began).Seconds(), "again-s")
	b.ReportMetric(peakMB(), "peak-MB")
}

// writeUntil is the other caller; it returns how long each of its writes took.
func writeUntil(b *testing.B, db *store.DB, stop <-chan bool) (waits []time.Duration) {
	for i := int64(1); ; i++ {
		select {
		case <-stop:
			return waits
		case <-time.After(5 * time.Millisecond):
		}
		began := time.Now()
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO fact_series (node, series, variable, version, owner, source) VALUES (99, $1, 'other', $1, 99, '')`, i)
			return err
		})
		if err != nil {
			b.Errorf("the other caller: %v", err)
		}
		waits = append(waits, time.Since(began))
	}
}

func reportSize(b *testing.B, path string) {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/(bigIDs*bigYears*bigUnits), "B/row")
}

func reportMap(b *testing.B, s *fact.Service) {
	b.Helper()
	const maps = 20
	began := time.Now()
	for y := range maps {
		q := fact.Query{Variable: "v07", Period: fmt.Sprint(2001 + y), Level: region.County}
		if n := len(facttest.Cells(b, s, q)); n != bigUnits {
			b.Fatalf("%d cells, want %d", n, bigUnits)
		}
	}
	b.ReportMetric(float64(time.Since(began).Microseconds())/1000/maps, "map-ms")
}

// anyCounty knows every code as a county.
type anyCounty struct{}

func (anyCounty) Resolve(code, _ string) (region.Key, bool) {
	return region.Key{Code: region.Code(code), Level: region.County}, true
}

// bigFile writes the file once per run of the benchmark.
func bigFile(b *testing.B) fact.ImportFile {
	b.Helper()
	path := filepath.Join(b.TempDir(), "big.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString(facttest.Header) // Flush tells of any error
	for u := range bigUnits {
		for v := range bigIDs {
			for y := range bigYears {
				_, _ = fmt.Fprintf(w, "v%02d,%d,%d,,,%.1f,,国家统计局 年鉴,2024\n", v, 100001+u, 2001+y, float64((v*7919+y*104729+u*31)%100000)/10)
			}
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return fact.ImportFile{Name: "big.csv", Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// BenchmarkImportSpreadsheet imports a spreadsheet of 100,000 rows and gives it back with 10,000 marks.
func BenchmarkImportSpreadsheet(b *testing.B) {
	content := bigSpreadsheet(b)
	for b.Loop() {
		b.StopTimer()
		s, _ := onDisk(b, false)
		s.Vocabulary, s.Regions = fact.Vocabulary{"v": {Variable: "v"}}, anyCounty{}
		b.StartTimer()
		began := time.Now()
		r, err := s.Import(context.Background(), access.Operator(), facttest.File("big.xlsx", string(content)), fact.ImportOptions{})
		if err != nil || r.Stored != 100_000 {
			b.Fatalf("Import = %+v, %v", r, err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "import-s")
		b.ReportMetric(peakMB(), "peak-MB")
		began = time.Now()
		for i := range 10_000 {
			r.Rejected = append(r.Rejected, fact.Rejection{Line: 2 + 7*i, Column: "value", Key: "fact.import.value.format"})
		}
		if _, err := fact.MarkXLSX(content, r, func(key string, _ ...any) string { return key }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "mark-s")
		b.ReportMetric(peakMB(), "peak-mark-MB")
	}
}

func bigSpreadsheet(b *testing.B) []byte {
	b.Helper()
	table := xlsx.Table{Name: "data", Rows: func(yield func([]xlsx.Value) bool) {
		for i := range 100_000 {
			cells := []string{"v", strconv.Itoa(100001 + i%5000), strconv.Itoa(2001 + i/5000), "", "", "", "", "国家统计局 年鉴", "2024"}
			row := make([]xlsx.Value, len(cells))
			for j, text := range cells {
				row[j] = xlsx.Text(text)
			}
			row[5] = xlsx.Number(float64(i)/10, 1)
			if !yield(row) {
				return
			}
		}
	}}
	for _, name := range fact.Columns {
		table.Columns = append(table.Columns, xlsx.Column{Title: name})
	}
	content, err := xlsx.Write(xlsx.Workbook{Tables: []xlsx.Table{table}})
	if err != nil {
		b.Fatal(err)
	}
	return content
}

// peakMB is the most memory this process has had, as Linux counts it; 0 elsewhere.
func peakMB() float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" {
			kb, _ := strconv.ParseFloat(f[1], 64)
			return kb / 1024
		}
	}
	return 0
}
