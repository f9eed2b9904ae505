package sheetfile

import (
	"slices"

	"mihe/standard/xlsx"
)

// Field is one column of a template.
type Field struct {
	Name    string
	Width   float64
	Number  bool     // else whatever is typed stays as typed
	Choices []string // a list to choose from
	Hint    string   // what to fill in
}

// Note is one line of the sheet that explains a template.
type Note struct{ Subject, Text string }

// Template is a spreadsheet to fill in.
type Template struct {
	Form
	Title    string
	Fields   []Field
	Examples [][]xlsx.Value // in the order of Fields
	NoteHead Note           // the headings of the notes
	Notes    []Note
}

// Write returns the template as a file: only the cells of its fields can be changed, and it says of itself what it is.
func (t Template) Write() ([]byte, error) {
	data := xlsx.Table{Name: dataSheet, Locked: true, Rows: slices.Values(t.Examples)}
	for _, f := range t.Fields {
		data.Columns = append(data.Columns, xlsx.Column{
			Title: f.Name, Width: f.Width, Input: true, AsTyped: !f.Number, Choices: f.Choices, Hint: f.Hint,
		})
	}
	return xlsx.Write(xlsx.Workbook{
		Title: t.Title, Locked: true, Properties: map[string]string{property: t.template(t.Version)},
		Tables: []xlsx.Table{data, t.notes()},
	})
}

func (t Template) notes() xlsx.Table {
	rows := make([][]xlsx.Value, 0, len(t.Notes))
	for _, n := range t.Notes {
		rows = append(rows, []xlsx.Value{xlsx.Text(n.Subject), xlsx.Text(n.Text)})
	}
	return xlsx.Table{Name: noteSheet, Locked: true, Rows: slices.Values(rows), Columns: []xlsx.Column{
		{Title: t.NoteHead.Subject, Width: 18}, {Title: t.NoteHead.Text, Width: 90, Wrap: true},
	}}
}
