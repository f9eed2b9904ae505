package partyweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// templateCSV is an empty register to fill in.
func (h handlers) templateCSV(w http.ResponseWriter, r *web.Request) error {
	return r.Send(w, web.File{Name: "mihe-persons.csv", Type: csvType, Body: party.TemplateCSV()})
}

// templateXLSX is the same as a spreadsheet whose headings cannot be changed.
func (h handlers) templateXLSX(w http.ResponseWriter, r *web.Request) error {
	body, err := party.TemplateXLSX(r.Page.T)
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "mihe-persons.xlsx", Type: xlsxType, Body: body})
}
