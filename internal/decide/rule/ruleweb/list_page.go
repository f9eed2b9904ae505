package ruleweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// listView is the sets that hold today, those that will, and what is proposed.
type listView struct {
	Holding  []setCard
	Proposed web.Table // for those alone who may read proposals
	New      string    // where a version is proposed, or empty
	Mine     string    // one's own decisions, for whoever is signed in
}

// ways leads on from the list.
func (v listView) ways(p web.Page) (list []web.Link) {
	if v.New != "" {
		list = append(list, web.Link{Label: p.T("rule.page.new"), Href: v.New})
	}
	if v.Mine != "" {
		list = append(list, web.Link{Label: p.T("rule.page.mine"), Href: v.Mine})
	}
	return list
}

// setCard is one set in force.
type setCard struct {
	Title, Href, Note, Result string
	Facts                     []web.Fact
	Mood                      web.Mood
	Badge                     string
}

// list answers GET /rules.
func (h handlers) list(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	adoptions, err := h.Rules.InForce(r.Context())
	if err != nil {
		return err
	}
	v := listView{}
	if r.Who.SignedIn() {
		v.Mine = p.Link("/decisions/mine")
	}
	for _, set := range sets(adoptions) {
		now, next := standing(adoptions, set, h.today())
		for _, a := range []rule.Adoption{now, next} {
			if a.Version == "" {
				continue
			}
			card, err := h.card(r, a)
			if err != nil {
				return err
			}
			v.Holding = append(v.Holding, card)
		}
	}
	if r.Who.May(rule.CanRead, h.Rules.Home) {
		if v.Proposed, err = h.proposed(r, adoptions); err != nil {
			return err
		}
	}
	if r.Who.May(rule.CanPropose, h.Rules.Home) {
		v.New = p.Link("/rules/new-version")
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("rule.page.title"), Menu: "/rules", Body: listPage(p, v)})
}

// sets are the sets of adoptions, in the order in which they were first adopted.
func sets(list []rule.Adoption) (names []string) {
	seen := map[string]bool{}
	for _, a := range list {
		if !seen[a.Set] {
			seen[a.Set] = true
			names = append(names, a.Set)
		}
	}
	return names
}

// standing is the adoption of a set that holds on a day, and the one that will hold next; zero where there is none. Of those of one day
// the last adopted counts.
func standing(list []rule.Adoption, set, on string) (now, next rule.Adoption) {
	for _, a := range list {
		switch {
		case a.Set != set:
		case a.From <= on && a.From >= now.From:
			now = a
		case a.From > on && (next.From == "" || a.From <= next.From):
			next = a
		}
	}
	return now, next
}

// card is one set in force, or soon to be.
func (h handlers) card(r *web.Request, a rule.Adoption) (setCard, error) {
	p := r.Page
	v, err := h.Rules.View(r.Context(), access.Visitor(), a.Version)
	if err != nil {
		return setCard{}, err
	}
	d := v.Rules.Describe(p.Words(), p.Lang, h.today())
	c := setCard{Title: d.Title, Href: p.Link("/rules/" + a.Set + "/" + a.Version), Note: d.Note, Result: d.Result, Mood: web.Done, Badge: p.T("rule.page.checked")}
	if n := unverified(d); n > 0 {
		c.Mood, c.Badge = web.Late, p.T("rule.page.unchecked", "n", n, "all", len(d.Parameters))
	}
	when := p.T("rule.trace.since", "from", p.Day(a.From))
	if a.From > h.today() {
		when = p.T("rule.page.soon", "from", p.Day(a.From))
	}
	c.Facts = []web.Fact{
		{Term: p.T("rule.page.when"), Says: []web.Text{web.Plain(when)}},
		{Term: p.T("rule.page.source"), Says: []web.Text{p.Typed(v.Source)}},
		{Term: p.T("rule.page.basis"), Says: []web.Text{p.Typed(a.Basis)}},
	}
	return c, nil
}

func unverified(d rule.Described) (n int) {
	for _, one := range d.Parameters {
		if !one.Verified {
			n++
		}
	}
	return n
}

// proposed lists the versions that nobody has adopted.
func (h handlers) proposed(r *web.Request, adoptions []rule.Adoption) (web.Table, error) {
	p := r.Page
	all, err := h.Rules.List(r.Context(), r.Who, "")
	if err != nil {
		return web.Table{}, err
	}
	adopted := map[string]bool{}
	for _, a := range adoptions {
		adopted[a.Version] = true
	}
	t := web.Table{Caption: p.T("rule.page.proposed.caption"), Head: []string{p.T("rule.page.set"), p.T("rule.page.version"), p.T("rule.page.source"), p.T("rule.page.proposed.when")}}
	for _, one := range all.Versions {
		if adopted[one.Version] {
			continue
		}
		v, err := h.Rules.View(r.Context(), r.Who, one.Version)
		if err != nil {
			return web.Table{}, err
		}
		t.Rows = append(t.Rows, web.Row{
			Head: p.Name(v.Rules.Document().Title), Href: p.Link("/rules/" + one.Set + "/" + one.Version),
			Cells: []string{short(one.Version), web.Mark(p.Typed(one.Source)), p.Instant(one.AtMs)},
		})
	}
	return t, nil
}
