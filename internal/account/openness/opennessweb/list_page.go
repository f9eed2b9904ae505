package opennessweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// perPage is how many series stand on a page.
const perPage = 100

// listView is the series in one state, with the steps that may follow it.
type listView struct {
	Done    string // what has just been done
	Tabs    []web.Choice
	Query   string
	State   openness.State
	Found   string
	Caption string
	Lines   []line
	Pages   web.Pages
	All     int // how many the filter finds
	Step    stepView
	Public  string // how many are public, in a sentence
}

// line is one series.
type line struct {
	ID, Href            string
	Variable, Source    web.Text
	Owner, Held, When   string
	State, Attribute    string
	Mood                web.Mood
	Basis, Reason, Word web.Text
	Checked             bool
}

// asked is what the address or the form asks to see.
type asked struct {
	state openness.State
	query string
	page  int
}

func ask(get func(string) string) asked {
	a := asked{state: openness.State(get("state")), query: strings.TrimSpace(get("q")), page: 1}
	if n, err := strconv.Atoi(get("page")); err == nil && n > 1 {
		a.page = n
	}
	if !slices.Contains(openness.States, a.state) {
		a.state = openness.Internal
	}
	return a
}

// list answers GET /publication.
func (h *handlers) list(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	done := ""
	if n, err := strconv.Atoi(q.Get("done")); err == nil && n > 0 {
		done = r.Page.T("openness.page.done", "n", n)
	}
	a := ask(q.Get)
	if q.Get("state") == "" && !h.whole(r.Who) {
		a.state = openness.Approved
	}
	return h.show(w, r, http.StatusOK, a, stepView{}, done)
}

// whole tells whether the reader works for the whole node; the others are listed what is public, and told so.
func (h *handlers) whole(who access.Actor) bool { return who.May(openness.CanRead, h.Openness.Home) }

// show renders the list with the step as it was filled in.
func (h *handlers) show(w http.ResponseWriter, r *web.Request, status int, a asked, s stepView, done string) error {
	all, err := h.Openness.List(r.Context(), r.Who)
	if err != nil {
		return err
	}
	n, err := h.names()
	if err != nil {
		return err
	}
	p := r.Page
	found := h.filtered(p, all, n, a)
	v := listView{
		Done: done, Query: a.query, State: a.state, All: len(found), Tabs: tabs(p, all, a), Public: public(p, all),
		Found: p.T("openness.page.found", "n", len(found)), Step: h.step(p, r.Who, a.state, s),
		Pages: web.Pages{Name: "page", Now: a.page, Last: max(1, (len(found)+perPage-1)/perPage)},
	}
	if !h.whole(r.Who) {
		v.Public = p.T("openness.page.below", "n", len(all))
	}
	v.Caption = p.T("openness.page.caption.read")
	if len(v.Step.Steps) > 0 {
		v.Caption = p.T("openness.page.caption")
	}
	if a.page > v.Pages.Last {
		return fault.New(fault.NotFound, "web.problem.no_page")
	}
	for _, l := range found[(a.page-1)*perPage : min(len(found), a.page*perPage)] {
		one := h.line(p, n, l)
		one.Checked = s.chosen[one.ID]
		v.Lines = append(v.Lines, one)
	}
	return r.Render(w, status, web.View{Title: p.T("openness.page.title"), Menu: "/publication", Body: listPage(p, v)})
}

// filtered keeps the series of a state whose words hold what is looked for.
func (h *handlers) filtered(p web.Page, all []openness.Listed, n names, a asked) []openness.Listed {
	var found []openness.Listed
	for _, l := range all {
		words := strings.ToLower(strings.Join([]string{
			l.Variable, l.Source, n.variable(p, l.Variable).Text, n.source(p, l.Source).Text, h.owner(p, l.Key),
		}, " "))
		if l.State == a.state && strings.Contains(words, strings.ToLower(a.query)) {
			found = append(found, l)
		}
	}
	return found
}

func (h *handlers) line(p web.Page, n names, l openness.Listed) line {
	one := line{
		ID: l.ID(), Href: p.Link("/publication/" + l.ID()), Variable: n.variable(p, l.Variable), Source: n.source(p, l.Source),
		Owner: h.owner(p, l.Key), Held: p.T("openness.page.held", "n", i18n.Number(float64(l.Observations), 0), "periods", periods(p, l)),
		State: p.T(stateKey(l.Series)), Mood: mood(l.Series), Basis: p.Typed(l.Basis), Reason: p.Typed(l.Reason),
	}
	if l.AtMs != 0 {
		one.When = p.Instant(l.AtMs)
	}
	if l.Attribute != "" {
		one.Attribute = p.T("openness.attribute." + string(l.Attribute))
	}
	return one
}

// tabs lead to each state, with how many series are in it.
func tabs(p web.Page, all []openness.Listed, a asked) []web.Choice {
	count := map[openness.State]int{}
	for _, l := range all {
		count[l.State]++
	}
	var list []web.Choice
	for _, s := range openness.States {
		list = append(list, web.Choice{
			Label: p.T("openness.page.tab", "state", p.T("openness.tab."+string(s)), "n", count[s]),
			Href:  p.Link("/publication", "state", string(s), "q", a.query), Here: s == a.state,
		})
	}
	return list
}

// public counts what everybody may see.
func public(p web.Page, all []openness.Listed) string {
	n := 0
	for _, l := range all {
		if l.Public() {
			n++
		}
	}
	if n == 0 {
		return p.T("openness.page.public.none", "all", len(all))
	}
	return p.T("openness.page.public", "n", n, "all", len(all))
}

// stepView is what may be done with series of one state, as it was filled in, with what was wrong.
type stepView struct {
	Steps     []openness.Step // that the reader may take
	Attribute string
	Basis     string
	Reason    string
	Everyone  bool // all that are listed, not only those chosen
	Wrong     map[string]string
	chosen    map[string]bool
}

// follow are the steps that follow a state, the one that leads on first.
var follow = map[openness.State][]openness.Step{
	openness.Internal: {openness.Propose}, openness.Proposed: {openness.Review, openness.Refuse},
	openness.Reviewed: {openness.Approve, openness.Refuse}, openness.Approved: {openness.Withdraw},
}

func (h *handlers) step(_ web.Page, who access.Actor, state openness.State, s stepView) stepView {
	s.Steps = nil
	for _, step := range follow[state] {
		if h.Openness.May(who, step) {
			s.Steps = append(s.Steps, step)
		}
	}
	return s
}

func (s stepView) has(step openness.Step) bool { return slices.Contains(s.Steps, step) }

// attributes are the ways to disclose, to choose from.
func attributes(p web.Page) []web.Option {
	var list []web.Option
	for _, a := range openness.Attributes {
		list = append(list, web.Option{Value: string(a), Label: web.Plain(p.T("openness.attribute." + string(a)))})
	}
	return list
}

// gives tells whether a reason has to be written for one of the steps.
func (s stepView) gives() bool { return s.has(openness.Refuse) || s.has(openness.Withdraw) }
