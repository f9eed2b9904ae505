package eldercareweb

import (
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// namedCounties is how many counties a sentence names; of more it says how many there are.
const namedCounties = 3

// countiesOf are the counties whose places a record counts, by code; of a prefecture without counties it is the prefecture.
func (h handlers) countiesOf(last *eldercare.Record) (list []region.Key) {
	view := h.Elders.Regions.At(last.On)
	for _, k := range keys(last) {
		of, ok := view.Ancestor(k, region.County)
		if !ok {
			of, ok = view.Ancestor(k, region.Prefecture)
		}
		if !ok {
			of = k
		}
		if !slices.Contains(list, of) {
			list = append(list, of)
		}
	}
	return list
}

// whose names the counties whose figures a record holds, marked as by web.Mark.
func (h handlers) whose(p web.Page, last *eldercare.Record) string {
	var names []string
	list := h.countiesOf(last)
	for _, k := range list[:min(namedCounties, len(list))] {
		names = append(names, web.Mark(h.nameOf(p, k)))
	}
	said := strings.Join(names, p.T("eldercare.page.comma"))
	if len(list) > namedCounties {
		return p.T("eldercare.page.whose.more", "names", said, "n", count(len(list)))
	}
	return said
}

// limits are what a reader must know before reading the counts as those of today and of everywhere they look after: that the day is long past, and that
// a prefecture sees no more than these counties.
func (h handlers) limits(p web.Page, who access.Actor, last *eldercare.Record) (list []string) {
	if days, old := age(last.On, calendar.Day(h.Elders.Now())); old {
		list = append(list, p.T("eldercare.page.old", "day", p.Period(last.On), "days", count(days)))
	}
	counties := h.countiesOf(last)
	view := h.Elders.Regions.At(last.On)
	above, ok := view.Ancestor(counties[0], region.Prefecture)
	if ok && above != counties[0] && who.CheckAt(eldercare.CanRead, above) == nil && len(view.Children(above)) > len(counties) {
		list = append(list, p.T("eldercare.page.only", "place", h.whose(p, last)))
	}
	return list
}

// age is how many days ago a day was, and whether that is more than a month. A day that is none has no age.
func age(on, today string) (days int, old bool) {
	was, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return 0, false
	}
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return 0, false
	}
	return int(now.Sub(was).Hours() / 24), was.AddDate(0, 1, 0).Before(now)
}
