package fact

import (
	"bytes"
	"encoding/csv"

	"mihe/internal/base/csvfile"
)

// TemplateRow is one example line of the template. Its source is always exampleSource.
type TemplateRow struct {
	Indicator, Region, Period, Sex, Residence, Value, State, Vintage string
}

// texts are the cells of the line in the order of Columns.
func (r TemplateRow) texts() []string {
	return []string{r.Indicator, r.Region, r.Period, r.Sex, r.Residence, r.Value, r.State, exampleSource, r.Vintage}
}

// TemplateCSV returns an import file with its header and the given example lines. The examples come from whoever
// owns the Vocabulary, so that nothing is wrong with them but that they are examples. It starts with a byte order mark, because
// spreadsheets take a CSV file without one for GB18030.
func TemplateCSV(examples ...TemplateRow) []byte {
	var b bytes.Buffer
	b.WriteString(csvfile.BOM)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{Columns[:]}
	for _, e := range examples {
		rows = append(rows, e.texts())
	}
	_ = w.WriteAll(rows) // a bytes.Buffer accepts everything
	return b.Bytes()
}
