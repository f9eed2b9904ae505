package catalogweb

import (
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// place is the name of a unit of the map.
func (h *handlers) place(p web.Page, k region.Key) web.Text {
	return p.Place(h.Regions.At(h.Register.Today()), k)
}

// said is a text in the language that there is, and empty where there is none.
func said(p web.Page, n i18n.Name) string {
	if n.Zh == "" && n.En == "" {
		return ""
	}
	return web.Mark(p.Name(n))
}

// when writes an instant by the clock of China.
func when(p web.Page, ms int64) string { return p.Period(calendar.Day(time.UnixMilli(ms))) }

// list joins what stands beside each other.
func list(p web.Page, parts []string) string { return strings.Join(parts, p.T("catalog.page.comma")) }

// terms are the names of terms.
func terms(p web.Page, codes []string) string {
	var names []string
	taxonomies, _ := catalog.Terms() // that they can be read is tested
	for _, x := range taxonomies {
		for _, t := range x.Terms {
			for _, code := range codes {
				if t.Code == code {
					names = append(names, web.Mark(p.Name(t.Name)))
				}
			}
		}
	}
	return list(p, names)
}

// cost writes one price with its unit; nothing to pay is said in a word.
func cost(p web.Page, c catalog.Cost) string {
	text := p.T("catalog.page.cost", "yuan", c.Fen.String(), "unit", p.T("catalog.cost."+c.Unit))
	if c.Fen == 0 {
		text = p.T("catalog.page.cost.none")
	}
	if name := p.Name(c.For); name.Text != "" {
		text = p.T("catalog.page.cost.for", "what", web.Mark(name), "price", text)
	}
	return text
}

// costs writes all prices; that no price was given is not that there is nothing to pay.
func costs(p web.Page, s catalog.Service) []string {
	var all []string
	for _, c := range s.Costs {
		all = append(all, cost(p, c))
	}
	if len(all) == 0 {
		return []string{p.T("catalog.page.cost.unknown")}
	}
	return all
}

// count writes a number that was declared, or that none was.
func count(p web.Page, n *int) string {
	if n == nil {
		return p.T("catalog.page.undeclared")
	}
	return i18n.Number(float64(*n), 0)
}

// declared says of when a declaration is, who made it, and whether it is old.
func (h *handlers) declared(p web.Page, c catalog.Capacity) string {
	text := p.T("catalog.page.declared", "day", p.Period(c.AsOf), "who", p.T("catalog.declared_by."+c.DeclaredBy))
	if h.Register.Stale(c) {
		text = p.T("catalog.page.declared.stale", "declared", text, "days", h.Register.StaleDays)
	}
	return text
}

// room says in a sentence how much room there is.
func (h *handlers) room(p web.Page, c catalog.Capacity) string {
	return p.T("catalog.page.room", "status", p.T("catalog.status."+c.Status), "vacancy", count(p, c.Vacancy), "unit", p.T("catalog.unit."+c.Unit), "declared", h.declared(p, c))
}

// rooms are the sentences of all offers of a listing.
func (h *handlers) rooms(p web.Page, l catalog.Listing) (all []string) {
	for _, o := range l.Service.Offers {
		for _, c := range l.Capacities[o.ID] {
			all = append(all, h.room(p, c))
		}
	}
	return all
}

// weekdays are the keys of the words for the days of RFC 5545.
var weekdays = map[string]string{
	"MO": "catalog.day.mo", "TU": "catalog.day.tu", "WE": "catalog.day.we", "TH": "catalog.day.th", "FR": "catalog.day.fr",
	"SA": "catalog.day.sa", "SU": "catalog.day.su",
}

// hours writes opening hours.
func hours(p web.Page, hs []catalog.Hours) (all []string) {
	for _, one := range hs {
		days := one.Rule[strings.LastIndexByte(one.Rule, '=')+1:]
		var names []string
		for day := range strings.SplitSeq(days, ",") {
			if _, err := strconv.Atoi(day); err == nil {
				names = append(names, p.T("catalog.page.month_day", "n", day))
			} else {
				names = append(names, p.T(weekdays[day]))
			}
		}
		all = append(all, p.T("catalog.page.hours", "days", list(p, names), "opens", one.Opens, "closes", one.Closes))
	}
	return all
}

func phones(p web.Page, list []catalog.Phone) (all []string) {
	for _, one := range list {
		text := one.Number
		if name := p.Name(one.For); name.Text != "" {
			text = p.T("catalog.page.phone", "what", web.Mark(name), "number", one.Number)
		}
		all = append(all, text)
	}
	return all
}

// DeviceTerms says on which terms a product is lent or its purchase subsidised.
func DeviceTerms(p web.Page, d *catalog.Device) (all []string) {
	if d == nil {
		return nil
	}
	if d.Deposit != nil {
		all = append(all, p.T("catalog.device.deposit", "yuan", d.Deposit.String()))
	}
	if d.LoanDays != nil {
		all = append(all, p.Count("catalog.device.loan_days", *d.LoanDays))
	}
	if d.SubsidyPct != nil {
		all = append(all, p.T("catalog.device.subsidy_pct", "n", *d.SubsidyPct))
	}
	if d.SubsidyCap != nil {
		all = append(all, p.T("catalog.device.subsidy_cap", "yuan", d.SubsidyCap.String()))
	}
	if name := p.Name(d.Terms); name.Text != "" {
		all = append(all, web.Mark(name))
	}
	return all
}

// mood colours a state of publication.
func mood(s catalog.State) web.Mood {
	switch s {
	case catalog.Published:
		return web.Done
	case catalog.Changed:
		return web.Current
	case catalog.Internal:
	}
	return web.Neutral
}

// wrongAt is the message of a fault at a field.
func wrongAt(p web.Page, err error, name string) string {
	if e, ok := fault.As(err); ok && e.Field == name {
		return p.T(e.Key, e.Args...)
	}
	return ""
}

// entry is one entry of a definition list; its sentences may hold names in another language.
type entry struct {
	Term string
	Says []string
}

// entries leave out what has nothing to say.
type entries []entry

func (list *entries) add(term string, says ...string) {
	var kept []string
	for _, s := range says {
		if s != "" {
			kept = append(kept, s)
		}
	}
	if len(kept) > 0 {
		*list = append(*list, entry{term, kept})
	}
}
