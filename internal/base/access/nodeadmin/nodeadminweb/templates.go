package nodeadminweb

import (
	"net/http"

	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// calendarTemplate is a file that would be accepted as it stands: the last year there is, to be written over with the next.
func (h handlers) calendarTemplate(w http.ResponseWriter, r *web.Request) error {
	c := h.Admin.Calendar()
	_, last := c.Years()
	rows := [][]string{calendar.Columns}
	for _, e := range c.Entries(last) {
		rows = append(rows, []string{e.Date, string(e.Kind), e.Name.Zh, e.Name.En, e.Source})
	}
	f, err := web.CSV("calendar.csv", rows)
	if err != nil {
		return err
	}
	return r.Send(w, f)
}

// townshipsTemplate is the columns and, on a node of made-up data, two rows that would be accepted. No real township is
// made up for an example.
func (h handlers) townshipsTemplate(w http.ResponseWriter, r *web.Request) error {
	var examples []region.TownshipUnit
	if h.Admin.Node.Synthetic {
		examples = region.SyntheticTownships(h.exampleCounty(r), 2, 1, region.ListDay)
	}
	return r.Send(w, web.File{Name: "townships.csv", Type: "text/csv; charset=utf-8", Body: region.TownshipsCSV(examples...)})
}

// exampleCounty is the first county that the reader may import townships of.
func (h handlers) exampleCounty(r *web.Request) region.Key {
	v := h.Admin.Regions.At(region.ListDay)
	for _, u := range v.Units(region.County) {
		if !u.Grouping() && v.Contains(h.Admin.Node.Region, u.Key) && r.Who.May(manage, u.Key) {
			return u.Key
		}
	}
	return region.Key{}
}
