package eldercareweb

import (
	"math/big"
	"net/http"
	"strings"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/decide/match"
	"mihe/internal/programme/eldercare"
	"mihe/solve/replay"
)

// replayView is a month of a county under three policies.
type replayView struct {
	Lead     string
	At       web.Field
	Counties []web.Option
	Of       web.Field
	Months   []web.Option
	Asked    web.Table
	Hours    string
	Most     string // why far more minutes are at work than were delivered, where they are
	Bars     []web.Bar
	Acts     web.Table
	Says     []string // what each policy leaves behind, and where the fair division does worse
	Best     []string // which policy is best for what
	Cost     string   // of fairness, in visits
	Only     string   // why there is nothing to compare
	Sum      string
}

// showReplay answers GET /eldercare/replay?county=...&month=...
func (h handlers) showReplay(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	counties, months, err := h.Elders.Replayable(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v := replayView{}
	if len(counties) > 0 {
		at := counties[0]
		if said := q.Get("county"); said != "" {
			at = region.Key{Code: region.Code(said), Level: region.County}
		}
		one, err := h.replayOf(r, at, q.Get("month"), months[at])
		if err != nil {
			return err
		}
		v = h.replayView(p, one)
		for _, k := range counties {
			v.Counties = append(v.Counties, web.Option{Value: string(k.Code), Label: h.nameOf(p, k)})
		}
		for _, m := range months[at] {
			v.Months = append(v.Months, web.Option{Value: m, Label: web.Plain(p.Period(m))})
		}
		v.At = web.Field{Name: "county", Label: p.T("eldercare.counties.county"), Value: string(at.Code)}
		v.Of = web.Field{Name: "month", Label: p.T("eldercare.counties.month"), Value: one.Month.Of}
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("eldercare.replay.title"), Menu: "/eldercare", Body: replayPage(p, v),
		Crumbs: []web.Crumb{{Href: "/eldercare", Text: web.Plain(p.T("eldercare.page.title"))}, {Text: web.Plain(p.T("eldercare.replay.title"))}},
	})
}

// replayOf is the month that is asked for, or the one with which the county is opened.
func (h handlers) replayOf(r *web.Request, county region.Key, month string, months []string) (*eldercare.Replay, error) {
	if month == "" && len(months) > 0 {
		return h.Elders.ReplayLast(r.Context(), r.Who, county, months)
	}
	return h.Elders.Replay(r.Context(), r.Who, county, month)
}

func (h handlers) replayView(p web.Page, one *eldercare.Replay) replayView {
	v := replayView{Sum: one.SHA256, Asked: askedTable(p, one)}
	total := one.Groups[0].Minutes + one.Groups[1].Minutes
	share, known := 0.0, total > 0
	if known {
		share = float64(one.Staffed) / float64(total)
	}
	v.Hours = p.T("eldercare.replay.hours", "minutes", i18n.Number(float64(one.Minutes), 0), "asked", i18n.Number(float64(total), 0), "share", percent(share, known))
	if took := one.Groups[0].TookMin + one.Groups[1].TookMin; took < one.Minutes {
		v.Most = p.T("eldercare.replay.most", "took", i18n.Number(float64(took), 0))
	}
	if one.Result == nil {
		v.Only = p.T("eldercare.replay.only")
		return v
	}
	v.Lead = p.T("eldercare.replay.lead", "place", web.Mark(h.nameOf(p, one.County)), "month", p.Period(one.Month.Of))
	v.Bars, v.Acts = acts(p, one)
	v.Says = match.SayMonth(p.Words(), p.Lang, one.Result)
	if len(one.Result.Worse) == 0 {
		v.Says = append(v.Says, p.T("eldercare.replay.never"))
	}
	v.Best, v.Cost = best(p, one), cost(p, one)
	return v
}

func askedTable(p web.Page, one *eldercare.Replay) web.Table {
	t := web.Table{
		Caption: p.T("eldercare.replay.asked.caption"),
		Head: []string{
			p.T("eldercare.public.residence"), p.T("eldercare.replay.plans"), p.T("eldercare.replay.visits"), p.T("eldercare.replay.minutes"),
			p.T("eldercare.replay.took"), p.T("eldercare.replay.sure"),
		},
	}
	for _, g := range one.Groups {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.T("eldercare.page." + string(g.Residence))), Cells: []string{
			count(g.Plans), count(g.Visits), count(int(g.Minutes)), count(g.Took), count(g.Confirmed),
		}})
	}
	return t
}

