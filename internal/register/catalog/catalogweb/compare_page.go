package catalogweb

import (
	"net/http"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// mostCompared is how many services a reader can hold side by side.
const mostCompared = 4

// compareView is some services side by side.
type compareView struct {
	Table       *web.Table
	Large, Back string
	Says        string
}

// compare answers GET /services/compare. Two or more addresses of services are one page each, so that it is not kept.
func (h *handlers) compare(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	d, err := h.Register.For(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var chosen []catalog.Listing
	for _, id := range r.URL.Query()["id"] {
		l, ok := d.Listing(id)
		if !ok {
			return fault.New(fault.NotFound, "catalog.service.absent")
		}
		if !slices.ContainsFunc(chosen, func(c catalog.Listing) bool { return c.Service.ID == id }) {
			chosen = append(chosen, l)
		}
	}
	v := compareView{Back: p.Link("/services"), Says: p.T("catalog.page.compare.how")}
	if len(chosen) > mostCompared {
		v.Says = p.T("catalog.page.compare.many", "most", mostCompared)
		chosen = chosen[:mostCompared]
	}
	if len(chosen) > 0 {
		v.Table = h.compareTable(p, chosen)
	}
	if !p.Large {
		v.Large = p.Again("print", "large")
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("catalog.page.compare.title"), Menu: "/services", Body: comparePage(p, v),
		Crumbs: []web.Crumb{{Href: "/services", Text: web.Plain(p.T("catalog.page.title"))}, {Text: web.Plain(p.T("catalog.page.compare.title"))}},
	})
}

// compareTable is a row for each thing that differs and a column for each service.
func (h *handlers) compareTable(p web.Page, chosen []catalog.Listing) *web.Table {
	t := &web.Table{Caption: p.T("catalog.page.compare.caption"), Head: []string{p.T("catalog.page.compare.by")}}
	rows := []struct {
		key string
		say func(catalog.Listing) []string
	}{
		{"catalog.page.price", func(l catalog.Listing) []string { return costs(p, l.Service) }},
		{"catalog.page.capacity", func(l catalog.Listing) []string { return h.rooms(p, l) }},
		{"catalog.field.waiting", func(l catalog.Listing) []string { return waiting(p, l) }},
		{"catalog.page.device", func(l catalog.Listing) []string { return DeviceTerms(p, l.Service.Device) }},
		{"catalog.page.provider", func(l catalog.Listing) []string { return []string{web.Mark(p.Name(l.Provider.Name))} }},
		{"catalog.page.where", func(l catalog.Listing) []string { return h.where(p, l) }},
		{"catalog.page.mode", func(l catalog.Listing) []string { return []string{terms(p, l.Service.Modes)} }},
		{"catalog.page.eligible", func(l catalog.Listing) []string {
			return []string{said(p, l.Service.Eligible), ages(p, l.Service)}
		}},
		{"catalog.page.documents", func(l catalog.Listing) (all []string) {
			for _, d := range l.Service.Documents {
				all = append(all, web.Mark(p.Name(d)))
			}
			return all
		}},
		{"catalog.page.phones", func(l catalog.Listing) []string {
			return phones(p, append(slices.Clone(l.Service.Phones), l.Provider.Phones...))
		}},
	}
	for _, l := range chosen {
		t.Head = append(t.Head, web.Mark(p.Name(l.Service.Name)))
	}
	for _, row := range rows {
		line, some := web.Row{Head: web.Plain(p.T(row.key))}, false
		for _, l := range chosen {
			says := slices.DeleteFunc(row.say(l), func(s string) bool { return s == "" })
			some = some || len(says) > 0
			if len(says) == 0 {
				says = []string{p.T("catalog.page.unsaid")}
			}
			line.Cells = append(line.Cells, strings.Join(says, p.T("catalog.page.semicolon")))
		}
		if some {
			t.Rows = append(t.Rows, line)
		}
	}
	return t
}

// waiting writes the waiting lists of all offers.
func waiting(p web.Page, l catalog.Listing) (all []string) {
	for _, o := range l.Service.Offers {
		for _, c := range l.Capacities[o.ID] {
			if c.Waiting == nil {
				all = append(all, p.T("catalog.page.undeclared"))
				continue
			}
			all = append(all, p.T("catalog.page.waiting", "n", *c.Waiting))
		}
	}
	return all
}
