package evaluationweb

import (
	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// The types of downloads.
const (
	yamlType = "application/yaml; charset=utf-8"
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// yaml answers the method's text as it was read: its hash stands in every result.
func (h handlers) yaml(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return func(*web.Request) (web.File, error) {
		return web.File{Name: m.ID + ".yaml", Type: yamlType, Body: m.Text}, nil
	}
}

// csv answers what `mihe evaluate` writes to results.csv over the same figures.
func (h handlers) csv(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		result, err := h.Evaluations.Result(r.Context(), r.Who, m.ID)
		if err != nil {
			return web.File{}, err
		}
		return web.File{Name: m.ID + ".csv", Type: csvType, Body: result.CSV()}, nil
	}
}

// xlsx answers the same as a spreadsheet.
func (h handlers) xlsx(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		result, err := h.Evaluations.Result(r.Context(), r.Who, m.ID)
		if err != nil {
			return web.File{}, err
		}
		body, err := result.XLSX()
		return web.File{Name: m.ID + ".xlsx", Type: xlsxType, Body: body}, err
	}
}

// json answers the whole result, with weights, treatments and robustness.
func (h handlers) json(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		result, err := h.Evaluations.Result(r.Context(), r.Who, m.ID)
		if err != nil {
			return web.File{}, err
		}
		return web.JSONFile(m.ID+".json", result.Wire())
	}
}
