package steeringweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// tasksPerPage is how many tasks stand on one page of the queue.
const tasksPerPage = 25

// part is one part of the queue.
type part struct {
	name   string
	states []steering.State
}

// firstShow is the part that stands open when nobody asked: what is under way.
const firstShow = 2

// shows are the parts of the queue, in the order in which they are offered; an empty list of states is all of them. What
// waits for the reader and what is overdue are no lists of states.
var shows = []part{
	{"mine", nil},
	{"overdue", nil},
	{"open", []steering.State{
		steering.Filed, steering.Proposed, steering.Assigned, steering.Offered, steering.Negotiating, steering.Refused, steering.Accepted,
		steering.Returned,
	}},
	{"waiting", []steering.State{steering.Reported, steering.Verified}},
	{"done", []steering.State{steering.Closed, steering.Unachieved, steering.Withdrawn, steering.Declined}},
	{"all", nil},
}

// tasksView is the queue.
type tasksView struct {
	Lead    string
	Choices []web.Choice
	Tasks   []taskLine
	Next    string // address of the next page, or empty
	Ways    []web.Link
}

// taskLine is one task in a list.
type taskLine struct {
	Href      string
	Title     web.Text
	Says      string
	State     string
	Mood      web.Mood
	Limit     string
	Reminders []string
}

// queue answers GET /tasks.
func (h handlers) queue(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	show := slices.IndexFunc(shows, func(s part) bool { return s.name == q.Get("show") })
	if show < 0 {
		show = firstShow
	}
	action, err := strconv.Atoi(q.Get("action"))
	if err != nil {
		action = 0 // no number is every action
	}
	list, counts, err := h.Tasks.List(r.Context(), r.Who, steering.Filter{
		States: shows[show].states, Action: action, Before: q.Get("before"), Limit: tasksPerPage + 1,
		Mine: shows[show].name == "mine", Overdue: shows[show].name == "overdue",
	})
	if err != nil {
		return err
	}
	mine, overdue, err := h.Tasks.Tally(r.Context(), r.Who, action)
	if err != nil {
		return err
	}
	v := tasksView{Ways: h.taskWays(r)}
	if len(list) > tasksPerPage {
		list = list[:tasksPerPage]
		v.Next = p.Again("before", list[tasksPerPage-1].ID)
	}
	for _, t := range list {
		v.Tasks = append(v.Tasks, h.line(p, t))
	}
	for i, s := range shows {
		n := total(counts, s.states)
		switch s.name {
		case "mine":
			n = mine
		case "overdue":
			n = overdue
		}
		v.Choices = append(v.Choices, web.Choice{
			Label: p.T("steering.tasks.show."+s.name, "n", n), Href: p.Again("show", s.name, "before", ""), Here: i == show,
		})
	}
	v.Lead = p.T("steering.tasks.lead", "open", total(counts, shows[2].states), "waiting", total(counts, shows[3].states), "overdue", overdue)
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("steering.tasks.title"), Menu: "/tasks", Body: tasksPage(p, v),
	})
}

func total(counts map[steering.State]int64, states []steering.State) (n int64) {
	if states == nil {
		for _, c := range counts {
			n += c
		}
		return n
	}
	for _, s := range states {
		n += counts[s]
	}
	return n
}

// taskWays are the pages beside the queue that the reader may open.
func (h handlers) taskWays(r *web.Request) []web.Link {
	p := r.Page
	var list []web.Link
	if r.Who.Check(steering.CanFile) == nil {
		list = append(list, web.Link{Label: p.T("steering.tasks.begin"), Href: p.Link("/indicators")})
	}
	list = append(list, web.Link{Label: p.T("steering.warnings.title"), Href: p.Link("/warnings")})
	list = append(list, web.Link{Label: p.T("steering.matrix.title"), Href: p.Link("/tasks/matrix")})
	list = append(list, web.Link{Label: p.T("steering.bodies.title"), Href: p.Link("/bodies")})
	return append(list, web.Link{Label: p.T("steering.duties.title"), Href: p.Link("/duties")})
}

func (h handlers) line(p web.Page, t steering.Task) taskLine {
	l := taskLine{
		Href: p.Link("/tasks/" + t.ID), Title: p.Typed(t.Title), State: p.T("steering.state." + string(t.State)), Mood: mood(t, h.today()),
		Says: p.T("steering.tasks.says", "action", t.Action, "place", web.Mark(h.place(p, t.Target)), "lead", web.Mark(h.function(p, t.Lead))),
	}
	if t.LimitOn != "" {
		l.Limit = h.left(p, t)
	}
	if t.Reminded {
		l.Reminders = append(l.Reminders, p.T("steering.task.was.reminded"))
	}
	if t.Escalated {
		l.Reminders = append(l.Reminders, p.T("steering.task.was.escalated"))
	}
	return l
}

// left says until when whoever must act has time, in working days where the calendar knows them.
func (h handlers) left(p web.Page, t steering.Task) string {
	days, err := h.Calendar().WorkingDaysBetween(h.today(), t.LimitOn)
	switch {
	case t.Proposal:
		return p.T("steering.tasks.until.proposal", "day", p.Day(t.LimitOn))
	case err != nil: // a year whose working days nobody has announced
		return p.T("steering.tasks.until", "day", p.Day(t.LimitOn))
	case days < 0:
		return p.T("steering.tasks.over", "day", p.Day(t.LimitOn), "days", -days)
	}
	return p.T("steering.tasks.left", "day", p.Day(t.LimitOn), "days", days)
}

func mood(t steering.Task, today string) web.Mood {
	switch {
	case t.Overdue(today):
		return web.Late
	case t.State == steering.Closed:
		return web.Done
	case t.Final():
		return web.Neutral
	}
	return web.Current
}

// place is the name of a region on today's map.
func (h handlers) place(p web.Page, k region.Key) web.Text {
	return p.Place(h.Regions.At(h.today()), k)
}

// function is the name of a function of government.
func (h handlers) function(p web.Page, id string) web.Text {
	return p.Name(h.Tasks.Measures.Registry().Label("owner." + id))
}

// may tells whether the reader holds a right anywhere.
func may(r *web.Request, right access.Right) bool { return r.Who.Check(right) == nil }
