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
	asked    string // how a question names it
	name     i18n.Name
}

// country is the place that contains everything.
func (r *reading) country() place {
	return place{key: region.Country, name: i18n.Name{Zh: r.s.countryName.Zh, En: r.s.countryName.En}}
}

// placeOf reads a division code, a key such as 441900@county, or the code of an economic region; empty is the country. A
// code that stands at two levels means the coarser, which holds the other.
func (r *reading) placeOf(code string) (place, error) {
	if code == "" || code == string(region.Country.Code) {
		return r.country(), nil
	}
	tree := r.s.atlas.tree
	for _, e := range tree.At(region.ListDay).EconomicRegions() {
		if e.Code == code {
			return place{economic: code, asked: code, name: e.Name}, nil
		}
	}
	if k, ok := region.ParseKey(code); ok {
		return r.placeAt(k)
	}
	known := tree.Resolve(code)
	if len(known) > 0 && known[0].Level == region.Township {
		return place{}, township(known[0]).At("within")
	}
	for _, day := range []string{region.ListDay, region.CensusDay} {
		for _, k := range known {
			if u, ok := tree.At(day).Unit(k); ok {
				return place{key: k, asked: code, name: nameOf(tree.At(day), u)}, nil
			}
		}
	}
	return place{}, fault.New(fault.NotFound, "indicator.region.unknown", "code", code).At("within")
}

// placeAt finds the place with this key. One that its code alone would find is named by its code alone, so that the same
// question is never asked in two spellings.
func (r *reading) placeAt(k region.Key) (place, error) {
	switch {
	case k == region.Country:
		return r.country(), nil
	case k.Level == region.Township:
		return place{}, township(k).At("within")
	}
	if p, err := r.placeOf(string(k.Code)); err == nil && p.key == k {
		return p, nil
	}
	view, u, ok := r.find(k)
	if !ok {
		return place{}, fault.New(fault.NotFound, "indicator.region.unknown", "code", k.String()).At("within")
	}
	return place{key: k, asked: k.String(), name: nameOf(view, u)}, nil
}

// township refuses what is asked of a township: no observation is about one.
func township(k region.Key) *fault.Error {
	return fault.New(fault.NotFound, "indicator.region.township", "code", string(k.Code))
}

// code is what a group or the whole scope is called in an answer.
func (p place) code() string {
	if p.economic != "" {
		return p.economic
	}
	return string(p.key.Code)
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

// extent is the units in scope, the groups of a comparison and, for each unit, the group it falls in: -1 for none. It is
// shared between comparisons and never changes.
type extent struct {
	units  []int
	groups []group
	of     []int
	at     map[string]int // the group with a code
}

// frameKey names an extent: comparisons of many indicators and years share one.
type frameKey struct {
	by       By
	key      region.Key
	economic string
	level    region.Level
	state    int // of the map
}

func (r *reading) extent(ctx context.Context, by By, scope place, level region.Level, view *region.View) (*extent, error) {
	key := frameKey{by, scope.key, scope.economic, level, view.State()}
	return r.frames.get(key, func() (*extent, error) {
		e := &extent{units: r.units(level, scope, view)}
		e.of = make([]int, len(e.units))
		if err := r.group(ctx, e, by, scope, view); err != nil {
			return nil, err
		}
		e.at = make(map[string]int, len(e.groups))
		for i, g := range e.groups {
			e.at[g.code] = i
		}
		return e, nil
	})
}

// units lists the units of a level that lie in scope on a map.
func (r *reading) units(level region.Level, scope place, view *region.View) []int {
	all := r.s.atlas.units(level, view)
	if scope.key == region.Country {
		return all
	}
	var list []int
	for _, u := range all {
		if within(view, scope, r.s.atlas.keys[u]) {
			list = append(list, u)
		}
	}
	return list
}

// within asks the map; a unit that the map does not know is placed by rolling it up.
func within(view *region.View, scope place, k region.Key) bool {
	if scope.contains(view, k) {
		return true
	}
	if scope.economic != "" {
		prov, ok := view.RollUp(k, region.Province)
		return ok && view.EconomicRegion(prov.Key) == scope.economic
	}
	up, ok := view.RollUp(k, scope.key.Level)
	return ok && up.Key == scope.key
}

// group forms the groups over the units of e. Groups without any unit are left out, except places in scope, which stay
// and say that they have no data.
func (r *reading) group(ctx context.Context, e *extent, by By, scope place, view *region.View) error {
	switch by {
	case BySex, ByUrbanRural:
		for _, b := range parts[by] {
			code := b.Sex + b.Residence
			e.groups = append(e.groups, group{code: code, name: r.s.names[string(by)+"."+code], breakdown: b})
		}
	case ByUrbanisation:
		return r.byUrbanisation(ctx, e)
	case ByUnitType:
		r.byUnitType(e, view)
	default:
		r.byPlace(e, by, scope, view)
	}
	return nil
}

func (r *reading) byPlace(e *extent, by By, scope place, view *region.View) {
	at := map[string]int{}
	add := func(code string, p place) {
		at[code] = len(e.groups)
		e.groups = append(e.groups, group{code: code, name: p.name, place: &p})
	}
	if by == ByEconomicRegion {
		for _, one := range view.EconomicRegions() {
			add(one.Code, place{economic: one.Code, name: one.Name})
		}
	} else {
		for _, u := range view.Units(by.level()) {
			if scope.contains(view, u.Key) {
				add(string(u.Code), place{key: u.Key, name: nameOf(view, u)})
			}
		}
	}
	for i, u := range e.units {
		code, p, ok := r.groupOf(by, view, r.s.atlas.keys[u])
		if !ok {
			e.of[i] = -1
			continue
		}
		if _, known := at[code]; !known {
			add(code, p)
		}
		e.of[i] = at[code]
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

func (r *reading) byUnitType(e *extent, view *region.View) {
	at := map[string]int{}
	for i, u := range e.units {
		unit, ok := view.RollUp(r.s.atlas.keys[u], region.County)
		if !ok {
			e.of[i] = -1
			continue
		}
		if _, known := at[unit.Type]; !known {
			at[unit.Type] = len(e.groups)
			e.groups = append(e.groups, group{code: unit.Type, name: r.s.names["unit_type."+unit.Type]})
		}
		e.of[i] = at[unit.Type]
	}
}

func (r *reading) byUrbanisation(ctx context.Context, e *extent) error {
	for _, code := range bandCodes {
		e.groups = append(e.groups, group{code: code, name: r.s.names["urbanisation_band."+code]})
	}
	share, err := r.urbanShare(ctx)
	if err != nil {
		return err
	}
	for i, u := range e.units {
		e.of[i] = band(share[u])
	}
	return nil
}

// band is the urbanisation band of a share of urban residents in percent, -1 for an unknown (negative) one.
func band(share float64) int {
	n := -1
	for i, edge := range bandEdges {
		if share >= edge {
			n = i
		}
	}
	return n
}

// urbanShare is the percentage of urban residents of every county in 2020, -1 where the census has none. Both counts
// come from one vintage: a recount of all residents says nothing of the urban ones.
func (r *reading) urbanShare(ctx context.Context) ([]float64, error) {
	t, err := r.table(ctx, urbanAndAll, region.County, censusPeriod)
	if err != nil {
		return nil, err
	}
	share := make([]float64, len(r.s.atlas.keys))
	row := make([]float64, len(urbanAndAll))
	for i := range share {
		share[i] = -1
		if t.row(i, row) == fact.Observed && row[1] > 0 {
			share[i] = 100 * row[0] / row[1]
		}
	}
	return share, nil
}
