package ruleweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// adoptForm lets a version hold from a day on.
type adoptForm struct {
	Action, Problem     string
	Report, From, Basis web.Field
	Reports             []web.Option
}

// newAdopt offers the reports that compare the version with the one adopted last: the others are out of date.
func (h handlers) newAdopt(p web.Page, x rule.Viewed, f refused) *adoptForm {
	a := &adoptForm{
		Action: p.Link("/rules/" + x.Set + "/" + x.Version.Version + "/adopt"),
		Report: f.field(p, "adopt", "comparison", web.Field{}), From: f.field(p, "adopt", "from", web.Field{Kind: "date"}),
		Basis: f.field(p, "adopt", "basis", web.Field{}),
	}
	last := latest(x)
	for _, c := range x.Reports {
		if c.Before == last {
			a.Reports = append(a.Reports, web.Option{Value: c.ID, Label: web.Plain(p.T("rule.page.report.of", "when", p.Instant(c.AtMs)))})
		}
	}
	if f.form == "adopt" {
		a.Problem = f.above(p, "comparison", "from", "basis")
	}
	return a
}

// latest is the version of the latest day, of several the one adopted last; empty before any.
func latest(x rule.Viewed) (version string) {
	from := ""
	for _, a := range x.Adoptions {
		if a.From >= from {
			from, version = a.From, a.Version
		}
	}
	return version
}

// adopt answers POST /rules/{set}/{version}/adopt.
func (h handlers) adopt(w http.ResponseWriter, r *web.Request) error {
	x, err := h.viewed(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	f := refused{form: "adopt", typed: map[string]string{}}
	for _, name := range []string{"comparison", "from", "basis"} {
		f.typed[name] = r.PostFormValue(name)
	}
	err = h.Rules.Adopt(r.Context(), r.Who, rule.NewAdoption{
		Version: x.Version.Version, From: f.typed["from"], Comparison: f.typed["comparison"], Basis: f.typed["basis"],
	})
	if e, status, ok := web.Refusal(err); ok {
		f.err = e
		return h.version(w, r, status, x.Version.Version, f)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/rules/"+x.Set+"/"+x.Version.Version)
}
