package evaluationweb

import (
	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// Deps is what these pages are made from. Routes itself needs only the Methods.
type Deps struct {
	Evaluations *evaluation.Service
	Methods     *evaluation.Methods
}

// Routes registers the page of each shipped method with its downloads. They are public as far as the figures are: who asks
// is given what a method makes of those they may see.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Page("GET /evaluations/{id}", nil, h.page) // page.go
	for _, method := range d.Methods.All() {     // a wildcard cannot be followed by .csv
		at := "GET " + path(method)
		m.Download(at+".yaml", nil, h.yaml(method)) // download.go
		m.Download(at+".csv", nil, h.csv(method))   // download.go
		m.Download(at+".xlsx", nil, h.xlsx(method)) // download.go
		m.Download(at+".json", nil, h.json(method)) // download.go
	}
}

type handlers struct{ Deps }

func path(m *evaluation.Method) string { return "/evaluations/" + m.ID }
