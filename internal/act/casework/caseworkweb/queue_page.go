package caseworkweb

import (
	"net/http"

	"mihe/internal/act/casework"
	"mihe/internal/base/web"
)

// shows are the parts of the queue, in the order in which they are offered.
var shows = []string{"turn", "mine", "late", "person"}

// queueView is a queue.
type queueView struct {
	Choices []web.Choice
	Said    string // the number asked for
	Unknown bool   // and no case has it
	Lines   []line
	Next    string
}

// line is one case in a list.
type line struct {
	Href, Number, Says string
	State              string
	Mood               web.Mood
	Left               string
	Marks              []string
}

// queue answers GET /cases: what waits for the reader, the oldest deadline first.
func (h handlers) queue(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	v := queueView{Said: q.Get("number")}
	if v.Said != "" {
		ids, err := h.Cases.Find(r.Context(), r.Who, v.Said)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			return r.SeeOther(w, "/cases/"+ids[0])
		}
		v.Unknown = true
	}
	show := q.Get("show")
	ask := casework.Ask{Mine: show == "mine", Late: show == "late", After: q.Get("after"), Limit: 25}
	if show == "person" {
		ask.Owner = casework.CanOwn
	}
	list, next, err := h.Cases.Queue(r.Context(), r.Who, ask)
	if err != nil {
		return err
	}
	for _, e := range list {
		v.Lines = append(v.Lines, h.line(p, e))
	}
	if next != "" {
		v.Next = p.Again("after", next, "number", "")
	}
	for i, one := range shows {
		v.Choices = append(v.Choices, web.Choice{
			Label: p.T("casework.queue.show." + one), Href: p.Again("show", one, "after", "", "number", ""), Here: one == show || i == 0 && show == "",
		})
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("casework.queue.title"), Menu: "/cases", Body: queuePage(p, v)})
}

func (h handlers) line(p web.Page, e casework.Entry) line {
	l := line{
		Href: p.Link("/cases/" + e.ID), Number: p.T("casework.page.number", "number", casework.Case{ID: e.ID}.Number()),
		Says:  p.T("casework.queue.says", "item", word(p, e.Machine, "item", e.Item), "place", web.Mark(h.place(p, e.Turn.Place))),
		State: word(p, e.Machine, "state", string(e.State)), Mood: web.Current, Left: h.left(p, e.Turn.DueOn),
	}
	if e.Late {
		l.Mood = web.Late
		l.Marks = append(l.Marks, p.T("casework.queue.late"))
	}
	if e.Offered {
		l.Marks = append(l.Marks, p.T("casework.queue.offered"))
	}
	if e.Assignee != "" {
		l.Marks = append(l.Marks, p.T("casework.queue.assigned", "who", p.Doer(e.Assignee)))
	}
	return l
}
