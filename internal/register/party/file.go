package party

import (
	"bytes"
	"context"
	"errors"
	"io"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
)

// The columns of a file of households and persons, as the combined form of the villages (一表通) hands it over: one line for
// a person. They may stand in any order; all must be there. A cell of a fact that is not known stays empty.
const (
	colHousehold = "household"
	colRegion    = "region"
	colName      = "name"
	colNumber    = "number"
	colPhone     = "phone"
	colAddress   = "address"
	colSource    = "source"
	colAsOn      = "as_on"
)

// factColumns are the facts that a file may say; month of birth and sex stand in the citizen number.
var factColumns = []Field{
	Residence, HomeKind, LivesAlone, Disability, CareGrade, LowIncome, Destitute, LostOnly, Established, LeftBehind, VisitedBy,
	HealthManaged, AbilityAssessed, AbilityGrade, FamilySupported,
}

// Columns are the columns of a file, in the order in which a template has them.
var Columns = func() []string {
	list := []string{colHousehold, colRegion, colName, colNumber, colPhone, colAddress}
	for _, f := range factColumns {
		list = append(list, string(f))
	}
	return append(list, colSource, colAsOn)
}()

// Form is the spreadsheet of such a file.
var Form = sheetfile.Form{ID: "persons", Version: 1}

// MostFile is the largest file, in bytes.
const MostFile = 64 << 20

// The limits of one file.
const (
	mostRows     = 600_000
	mostProblems = 100
)

// Report is what became of a file.
type Report struct {
	Rows     int
	Loaded   Loaded
	Problems []csvfile.Problem // the first 100, in the order of lines
	More     int
}

// lines reads one line after another: csvfile.Scanner or sheetfile.Scanner.
type lines interface {
	Header(columns []string) (order []int, problems []csvfile.Problem, err error)
	Next() (csvfile.Row, error)
}

// Import checks a file, CSV or XLSX whatever its name, and loads it as one batch, or nothing of it: every fault of every line
// is in the report, and then the error is Invalid. resolve finds the township that a cell names. The same file twice
// changes nothing.
func (s *Service) Import(
	ctx context.Context, who access.Actor, name string, content []byte, resolve func(code string) (region.Key, bool),
) (Report, error) {
	c, r, err := s.checked(who, content, resolve)
	if err != nil {
		return r, err
	}
	rows := func(yield func(Row) bool) {
		for _, row := range c.rows {
			if !yield(row) {
				return
			}
		}
	}
	r.Loaded, err = s.Load(ctx, who, Register{Name: csvfile.FileName(name), SHA256: c.sum, AsOn: c.asOn, Rows: rows})
	return r, err
}

// Check looks through a file as Import does and stores nothing. Who is in the register already it does not tell: guesses
// about somebody could be tried out with it, and nothing would be recorded.
func (s *Service) Check(who access.Actor, content []byte, resolve func(code string) (region.Key, bool)) (Report, error) {
	_, r, err := s.checked(who, content, resolve)
	return r, err
}

// checked reads a file; with any fault the error is Invalid.
func (s *Service) checked(who access.Actor, content []byte, resolve func(code string) (region.Key, bool)) (*checker, Report, error) {
	if err := who.Check(CanImport); err != nil {
		return nil, Report{}, err
	}
	c := &checker{who: who, resolve: resolve, numbers: map[string]int{}}
	if err := c.read(content); err != nil {
		return nil, Report{}, err
	}
	r := Report{Rows: len(c.rows), Problems: c.problems, More: c.more}
	if len(r.Problems) > 0 {
		return nil, r, fault.New(fault.Invalid, "party.import.rejected", "count", len(r.Problems)+r.More)
	}
	return c, r, nil
}

// checker reads a file. The rows are held in memory, about 1 KB each.
type checker struct {
	who      access.Actor
	resolve  func(code string) (region.Key, bool)
	rows     []Row
	numbers  map[string]int // number to the line that has it
	asOn     string         // the last day of any line
	sum      string         // of the bytes of the file
	problems []csvfile.Problem
	more     int
}

func (c *checker) wrong(p csvfile.Problem) {
	if len(c.problems) == mostProblems {
		c.more++
		return
	}
	c.problems = append(c.problems, p)
}

