package indicator

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// peerCount is how many counties of similar size and urban share a county is compared with.
const peerCount = 10

// Standing is how one place stands on one indicator beside others.
type Standing struct {
	Indicator *Indicator
	Period    string
	// Own, Above and Nation are the levels of the place, of the unit above it (its province; for a province nil) and
	// of the country.
	Own, Above, Nation Level
	// PeerLow, PeerMedian and PeerHigh span the levels of the peers that have one; nil below three such peers.
	PeerLow, PeerMedian, PeerHigh *float64
}

// Profile is one place: where it lies, whom it resembles, how it stands.
type Profile struct {
	Unit      region.Unit
	Ancestors []region.Unit // from the province down to the unit above
	Children  []region.Unit
	Peers     []region.Unit // by code
	// Population and UrbanShare (percent) are those of the 2020 census; nil where it has no row.
	Population, UrbanShare *float64
	Standings              []Standing
}

// Profile describes a place by its division code (or key, where one code stands at two levels).
func (s *Service) Profile(ctx context.Context, who access.Actor, k region.Key) (*Profile, error) {
	if err := who.Check(access.Public); err != nil {
		return nil, err
	}
	r, err := s.reading(ctx)
	if err != nil {
		return nil, err
	}
	return r.profiles.get(k, func() (*Profile, error) { return r.profile(context.WithoutCancel(ctx), k) })
}

func (r *reading) profile(ctx context.Context, k region.Key) (*Profile, error) {
	view, unit, ok := r.find(k)
	if !ok {
		return nil, fault.New(fault.NotFound, "indicator.region.unknown", "code", string(k.Code))
	}
	p := &Profile{Unit: unit}
	for level := region.Province; level < k.Level; level++ {
		if up, ok := view.RollUp(k, level); ok && up.Key != k {
			p.Ancestors = append(p.Ancestors, up)
		}
	}
	for _, c := range view.Children(k) {
		if u, ok := view.Unit(c); ok {
			p.Children = append(p.Children, u)
		}
	}
	if err := r.size(ctx, p); err != nil {
		return nil, err
	}
	if err := r.peers(ctx, p); err != nil {
		return nil, err
	}
	for _, ind := range r.s.reg.All() {
		st, held, err := r.standing(ctx, p, ind)
		if err != nil {
			return nil, err
		}
		if held {
			p.Standings = append(p.Standings, st)
		}
	}
	return p, nil
}

// find looks the place up on the newest map and then on the day of the census.
func (r *reading) find(k region.Key) (*region.View, region.Unit, bool) {
	for _, day := range []string{region.ListDay, region.CensusDay} {
		view := r.s.atlas.tree.At(day)
		if u, ok := view.Unit(k); ok {
			return view, u, true
		}
	}
	return nil, region.Unit{}, false
}

// size fills in population and urban share from the published census rows of the place.
func (r *reading) size(ctx context.Context, p *Profile) error {
	where := place{key: p.Unit.Key}
	all, held, err := r.publishedSum(ctx, residents, where, censusPeriod)
	if err != nil || !held || all <= 0 {
		return err
	}
	urban, held, err := r.publishedSum(ctx, urbanResidents, where, censusPeriod)
	if err != nil || !held {
		return err
	}
	share := 100 * urban / all
	p.Population, p.UrbanShare = &all, &share
	return nil
}

// peers picks the counties nearest in size (a doubling counts as much as 20 points of urban share) outside the place
// itself; ties go to the lower code. Only counties have peers.
func (r *reading) peers(ctx context.Context, p *Profile) error {
	if p.Unit.Level != region.County || p.Population == nil {
		return nil
	}
	share, err := r.urbanShare(ctx)
	if err != nil {
		return err
	}
	all, err := r.column(ctx, residents[0], region.County, censusPeriod, "")
	if err != nil {
		return err
	}
	type candidate struct {
		unit     region.Unit
		distance float64
	}
	var list []candidate
	for i, k := range r.s.atlas.keys {
		if k == p.Unit.Key || share[i] < 0 || all.state[i] != fact.Observed {
			continue
		}
		_, u, ok := r.find(k)
		if !ok {
			continue
		}
		d := math.Hypot(math.Log2(all.value[i] / *p.Population), (share[i]-*p.UrbanShare)/20)
		list = append(list, candidate{u, d})
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.unit.Code, b.unit.Code))
	})
	for _, c := range list[:min(peerCount, len(list))] {
		p.Peers = append(p.Peers, c.unit)
	}
	slices.SortFunc(p.Peers, func(a, b region.Unit) int { return cmp.Compare(a.Code, b.Code) })
	return nil
}

// standing compares the place on one indicator at its latest period for the place's level; held is false when the
// indicator has no data at that level.
func (r *reading) standing(ctx context.Context, p *Profile, ind *Indicator) (st Standing, held bool, err error) {
	by := map[region.Level]By{region.Province: ByProvince, region.Prefecture: ByPrefecture, region.County: ByCounty}[p.Unit.Level]
	periods := r.index.periodsFor(ind, r.s.reg.variables, by)
	if len(periods) == 0 {
		return st, false, nil
	}
	st = Standing{Indicator: ind, Period: periods[len(periods)-1]}
	own, err := r.atPeriod(ctx, ind, by, st.Period)
	if err != nil {
		return st, false, err
	}
	levels := byCode(own)
	if st.Own, held = levels[string(p.Unit.Code)]; !held {
		return st, false, nil
	}
	st.Nation = own.Total
	if len(p.Ancestors) > 0 {
		above, err := r.atPeriod(ctx, ind, ByProvince, st.Period)
		if err != nil {
			return st, false, err
		}
		st.Above = byCode(above)[string(p.Ancestors[0].Code)]
	}
	st.span(levels, p.Peers)
	return st, true, nil
}

// atPeriod is a comparison over the whole country without inequality and trend, remembered like any other.
func (r *reading) atPeriod(ctx context.Context, ind *Indicator, by By, period string) (*Gap, error) {
	q := Question{ID: ind.ID, By: by, Period: period}
	return r.snapshots.get(q, func() (*Gap, error) {
		g, _, _, err := r.outline(ctx, ind, q)
		return g, err
	})
}

func byCode(g *Gap) map[string]Level {
	m := make(map[string]Level, len(g.Groups))
	for _, l := range g.Groups {
		m[l.Code] = l
	}
	return m
}

// span sets the range of the peers' levels.
func (st *Standing) span(levels map[string]Level, peers []region.Unit) {
	var values []float64
	for _, u := range peers {
		if l := levels[string(u.Code)]; l.Value != nil {
			values = append(values, *l.Value)
		}
	}
	if len(values) < 3 {
		return
	}
	slices.Sort(values)
	n := len(values)
	median := (values[(n-1)/2] + values[n/2]) / 2
	st.PeerLow, st.PeerMedian, st.PeerHigh = &values[0], &median, &values[n-1]
}