// acts are a bar for each policy and group, and a row for each policy; as it really was comes first.
func acts(p web.Page, one *eldercare.Replay) (bars []web.Bar, t web.Table) {
	t = web.Table{
		Caption: p.T("eldercare.replay.acts.caption"),
		Head: []string{
			p.T("eldercare.replay.policy"), p.T("eldercare.page.urban"), p.T("eldercare.page.rural"), p.T("eldercare.change.absolute"), p.T("eldercare.change.ratio"),
			p.T("eldercare.replay.visits.urban"), p.T("eldercare.replay.visits.rural"), p.T("eldercare.replay.visits.all"), p.T("eldercare.replay.minutes"),
		},
	}
	add := func(name string, rates []*big.Rat, visits []int, minutes int64) {
		ratio := "—"
		if rates[1].Sign() > 0 {
			ratio = new(big.Rat).Quo(rates[0], rates[1]).FloatString(2)
		}
		for i, g := range one.Groups {
			share, _ := rates[i].Float64()
			bars = append(bars, web.Bar{
				Label: web.Plain(p.T("eldercare.replay.bar", "policy", name, "group", p.T("eldercare.page."+string(g.Residence)))), Value: hundredths(rates[i]) + "%", Share: share,
			})
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(name), Cells: []string{
			hundredths(rates[0]) + "%", hundredths(rates[1]) + "%", hundredths(new(big.Rat).Sub(rates[0], rates[1])), ratio,
			count(visits[0]), count(visits[1]), count(visits[0] + visits[1]), count(int(minutes)),
		}})
	}
	for _, was := range []struct {
		key string
		of  func(eldercare.ReplayGroup) (int64, int)
	}{
		{"took", func(g eldercare.ReplayGroup) (int64, int) { return g.TookMin, g.Took }},
		{"sure", func(g eldercare.ReplayGroup) (int64, int) { return g.ConfirmedMin, g.Confirmed }},
	} {
		var rates []*big.Rat
		var visits []int
		var minutes int64
		for _, g := range one.Groups {
			m, n := was.of(g)
			rates, visits, minutes = append(rates, big.NewRat(m, g.Minutes)), append(visits, n), minutes+m
		}
		add(p.T("eldercare.replay.was."+was.key), rates, visits, minutes)
	}
	for i, o := range one.Result.Outcomes {
		add(p.T("match.policy."+o.Policy), o.Figures.Rates, one.Acts[i].Visits, o.Figures.Units)
	}
	return bars, t
}

// hundredths is a rate in percent with one decimal, exactly rounded.
func hundredths(r *big.Rat) string {
	return strings.Replace(new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(1), "-", "−", 1)
}

// best says for each figure which policies do best; that all do alike is said too.
func best(p web.Page, one *eldercare.Replay) (list []string) {
	for _, f := range []struct {
		figure string
		value  func(i int) *big.Rat // greater is better
	}{
		{replay.FigureGap, func(i int) *big.Rat { return new(big.Rat).Neg(new(big.Rat).Abs(one.Result.Outcomes[i].Figures.Gap)) }},
		{replay.FigureWorst, func(i int) *big.Rat { return one.Result.Outcomes[i].Figures.Worst }},
		{replay.FigureUnits, func(i int) *big.Rat { return new(big.Rat).SetInt64(one.Result.Outcomes[i].Figures.Units) }},
		{"visits", func(i int) *big.Rat {
			return new(big.Rat).SetInt64(int64(one.Acts[i].Visits[0] + one.Acts[i].Visits[1]))
		}},
	} {
		var names []string
		var top *big.Rat
		for i, o := range one.Result.Outcomes {
			v := f.value(i)
			if top == nil || v.Cmp(top) > 0 {
				top, names = v, nil
			}
			if v.Cmp(top) == 0 {
				names = append(names, p.T("match.policy."+o.Policy))
			}
		}
		key := "eldercare.replay.best"
		if len(names) == len(one.Result.Outcomes) {
			key = "eldercare.replay.alike"
		}
		list = append(list, p.T(key, "figure", figureName(p, f.figure), "policies", strings.Join(names, p.T("eldercare.page.comma"))))
	}
	return list
}

func figureName(p web.Page, figure string) string {
	if figure == "visits" {
		return p.T("eldercare.replay.visits.total")
	}
	return p.T("match.figure." + figure)
}

// cost is how many whole visits the fair division serves fewer than the policy that serves most of them.
func cost(p web.Page, one *eldercare.Replay) string {
	most, fair := 0, 0
	for _, a := range one.Acts {
		n := a.Visits[0] + a.Visits[1]
		if most = max(most, n); a.Policy == replay.Fair {
			fair = n
		}
	}
	if most == fair {
		return p.T("eldercare.replay.cost.none")
	}
	return p.T("eldercare.replay.cost", "n", count(most-fair), "fair", count(fair), "most", count(most))
}