// read takes the file apart.
func (c *checker) read(content []byte) error {
	look, err := csvfile.Sniff(bytes.NewReader(content))
	if err != nil {
		return err
	}
	switch c.sum = look.SHA256; {
	case len(content) > MostFile:
		c.wrong(csvfile.At(1, "", "", "sheetfile.large"))
		return nil
	case look.Spreadsheet:
		sheet, p := sheetfile.Open(content, Form)
		if p != nil {
			c.wrong(*p)
			return nil
		}
		err = c.lines(sheet)
		for _, p := range sheet.Merged() {
			c.wrong(p)
		}
		return errors.Join(err, sheet.Close())
	case look.Wrong != "":
		c.wrong(csvfile.At(1, "", "", look.Wrong))
		return nil
	}
	return c.lines(csvfile.NewScanner(bytes.NewReader(content), look.GB18030))
}

func (c *checker) lines(from lines) error {
	order, problems, err := from.Header(Columns)
	for _, p := range problems {
		c.wrong(p)
	}
	if err != nil || len(problems) > 0 {
		return err
	}
	for {
		row, err := from.Next()
		var unreadable *sheetfile.UnreadableError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			c.wrong(unreadable.Problem)
			return nil
		case err != nil:
			return err
		}
		if p, spoilt := row.Problem(len(Columns)); spoilt {
			c.wrong(p)
			continue
		}
		if len(c.rows) == mostRows {
			c.wrong(csvfile.At(row.Line, "", "", "party.import.many", "max", mostRows))
			return nil
		}
		c.line(row, order)
	}
}

// line checks one line and keeps it, as good as it is: a file with any problem is not loaded.
func (c *checker) line(row csvfile.Row, order []int) {
	cells := map[string]string{}
	for i, column := range Columns {
		text, key, args := csvfile.Clean(row.Cells[order[i]])
		if key != "" {
			c.wrong(csvfile.At(row.Line, column, string(text), key, args...))
			return
		}
		cells[column] = string(text)
	}
	at := func(column, key string, args ...any) {
		c.wrong(csvfile.At(row.Line, column, cells[column], key, args...))
	}
	out := Row{Household: cells[colHousehold], Facts: Facts{}, Names: Names{
		Name: cells[colName], Phone: cells[colPhone], Address: cells[colAddress],
	}}
	if out.Names.Name == "" {
		at(colName, "party.import.empty")
	}
	for _, text := range []struct {
		column string
		most   int
	}{{colName, longestName}, {colPhone, longestPhone}, {colAddress, longestAddress}} {
		if len(cells[text.column]) > text.most {
			at(text.column, "party.long")
		}
	}
	c.place(&out, cells, at)
	c.facts(&out, cells, at)
	c.number(&out, row.Line, cells, at)
	c.asOn = max(c.asOn, cells[colAsOn])
	c.rows = append(c.rows, out)
}

// place finds the township of a line, and asks whether the actor may import there.
func (c *checker) place(out *Row, cells map[string]string, at func(column, key string, args ...any)) {
	place, found := c.resolve(cells[colRegion])
	switch out.Region = place; {
	case !found || place.Level != region.Township:
		at(colRegion, "party.import.region")
	case c.who.CheckAt(CanImport, place) != nil:
		at(colRegion, "party.import.place")
	}
}

// number reads the citizen number, with month of birth and sex. The number itself is shown in no problem.
func (c *checker) number(out *Row, line int, cells map[string]string, at func(column, key string, args ...any)) {
	citizen, err := ident.ParseCitizen(cells[colNumber])
	cells[colNumber] = ""
	if f, ok := fault.As(err); ok {
		at(colNumber, f.Key, f.Args...)
		return
	}
	if before, twice := c.numbers[citizen.Number]; twice {
		at(colNumber, "party.import.again", "line", before)
		return
	}
	c.numbers[citizen.Number] = line
	out.Names.Number = citizen.Number
	fact := Fact{Source: cells[colSource], AsOf: cells[colAsOn]}
	fact.Value = citizen.Born[:len("2006-01")]
	out.Facts[Born] = fact
	fact.Value = string(citizen.Sex)
	out.Facts[Sex] = fact
}

func (c *checker) facts(out *Row, cells map[string]string, at func(column, key string, args ...any)) {
	if cells[colSource] == "" {
		at(colSource, "party.import.empty")
	}
	if !day(cells[colAsOn], false) {
		at(colAsOn, "party.import.day")
	}
	for _, name := range factColumns {
		value := cells[string(name)]
		if value == "" {
			continue
		}
		fact := Fact{Value: value, Source: cells[colSource], AsOf: cells[colAsOn]}
		if f, _ := fieldOf(name); !f.allows(fact) {
			at(string(name), "party.value", "values", f.form())
		}
		out.Facts[name] = fact
	}
}
