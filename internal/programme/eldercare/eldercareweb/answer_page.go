package eldercareweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// answerView is the page on which the person's side answers what is missing, or says something anew.
type answerView struct {
	Action, Back string
	Number       string // of the case
	Form         string // its number, with who made it
	Title        string
	Lead, Send   string
	Problem      string
	Seen         string
	Channel      *asked
	Asked        []asked
	Papers       *ticks
	Nothing      bool // may be answered with that there is nothing
}

// answer answers GET /eldercare/cases/{id}/answer.
func (h handlers) answer(w http.ResponseWriter, r *web.Request) error {
	return h.showAnswer(w, r, http.StatusOK, typed{})
}

// showAnswer shows the page, with what was typed into a form that was refused.
func (h handlers) showAnswer(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	mandate, id := r.URL.Query().Get("mandate"), r.PathValue("id")
	q, err := h.Elders.Questions(r.Context(), r.Who, id, mandate)
	if err != nil {
		return err
	}
	p := r.Page
	v := answerView{
		Action: p.Link("/eldercare/cases/"+id+"/answer", "mandate", mandate), Back: p.Link("/cases/"+id, "mandate", mandate), Number: q.Case.Number(),
		Form: number(p, q.Layout), Seen: strconv.Itoa(q.Case.Actions), Nothing: q.Case.Clock == casework.PersonClock,
	}
	v.Title, v.Lead = p.T("eldercare.case.more"), p.T("eldercare.answer.more")
	if v.Nothing {
		v.Title, v.Lead = p.T("eldercare.case.answer"), p.T("eldercare.answer.missing", "day", p.Day(q.Case.LimitOn))
	}
	v.Send = p.T("eldercare.answer.send")
	if q.Officer {
		v.Channel = channel(p, t)
	}
	for _, f := range q.Asked {
		v.Asked = append(v.Asked, asked{web.Field{
			Name: f.ID, Label: p.Name(f.Title).Text, Hint: p.Name(f.Purpose).Text, Value: t.Get(f.ID), Error: t.wrong(p, f.ID),
		}, options(p, f)})
	}
	if len(q.Papers) > 0 {
		v.Papers = papers(p, q, t)
	}
	if t.err != nil && !shows(v.Asked, t.err.Field) && (v.Channel == nil || t.err.Field != "channel") {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	return r.Render(w, status, web.View{Title: v.Title, Menu: "/cases", Body: answerPage(p, v)})
}

// channel asks an officer how the person spoke.
func channel(p web.Page, t typed) *asked {
	a := &asked{Field: web.Field{
		Name: "channel", Label: p.T("eldercare.apply.how"), Hint: p.T("eldercare.apply.how.hint"), Value: t.Get("channel"), Error: t.wrong(p, "channel"),
	}}
	for _, ch := range spoken {
		a.options = append(a.options, web.Option{Value: string(ch), Label: web.Plain(p.T("eldercare.apply.how." + string(ch)))})
	}
	return a
}

// spoken are the ways in which a person may have asked an officer.
var spoken = []access.Channel{access.Counter, access.Paper, access.Voice}

// papers is what may be shown to the office on paper.
func papers(p web.Page, q *eldercare.Questions, t typed) *ticks {
	c := &ticks{Field: web.Field{Name: "papers", Label: p.T("eldercare.answer.papers"), Hint: p.T("eldercare.answer.papers.hint")}, on: map[string]bool{}}
	for _, code := range q.Papers {
		c.options = append(c.options, web.Option{Value: code, Label: web.Plain(p.T(eldercare.Entitlement + ".code." + code))})
		c.on[code] = slices.Contains(t.Values["papers"], code)
	}
	return c
}

// answers answers POST /eldercare/cases/{id}/answer: the case with what was answered, or the page again.
func (h handlers) answers(w http.ResponseWriter, r *web.Request) error {
	seen, err := sent(r)
	if err != nil {
		return err
	}
	mandate, id, f := r.URL.Query().Get("mandate"), r.PathValue("id"), r.PostForm
	q, err := h.Elders.Questions(r.Context(), r.Who, id, mandate)
	if err != nil {
		return err
	}
	a := eldercare.Answer{
		Way: casework.Way{Mandate: mandate, Channel: access.Web}, Seen: seen, Answers: map[string]string{}, Papers: f["papers"], Nothing: f.Get("do") == "nothing",
	}
	if q.Officer {
		a.Way.Channel = access.Channel(f.Get("channel"))
	}
	for _, one := range q.Asked {
		a.Answers[one.ID] = f.Get(one.ID)
	}
	if q.Officer && !slices.Contains(spoken, a.Way.Channel) {
		err = fault.New(fault.Invalid, "eldercare.apply.channel").At("channel")
	} else {
		_, err = h.Elders.Answer(r.Context(), r.Who, id, a)
	}
	if e, status, ok := web.Refusal(err); ok {
		return h.showAnswer(w, r, status, typed{f, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/cases/"+id, "mandate", mandate)
}
