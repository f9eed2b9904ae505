package eldercareweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
)

// worklistView is who of a township lacks what is due.
type worklistView struct {
	Lead   string
	Places []web.Option
	At     string
	People []unservedView
	Next   string
}

// unservedView is one person of it.
type unservedView struct {
	Name, Lacks string
	Says        []string // telephone, address
	Applied     string
	Way         web.Link
}

// unserved answers GET /eldercare/unserved.
func (h handlers) unserved(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	towns := h.towns(r)
	if len(towns) == 0 {
		return r.Render(w, http.StatusOK, web.View{Title: p.T("eldercare.unserved.title"), Menu: "/eldercare/unserved", Body: worklistPage(p, worklistView{})})
	}
	at := towns[0]
	if said := q.Get("at"); said != "" {
		at = region.Key{Code: region.Code(said), Level: region.Township}
	}
	list, err := h.Elders.Unserved(r.Context(), r.Who, at, q.Get("after"))
	if err != nil {
		return err
	}
	view := h.Elders.Regions.At(calendar.Day(h.Elders.Now()))
	name := func(k region.Key) web.Text {
		u, ok := view.Unit(k)
		if !ok {
			return web.Plain(string(k.Code))
		}
		return p.Name(u.Name)
	}
	v := worklistView{
		At:   string(at.Code),
		Lead: p.T("eldercare.unserved.lead", "place", web.Mark(name(at)), "people", count(list.All), "day", p.Day(list.On)),
	}
	for _, t := range towns {
		v.Places = append(v.Places, web.Option{Value: string(t.Code), Label: name(t)})
	}
	if list.Next != "" {
		v.Next = p.Link("/eldercare/unserved", "at", v.At, "after", list.Next)
	}
	for _, u := range list.People {
		v.People = append(v.People, h.unservedLine(p, u, list.List))
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("eldercare.unserved.title"), Menu: "/eldercare/unserved", Body: worklistPage(p, v)})
}

// unservedLine is one person, and what to do.
func (h handlers) unservedLine(p web.Page, u eldercare.Unserved, list *rule.Set) unservedView {
	one := unservedView{
		Name: u.Name, Lacks: p.T("eldercare.unserved.lacks", "items", strings.Join(list.ResultTitles(u.Lacks, p.Lang), p.T("eldercare.page.comma"))),
		Way: web.Link{Label: p.T("eldercare.choose.behalf"), Href: p.Link("/eldercare/apply/" + u.Person)},
	}
	for _, says := range []string{u.Phone, u.Address} {
		if says != "" {
			one.Says = append(one.Says, says)
		}
	}
	if u.Open != nil {
		one.Applied, one.Way = h.applied(p, *u.Open, "")
	}
	return one
}

// towns are the townships that the reader may reach, by code.
func (h handlers) towns(r *web.Request) (list []region.Key) {
	view := h.Elders.Regions.At(calendar.Day(h.Elders.Now()))
	places, everywhere := r.Who.Places(eldercare.CanReach)
	if everywhere {
		places = []region.Key{h.Elders.Home}
	}
	for i := 0; i < len(places); i++ {
		if places[i].Level == region.Township {
			if view.Contains(h.Elders.Home, places[i]) {
				list = append(list, places[i])
			}
			continue
		}
		places = append(places, view.Children(places[i])...)
	}
	return list
}
