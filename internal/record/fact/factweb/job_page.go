package factweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// shown is how many rejections stand on the page; the download has all that are kept.
const shown = 200

// jobView is one import: how far it has come, or what became of it.
type jobView struct {
	Title    string // marked
	State    string
	Mood     web.Mood
	Says     string
	Cancel   string // address of the button, empty when there is nothing to stop
	Figures  []web.Num
	Facts    []web.Fact
	Rejected web.Table
	More     string // that not all are shown
	Files    []web.Link
}

// job answers GET /import/{id}. While the import runs the page asks for itself again.
func (h handlers) job(w http.ResponseWriter, r *web.Request) error {
	j, err := h.Jobs.Get(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := jobView{Title: p.T("fact.page.job.title", "name", web.Mark(p.Typed(j.Name))), State: stateWords(p, j), Mood: mood(j), Says: says(p, j), Facts: jobFacts(p, j)}
	if j.State.Ended() {
		v.Figures = jobFigures(p, j)
		if err := h.rejections(r, j, &v); err != nil {
			return err
		}
	} else {
		w.Header().Set("Refresh", "2")
		v.Cancel = p.Link("/import/" + j.ID + "/cancel")
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: v.Title, Menu: "/import", Body: jobPage(p, v),
		Crumbs: []web.Crumb{{Href: "/import", Text: web.Plain(p.T("fact.page.title"))}, {Text: p.Typed(j.Name)}},
	})
}

// cancel answers POST /import/{id}/cancel. Whether it came in time shows on the page.
func (h handlers) cancel(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := h.Jobs.Cancel(r.Context(), r.Who, id); err != nil {
		return err
	}
	return r.SeeOther(w, "/import/"+id)
}

func mood(j fact.Job) web.Mood {
	switch j.State {
	case fact.JobDone:
		return web.Done
	case fact.JobRefused, fact.JobFailed:
		return web.Late
	case fact.JobWaiting, fact.JobChecking, fact.JobStoring:
		return web.Current
	default: // stopped, by whomever
		return web.Neutral
	}
}

// says tells in a sentence what is going on, or what became of it.
func says(p web.Page, j fact.Job) string {
	count := func(n int64) string { return i18n.Number(float64(n), 0) }
	switch {
	case j.State == fact.JobChecking:
		return p.T("fact.page.job.says.checking", "rows", count(j.Read))
	case j.State == fact.JobStoring:
		return p.T("fact.page.job.says.storing", "rows", count(j.Stored), "all", count(j.Read))
	case j.State == fact.JobRefused:
		return p.T("fact.page.job.says.refused", "count", count(j.Faults))
	case j.State == fact.JobFailed && j.Problem != nil:
		return p.Say(*j.Problem)
	case j.State == fact.JobDone && j.DryRun:
		return p.T("fact.page.job.says.checked", "rows", count(j.Fresh))
	case j.State == fact.JobDone && j.Stored == 0:
		return p.T("fact.page.job.says.held")
	case j.State == fact.JobDone:
		return p.T("fact.page.job.says.done", "rows", count(j.Stored))
	}
	return p.T("fact.page.job.says." + string(j.State))
}

func jobFigures(p web.Page, j fact.Job) []web.Num {
	num := func(key string, n int64) web.Num {
		return web.Num{Label: p.T(key), Value: i18n.Number(float64(n), 0), Unit: p.T("fact.page.job.unit")}
	}
	list := []web.Num{num("fact.page.job.read", j.Read)}
	switch {
	case j.Faults > 0:
		list = append(list, web.Num{Label: p.T("fact.page.job.faults"), Value: i18n.Number(float64(j.Faults), 0)})
	case j.DryRun:
		list = append(list, num("fact.page.job.fresh", j.Fresh), num("fact.page.job.unchanged", j.Unchanged))
	default:
		list = append(list, num("fact.page.job.stored", j.Stored), num("fact.page.job.unchanged", j.Unchanged))
	}
	return list
}

func jobFacts(p web.Page, j fact.Job) []web.Fact {
	one := func(key, says string) web.Fact {
		return web.Fact{Term: p.T(key), Says: []web.Text{p.Typed(says)}}
	}
	list := []web.Fact{one("fact.page.file", j.Name), one("fact.page.sha256", j.SHA256), one("fact.page.begun", p.Instant(j.BegunMs))}
	if j.EndedMs != 0 {
		list = append(list, one("fact.page.ended", p.Instant(j.EndedMs)))
	}
	if j.Record != "" {
		list = append(list, one("fact.page.record", j.Record))
	}
	return list
}

// rejections shows the first of what was wrong, and offers all of it. Why comes before what was typed: on a phone the end of
// a row is out of sight.
func (h handlers) rejections(r *web.Request, j fact.Job, v *jobView) error {
	list, err := h.Jobs.Rejected(r.Context(), r.Who, j.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	p := r.Page
	v.Rejected = web.Table{
		Caption: p.T("fact.page.rejected.caption"),
		Head:    []string{p.T("fact.page.line"), p.T("fact.page.column"), p.T("fact.page.why"), p.T("fact.page.text")},
	}
	for _, one := range list[:min(shown, len(list))] {
		v.Rejected.Rows = append(v.Rejected.Rows, web.Row{
			Head: web.Plain(strconv.Itoa(one.Line)), Cells: []string{column(p, one.Column), p.T(one.Key, one.Args...), web.Mark(p.Typed(one.Text))},
		})
	}
	if j.Faults > int64(len(v.Rejected.Rows)) {
		v.More = p.T("fact.page.rejected.more", "shown", len(v.Rejected.Rows), "kept", len(list), "all", i18n.Number(float64(j.Faults), 0))
	}
	v.Files = []web.Link{{Label: p.T("fact.page.rejected.csv"), Href: p.Link("/import/" + j.ID + "/errors.csv")}}
	if j.Marks != fact.NoMarks {
		marked := web.Link{Label: p.T("fact.page.marked"), Href: p.Link("/import/" + j.ID + "/marked." + string(j.Marks))}
		v.Files = append([]web.Link{marked}, v.Files...)
	}
	return nil
}

// column names the column of a rejection; the whole line when it is none of them.
func column(p web.Page, name string) string {
	if name == "" {
		return p.T("fact.page.line.whole")
	}
	return name
}

var errNoFile = fault.New(fault.NotFound, "web.problem.no_page")
