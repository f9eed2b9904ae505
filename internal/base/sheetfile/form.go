package sheetfile

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"mihe/internal/base/csvfile"
	"mihe/standard/xlsx"
)

// Form is the spreadsheet that is wanted. A sheet without a template is taken too, when its header is right.
type Form struct {
	ID      string // of the template, one word: "observations"
	Version int    // rises when the template changes so that an old one would be misread
}

// The names by which a template is known: of a text that stays with the workbook, and of its sheets.
const (
	property  = "mihe-template"
	dataSheet = "data"
	noteSheet = "notes"
)

// template is what the property of a template says.
func (f Form) template(version int) string { return f.ID + " " + strconv.Itoa(version) }

// choose finds the sheet that is meant: the data sheet of our template, else the only visible one that holds something, else
// the first visible one.
func (f Form) choose(book *xlsx.Book) (chosen xlsx.Sheet, p *csvfile.Problem) {
	told := book.Property(property)
	if p = f.wrongTemplate(told); p != nil {
		return chosen, p
	}
	found, visible := false, 0
	for _, s := range book.Sheets {
		if s.Hidden || told != "" && s.Name == noteSheet {
			continue
		}
		something, err := holds(book, s)
		switch {
		case err != nil:
			return chosen, problem(1, err)
		case something && found:
			return chosen, at(1, s.Name, "sheetfile.sheets", "sheet", csvfile.Clip(s.Name, csvfile.TextRunes))
		case something || visible == 0:
			chosen, found = s, something
		}
		visible++
	}
	if visible == 0 {
		return chosen, at(1, "", "sheetfile.nosheet")
	}
	return chosen, nil
}

// wrongTemplate refuses the template of something else, and one of another version.
func (f Form) wrongTemplate(told string) *csvfile.Problem {
	if told == "" || told == f.template(f.Version) {
		return nil
	}
	id, version, _ := strings.Cut(told, " ")
	if id != f.ID {
		return at(1, told, "sheetfile.template", "got", csvfile.Clip(id, csvfile.TextRunes), "want", f.ID)
	}
	return at(1, told, "sheetfile.version", "got", csvfile.Clip(version, csvfile.TextRunes), "want", f.Version)
}

// holds tells whether a sheet holds anything.
func holds(book *xlsx.Book, s xlsx.Sheet) (something bool, err error) {
	rows, err := book.Rows(s)
	if err != nil {
		return false, err
	}
	_, err = next(rows)
	if something = err == nil; errors.Is(err, io.EOF) {
		err = nil
	}
	return something, errors.Join(err, rows.Close())
}
