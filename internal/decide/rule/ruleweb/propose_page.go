package ruleweb

import (
	"errors"
	"net/http"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// mostUpload bounds a form with a version; rule.Read bounds the text itself.
const mostUpload = 2 << 20

// proposeView is the form by which a version is handed in.
type proposeView struct {
	Action, Problem string
	Source, File    web.Field
}

// propose answers GET /rules/new-version.
func (h handlers) propose(w http.ResponseWriter, r *web.Request) error {
	if err := r.Who.CheckAt(rule.CanPropose, h.Rules.Home); err != nil {
		return err // whoever proposes does so for all of the node
	}
	return h.proposeForm(w, r, http.StatusOK, refused{}, "")
}

func (h handlers) proposeForm(w http.ResponseWriter, r *web.Request, status int, f refused, problem string) error {
	p := r.Page
	v := proposeView{
		Action: p.Link("/rules/new-version"), Problem: problem, Source: f.field(p, "propose", "source", web.Field{}),
		File: f.field(p, "propose", "file", web.Field{Kind: "file"}),
	}
	return r.Render(w, status, web.View{
		Title: p.T("rule.page.new"), Menu: "/rules", Body: proposePage(p, v),
		Crumbs: []web.Crumb{{Href: "/rules", Text: web.Plain(p.T("rule.page.title"))}, {Text: web.Plain(p.T("rule.page.new"))}},
	})
}

// postPropose answers POST /rules/new-version: the version is kept, or nothing is and the form says on which line it fails.
func (h handlers) postPropose(w http.ResponseWriter, r *web.Request) error {
	if err := r.Who.CheckAt(rule.CanPropose, h.Rules.Home); err != nil {
		return err // before a wrong file is looked at
	}
	file, err := r.Upload("file", mostUpload)
	switch {
	case errors.Is(err, web.ErrLongFile):
		err = fault.New(fault.Invalid, "rule.size", "bytes", mostUpload).At("file")
	case errors.Is(err, web.ErrNoFile):
		err = fault.New(fault.Invalid, "rule.page.propose.file.none").At("file")
	}
	f := refused{form: "propose", typed: map[string]string{"source": r.PostFormValue("source")}}
	var version string
	if err == nil {
		version, err = h.Rules.Propose(r.Context(), r.Who, file.Raw, f.typed["source"])
	}
	if e, status, ok := web.Refusal(err); ok {
		f.err = e
		return h.proposeForm(w, r, status, f, where(r.Page, f, file.Raw))
	}
	if err != nil {
		return err
	}
	set, err := rule.Read(file.Raw)
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/rules/"+set.Document().ID+"/"+version)
}

// where says what is wrong with a version and on which line of the file. What is wrong with a field of the form stands there.
func where(p web.Page, f refused, raw []byte) string {
	said := f.above(p, "source", "file")
	if said == "" || f.err.Field == "" {
		return said
	}
	if line := rule.LineOf(raw, f.err.Field); line > 0 {
		return p.T("rule.page.line", "line", strconv.Itoa(line), "says", said)
	}
	return said
}
