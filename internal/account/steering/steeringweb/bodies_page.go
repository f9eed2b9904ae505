package steeringweb

import (
	"net/http"
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// bodiesView is which local body carries out which function where.
type bodiesView struct {
	Table web.Table
	Form  *bodyForm // for those who may name bodies
}

type bodyForm struct {
	Region, Function, Name web.Field
	Functions              []web.Option
	Problem                string
}

// bodies answers GET /bodies.
func (h handlers) bodies(w http.ResponseWriter, r *web.Request) error {
	return h.showBodies(w, r, http.StatusOK, steering.Body{}, "", nil)
}

// postBody answers POST /bodies.
func (h handlers) postBody(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "steering.form.unreadable")
	}
	place := strings.TrimSpace(r.PostFormValue("region"))
	b := steering.Body{Region: h.targetOf(r.Who, place), Function: r.PostFormValue("function"), Name: r.PostFormValue("name")}
	err := h.Tasks.SetBody(r.Context(), r.Who, b)
	if err == nil {
		return r.SeeOther(w, "/bodies")
	}
	if b.Region == (region.Key{}) {
		err = fault.New(fault.Invalid, "steering.file.target").At("region")
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return h.showBodies(w, r, http.StatusUnprocessableEntity, b, place, err)
}

func (h handlers) showBodies(w http.ResponseWriter, r *web.Request, status int, b steering.Body, place string, wrong error) error {
	list, err := h.Tasks.Bodies(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	v := bodiesView{Table: web.Table{
		Caption: p.T("steering.bodies.caption"), Head: []string{p.T("steering.field.region"), p.T("steering.field.function"), p.T("steering.field.name"), p.T("steering.bodies.from")},
	}}
	for _, one := range list {
		v.Table.Rows = append(v.Table.Rows, web.Row{
			Head: h.place(p, one.Region), Cells: []string{web.Mark(h.function(p, one.Function)), web.Mark(p.Typed(one.Name)), p.Period(one.From)},
		})
	}
	if may(r, steering.CanManage) {
		field := func(name, value string) web.Field {
			return web.Field{Name: name, Label: p.T("steering.field." + name), Value: value, Error: wrongAt(p, wrong, name), Required: true}
		}
		v.Form = &bodyForm{
			Region: field("region", place), Function: field("function", b.Function), Name: field("name", b.Name),
			Problem: wrongElsewhere(p, wrong, "region", "function", "name"),
		}
		v.Form.Region.Hint = p.T("steering.field.target.hint")
		for _, name := range h.Tasks.Measures.Registry().Functions() {
			v.Form.Functions = append(v.Form.Functions, web.Option{Value: name.Zh, Label: p.Name(name)})
		}
	}
	return r.Render(w, status, web.View{
		Title: p.T("steering.bodies.title"), Menu: "/tasks", Body: bodiesPage(p, v),
		Crumbs: []web.Crumb{{Href: "/tasks", Text: web.Plain(p.T("steering.tasks.title"))}, {Text: web.Plain(p.T("steering.bodies.title"))}},
	})
}
