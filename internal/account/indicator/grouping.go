package indicator

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// place is a region a comparison can be limited to, or a group of one: a unit, an economic region, or the country.
type place struct {
	key      region.Key // zero for an economic region
	economic string
	name     i18n.Name
}

// country is the place that contains everything.
func (r *reading) country() place {
	return place{key: region.Country, name: i18n.Name{Zh: r.s.countryName.Zh, En: r.s.countryName.En}}
}

// placeOf reads a division code or the code of an economic region; empty is the country.
func (r *reading) placeOf(code string) (place, error) {
	if code == "" || code == string(region.Country.Code) {
		return r.country(), nil
	}
	view := r.s.atlas.tree.At(region.ListDay)
	for _, e := range view.EconomicRegions() {
		if e.Code == code {
			return place{economic: code, name: e.Name}, nil
		}
	}
	for _, day := range []string{region.ListDay, region.CensusDay} {
		for level := region.Province; level <= region.County; level++ {
			view := r.s.atlas.tree.At(day)
			if u, ok := view.Unit(region.Key{Code: region.Code(code), Level: level}); ok {
				return place{key: u.Key, name: nameOf(view, u)}, nil
			}
		}
	}
	return place{}, fault.New(fault.NotFound, "indicator.region.unknown", "code", code).At("within")
}

// contains tells whether unit k lies in p on the map v.
func (p place) contains(v *region.View, k region.Key) bool {
	switch {
	case p.economic != "":
		return v.EconomicRegion(k) == p.economic
	case p.key == region.Country:
		return true
	}
	return p.key == k || v.Contains(p.key, k)
}

// group is one of the compared: a place, a kind of place, or a part of the population.
type group struct {
	code      string
	name      i18n.Name
	place     *place // nil for kinds of places and parts of the population
	breakdown fact.Breakdown
}

// grouping is the groups of a comparison and, for each unit in scope, the group it falls in.
type grouping struct {
	groups []group
	of     map[int]int
}

// grouping forms the groups of a question over the given units. Groups without any unit are left out, except places
// of the country, which stay and say that they have no data.
func (r *reading) grouping(ctx context.Context, by By, scope place, units []int, day string) (*grouping, error) {
	g := &grouping{of: map[int]int{}}
	view := r.s.atlas.tree.At(day)
	switch by {
	case BySex, ByUrbanRural:
		for _, b := range parts[by] {
			code := b.Sex + b.Residence
			g.groups = append(g.groups, group{code: code, name: r.s.names[string(by)+"."+code], breakdown: b})
		}
		for _, u := range units {
			g.of[u] = 0
		}
	case ByUrbanisation:
		return g, r.byUrbanisation(ctx, g, units)
	case ByUnitType:
		r.byUnitType(g, view, units)
	default:
		r.byPlace(g, by, scope, view, units)
	}
	return g, nil
}

func (r *reading) byPlace(g *grouping, by By, scope place, view *region.View, units []int) {
	at := map[string]int{}
	add := func(code string, p place) {
		at[code] = len(g.groups)
		g.groups = append(g.groups, group{code: code, name: p.name, place: &p})
	}
	if by == ByEconomicRegion {
		for _, e := range view.EconomicRegions() {
			add(e.Code, place{economic: e.Code, name: e.Name})
		}
	} else {
		for _, u := range view.Units(by.level()) {
			if scope.contains(view, u.Key) {
				add(string(u.Code), place{key: u.Key, name: nameOf(view, u)})
			}
		}
	}
	for _, u := range units {
		code, p, ok := r.groupOf(by, view, r.s.atlas.keys[u])
		if !ok {
			continue
		}
		if _, known := at[code]; !known {
			add(code, p)
		}
		g.of[u] = at[code]
	}
}

// level is the level of the places that by compares.
func (by By) level() region.Level {
	switch by {
	case ByPrefecture:
		return region.Prefecture
	case ByCounty:
		return region.County
	default:
		return region.Province
	}
}

// groupOf returns the group of a unit on a map; a unit that the map does not know stands where another day puts it.
func (r *reading) groupOf(by By, view *region.View, k region.Key) (string, place, bool) {
	if by == ByEconomicRegion {
		prov, ok := view.RollUp(k, region.Province)
		e := view.EconomicRegion(prov.Key)
		return e, place{}, ok && e != ""
	}
	u, ok := view.RollUp(k, by.level())
	return string(u.Code), place{key: u.Key, name: nameOf(view, u)}, ok
}

// nameOf is what a unit is called beside others. A row that only groups units bears a name that nine rows share
// (市辖区), so it is said with the unit above it.
func nameOf(view *region.View, u region.Unit) i18n.Name {
	up, ok := view.Unit(u.Parent)
	if !u.Grouping() || !ok {
		return u.Name
	}
	return i18n.Name{Zh: up.Name.Zh + u.Name.Zh}
}

func (r *reading) byUnitType(g *grouping, view *region.View, units []int) {
	at := map[string]int{}
	for _, u := range units {
		unit, ok := view.RollUp(r.s.atlas.keys[u], region.County)
		if !ok {
			continue
		}
		i, known := at[unit.Type]
		if !known {
			i = len(g.groups)
			at[unit.Type] = i
			g.groups = append(g.groups, group{code: unit.Type, name: r.s.names["unit_type."+unit.Type]})
		}
		g.of[u] = i
	}
}

func (r *reading) byUrbanisation(ctx context.Context, g *grouping, units []int) error {
	for _, code := range bandCodes {
		g.groups = append(g.groups, group{code: code, name: r.s.names["urbanisation_band."+code]})
	}
	share, err := r.urbanShare(ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		if share[u] < 0 {
			continue
		}
		for i, edge := range bandEdges {
			if share[u] >= edge {
				g.of[u] = i
			}
		}
	}
	return nil
}

// urbanShare is the percentage of urban residents of every county in 2020, -1 where the census has none.
func (r *reading) urbanShare(ctx context.Context) ([]float64, error) {
	urban, err := r.column(ctx, urbanResidents[0], region.County, censusPeriod, "")
	if err != nil {
		return nil, err
	}
	all, err := r.column(ctx, residents[0], region.County, censusPeriod, "")
	if err != nil {
		return nil, err
	}
	share := make([]float64, len(all.value))
	for i := range share {
		share[i] = -1
		if urban.state[i] == fact.Observed && all.state[i] == fact.Observed && all.value[i] > 0 {
			share[i] = 100 * urban.value[i] / all.value[i]
		}
	}
	return share, nil
}
