package steering

import (
	"bytes"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// DutyColumns are the columns of a file with a duty list, in any order.
var DutyColumns = []string{"region", "code", "text", "kind", "from", "until"}

// The positions in DutyColumns.
const (
	dutyRegion = iota
	dutyCode
	dutyText
	dutyKind
	dutyFrom
	dutyUntil
	dutyColumns
)

// The limits of a file.
const (
	maxDutyFile = 2 << 20
	maxDuties   = 5000
	maxDutyText = 300
)

// ParseDuties reads a duty list. Either every line is good, or every problem is listed, the error is Invalid, and no item
// comes back.
func (s *Service) ParseDuties(raw []byte) ([]Duty, []csvfile.Problem, error) {
	p := dutyParser{view: s.Regions.At(s.today()), lines: map[[3]string]int{}}
	if err := p.read(raw); err != nil {
		return nil, nil, err
	}
	if n := len(p.problems); n > 0 {
		return nil, p.problems, fault.New(fault.Invalid, "steering.duty.rejected", "count", n).At("file")
	}
	return p.list, nil, nil
}

type dutyParser struct {
	view     *region.View
	order    []int
	lines    map[[3]string]int // of region, code and first day
	list     []Duty
	problems []csvfile.Problem
}

func (p *dutyParser) read(raw []byte) error {
	if len(raw) > maxDutyFile {
		p.problems = []csvfile.Problem{csvfile.At(1, "", "", "steering.duty.size", "max", maxDutyFile>>20)}
		return nil
	}
	look, err := csvfile.Sniff(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if look.Wrong != "" {
		p.problems = []csvfile.Problem{csvfile.At(1, "", "", look.Wrong)}
		return nil
	}
	lines := csvfile.NewScanner(bytes.NewReader(raw), look.GB18030)
	if p.order, p.problems, err = lines.Header(DutyColumns); err != nil || len(p.problems) > 0 {
		return err
	}
	for {
		r, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			if len(p.list) == 0 && len(p.problems) == 0 {
				p.problems = []csvfile.Problem{csvfile.At(lines.Line(), "", "", "csvfile.norows")}
			}
			return nil
		case err != nil:
			return err
		case max(len(p.list), len(p.problems)) >= maxDuties:
			p.problems = append(p.problems, csvfile.At(r.Line, "", "", "steering.duty.rows", "max", maxDuties))
			return nil
		}
		p.row(r)
	}
}

// row checks one line, every cell of it.
func (p *dutyParser) row(r csvfile.Row) {
	if problem, spoilt := r.Problem(dutyColumns); spoilt {
		p.problems = append(p.problems, problem)
		return
	}
	var text [dutyColumns]string
	before := len(p.problems)
	for i := range text {
		text[i] = p.cell(r, i)
	}
	at, _ := p.region(text[dutyRegion])
	d := Duty{at, text[dutyCode], text[dutyText], DutyKind(text[dutyKind]), text[dutyFrom], text[dutyUntil]}
	key := [3]string{at.String(), d.Code, d.From}
	first, twice := p.lines[key]
	switch {
	case len(p.problems) > before:
	case d.Until != "" && d.Until <= d.From:
		p.problems = append(p.problems, csvfile.At(r.Line, DutyColumns[dutyUntil], d.Until, "steering.duty.order"))
	case twice:
		p.problems = append(p.problems, csvfile.At(r.Line, DutyColumns[dutyCode], d.Code, "steering.duty.twice", "line", first))
	}
	p.lines[key] = r.Line
	p.list = append(p.list, d)
}

// cell checks one cell on its own.
func (p *dutyParser) cell(r csvfile.Row, column int) string {
	cell, key, args := csvfile.Clean(r.Cells[p.order[column]])
	text := string(cell)
	switch {
	case key != "":
	case text == "" && column != dutyUntil:
		key = "steering.duty.blank"
	case column == dutyRegion:
		if _, ok := p.region(text); !ok {
			key = "steering.duty.region"
		}
	case column == dutyKind && text != string(Basic) && text != string(Assists) && text != string(TakenBack):
		key = "steering.duty.kind"
	case (column == dutyFrom || column == dutyUntil && text != "") && !isDay(text):
		key = "steering.duty.day"
	case utf8.RuneCountInString(text) > maxDutyText:
		key, args = "csvfile.long", []any{"max", maxDutyText}
	}
	if key != "" {
		p.problems = append(p.problems, csvfile.At(r.Line, DutyColumns[column], text, key, args...))
	}
	return text
}

// region wants a county or a township: the code of a county, or a key such as 520521901@township.
func (p *dutyParser) region(text string) (region.Key, bool) {
	k, ok := region.ParseKey(text)
	if !ok {
		k = region.Key{Code: region.Code(text), Level: region.County}
	}
	_, there := p.view.Unit(k)
	return k, there && (k.Level == region.County || k.Level == region.Township)
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}
