package evidenceweb

import (
	"net/http"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partyweb"
)

// ownView is what one person confirms with, for the person.
type ownView struct {
	Lead, Done   string
	Wrong        string
	Mandate      string       // under which somebody looks for the person, or empty
	Whose        []web.Choice // empty when there is only oneself
	Now, Earlier []ownMeans
}

// ownMeans is a sheet, a tag or a number.
type ownMeans struct {
	ID, What, Number string
	Since, Until     string
	Used             string // or empty, of what nobody counts
	Lost             string // what the person says who ends it
}

// own answers GET /me/confirming.
func (h handlers) own(w http.ResponseWriter, r *web.Request) error {
	done := ""
	if r.URL.Query().Get("done") == "lost" {
		done = r.Page.T("evidence.own.done")
	}
	return h.showOwn(w, r, http.StatusOK, r.URL.Query().Get("mandate"), done, "")
}

// lost answers POST /me/confirming/{means}/lost.
func (h handlers) lost(w http.ResponseWriter, r *web.Request) error {
	means, err := named(r, "means", "means")
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "evidence.page.unread")
	}
	mandate := r.PostForm.Get("mandate")
	who, err := h.whose().Actor(r, mandate)
	if err != nil {
		return err
	}
	if _, err = h.Evidence.Lost(r.Context(), who, means); err == nil {
		return r.SeeOther(w, OwnPath, "mandate", mandate, "done", "lost")
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showOwn(w, r, status, mandate, "", r.Page.T(e.Key, e.Args...))
}

// whose are the pages of those who let the reader confirm for them.
func (h handlers) whose() partyweb.Whose {
	return partyweb.Whose{Mandates: h.Mandates, For: evidence.Confirming, Path: OwnPath}
}

func (h handlers) showOwn(w http.ResponseWriter, r *web.Request, status int, mandate, done, wrong string) error {
	p := r.Page
	who, err := h.whose().Actor(r, mandate)
	if err != nil {
		return err
	}
	list, err := h.Evidence.Mine(r.Context(), who)
	if err != nil {
		return err
	}
	v := ownView{Lead: p.T("evidence.own.lead"), Done: done, Wrong: wrong, Mandate: mandate}
	var name string
	if v.Whose, name, err = h.whose().Choices(r, mandate); err != nil {
		return err
	}
	if name != "" {
		v.Lead = p.T("evidence.own.for", "name", name)
	}
	for _, m := range slices.Backward(list) { // the newest first
		one := ownMeans{
			ID: m.ID, What: p.T("evidence.kind." + string(m.Kind)), Number: p.T("evidence.own.number", "number", ident.Number(m.ID)),
			Since: p.T("evidence.own.since", "day", p.Instant(m.AtMs)), Lost: p.T("evidence.own.lost." + string(m.Kind)),
		}
		if m.Kind == evidence.Sheet {
			one.Used = p.T("evidence.own.used", "used", m.Used, "size", m.Size)
		}
		if m.EndedMs != 0 {
			one.Until = p.T("evidence.own.until", "day", p.Instant(m.EndedMs))
			v.Earlier = append(v.Earlier, one)
			continue
		}
		if m.Kind == evidence.Number && m.Seconded == "" {
			one.Used = p.T("evidence.own.waits")
		}
		v.Now = append(v.Now, one)
	}
	title := p.T("evidence.own.title")
	return r.Render(w, status, web.View{
		Title: title, Menu: "/me", Body: ownPage(p, v),
		Crumbs: []web.Crumb{{Href: "/me", Text: web.Plain(p.T("party.me.title"))}, {Text: web.Plain(title)}},
	})
}
