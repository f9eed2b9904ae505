package fact

import (
	"slices"

	"mihe/internal/base/csvfile"
)

// Report is the outcome of an import. Either Rejected is empty or nothing was stored.
type Report struct {
	Read      int64 // rows read below the header
	New       int64 // rows not held before: stored, or in a dry run those that would be
	Stored    int64
	Unchanged int64 // rows held already, with the same value
	Rejected  []Rejection
	More      int64 // rejections beyond those listed
	Markable  bool  // the file is a spreadsheet, and MarkXLSX can show in it what is wrong
}

// Rejection is one thing wrong with one row. Its message stands in Words or in those of csvfile.
type Rejection = csvfile.Problem

// maxListed bounds the rejections kept in memory; the rest is counted.
const maxListed = 10_000

// faults collects rejections.
type faults struct {
	listed []Rejection
	more   int64
}

func (f *faults) add(line int, column, text, key string, args ...any) {
	if len(f.listed) >= maxListed {
		f.more++
		return
	}
	f.listed = append(f.listed, csvfile.At(line, column, text, "fact.import."+key, args...))
}

// put adds what was found out about any CSV file.
func (f *faults) put(r Rejection) {
	if len(f.listed) >= maxListed {
		f.more++
		return
	}
	f.listed = append(f.listed, r)
}

func (f *faults) any() bool { return len(f.listed) > 0 }

func (f *faults) count() int64 { return int64(len(f.listed)) + f.more }

// sorted returns the rejections by line, and within a line in the order of the columns.
func (f *faults) sorted() []Rejection {
	slices.SortStableFunc(f.listed, func(a, b Rejection) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return slices.Index(Columns[:], a.Column) - slices.Index(Columns[:], b.Column)
	})
	return f.listed
}
