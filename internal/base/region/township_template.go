package region

import (
	"bytes"
	"encoding/csv"
	"slices"

	"mihe/internal/base/csvfile"
)

// TownshipsCSV writes townships as a file that ParseTownships reads; with a few examples it is the template to fill
// in. It starts with a byte order mark, because spreadsheets take a CSV file without one for GB18030.
func TownshipsCSV(list ...TownshipUnit) []byte {
	var b bytes.Buffer
	b.WriteString(csvfile.BOM)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{TownshipColumns}
	for _, t := range list {
		rows = append(rows, t.cells())
	}
	_ = w.WriteAll(rows) // a bytes.Buffer accepts everything
	return b.Bytes()
}

// cells is the row of a file that says t.
func (t TownshipUnit) cells() []string {
	kind, synthetic := "", "0"
	if i := slices.Index(townshipTypes, t.Type); i >= 0 {
		kind = kinds[i]
	}
	if t.Synthetic {
		synthetic = "1"
	}
	return []string{string(t.Code), t.Name.Zh, t.Name.En, string(t.Parent), kind, t.From, t.Until, synthetic, t.Source}
}
