package party

import (
	"slices"
	"strings"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/sheetfile"
)

// TemplateCSV is a file of persons with its header alone: an example line would be somebody's.
func TemplateCSV() []byte {
	return []byte(csvfile.BOM + strings.Join(Columns, ",") + "\r\n")
}

// TemplateXLSX is the same as a spreadsheet whose headings cannot be changed; codes are chosen from lists, and a second sheet
// explains the columns in the reader's language: say is the catalogue of words.
func TemplateXLSX(say func(key string, args ...any) string) ([]byte, error) {
	t := sheetfile.Template{
		Form: Form, Title: say("party.template.title"),
		NoteHead: sheetfile.Note{Subject: say("party.template.column"), Text: say("party.template.means")},
	}
	for _, c := range Explained() {
		hint := c.Says(say)
		t.Fields = append(t.Fields, sheetfile.Field{Name: c.Name, Width: columnWidth, Choices: c.choices(), Hint: hint})
		t.Notes = append(t.Notes, sheetfile.Note{Subject: c.Name, Text: hint})
	}
	t.Notes = append(t.Notes, sheetfile.Note{Text: say("party.template.rules")})
	return t.Write()
}

// columnWidth is that of every column of the template, in characters.
const columnWidth = 18

// Column is what somebody who fills in a file must know of one of its columns.
type Column struct {
	Name   string
	Key    string   // of the words that explain it
	Must   bool     // never empty
	Values []string // the codes that may stand there; nil: anything
	Dated  bool     // a day may stand there as well
}

// Says explains the column, with the meaning of each code.
func (c Column) Says(say func(key string, args ...any) string) string {
	var b strings.Builder
	b.WriteString(say(c.Key))
	if !c.Must {
		b.WriteString(say("party.template.empty"))
	}
	if c.Dated {
		b.WriteString(say("party.template.day"))
	}
	for _, v := range c.Values {
		b.WriteString(say("party.template.code", "code", v, "means", say(CodeKey(Field(c.Name), v))))
	}
	return b.String()
}

// choices is the list that a spreadsheet offers: none where a day may be typed, which a list would refuse.
func (c Column) choices() []string {
	if c.Dated {
		return nil
	}
	return c.Values
}

// CodeKey is the key of the words for a code of a field. Grades have words of their own for each field.
func CodeKey(name Field, value string) string {
	if name == Disability || name == CareGrade || name == AbilityAssessed {
		return "party.code." + string(name) + "." + value
	}
	return "party.code." + value
}

// Explained lists the columns in the order of Columns.
func Explained() (list []Column) {
	must := []string{colRegion, colName, colNumber, colSource, colAsOn}
	for _, name := range Columns {
		c := Column{Name: name, Key: "party.template." + name, Must: slices.Contains(must, name)}
		if f, fact := fieldOf(Field(name)); fact {
			c.Key, c.Values, c.Dated = "party.field."+name, f.values, f.date != ""
		}
		list = append(list, c)
	}
	return list
}
