package indicatorweb

import (
	"slices"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// indicatorView is everything the page of one comparison shows.
type indicatorView struct {
	Kicker      []web.Text
	ActionHref  string
	Window      string // the title of the window
	Title, Lead string // marked, see web.Mark
	Baseline    bool
	Figures     []web.Num
	When        string
	Groupings   []web.Choice
	ByNote      string
	Periods     []web.Choice
	Within      string // marked; empty for the whole country
	WithinOut   string // address of the same comparison over the whole country
	Groups      *groupsView
	Map         *provinceMap
	MapRefused  string
	Trend       *trendView
	Changes     *changeView
	Dist        *distributionView
	AboutTitle  string
	About       [][]web.Fact
	Downloads   []web.Link
	ImportHref  string // set when there is no data yet, for those who may import
	Internal    bool   // some of it has not been approved for publication
	Nothing     bool   // there is nothing to compare, or nothing that has been published
}

// indicator shows one comparison, or the definition alone while there is no data.
func (h *handlers) indicator(r *web.Request) (web.View, error) {
	sum, err := h.summary(r, r.PathValue("id"))
	if err != nil {
		return web.View{}, err
	}
	v, err := h.comparison(r, sum)
	if err != nil {
		return web.View{}, err
	}
	p := r.Page
	return web.View{
		Figures: true,
		Title:   v.Window, Menu: "/indicators", Body: indicatorPage(p, v),
		Crumbs: []web.Crumb{
			{Href: "/indicators", Text: web.Plain(p.T("indicator.list.crumb"))},
			{Href: "/indicators#" + string(sum.Indicator.Gap), Text: web.Plain(p.T("indicator.gap." + string(sum.Indicator.Gap)))},
			{Text: p.Name(sum.Indicator.Name)},
		},
	}, nil
}

func (h *handlers) comparison(r *web.Request, sum indicator.Summary) (*indicatorView, error) {
	p, ind := r.Page, sum.Indicator
	v := &indicatorView{Kicker: h.kicker(p, ind), ActionHref: actionHref(p, ind)}
	if len(sum.Periods) == 0 && r.URL.Query().Get("by") == "" {
		v.Window = capital(p.Name(ind.Subject).Text)
		v.Title = v.Window
		v.Lead, v.Nothing = p.T("indicator.page.no_data"), true
		if h.Indicators(r.Who).Public() {
			v.Lead = p.T("indicator.page.unpublished")
		} else if p.Offers(fact.CanImport) {
			v.ImportHref = p.Link("/import")
		}
		v.AboutTitle = p.T("indicator.about.title.no_data")
		var err error
		v.About, err = h.aboutOf(p, ind, nil)
		return v, err
	}
	q := question(r, sum)
	g, err := h.Indicators(r.Who).Gap(r.Context(), r.Who, q)
	if err != nil {
		return nil, h.refused(r, sum, q, err)
	}
	v.Window, v.Title, v.Lead = Title(p, g), title(p, g, scope(p, g)), lead(p, g)
	v.Internal, v.Baseline, v.Figures, v.When = g.Internal, g.BeforePlan, figures(p, g), when(p, g)
	v.Groupings, v.Periods, v.Downloads = groupings(p, sum, g.Question), periods(p, g), append(downloads(p, g), h.raise(r, g)...)
	if g.Question.Within != "" {
		out := g.Question
		out.Within = ""
		v.Within, v.WithinOut = web.Mark(scope(p, g)), link(p, ind, out)
	}
	if by := g.Question.By; by == indicator.ByUrbanisation {
		v.ByNote = p.T("indicator.by.note." + string(by))
	}
	return v, h.sections(r, sum, g, v)
}

// sections fills in what stands below the main numbers.
func (h *handlers) sections(r *web.Request, sum indicator.Summary, g *indicator.Gap, v *indicatorView) error {
	p := r.Page
	var err error
	if v.Groups, err = h.groupsOf(r, g); err != nil {
		return err
	}
	v.Trend = trendOf(p, g)
	if err := h.provinces(r, sum, g, v); err != nil {
		return err
	}
	if slices.Contains(sum.By, indicator.ByCounty) && slices.Contains(sum.By, indicator.ByEconomicRegion) {
		d, err := h.Indicators(r.Who).Distribution(r.Context(), r.Who,
			indicator.Question{ID: sum.Indicator.ID, By: indicator.ByEconomicRegion, Period: g.Question.Period})
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return err
		}
		if err == nil && d.UnitLevel == "county" {
			v.Dist = distributionOf(p, d)
		}
	}
	v.AboutTitle = p.T("indicator.about.title")
	v.About, err = h.aboutOf(p, sum.Indicator, g)
	return err
}

