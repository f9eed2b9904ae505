package xlsx_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strconv"
	"testing"

	"mihe/standard/xlsx"
)

// large is a workbook of n rows of nine cells.
func large(t testing.TB, n int) []byte {
	rows := func(yield func([]xlsx.Value) bool) {
		for i := range n {
			more := yield([]xlsx.Value{
				xlsx.Text("illiteracy_15_plus"), xlsx.Text(strconv.Itoa(110101 + i%3000)), xlsx.Text("2020"), xlsx.Text("female"), xlsx.Text("rural"),
				xlsx.Number(float64(i)/10, 1), xlsx.Text("observed"), xlsx.Text("国家统计局 年鉴"), xlsx.Text("2024"),
			})
			if !more {
				return
			}
		}
	}
	columns := make([]xlsx.Column, 9)
	for i := range columns {
		columns[i].Title = "column " + strconv.Itoa(i)
	}
	return write(t, xlsx.Workbook{Tables: []xlsx.Table{{Name: "data", Columns: columns, Rows: rows}}})
}

// count reads all rows, calling each now and then.
func count(t testing.TB, content []byte, each func()) (rows int) {
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := book.Rows(book.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows%10_000 == 0 {
			each()
		}
	}
}

// Reading a sheet takes the same memory however long it is.
func TestReadingIsBoundedInMemory(t *testing.T) {
	content := large(t, 100_000)
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most := live(), uint64(0)
	if n := count(t, content, func() { most = max(most, live()) }); n != 100_001 {
		t.Fatalf("%d rows", n)
	}
	const bound = 4 << 20 // excelize needs 640 MB to tell formulas from numbers in the same sheet
	if most > before+bound {
		t.Errorf("reading 100,000 rows holds %d bytes", most-before)
	}
}

func BenchmarkRead100000Rows(b *testing.B) {
	content := large(b, 100_000)
	for b.Loop() {
		count(b, content, func() {})
	}
}

func BenchmarkMark100000Rows(b *testing.B) {
	content := large(b, 100_000)
	var marks []xlsx.Mark
	for i := range 10_000 {
		marks = append(marks, xlsx.Mark{Row: 2 + 7*i, Column: 6, Reason: "the value should lie between 0 and 100"})
	}
	for b.Loop() {
		mark(b, content, marks...)
	}
}
