package steeringweb

import (
	"net/http"
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/web"
	"mihe/standard/xlsx"
)

// matrixRows bounds the matrix; a node with more open tasks exports it action by action.
const matrixRows = 2000

// matrixTable is the division of labour (任务分工表): each action of the plan with its tasks, who leads and who assists, by when,
// and where each stands. Texts in another language than the page are marked.
func (h handlers) matrixTable(r *web.Request) (head []string, rows [][]string, err error) {
	p := r.Page
	list, _, err := h.Tasks.List(r.Context(), r.Who, steering.Filter{Limit: matrixRows})
	if err != nil {
		return nil, nil, err
	}
	for _, name := range []string{"action", "task", "place", "lead_body", "assisting", "due", "state", "gap", "number"} {
		head = append(head, p.T("steering.matrix."+name))
	}
	for _, a := range h.Plan.Actions {
		empty := true
		for _, t := range list {
			if t.Action == a.Number {
				rows, empty = append(rows, h.matrixRow(p, a, t)), false
			}
		}
		if empty {
			row := make([]string, len(head))
			row[0], row[1] = h.actionName(p, a), p.T("steering.matrix.none")
			rows = append(rows, row)
		}
	}
	return head, rows, nil
}

func (h handlers) actionName(p web.Page, a steering.Action) string {
	return p.T("steering.action.title", "n", a.Number, "short", web.Mark(p.Name(a.Short)))
}

func (h handlers) matrixRow(p web.Page, a steering.Action, t steering.Task) []string {
	office := func(function, body string) string { return h.body(p, function, body).Text }
	var assisting []string
	for i, f := range t.Assisting {
		assisting = append(assisting, office(f, t.Bodies[i]))
	}
	ind := t.Before.Indicator
	if known, ok := h.Tasks.Measures.Registry().Get(ind); ok {
		ind = web.Mark(p.Name(known.Name))
	}
	return []string{
		h.actionName(p, a), web.Mark(p.Typed(t.Title)), web.Mark(h.place(p, t.Target)), office(t.Lead, t.LeadBody), strings.Join(assisting, "; "), t.DueOn,
		p.T("steering.state." + string(t.State)), p.T("steering.matrix.cites", "indicator", ind, "period", t.Before.Period), t.ID,
	}
}

// matrix answers GET /tasks/matrix.
func (h handlers) matrix(w http.ResponseWriter, r *web.Request) error {
	head, rows, err := h.matrixTable(r)
	if err != nil {
		return err
	}
	p := r.Page
	number := len(head) - 1 // on the page a task is known by its title, which leads to it
	t := web.Table{Caption: p.T("steering.matrix.caption"), Head: head[:number]}
	for _, row := range rows {
		one := web.Row{Head: web.Plain(row[0]), Cells: row[1:number]}
		if row[number] != "" {
			one.Links = []string{p.Link("/tasks/" + row[number])}
		}
		t.Rows = append(t.Rows, one)
	}
	links := []web.Link{
		{Label: p.T("steering.matrix.xlsx"), Href: p.Link("/tasks/matrix.xlsx")}, {Label: p.T("steering.matrix.csv"), Href: p.Link("/tasks/matrix.csv")},
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("steering.matrix.title"), Menu: "/tasks", Body: tablePage(p, p.T("steering.matrix.heading"), p.T("steering.matrix.lead"), t, links),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: web.Plain(p.T("steering.matrix.title"))}},
	})
}

// matrixFile is the same table without marks, for files.
func (h handlers) matrixFile(r *web.Request) (head []string, rows [][]string, err error) {
	head, rows, err = h.matrixTable(r)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = web.Unmarked(cell)
		}
	}
	return head, rows, err
}

// matrixCSV answers GET /tasks/matrix.csv.
func (h handlers) matrixCSV(w http.ResponseWriter, r *web.Request) error {
	head, rows, err := h.matrixFile(r)
	if err != nil {
		return err
	}
	f, err := web.CSV("matrix.csv", append([][]string{head}, rows...))
	if err != nil {
		return err
	}
	return r.Send(w, f)
}

// matrixXLSX answers GET /tasks/matrix.xlsx.
func (h handlers) matrixXLSX(w http.ResponseWriter, r *web.Request) error {
	head, rows, err := h.matrixFile(r)
	if err != nil {
		return err
	}
	t := xlsx.Table{Name: r.Page.T("steering.matrix.title"), Rows: func(yield func([]xlsx.Value) bool) {
		for _, row := range rows {
			cells := make([]xlsx.Value, len(row))
			for i, text := range row {
				cells[i] = xlsx.Text(text)
			}
			if !yield(cells) {
				return
			}
		}
	}}
	for _, title := range head {
		t.Columns = append(t.Columns, xlsx.Column{Title: title, Width: 24, Wrap: true})
	}
	body, err := xlsx.Write(xlsx.Workbook{Title: t.Name, Tables: []xlsx.Table{t}})
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "matrix.xlsx", Type: xlsx.MediaType, Body: body})
}
