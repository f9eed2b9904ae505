package region

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
)

// The limits of a file of townships. The largest province has about 3,000, and 5,000 rows are as many as one
// transaction should write.
const (
	maxTownshipRows  = 5_000
	maxTownshipBytes = 4 << 20
)

// maxProblems bounds what is listed; the rest is counted.
const maxProblems = 1000

// TownshipColumns are the columns of a file of townships, in any order.
var TownshipColumns = []string{"code", "name", "name_en", "parent", "kind", "from", "until", "synthetic", "source"}

// The positions in TownshipColumns.
const (
	colCode = iota
	colName
	colNameEn
	colParent
	colKind
	colFrom
	colUntil
	colSynthetic
	colSource
	townshipColumns
)

// TownshipFile is what a file of townships says. Either Problems is empty or nothing of it may be stored.
type TownshipFile struct {
	Read      int               // rows below the header
	New       []TownshipUnit    // what was not known before, by code and day
	Unchanged int               // rows that say what is known
	Problems  []csvfile.Problem // by line and column
	More      int               // problems beyond those listed
}

// ParseTownships reads a CSV file of townships (UTF-8 or GB18030) against those held already, in the order of their
// imports. Every problem of every row is reported, and then the error is Invalid. A township must have a county of this
// tree above it on its first day. What is held is never changed: a new name, type or county must be dated after the
// one held, and an end may be added to a version that has none. A row that says nothing new is counted as unchanged.
// rules are asked about every row that is good in itself.
func (t *Tree) ParseTownships(raw []byte, held []TownshipUnit, rules ...TownshipRule) (TownshipFile, error) {
	p := townshipParser{tree: t, rules: rules}
	whole, err := p.readAll(raw)
	if err != nil {
		return TownshipFile{}, err
	}
	if whole {
		p.compare(held)
	}
	if p.count() == 0 {
		return p.file, nil
	}
	slices.SortStableFunc(p.file.Problems, func(a, b csvfile.Problem) int {
		return cmp.Or(a.Line-b.Line, slices.Index(TownshipColumns, a.Column)-slices.Index(TownshipColumns, b.Column))
	})
	p.file.New, p.file.Unchanged = nil, 0
	return p.file, fault.New(fault.Invalid, "region.import.rejected", "count", p.count())
}

// TownshipRule is one thing more that whoever imports asks of a row. It names the column at fault and the message with its
// arguments; an empty key means that the row is good.
type TownshipRule func(t TownshipUnit) (column, key string, args []any)

// townshipParser is one file being read.
type townshipParser struct {
	tree  *Tree
	rules []TownshipRule
	order []int
	rows  []townshipRow // those without a problem
	file  TownshipFile
}

// townshipRow is one line, read.
type townshipRow struct {
	TownshipUnit
	line int
}

func (p *townshipParser) wrong(problem csvfile.Problem) {
	if len(p.file.Problems) == maxProblems {
		p.file.More++
		return
	}
	p.file.Problems = append(p.file.Problems, problem)
}

func (p *townshipParser) count() int { return len(p.file.Problems) + p.file.More }

// readAll takes the file apart into rows. It is false when the file cannot be understood as a whole.
func (p *townshipParser) readAll(raw []byte) (whole bool, err error) {
	if len(raw) > maxTownshipBytes {
		p.wrong(csvfile.At(1, "", "", "region.import.size", "max", maxTownshipBytes>>20))
		return false, nil
	}
	look, err := csvfile.Sniff(bytes.NewReader(raw))
	if err != nil {
		return false, err
	}
	if look.Wrong != "" {
		p.wrong(csvfile.At(1, "", "", look.Wrong))
		return false, nil
	}
	lines := csvfile.NewScanner(bytes.NewReader(raw), look.GB18030)
	if p.order, p.file.Problems, err = lines.Header(TownshipColumns); err != nil || len(p.file.Problems) > 0 {
		return false, err
	}
	for {
		r, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			if p.file.Read == 0 {
				p.wrong(csvfile.At(lines.Line(), "", "", "csvfile.norows"))
			}
			return true, nil
		case err != nil:
			return false, err
		case p.file.Read == maxTownshipRows:
			p.file.Problems = []csvfile.Problem{csvfile.At(r.Line, "", "", "region.import.rows", "max", maxTownshipRows)}
			p.file.More = 0 // to be split before anything else
			return false, nil
		}
		p.file.Read++
		p.row(r)
	}
}
