package deliveryweb

import (
	"net/http"

	"mihe/internal/act/delivery"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// monthsView is a list of providers' months: one's own, or those of one month where the reader settles.
type monthsView struct {
	Title, Lead, None, Wrong string
	Month                    *web.Field   // of the offices: the month that is looked at
	Choices                  []web.Choice // of the offices: the months that have something
	Lines                    []monthLine
	Days                     []dayLink // of one's own providers
	Waiting                  []waitingLine
}

// dayLink leads to where the days of a provider are planned.
type dayLink struct{ Says, Href string }

// waitingLine is an account that waits for a second person.
type waitingLine struct{ Name, Href, When string }

// monthLine is one provider's month, with the settlements that there are.
type monthLine struct {
	What, Name, Href, Note string
	Settlements            []settlementLine
}

// settlementLine is one settlement in a list.
type settlementLine struct {
	Number, Href, State, Total string
	Mood                       web.Mood
}

func monthPath(provider, month string) string {
	return settlementsPath + "/of/" + provider + "/" + month
}

// months answers GET /settlements/own.
func (h office) months(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Deliveries.OwnMonths(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v := monthsView{Title: p.T("delivery.office.months.title"), Lead: p.T("delivery.office.months.lead"), None: p.T("delivery.office.months.none")}
	for _, one := range list {
		v.Days = append(v.Days, dayLink{
			p.T("delivery.office.months.days", "provider", web.Mark(providerName(p, one.Provider))),
			p.Link(dayPath(one.Provider.ID, calendar.Day(h.Deliveries.Now().AddDate(0, 0, 1)))),
		})
		for _, month := range one.Months {
			v.Lines = append(v.Lines, monthLine{
				What: web.Mark(providerName(p, one.Provider)), Name: p.Period(month), Href: p.Link(monthPath(one.Provider.ID, month)),
			})
		}
	}
	return r.Render(w, http.StatusOK, web.View{Title: v.Title, Menu: monthsPath, Body: monthsPage(p, v)})
}

// cycles answers GET /settlements: the providers of a month, without one named the last that is over.
func (h office) cycles(w http.ResponseWriter, r *web.Request) error {
	p, month := r.Page, r.URL.Query().Get("month")
	if month == "" {
		month = lastMonth(h.Deliveries.Now())
	}
	v := monthsView{
		Title: p.T("delivery.office.cycles.title"), Lead: p.T("delivery.office.cycles.lead"), None: p.T("delivery.office.cycles.none"),
		Month: &web.Field{Name: "month", Label: p.T("delivery.office.month"), Hint: p.T("delivery.office.month.hint"), Value: month},
	}
	list, err := h.Deliveries.Cycles(r.Context(), r.Who, month)
	status := http.StatusOK
	if err != nil {
		e, code, ok := web.Refusal(err)
		if !ok {
			return err
		}
		status, v.Month.Error = code, p.T(e.Key, e.Args...)
	}
	for _, c := range list {
		l := monthLine{
			What: web.Mark(providerName(p, c.Provider)), Name: p.Period(month), Href: p.Link(monthPath(c.Provider.ID, month)), Note: p.Count("delivery.office.took", c.Took),
		}
		for _, d := range c.Settlements {
			l.Settlements = append(l.Settlements, listed(p, d))
		}
		v.Lines = append(v.Lines, l)
	}
	months, err := h.Deliveries.CycleMonths(r.Context(), r.Who)
	if err != nil {
		return err
	}
	for _, one := range months {
		v.Choices = append(v.Choices, web.Choice{Label: p.Period(one), Href: p.Link(settlementsPath, "month", one), Here: one == month})
	}
	waiting, err := h.Deliveries.AccountsWaiting(r.Context(), r.Who)
	if err != nil {
		return err
	}
	for _, one := range waiting {
		name := p.T("delivery.office.person", "number", ident.Number(one.Of))
		if one.Name != "" {
			name = web.Mark(p.Typed(one.Name))
		}
		v.Waiting = append(v.Waiting, waitingLine{name, p.Link(payeesPath + "/" + one.Of), p.Instant(one.AtMs)})
	}
	return r.Render(w, status, web.View{Title: v.Title, Menu: settlementsPath, Body: monthsPage(p, v)})
}

// listed is a settlement in a list.
func listed(p web.Page, d delivery.SettlementHead) settlementLine {
	l := settlementLine{
		Number: p.T("delivery.office.settlement.number", "number", ident.Number(d.ID)), Href: p.Link(settlementsPath + "/" + d.ID), State: p.T(d.Said()),
		Total: p.T("delivery.office.yuan", "yuan", d.Total),
	}
	switch d.State {
	case delivery.Closed:
		l.Mood = web.Done
	case delivery.Disputed:
		l.Mood = web.Late
	case delivery.Withdrawn:
	default:
		l.Mood = web.Current
	}
	return l
}
