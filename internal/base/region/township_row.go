package region

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
)

// The longest cells, in characters.
const (
	maxTownshipName = 60
	maxTownshipText = 200
)

// founded is the earliest first day: no township of today is older than the republic.
const founded = "1949-10-01"

// row checks one line and keeps it when nothing is wrong. Every cell is checked, whatever is wrong with the others.
func (p *townshipParser) row(r csvfile.Row) {
	if problem, spoilt := r.Problem(townshipColumns); spoilt {
		p.wrong(problem)
		return
	}
	before := p.count()
	in := townshipCells{p: p, line: r.Line}
	for i, at := range p.order {
		text, key, args := csvfile.Clean(r.Cells[at])
		if in.text[i] = string(text); key != "" {
			in.bad[i] = true
			p.wrong(csvfile.At(r.Line, TownshipColumns[i], in.text[i], key, args...))
		}
	}
	t := in.read()
	if p.count() == before {
		in.obeys(t)
	}
	if p.count() == before {
		p.rows = append(p.rows, townshipRow{t, r.Line})
	}
}

// obeys asks the importer's own rules.
func (in *townshipCells) obeys(t TownshipUnit) {
	for _, rule := range in.p.rules {
		if column, key, args := rule(t); key != "" {
			in.wrong(slices.Index(TownshipColumns, column), key, args...)
		}
	}
}

// townshipCells is a line under examination. Of a bad cell enough has been said.
type townshipCells struct {
	p    *townshipParser
	line int
	text [townshipColumns]string
	bad  [townshipColumns]bool
}

func (in *townshipCells) wrong(column int, key string, args ...any) {
	if !in.bad[column] {
		in.bad[column] = true
		in.p.wrong(csvfile.At(in.line, TownshipColumns[column], in.text[column], key, args...))
	}
}

func (in *townshipCells) read() TownshipUnit {
	t := TownshipUnit{
		Code: in.code(colCode, Township), Name: i18n.Name{Zh: in.plain(colName, maxTownshipName)},
		Parent: in.code(colParent, County), Type: in.kind(), From: in.day(colFrom), Synthetic: in.synthetic(),
		Source: in.plain(colSource, maxTownshipText),
	}
	if in.text[colNameEn] != "" {
		t.Name.En = in.plain(colNameEn, maxTownshipName)
	}
	if t.Name.Zh != "" && !strings.ContainsFunc(t.Name.Zh, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		in.wrong(colName, "region.import.name.format")
	}
	if in.text[colUntil] != "" {
		t.Until = in.day(colUntil)
	}
	if t.Until != "" && t.Until <= t.From {
		in.wrong(colUntil, "region.import.until.early")
	}
	if t.Parent != "" && t.From != "" {
		if _, ok := in.p.tree.At(t.From).Unit(Key{t.Parent, County}); !ok {
			in.wrong(colParent, "region.import.parent.unknown", "on", t.From)
		}
	}
	if t.Synthetic && t.Name.Zh != "" && !strings.Contains(t.Name.Zh, chinese("region.synthetic.mark")) {
		in.wrong(colName, "region.import.synthetic.name")
	}
	return t
}

// plain returns the text of a cell that may hold any text but an empty one.
func (in *townshipCells) plain(column, most int) string {
	text := in.text[column]
	switch {
	case text == "":
		in.wrong(column, "region.import.blank")
	case utf8.RuneCountInString(text) > most:
		in.wrong(column, "csvfile.long", "max", most)
	}
	return text
}

func (in *townshipCells) code(column int, level Level) Code {
	text := in.text[column]
	if text == "" {
		in.wrong(column, "region.import.blank")
		return ""
	}
	if !isCode(text, level) {
		in.wrong(column, "region.import.code."+level.String())
		return ""
	}
	return Code(text)
}

// kinds are what a file calls townshipTypes, besides their Chinese words.
var kinds = []string{"town", "township", "ethnic_township", "subdistrict", "other"}

func (in *townshipCells) kind() string {
	for i, kind := range townshipTypes {
		if text := in.text[colKind]; text == kinds[i] || text == chinese("region.type."+kind) {
			return kind
		}
	}
	in.wrong(colKind, "region.import.kind.unknown", "kinds", strings.Join(kinds, ", "))
	return ""
}

func (in *townshipCells) day(column int) string {
	text := in.text[column]
	if text == "" {
		in.wrong(column, "region.import.blank")
		return ""
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil || text < founded {
		in.wrong(column, "region.import.day.format", "first", founded)
		return ""
	}
	return text
}

func (in *townshipCells) synthetic() bool {
	if !slices.Contains([]string{"", "0", "1"}, in.text[colSynthetic]) {
		in.wrong(colSynthetic, "region.import.synthetic.unknown")
	}
	return in.text[colSynthetic] == "1"
}
