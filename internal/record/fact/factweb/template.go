package factweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// templateCSV is the file to fill in, with two lines that show how and are refused as they stand.
func (h handlers) templateCSV(w http.ResponseWriter, r *web.Request) error {
	return r.Send(w, web.File{Name: "mihe-template.csv", Type: csvType, Body: fact.TemplateCSV(h.Examples...)})
}

// templateXLSX is the same as a spreadsheet whose headings cannot be changed.
func (h handlers) templateXLSX(w http.ResponseWriter, r *web.Request) error {
	body, err := fact.TemplateXLSX(r.Page.T, h.Examples...)
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "mihe-template.xlsx", Type: xlsxType, Body: body})
}
