package steeringweb

import (
	"time"

	"github.com/a-h/templ"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Deps is what the pages are made from.
type Deps struct {
	Plan        *steering.Plan
	Indicators  func(access.Actor) *indicator.Service // what has been published, or everything for those who may see it
	Regions     *region.Tree
	Tasks       *steering.Service
	Evaluations *evaluation.Service                         // of the shipped methods; nil shows none
	Beside      func(*web.Request) (templ.Component, error) // what a programme says on the board; nil, or a nil component, says nothing
	Calendar    func() *calendar.Calendar
	Now         func() time.Time
}

// Routes registers the board, the pages of the plan's actions, and tasks with what they need, as pages and as JSON.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /tasks", steering.CanRead, h.queue)                  // tasks_page.go
	m.Handle("GET /tasks/new", steering.CanFile, h.newTask)            // task_form.go
	m.Handle("POST /tasks", steering.CanFile, h.postTask)              // task_form.go
	m.Handle("GET /tasks/matrix", steering.CanRead, h.matrix)          // matrix.go
	m.Handle("GET /tasks/matrix.csv", steering.CanRead, h.matrixCSV)   // matrix.go
	m.Handle("GET /tasks/matrix.xlsx", steering.CanRead, h.matrixXLSX) // matrix.go
	m.Handle("GET /tasks/{id}", steering.CanRead, h.show)              // task_page.go
	m.Handle("GET /warnings", steering.CanRead, h.warnings)            // warnings_page.go
	for _, t := range steering.Transitions() {
		if len(t.From) > 0 {
			m.Handle("POST /tasks/{id}/"+string(t.Step), t.Right, h.step(t.Step)) // task_steps.go
		}
	}
	m.Handle("GET /bodies", steering.CanRead, h.bodies)                        // bodies_page.go
	m.Handle("POST /bodies", steering.CanManage, h.postBody)                   // bodies_page.go
	m.Handle("GET /duties", steering.CanRead, h.duties)                        // duties_page.go
	m.HandleUpload("POST /duties", steering.CanManage, dutyFile, h.postDuties) // duties_page.go
	m.Handle("GET /duties/template.csv", steering.CanManage, h.dutyTemplate)   // duties_page.go
	m.Page("GET /{$}", nil, h.board)                                           // board_page.go
	m.Page("GET /actions", nil, h.actions)                                     // actions_page.go
	m.Page("GET /actions/{number}", nil, h.action)                             // action_page.go
	m.Page("GET /progress", []string{"within"}, h.progress)                    // progress_page.go
	h.taskAPI(m)                                                               // task_api.go
}

type handlers struct{ Deps }

// today is the current date in China.
func (h handlers) today() string { return calendar.Day(h.Now()) }
