package steeringweb

import (
	"errors"
	"net/http"
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// dutyFile bounds an uploaded duty list; the reader of the file refuses less.
const dutyFile = 4 << 20

// dutiesView is the duty lists of townships and the form that imports one.
type dutiesView struct {
	Table    web.Table
	May      bool
	Wrong    string
	Problems *web.Table // what is wrong with the file that was sent
}

// duties answers GET /duties.
func (h handlers) duties(w http.ResponseWriter, r *web.Request) error {
	return h.showDuties(w, r, http.StatusOK, nil, nil)
}

// postDuties answers POST /duties: the whole file or nothing of it.
func (h handlers) postDuties(w http.ResponseWriter, r *web.Request) error {
	raw, err := uploaded(r)
	var problems []csvfile.Problem
	var list []steering.Duty
	if err == nil {
		list, problems, err = h.Tasks.ParseDuties(raw)
	}
	if err == nil {
		err = h.Tasks.AddDuties(r.Context(), r.Who, list)
	}
	switch {
	case err == nil:
		return r.SeeOther(w, "/duties")
	case fault.KindOf(err) == fault.Invalid:
		return h.showDuties(w, r, http.StatusUnprocessableEntity, problems, err)
	}
	return err
}

// uploaded reads the file of a form.
func uploaded(r *web.Request) ([]byte, error) {
	u, err := r.Upload("file", dutyFile)
	switch {
	case errors.Is(err, web.ErrNoFile):
		return nil, fault.New(fault.Invalid, "steering.form.file").At("file")
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "steering.form.unreadable")
	}
	return u.Raw, nil
}

func (h handlers) showDuties(w http.ResponseWriter, r *web.Request, status int, problems []csvfile.Problem, wrong error) error {
	list, err := h.Tasks.Duties(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	head := func(names ...string) (titles []string) {
		for _, n := range names {
			titles = append(titles, p.T("steering.duties."+n))
		}
		return titles
	}
	v := dutiesView{
		May:   may(r, steering.CanManage),
		Table: web.Table{Caption: p.T("steering.duties.caption"), Head: head("region", "code", "text", "kind", "from", "until")},
	}
	for _, d := range list {
		v.Table.Rows = append(v.Table.Rows, web.Row{
			Head: h.place(p, d.Region), Cells: []string{d.Code, web.Mark(p.Typed(d.Text)), p.T("steering.duty.kind." + string(d.Kind)), p.Period(d.From), p.Period(d.Until)},
		})
	}
	if e, ok := fault.As(wrong); ok {
		v.Wrong = p.T(e.Key, e.Args...)
	}
	if len(problems) > 0 {
		t := web.Table{Caption: p.T("steering.duties.problems"), Head: head("line", "column", "value", "reason")}
		for _, one := range problems[:min(len(problems), 200)] {
			t.Rows = append(t.Rows, web.Row{Head: web.Plain(number(float64(one.Line))), Cells: []string{one.Column, one.Text, p.T(one.Key, one.Args...)}})
		}
		v.Problems = &t
	}
	return r.Render(w, status, web.View{
		Title: p.T("steering.duties.title"), Menu: "/tasks", Body: dutiesPage(p, v),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: web.Plain(p.T("steering.duties.title"))}},
	})
}

// dutyTemplate answers GET /duties/template.csv: the columns with an example that must be replaced.
func (h handlers) dutyTemplate(w http.ResponseWriter, r *web.Request) error {
	f, err := web.CSV("duties.csv", [][]string{steering.DutyColumns, strings.Split(r.Page.T("steering.duties.example"), "|")})
	if err != nil {
		return err
	}
	return r.Send(w, f)
}
