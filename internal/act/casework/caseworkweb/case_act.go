package caseworkweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// typed is a form that was refused, and why.
type typed struct {
	url.Values
	step string
	err  *fault.Error
}

// problem is what stands above the page: a refusal that no field shows.
func (t typed) problem(p web.Page) string {
	if t.err == nil || t.err.Field != "" {
		return ""
	}
	return web.Unmarked(p.T(t.err.Key, t.err.Args...))
}

// wrong is what is wrong with a field of a step.
func (t typed) wrong(p web.Page, step, field string) string {
	if t.err == nil || t.step != step || t.err.Field != field {
		return ""
	}
	return web.Unmarked(p.T(t.err.Key, t.err.Args...))
}

// act answers POST /cases/{id}: one step, then the case again.
func (h handlers) act(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.form.unreadable")
	}
	f := r.PostForm
	d := deed(f)
	err := h.take(r, d)
	if e, status, ok := web.Refusal(err); ok {
		return h.showCase(w, r, status, typed{f, d.Step, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/cases/"+r.PathValue("id"), "mandate", d.Mandate)
}

// take takes the step, but not one that a programme has a page for: what it rests on is made there.
func (h handlers) take(r *web.Request, d casework.Deed) error {
	return h.Cases.DB.Write(r.Context(), func(tx *store.Tx) error {
		c, err := h.Cases.Ready(tx, r.Who, r.PathValue("id"), d.Step, d.Way)
		if err == nil && slices.ContainsFunc(h.links(c, d.Step), func(l Link) bool { return l.Step == d.Step }) {
			return fault.New(fault.Conflict, "casework.form.elsewhere")
		}
		_, err = h.Cases.ActIn(tx, r.Who, r.PathValue("id"), d)
		return err
	})
}

// deed reads what the form says.
func deed(f url.Values) casework.Deed {
	number := func(name string) int {
		n, err := strconv.Atoi(f.Get(name))
		if err != nil {
			return 0 // refused where a number is asked for
		}
		return n
	}
	d := casework.Deed{
		Step: f.Get("step"), Seen: number("seen"), Facts: listed(f.Get("facts")), Missing: listed(f.Get("missing")), RaisedBy: f["raised_by"],
		Answers: f["answers"], Decision: strings.TrimSpace(f.Get("decision")), Ref: strings.TrimSpace(f.Get("ref")), Reason: strings.TrimSpace(f.Get("reason")),
		Level: number("level"), Assignee: strings.TrimSpace(f.Get("assignee")),
		Way: casework.Way{Mandate: f.Get("mandate"), Channel: access.Channel(f.Get("channel"))},
	}
	to := strings.TrimSpace(f.Get("to"))
	if k, ok := region.ParseKey(to); ok {
		d.To = k
	} else if to != "" { // a code alone is a county's or a township's
		d.To = region.Key{Code: region.Code(to), Level: levelOf(to)}
	}
	return d
}

// levelOf is the level that a code of so many digits has, where nothing else is said.
func levelOf(code string) region.Level {
	if len(code) > 6 {
		return region.Township
	}
	return region.County
}

// listed takes apart a list that is typed: a line, a blank or a comma between two.
func listed(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;\u3001\uff0c\uff1b", r) })
}
