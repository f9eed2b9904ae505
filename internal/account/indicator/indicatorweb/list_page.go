package indicatorweb

import (
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// listView is every registered indicator under its gap, in the order of the registry: nothing is ranked.
type listView struct {
	None  bool // nothing at all has been published
	Roles []web.Fact
	Gaps  []listGap
}

type listGap struct {
	ID, Title string
	Lines     []listLine
}

type listLine struct {
	Href, ImportHref    string
	Subject, Name       web.Text
	Unit, Role, Periods string
	Mood                web.Mood // lit when there is data
	Internal            bool
	Action              web.Text
	ActionHref          string
}

// list shows the registered indicators.
func (h *handlers) list(r *web.Request) (web.View, error) {
	from := h.Indicators(r.Who)
	all, err := from.List(r.Context(), r.Who)
	if err != nil {
		return web.View{}, err
	}
	p := r.Page
	return web.View{
		Figures: true,
		Title:   p.T("indicator.list.title"), Menu: "/indicators", Body: listPage(p, h.listOf(p, all, from.Public())),
		Crumbs: []web.Crumb{{Text: web.Plain(p.T("indicator.list.crumb"))}},
	}, nil
}

func (h *handlers) listOf(p web.Page, all []indicator.Summary, public bool) listView {
	var v listView
	v.None = public && !slices.ContainsFunc(all, func(s indicator.Summary) bool { return len(s.Periods) > 0 })
	for _, role := range []indicator.Role{indicator.Need, indicator.Outcome, indicator.OutcomeProxy, indicator.Context} {
		key := "indicator.role." + string(role)
		v.Roles = append(v.Roles, web.Fact{Term: p.T(key), Says: []web.Text{web.Plain(p.T(key + ".why"))}})
	}
	for _, kind := range indicator.Gaps {
		g := listGap{ID: string(kind), Title: p.T("indicator.gap." + string(kind))}
		for _, sum := range all {
			if sum.Indicator.Gap == kind {
				g.Lines = append(g.Lines, h.listLine(p, sum, public))
			}
		}
		v.Gaps = append(v.Gaps, g)
	}
	return v
}

func (h *handlers) listLine(p web.Page, sum indicator.Summary, public bool) listLine {
	ind := sum.Indicator
	l := listLine{
		Href: p.Link(pagePath(ind)), Subject: p.Name(ind.Subject), Name: p.Name(ind.Name), Unit: Unit(p, ind),
		Role: p.T("indicator.role." + string(ind.Role)), Action: h.actionName(p, ind), ActionHref: actionHref(p, ind),
	}
	l.Subject.Text = capital(l.Subject.Text)
	l.Internal = sum.Internal && len(sum.Periods) > 0
	switch n := len(sum.Periods); {
	case n == 0 && public:
		l.Periods = p.T("indicator.list.unpublished")
	case n == 0 && p.Offers(fact.CanImport):
		l.ImportHref = p.Link("/import")
	case n == 0:
		l.Periods = p.T("indicator.list.no_data")
	case n == 1:
		l.Periods, l.Mood = p.Period(sum.Periods[0]), web.Current
	default:
		l.Mood = web.Current
		l.Periods = p.T("indicator.list.periods", "from", p.Period(sum.Periods[0]), "to", p.Period(sum.Periods[n-1]), "count", n)
	}
	return l
}
