package catalogweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
)

// perPage is how many services stand on a page.
const perPage = 20

// listView is the services that fit, with the form that asks for them.
type listView struct {
	Query                web.Field
	Place, Term, Mode    web.Field
	Places, Terms, Modes []web.Option
	Open                 bool
	Found                string
	Cards                []card
	Pages                web.Pages
	Compare              string
}

// card is one service.
type card struct {
	ID, Href string
	Name     web.Text
	State    string // for those who see what is inside
	Mood     web.Mood
	Facts    entries
}

// list answers GET /services.
func (h *handlers) list(r *web.Request) (web.View, error) {
	p, asked := r.Page, r.URL.Query()
	d, err := h.Register.For(r.Context(), r.Who)
	if err != nil {
		return web.View{}, err
	}
	view := h.Regions.At(h.Register.Today())
	q := catalog.Query{Text: strings.TrimSpace(asked.Get("q")), Term: asked.Get("term"), Mode: asked.Get("mode"), Open: asked.Get("open") == "1"}
	if text := asked.Get("place"); text != "" {
		if q.Place, _ = view.Resolve(text); q.Place == (region.Key{}) {
			return web.View{}, fault.New(fault.NotFound, "catalog.page.no_place")
		}
	}
	found := d.Find(q, view)
	now, err := strconv.Atoi(cmp.Or(asked.Get("page"), "1"))
	pages := web.Pages{Name: "page", Now: now, Last: max(1, (len(found)+perPage-1)/perPage)}
	if err != nil || now < 1 || now > pages.Last {
		return web.View{}, fault.New(fault.NotFound, "web.problem.no_page")
	}
	v := listView{
		Query: web.Field{Name: "q", Label: p.T("catalog.page.query"), Value: q.Text, Kind: "search"},
		Place: web.Field{Name: "place", Label: p.T("catalog.page.place"), Value: asked.Get("place")},
		Term:  web.Field{Name: "term", Label: p.T("catalog.page.kind"), Value: q.Term}, Terms: termOptions(p, false),
		Mode: web.Field{Name: "mode", Label: p.T("catalog.page.mode"), Value: q.Mode}, Modes: termOptions(p, true),
		Open: q.Open, Found: p.T("catalog.page.found", "n", len(found)), Pages: pages, Places: h.places(p, d, view), Compare: p.Link("/services/compare"),
	}
	for _, l := range found[(now-1)*perPage : min(len(found), now*perPage)] {
		v.Cards = append(v.Cards, h.card(p, l))
	}
	return web.View{Title: p.T("catalog.page.title"), Menu: "/services", Body: listPage(p, v)}, nil
}

func (h *handlers) card(p web.Page, l catalog.Listing) card {
	c := card{ID: l.Service.ID, Href: p.Link("/services/" + l.Service.ID), Name: p.Name(l.Service.Name)}
	if l.Entered != 0 && l.State != catalog.Published {
		c.State, c.Mood = p.T("catalog.state."+string(l.State)), mood(l.State)
	}
	c.Facts.add(p.T("catalog.page.provider"), web.Mark(p.Name(l.Provider.Name)))
	c.Facts.add(p.T("catalog.page.kind"), p.T("catalog.page.kind.mode", "kind", terms(p, l.Service.Terms), "mode", terms(p, l.Service.Modes)))
	c.Facts.add(p.T("catalog.page.where"), list(p, h.where(p, l)))
	c.Facts.add(p.T("catalog.page.price"), costs(p, l.Service)...)
	rooms := h.rooms(p, l)
	if len(rooms) == 0 {
		rooms = []string{p.T("catalog.page.room.unknown")}
	}
	c.Facts.add(p.T("catalog.page.capacity"), rooms...)
	return c
}

// where are the names of the places at which a service is given, each once.
func (h *handlers) where(p web.Page, l catalog.Listing) (names []string) {
	for _, o := range l.Service.Offers {
		name := web.Mark(h.place(p, l.Locations[o.Location].Region))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// places are those that some service is given at or is for, to choose from, by code.
func (h *handlers) places(p web.Page, d *catalog.Directory, v *region.View) []web.Option {
	known := map[region.Key]bool{}
	for _, l := range d.Listings {
		for _, at := range l.Locations {
			known[at.Region] = true
		}
		for _, a := range l.Service.Areas {
			known[a] = true
		}
	}
	var keys []region.Key
	for k := range known {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b region.Key) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Level, b.Level)) })
	options := []web.Option{{Label: web.Plain(p.T("catalog.page.any"))}}
	for _, k := range keys {
		if u, ok := v.Unit(k); ok {
			options = append(options, web.Option{Value: string(k.Code), Label: p.Name(u.Name)})
		}
	}
	return options
}

// termOptions are the modes, or what a service can be, to choose from. Finer kinds stand under the kind they belong to.
func termOptions(p web.Page, modes bool) []web.Option {
	options := []web.Option{{Label: web.Plain(p.T("catalog.page.any"))}}
	taxonomies, _ := catalog.Terms() // that they can be read is tested
	for _, x := range taxonomies {
		if (x.Code == catalog.ModeTaxonomy) != modes {
			continue
		}
		if !modes {
			options = append(options, web.Option{Value: x.Code, Label: p.Name(x.Name)})
		}
		for _, t := range x.Terms {
			label := p.Name(t.Name)
			if !modes {
				label.Text = strings.Repeat("\u2003", strings.Count(t.Code, ".")) + label.Text
			}
			options = append(options, web.Option{Value: t.Code, Label: label})
		}
	}
	return options
}