// provinces adds the map, whatever the grouping: it stands wherever the data permits a comparison by province.
func (h *handlers) provinces(r *web.Request, sum indicator.Summary, g *indicator.Gap, v *indicatorView) error {
	if !slices.Contains(sum.By, indicator.ByProvince) {
		return nil
	}
	q := indicator.Question{ID: sum.Indicator.ID, By: indicator.ByProvince, Period: g.Question.Period}
	by, err := h.ifPermitted(r, q)
	if err != nil || by == nil {
		return err
	}
	if v.Map, err = h.provinceMapOf(r.Page, by, slices.Contains(sum.By, indicator.ByCounty)); err != nil {
		return err
	}
	if g.Question.By == indicator.ByProvince {
		err = h.economic(r, by, v.Map)
	}
	v.Changes = changesOf(r.Page, by, r.URL.Query().Get("order"))
	return err
}

// economic sets the four regions beside the map.
func (h *handlers) economic(r *web.Request, g *indicator.Gap, m *provinceMap) error {
	e, err := h.ifPermitted(r, indicator.Question{ID: g.Indicator.ID, By: indicator.ByEconomicRegion, Period: g.Question.Period})
	if err != nil || e == nil {
		return err
	}
	m.EconomicLabel = r.Page.T("indicator.map.economic", "unit", Unit(r.Page, g.Indicator))
	m.Economic = GapBars(r.Page, e, nil)
	return nil
}

// kicker says in a line what kind of indicator this is: gap, action, role, direction.
func (h *handlers) kicker(p web.Page, ind *indicator.Indicator) []web.Text {
	direction := "indicator.direction." + string(ind.Direction)
	if ind.Worst == "most_need" {
		direction = "indicator.direction.need"
	}
	return []web.Text{
		web.Plain(p.T("indicator.gap." + string(ind.Gap))), h.actionName(p, ind),
		web.Plain(p.T("indicator.role." + string(ind.Role))), web.Plain(p.T(direction)),
	}
}

// actionName names the action an indicator serves by number and, where it is known, title.
func (h *handlers) actionName(p web.Page, ind *indicator.Indicator) web.Text {
	number := strings.TrimPrefix(ind.Action, "A")
	if number == "-" {
		return web.Plain(p.T("indicator.action.none"))
	}
	name, known := h.Actions[ind.Action]
	if !known {
		return web.Plain(p.T("indicator.action", "number", number))
	}
	return web.Plain(p.T("indicator.action.named", "number", number, "name", p.Name(name).Text))
}

// actionHref is the page of the action an indicator serves, empty when it serves none.
func actionHref(p web.Page, ind *indicator.Indicator) string {
	if ind.Action == "-" {
		return ""
	}
	return p.Link("/actions/" + strings.TrimPrefix(ind.Action, "A"))
}

// when says which period the numbers are of, and that one point shows no change.
func when(p web.Page, g *indicator.Gap) string {
	said := []string{p.T("indicator.page.period", "period", p.Period(g.Question.Period))}
	if len(g.Trend) < 2 && g.ChangeWhy != nil {
		said = append(said, p.T("indicator.lead.why", "why", capital(p.Say(*g.ChangeWhy))))
	}
	return sentence(p, append(said, ends(p, g))...)
}

// ends says how small the two units are between which a gap among many units lies: extremes are often small places.
func ends(p web.Page, g *indicator.Gap) string {
	ahead, behind := Ends(g)
	a, b := Group(g, ahead), Group(g, behind)
	many := g.Question.By == indicator.ByPrefecture || g.Question.By == indicator.ByCounty
	if !many || a.Denominator == nil || b.Denominator == nil {
		return ""
	}
	count := func(l indicator.Level) string {
		return p.T("indicator.dist.count."+counted(g), "n", Count(p, *l.Denominator))
	}
	return p.T("indicator.page.ends", "ahead", web.Mark(p.Name(a.Name)), "ahead_count", count(a),
		"behind", web.Mark(p.Name(b.Name)), "behind_count", count(b))
}

// downloads are the files that hold exactly what the page shows.
func downloads(p web.Page, g *indicator.Gap) []web.Link {
	address := func(ext string) string {
		return p.Link(pagePath(g.Indicator)+"."+ext, "by", string(g.Question.By), "within", g.Question.Within, "period", g.Question.Period)
	}
	return []web.Link{
		{Label: p.T("indicator.page.xlsx"), Href: address("xlsx")},
		{Label: p.T("indicator.page.csv"), Href: address("csv")},
		{Label: p.T("indicator.page.json"), Href: address("json")},
	}
}

// raise is the way from a gap to a task, for those who may file one.
func (h *handlers) raise(r *web.Request, g *indicator.Gap) []web.Link {
	if h.Raise == nil {
		return nil
	}
	return h.Raise(r, g)
}
