package ruleweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// decisionView is one decision: the result first, then why.
type decisionView struct {
	Erased   bool
	ID       string
	Name     string   // what was decided about
	Values   []string // what came of it
	By       string   // by which rules, for which day
	Rules    string   // where these can be read
	Notices  []web.Link
	Reason   string
	Steps    []reason
	Facts    web.Table
	Unknown  []string
	Again    string // where it is computed again
	Computed string // what came of that
	Mood     web.Mood
	Differs  web.Table
}

// reason is a step of a trace and what it rests on.
type reason struct {
	Says string
	On   []string
}

// fewReasons is how many things a step may rest on before they are folded away.
const fewReasons = 4

// decision answers GET /decisions/{id}. Whoever reads it is named in the ledger before the page is sent.
func (h handlers) decision(w http.ResponseWriter, r *web.Request) error {
	x, err := h.Rules.Explain(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := decisionView{Erased: x.Erased, ID: x.ID}
	if !x.Erased {
		if v, err = explained(p, x, r.URL.Query().Get("again") != ""); err != nil {
			return err
		}
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("rule.page.decision.title"), Menu: "/decisions/mine", Body: decisionPage(p, v)})
}

// explained puts a decision in words, and computes it again when that is asked for.
func explained(p web.Page, x rule.Explained, again bool) (decisionView, error) {
	v := decisionView{ID: x.ID, Reason: x.Frozen.Reason, Rules: p.Link("/rules/" + x.Set + "/" + x.Version), Again: p.Again("again", "1") + "#again", Unknown: x.Unknown(p.Lang)}
	v.Name, v.Values = x.Result(p.Words(), p.Lang)
	v.By = p.T("rule.page.decision.by", "set", p.Name(x.Rules.Document().Title).Text, "day", p.Day(x.On), "version", short(x.Version))
	if x.SupersededBy != "" {
		v.Notices = append(v.Notices, web.Link{Label: p.T("rule.page.decision.superseded"), Href: p.Link("/decisions/" + x.SupersededBy)})
	}
	if x.Supersedes != "" {
		v.Notices = append(v.Notices, web.Link{Label: p.T("rule.page.decision.corrects"), Href: p.Link("/decisions/" + x.Supersedes)})
	}
	for _, line := range x.Outcome.Trace.Say(p.Words(), p.Lang) {
		if on, below := strings.CutPrefix(line, "  "); below && len(v.Steps) > 0 {
			last := &v.Steps[len(v.Steps)-1]
			last.On = append(last.On, on)
		} else {
			_, says, numbered := strings.Cut(line, ". ")
			if !numbered {
				says = line
			}
			v.Steps = append(v.Steps, reason{Says: says})
		}
	}
	v.Facts = web.Table{
		Caption: p.T("rule.page.decision.facts.each"), Head: []string{p.T("rule.page.fact"), p.T("rule.page.value"), p.T("rule.page.source"), p.T("rule.page.as_of")},
	}
	for _, f := range x.Facts(p.Words(), p.Lang) {
		v.Facts.Rows = append(v.Facts.Rows, web.Row{Head: web.Plain(f.Title), Cells: []string{f.Value, web.Mark(p.Typed(f.Source)), f.AsOf}})
	}
	if again {
		differences, err := x.Recompute()
		if err != nil {
			return v, err
		}
		v.computed(p, differences)
	}
	return v, nil
}

// computed says what came of computing again.
func (v *decisionView) computed(p web.Page, list []rule.Difference) {
	v.Mood, v.Computed = web.Done, p.T("rule.page.again.same")
	if len(list) == 0 {
		return
	}
	v.Mood, v.Computed = web.Late, p.T("rule.page.again.differs")
	v.Differs = web.Table{Caption: p.T("rule.page.again.where"), Head: []string{p.T("rule.page.again.at"), p.T("rule.page.again.kept"), p.T("rule.page.again.now")}}
	for _, d := range list {
		v.Differs.Rows = append(v.Differs.Rows, web.Row{Head: web.Plain(d.At), Cells: []string{web.Mark(p.Typed(d.Kept)), web.Mark(p.Typed(d.Computed))}})
	}
}
