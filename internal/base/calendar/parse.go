package calendar

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/data"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Columns are the columns of a file with one year, in any order.
var Columns = []string{"date", "kind", "name_zh", "name_en", "source"}

// The positions in Columns.
const (
	colDate = iota
	colKind
	colNameZh
	colNameEn
	colSource
	columns
)

// The limits of a file: a year of every day named fits in many times.
const (
	maxFile   = 64 << 10
	maxName   = 60
	maxSource = 200
	firstYear = 2008 // the first with all seven holidays: Qingming, Dragon Boat and Mid-Autumn joined in that year
)

// Problem is one thing wrong with an imported file.
type Problem = csvfile.Problem

// ParseYear reads a file with the days off and the make-up days of one year. Either the year is good, or every problem is
// listed and the error is Invalid; then there is no Year.
func ParseYear(raw []byte) (Year, []Problem, error) {
	holidays, err := data.CalendarHolidays()
	if err != nil {
		return Year{}, nil, err
	}
	p := &parser{lines: map[string]int{}}
	if err := p.read(raw, holidays); err != nil {
		return Year{}, nil, err
	}
	if n := len(p.problems); n > 0 {
		return Year{}, p.problems, fault.New(fault.Invalid, "calendar.import.rejected", "count", n)
	}
	slices.SortFunc(p.entries, func(a, b Entry) int { return cmp.Compare(a.Date, b.Date) })
	return Year{Number: p.year, Entries: p.entries, File: bytes.Clone(raw)}, nil, nil
}

// parser is one file being read.
type parser struct {
	order    []int
	year     int            // of the first real date; 0 before it
	lines    map[string]int // of each date
	entries  []Entry
	problems []Problem
}

func (p *parser) read(raw []byte, holidays []data.HolidayRow) error {
	if len(raw) > maxFile {
		p.problems = []Problem{csvfile.At(1, "", "", "calendar.import.size", "max", maxFile>>10)}
		return nil
	}
	look, err := csvfile.Sniff(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if look.Wrong != "" {
		p.problems = []Problem{csvfile.At(1, "", "", look.Wrong)}
		return nil
	}
	lines := csvfile.NewScanner(bytes.NewReader(raw), look.GB18030)
	if p.order, p.problems, err = lines.Header(Columns); err != nil || len(p.problems) > 0 {
		return err
	}
	for {
		r, err := lines.Next()
		if errors.Is(err, io.EOF) {
			p.complete(lines.Line(), holidays)
			return nil
		}
		if err != nil {
			return err
		}
		p.row(r)
	}
}

// row checks one line. Every cell is checked, whatever is wrong with the others.
func (p *parser) row(r csvfile.Row) {
	if problem, spoilt := r.Problem(columns); spoilt {
		p.problems = append(p.problems, problem)
		return
	}
	var text [columns]string
	for i := range text {
		text[i] = p.cell(r, i)
	}
	p.makeUp(r.Line, text[colDate], Kind(text[colKind]))
	p.entries = append(p.entries, Entry{
		text[colDate], Kind(text[colKind]), i18n.Name{Zh: text[colNameZh], En: text[colNameEn]}, text[colSource],
	})
}

// cell checks one cell on its own.
func (p *parser) cell(r csvfile.Row, column int) string {
	cell, key, args := csvfile.Clean(r.Cells[p.order[column]])
	text := string(cell)
	most := maxName
	if column == colSource {
		most = maxSource
	}
	switch {
	case key != "":
	case column == colDate:
		key, args = p.date(r.Line, text)
	case column == colKind:
		if kind := Kind(text); kind != Off && kind != Work {
			key = "calendar.import.kind"
		}
	case text == "" && column != colNameEn:
		key = "calendar.import.blank"
	case utf8.RuneCountInString(text) > most:
		key, args = "csvfile.long", []any{"max", most}
	}
	if key != "" {
		p.problems = append(p.problems, csvfile.At(r.Line, Columns[column], text, key, args...))
	}
	return text
}

// date wants a real day of the file's one year, given once.
func (p *parser) date(line int, text string) (key string, args []any) {
	day, err := parse(text)
	if err != nil {
		return "calendar.import.date", nil
	}
	if p.year == 0 {
		p.year = day.Year()
	}
	switch first, twice := p.lines[text]; {
	case day.Year() < firstYear:
		return "calendar.import.early", []any{"first", firstYear}
	case day.Year() != p.year:
		return "calendar.import.year", []any{"year", p.year, "other", day.Year()}
	case twice:
		return "calendar.import.twice", []any{"line", first}
	}
	p.lines[text] = line
	return "", nil
}

// makeUp wants a make-up day to fall on a day that is free otherwise.
func (p *parser) makeUp(line int, date string, kind Kind) {
	if day, err := parse(date); err == nil && kind == Work && !weekend(day) {
		p.problems = append(p.problems, csvfile.At(line, Columns[colDate], date, "calendar.import.weekday", "day", date))
	}
}

// complete looks for what the file as a whole lacks: a notice that leaves out a holiday is no notice of a year.
func (p *parser) complete(line int, holidays []data.HolidayRow) {
	if len(p.entries) == 0 && len(p.problems) == 0 {
		p.problems = []Problem{csvfile.At(line, "", "", "csvfile.norows")}
		return
	}
	for _, h := range holidays {
		named := func(e Entry) bool { return e.Kind == Off && strings.Contains(e.Name.Zh, h.Word) }
		if !slices.ContainsFunc(p.entries, named) {
			name := i18n.Msg("calendar.holiday." + h.ID)
			p.problems = append(p.problems, csvfile.At(line, Columns[colNameZh], "", "calendar.import.holiday", "holiday", name))
		}
	}
}
