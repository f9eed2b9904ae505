package feedbackweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/web"
)

// handedView is what a provider has to answer, and how its work was rated.
type handedView struct {
	Waiting, Done []lineView
	Counts        []countsView
}

// lineView is one order.
type lineView struct {
	Href, Number, Item, State, Left string
	Mood                            web.Mood
}

// countsView are the quarters of one provider.
type countsView struct {
	Name  web.Text
	Table web.Table
}

// handed answers GET /orders.
func (h handlers) handed(w http.ResponseWriter, r *web.Request) error {
	list, err := h.Feedback.Handed(r.Context(), r.Who)
	if err != nil {
		return err
	}
	counts, err := h.Feedback.Counts(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p, v := r.Page, handedView{}
	for _, c := range list {
		l := h.line(p, c)
		if c.State == "forwarded" {
			v.Waiting = append(v.Waiting, l)
		} else {
			v.Done = append(v.Done, l)
		}
	}
	v.Counts = quarters(p, counts)
	return r.Render(w, http.StatusOK, web.View{Title: p.T("feedback.handed.title"), Menu: "/orders", Body: handedPage(p, v)})
}

func (h handlers) line(p web.Page, c casework.Case) lineView {
	l := lineView{
		Href: p.Link("/orders/" + c.ID), Number: p.T("casework.page.number", "number", c.Number()), Item: p.T(c.Machine + ".item." + c.Item),
		State: p.T(c.Machine + ".state." + string(c.State)), Mood: web.Done,
	}
	if c.State == "forwarded" {
		l.Mood, l.Left = web.Current, p.T("feedback.handed.until", "day", p.Day(c.LimitOn))
		if c.Late(h.Feedback.Today()) {
			l.Mood = web.Late
		}
	}
	return l
}

// quarters are the counts, provider by provider in a fixed order, a quarter a row.
func quarters(p web.Page, list []feedback.Quarter) (all []countsView) {
	for _, q := range list {
		name := p.Name(q.Provider.Name)
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, countsView{Name: name, Table: web.Table{
				Caption: p.T("feedback.handed.caption", "name", web.Mark(name)),
				Head:    []string{p.T("feedback.handed.quarter"), p.T("feedback.handed.counts")},
			}})
		}
		says := ""
		for i, g := range q.Groups {
			if i > 0 {
				says += p.T("casework.page.comma")
			}
			says += p.T("feedback.handed.group", "levels", span(p, g), "count", strconv.Itoa(g.Count))
		}
		if len(q.Groups) == 0 {
			says = p.T("feedback.handed.few", "least", strconv.Itoa(feedback.Least))
		}
		t := &all[len(all)-1].Table
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.Period(q.Period)), Cells: []string{says}})
	}
	return all
}

// span names the levels of a group, from the better end.
func span(p web.Page, g feedback.Group) string {
	level := func(n int) string { return p.T("casework.rating." + strconv.Itoa(n)) }
	if g.Low == g.High {
		return level(g.Low)
	}
	return p.T("web.range", "from", level(g.High), "to", level(g.Low))
}
