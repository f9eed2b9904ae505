package fact

import (
	"encoding/json"
	"maps"
	"slices"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/sheetfile"
	"mihe/standard/xlsx"
)

// widths are those of the columns of the template, in characters.
var widths = [columns]float64{24, 14, 12, 10, 12, 14, 16, 40, 16}

// TemplateXLSX returns a spreadsheet to fill in, with the given examples, which are refused as long as they are examples. Sex, residence and
// state are chosen from lists; only the cells below the headings can be changed; a second sheet explains the columns in
// the reader's language: say is the catalogue of words.
func TemplateXLSX(say func(key string, args ...any) string, examples ...TemplateRow) ([]byte, error) {
	choices, err := choices()
	if err != nil {
		return nil, err
	}
	t := sheetfile.Template{
		Form: form, Title: say("fact.template.title"),
		NoteHead: sheetfile.Note{Subject: say("fact.template.column"), Text: say("fact.template.means")},
	}
	for i, name := range Columns {
		hint := say("fact.template." + name)
		t.Fields = append(t.Fields, sheetfile.Field{Name: name, Width: widths[i], Number: i == colValue, Choices: choices[i], Hint: hint})
		t.Notes = append(t.Notes, sheetfile.Note{Subject: name, Text: hint})
	}
	t.Notes = append(t.Notes, sheetfile.Note{Text: say("fact.template.rules", "column", csvfile.MarkTitle)})
	for _, e := range examples {
		t.Examples = append(t.Examples, e.values())
	}
	return t.Write()
}

// choices are what may be chosen in a column: the English words, and the Chinese ones that stand for them.
func choices() (lists [columns][]string, err error) {
	words := map[string]string{}
	if err := json.Unmarshal(cellWords, &words); err != nil {
		return lists, err
	}
	lists[colSex], lists[colResidence], lists[colState] = sexes[1:], residences[1:], stateNames[Observed:]
	for _, column := range []int{colSex, colResidence} {
		lists[column] = slices.Clone(lists[column])
		for _, word := range slices.Sorted(maps.Keys(words)) {
			if slices.Contains(lists[column], words[word]) {
				lists[column] = append(lists[column], word)
			}
		}
	}
	return lists, nil
}

// values are the cells of an example. A value that is a number keeps the decimals it is written with.
func (r TemplateRow) values() (row []xlsx.Value) {
	for i, text := range r.texts() {
		if d, wrong := parseNumber([]byte(text)); i == colValue && wrong == numberOK {
			row = append(row, xlsx.Number(d.value, d.decimals))
			continue
		}
		row = append(row, xlsx.Text(text))
	}
	return row
}
