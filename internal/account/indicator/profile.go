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
	// Sources are where the levels come from; Internal tells that some of it has not been approved for publication.
	Sources  []SourceNote
	Internal bool
}

// Profile is one place: where it lies, whom it resembles, how it stands.
type Profile struct {
	Unit      region.Unit
	Ancestors []region.Unit // from the province down to the unit above
	Children  []region.Unit // down to the counties
	Peers     []region.Unit // by code
	// Population and UrbanShare (percent) are those of the 2020 census; nil where it has no row.
	Population, UrbanShare *float64
	Internal               bool // of these two
	Standings              []Standing
}

// Profile describes a place by its division code (or key, where one code stands at two levels).
func (s *Service) Profile(ctx context.Context, who access.Actor, k region.Key) (*Profile, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Profile, error) {
		return r.profiles.get(k, func() (*Profile, error) { return r.profile(ctx, k) })
	})
}

func (r *reading) profile(ctx context.Context, k region.Key) (*Profile, error) {
	if k.Level == region.Township {
		return nil, township(k)
	}
	view, unit, ok := r.find(k)
	if !ok {
		return nil, fault.New(fault.NotFound, "indicator.region.unknown", "code", string(k.Code))
	}
	p := &Profile{Unit: unit, Internal: r.index.internal[residents[0].variable]}
	for level := region.Province; level < k.Level; level++ {
		if up, ok := view.RollUp(k, level); ok && up.Key != k {
			p.Ancestors = append(p.Ancestors, up)
		}
	}
	for _, c := range view.Children(k) {
		if u, ok := view.Unit(c); ok && u.Level <= region.County {
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

// size fills in population and urban share from the published census row of the place.
func (r *reading) size(ctx context.Context, p *Profile) error {
	t, err := r.heldTable(ctx, urbanAndAll, p.Unit.Level, censusPeriod)
	if err != nil {
		return err
	}
	values, held := t.addUp(r.rowsOf(place{key: p.Unit.Key}, censusPeriod))
	if !held || values[1] <= 0 {
		return nil
	}
	share := 100 * values[0] / values[1]
	p.Population, p.UrbanShare = &values[1], &share
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
	t, err := r.table(ctx, residents, region.County, censusPeriod)
	if err != nil {
		return err
	}
	type candidate struct {
		unit     region.Unit
		distance float64
	}
	var list []candidate
	buf := make([]float64, 1)
	for i, k := range r.s.atlas.keys {
		people, state := t.sumAt(i, buf)
		if k == p.Unit.Key || share[i] < 0 || state != fact.Observed {
			continue
		}
		_, u, ok := r.find(k)
		if !ok {
			continue
		}
		d := math.Hypot(math.Log2(people / *p.Population), (share[i]-*p.UrbanShare)/20)
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
	by, placed := map[region.Level]By{region.Province: ByProvince, region.Prefecture: ByPrefecture, region.County: ByCounty}[p.Unit.Level]
	periods := r.periods(ind, by)
	if !placed || len(periods) == 0 {
		return st, false, nil
	}
	st = Standing{Indicator: ind, Period: periods[len(periods)-1], Internal: r.internal(ind)}
	own, err := r.survey(ctx, ind, by, st.Period)
	if err != nil {
		return st, false, err
	}
	levels, err := r.levelsOf(ctx, own, append([]region.Unit{p.Unit}, p.Peers...))
	if err != nil || levels[0].Code == "" {
		return st, false, err
	}
	st.Own, st.Nation, st.Sources = levels[0], own.total, r.sources(own.f)
	if len(p.Ancestors) > 0 {
		above, err := r.survey(ctx, ind, ByProvince, st.Period)
		if err != nil {
			return st, false, err
		}
		levels, err := r.levelsOf(ctx, above, p.Ancestors[:1])
		if err != nil {
			return st, false, err
		}
		st.Above = levels[0]
	}
	st.span(levels[1:])
	return st, true, nil
}

// survey is a comparison over the whole country as far as one place needs it: the sums of every group, and the total.
type survey struct {
	f       *frame
	tallies []tally
	total   Level
}

func (r *reading) survey(ctx context.Context, ind *Indicator, by By, period string) (*survey, error) {
	q := Question{ID: ind.ID, By: by, Period: period}
	return r.surveys.get(q, func() (*survey, error) {
		f, err := r.frame(ctx, ind, q)
		if err != nil {
			return nil, err
		}
		atoms, err := r.atoms(ctx, f)
		if err != nil {
			return nil, err
		}
		s := &survey{f: f}
		var whole tally
		s.tallies, whole = f.tallies(atoms)
		s.total, err = r.leveller(f).total(ctx, whole)
		return s, err
	})
}

// levelsOf picks the levels of some places out of a survey; one that is no group of it has no code.
func (r *reading) levelsOf(ctx context.Context, s *survey, units []region.Unit) ([]Level, error) {
	list := make([]Level, len(units))
	x := r.leveller(s.f)
	for i, u := range units {
		g, known := s.f.at[string(u.Code)]
		if !known {
			continue
		}
		var err error
		if list[i], err = x.group(ctx, g, s.tallies[g]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// span sets the range of the peers' levels.
func (st *Standing) span(peers []Level) {
	var values []float64
	for _, l := range peers {
		if l.Value != nil {
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
