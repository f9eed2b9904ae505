package steeringweb

import (
	"net/http"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// taskAPI registers the JSON API of tasks. It asks for the same rights as the pages and calls the same use cases.
func (h handlers) taskAPI(m *web.Mux) {
	const tasks = "/api/steering/v1/tasks"
	web.API(m, "POST "+tasks, steering.CanFile,
		web.Operation{ID: "file-task", Summary: "steering.api.file", Status: http.StatusCreated}, h.fileTask)
	web.API(m, "GET "+tasks, steering.CanRead, web.Operation{ID: "list-tasks", Summary: "steering.api.list"}, h.listTasks)
	web.API(m, "GET "+tasks+"/{id}", steering.CanRead, web.Operation{ID: "get-task", Summary: "steering.api.get"}, h.getTask)
	for _, t := range steering.Transitions() {
		if len(t.From) > 0 {
			op := web.Operation{ID: string(t.Step) + "-task", Summary: "steering.step." + string(t.Step)}
			web.API(m, "POST "+tasks+"/{id}/"+string(t.Step), t.Right, op, h.takeStep(t.Step))
		}
	}
}

// filing is what a request to file a task holds. The bounds are generous ones of the wire; the use case has its own.
type filing struct {
	Body struct {
		Indicator string   `json:"indicator" maxLength:"64" doc:"steering.api.field.indicator" example:"share_60_plus"`
		By        string   `json:"by" maxLength:"32" doc:"steering.api.field.by" example:"county"`
		Period    string   `json:"period,omitempty" maxLength:"16" doc:"steering.api.field.period" example:"2020-11-01"`
		Within    string   `json:"within,omitempty" maxLength:"32" doc:"steering.api.field.within" example:"520600"`
		Title     string   `json:"title" maxLength:"200" doc:"steering.api.field.title"`
		Text      string   `json:"text,omitempty" maxLength:"4000" doc:"steering.api.field.text"`
		Target    string   `json:"target" maxLength:"32" doc:"steering.api.field.target" example:"520000@province"`
		Lead      string   `json:"lead,omitempty" maxLength:"80" doc:"steering.api.field.lead"`
		Assisting []string `json:"assisting,omitempty" maxItems:"20" doc:"steering.api.field.assisting"`
		Days      int      `json:"days" minimum:"1" maximum:"1000" doc:"steering.api.field.days" example:"20"`
		Plan      string   `json:"plan_number,omitempty" maxLength:"200" doc:"steering.api.field.plan"`
		Duty      string   `json:"duty_item,omitempty" maxLength:"64" doc:"steering.api.field.duty"`
		Alarm     string   `json:"alarm,omitempty" maxLength:"32" doc:"steering.api.field.alarm_of" example:"520521"`
	} `nameHint:"Filing"`
}

// fileTask answers POST /api/steering/v1/tasks.
func (h handlers) fileTask(r *web.Request, in *filing) (*taskWire, error) {
	b := in.Body
	target, ok := region.ParseKey(b.Target)
	if !ok {
		return nil, fault.New(fault.Invalid, "steering.file.target").At("target")
	}
	t, err := h.Tasks.File(r.Context(), r.Who, steering.Filing{
		Question: indicator.Question{ID: b.Indicator, By: indicator.By(b.By), Period: b.Period, Within: b.Within},
		Title:    b.Title, Text: b.Text, Target: target, Lead: b.Lead, Assisting: b.Assisting, Days: b.Days, Plan: b.Plan, Duty: b.Duty,
		Alarm: b.Alarm,
	})
	return h.answered(t, err)
}

// answered is the answer of a use case that changes one task.
func (h handlers) answered(t steering.Task, err error) (*taskWire, error) {
	if err != nil {
		return nil, err
	}
	w := h.newTaskWire(t)
	return &w, nil
}

// taskFilter is what a list may be asked for.
type taskFilter struct {
	State  string `query:"state" enum:"filed,proposed,assigned,offered,negotiating,refused,accepted,reported,returned,verified,closed,unachieved,withdrawn,declined" doc:"steering.api.field.state"`
	Action int    `query:"action" minimum:"1" maximum:"17" doc:"steering.api.field.action"`
	Before string `query:"before" maxLength:"40" doc:"steering.api.field.before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"steering.api.field.limit"`
}

// taskList is one page of a list.
type taskList struct {
	Tasks  []taskWire               `json:"tasks" nullable:"false"`
	Counts map[steering.State]int64 `json:"counts" doc:"steering.api.field.counts"`
	Next   string                   `json:"next" doc:"steering.api.field.next"`
}

// listTasks answers GET /api/steering/v1/tasks.
func (h handlers) listTasks(r *web.Request, in *taskFilter) (*taskList, error) {
	f := steering.Filter{Action: in.Action, Before: in.Before, Limit: in.Limit + 1} // one more tells whether there is a next page
	if in.State != "" {
		f.States = []steering.State{steering.State(in.State)}
	}
	tasks, counts, err := h.Tasks.List(r.Context(), r.Who, f)
	if err != nil {
		return nil, err
	}
	p := &taskList{Tasks: []taskWire{}, Counts: counts}
	if len(tasks) > in.Limit {
		tasks = tasks[:in.Limit]
		p.Next = tasks[in.Limit-1].ID
	}
	for _, t := range tasks {
		p.Tasks = append(p.Tasks, h.newTaskWire(t))
	}
	return p, nil
}

// oneTask names a task.
type oneTask struct {
	ID string `path:"id" doc:"steering.api.field.id"`
}

// taskStory is a task with what was done to it, and what the reader may do now.
type taskStory struct {
	Task   taskWire        `json:"task"`
	Events []eventWire     `json:"events" nullable:"false"`
	Steps  []steering.Step `json:"steps" nullable:"false" doc:"steering.api.field.steps"`
}

// getTask answers GET /api/steering/v1/tasks/{id}.
func (h handlers) getTask(r *web.Request, in *oneTask) (*taskStory, error) {
	t, events, err := h.Tasks.Story(r.Context(), r.Who, in.ID)
	if err != nil {
		return nil, err
	}
	s := &taskStory{Task: h.newTaskWire(t), Events: []eventWire{}, Steps: []steering.Step{}}
	for _, e := range events {
		s.Events = append(s.Events, newEventWire(e))
	}
	next, err := h.Tasks.Next(r.Context(), r.Who, t)
	for _, step := range next.Steps {
		s.Steps = append(s.Steps, step.Step)
	}
	return s, err
}

// deed is what a request to take a step holds. The body may be left out where a step brings nothing.
type deed struct {
	ID   string `path:"id" doc:"steering.api.field.id"`
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"4000" doc:"steering.api.field.reason"`
		Days   int    `json:"days,omitempty" minimum:"1" maximum:"1000" doc:"steering.api.field.offer"`
	} `nameHint:"Deed"`
}

// takeStep answers POST /api/steering/v1/tasks/{id}/{step}.
func (h handlers) takeStep(step steering.Step) func(*web.Request, *deed) (*taskWire, error) {
	return func(r *web.Request, in *deed) (*taskWire, error) {
		d := steering.Deed{Step: step}
		if in.Body != nil {
			d.Reason, d.Days = in.Body.Reason, in.Body.Days
		}
		return h.answered(h.Tasks.Act(r.Context(), r.Who, in.ID, d))
	}
}
