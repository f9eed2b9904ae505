package evaluationweb

import (
	"sync"

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
	return h.written(m, func(r *evaluation.Result) (web.File, error) {
		return web.File{Name: m.ID + ".csv", Type: csvType, Body: r.CSV()}, nil
	})
}

// xlsx answers the same as a spreadsheet.
func (h handlers) xlsx(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return h.written(m, func(r *evaluation.Result) (web.File, error) {
		body, err := r.XLSX()
		return web.File{Name: m.ID + ".xlsx", Type: xlsxType, Body: body}, err
	})
}

// json answers the whole result, with weights, treatments and robustness.
func (h handlers) json(m *evaluation.Method) func(*web.Request) (web.File, error) {
	return h.written(m, func(r *evaluation.Result) (web.File, error) {
		return web.JSONFile(m.ID+".json", r.Wire())
	})
}

// written answers a file about a result, which takes longer to write than to send and is the same for all who see that
// result: the newest is kept, one over public figures and one over all.
func (h handlers) written(m *evaluation.Method, write func(*evaluation.Result) (web.File, error)) func(*web.Request) (web.File, error) {
	var public, whole newest
	return func(r *web.Request) (web.File, error) {
		result, err := h.Evaluations.Result(r.Context(), r.Who, m.ID)
		if err != nil {
			return web.File{}, err
		}
		if h.Evaluations.Public(r.Who) {
			return public.of(result, write)
		}
		return whole.of(result, write)
	}
}

// newest is the file of the result that was asked for last. Results are shared and never change, so one is known by where it lies.
type newest struct {
	mu     sync.Mutex
	result *evaluation.Result
	file   web.File
}

func (n *newest) of(r *evaluation.Result, write func(*evaluation.Result) (web.File, error)) (web.File, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.result == r {
		return n.file, nil
	}
	f, err := write(r)
	if err == nil {
		n.result, n.file = r, f
	}
	return f, err
}
