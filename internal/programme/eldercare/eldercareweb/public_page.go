package eldercareweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/measure/suppress"
)

// publicView is what everybody may see of the last diagnosis.
type publicView struct {
	When     string
	Counties []publicCounty
}

type publicCounty struct {
	Code      string
	Name      web.Text
	Residence web.Table
	Places    web.Table
}

// public answers GET /eldercare/county.
func (h handlers) public(w http.ResponseWriter, r *web.Request) error {
	open, err := h.Elders.Public(r.Context())
	if err != nil {
		return err
	}
	p, v := r.Page, publicView{}
	if open != nil {
		v.When = p.T("eldercare.public.when", "day", p.Day(open.On), "least", count(int(open.Least.Least)), "source", p.Name(open.Least.Source).Text)
		if !open.Least.Verified {
			v.When += " " + p.T("eldercare.public.unverified")
		}
		for _, c := range open.Counties {
			v.Counties = append(v.Counties, h.county(p, open.On, c))
		}
	}
	return r.Render(w, http.StatusOK, web.View{Figures: true, Title: p.T("eldercare.public.title"), Menu: "/eldercare/county", Body: publicPage(p, v)})
}

func (h handlers) county(p web.Page, on string, c eldercare.PublicCounty) publicCounty {
	view := h.Elders.Regions.At(on)
	name := func(k region.Key) web.Text {
		if u, ok := view.Unit(k); ok {
			return p.Name(u.Name)
		}
		return p.Name(i18n.Name{Zh: string(k.Code)})
	}
	var places []web.Text
	for _, k := range c.Places {
		places = append(places, name(k))
	}
	all := web.Plain(p.T("eldercare.public.all"))
	return publicCounty{
		Code: string(c.County.Code), Name: name(c.County),
		Residence: publicTable(p, p.T("eldercare.public.caption.residence"), p.T("eldercare.public.residence"), c.Residence, []web.Text{
			web.Plain(p.T("eldercare.page.urban")), web.Plain(p.T("eldercare.page.rural")), web.Plain(p.T("eldercare.public.neither")), all,
		}),
		Places: publicTable(p, p.T("eldercare.public.caption.place"), p.T("eldercare.public.place"), c.Place, append(places, all)),
	}
}

// publicTable is a row for each row of a table with its sums; what is hidden says so, and a share is told where both of its counts are.
func publicTable(p web.Page, caption, kind string, t suppress.Table, heads []web.Text) web.Table {
	out := web.Table{
		Caption: caption,
		Head:    []string{kind, p.T("eldercare.page.due"), p.T("eldercare.page.served"), p.T("eldercare.page.unserved"), p.T("eldercare.page.share")},
	}
	for i, row := range t.Counts {
		cell := func(k int) string {
			if t.Hidden[i][k] {
				return p.T("eldercare.public.hidden")
			}
			return strconv.FormatInt(row[k], 10)
		}
		share := p.T("eldercare.public.hidden")
		if !t.Hidden[i][0] && !t.Hidden[i][2] {
			share = percent(shareOf(int(row[0]), int(row[2])))
		}
		out.Rows = append(out.Rows, web.Row{Head: heads[i], Cells: []string{cell(2), cell(0), cell(1), share}})
	}
	return out
}
