package delivery

import (
	"cmp"
	"maps"
	"slices"

	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Asked is what a plan asks of its provider in a month, and what came of it: nobody is named.
type Asked struct {
	Provider  string
	Place     region.Key
	Residence string // urban or rural
	AtMs      int64  // when the plan was made
	Visits    int    // that it allows: of plans of one person for one item, what each adds
	Each      int    // minutes of one, of both carers where two go together
	Took      int    // visits that took place, says whoever delivered
	Confirmed int    // of those, what is sure enough to be paid
}

// AskedIn tells it of every plan that ran in a month, YYYY-MM, in the order in which they were made. It asks for no right.
func (s *Service) AskedIn(q store.Queryer, month string) ([]Asked, error) {
	plans, err := s.Store.Plans(q, s.Node)
	if err != nil {
		return nil, err
	}
	visits, err := s.Store.InMonth(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	visits = slices.DeleteFunc(visits, func(v Visit) bool { return !v.Took() })
	standings, err := s.standings(q, visits)
	if err != nil {
		return nil, err
	}
	took, sure := map[string]int{}, map[string]int{}
	for _, v := range visits {
		took[v.Plan]++
		if _, why := (Frozen{Whole: v.Whole(), Standing: standings[v.ID]}).due(); why == "" {
			sure[v.Plan]++
		}
	}
	slices.SortFunc(plans, func(a, b Plan) int { return cmp.Compare(a.ID, b.ID) }) // identifiers begin with their moment
	units := map[string]int{}
	for _, chain := range chainsOf(plans) {
		maps.Copy(units, allowances(chain, month))
	}
	var list []Asked
	for _, p := range plans {
		if units[p.ID] == 0 && took[p.ID] == 0 {
			continue
		}
		_, at, err := ident.Parse(p.ID)
		if err != nil {
			return nil, err
		}
		a := Asked{Provider: p.Provider, Place: p.Place, Residence: p.Residence, AtMs: at.UnixMilli(), Visits: units[p.ID], Each: p.Minutes, Took: took[p.ID], Confirmed: sure[p.ID]}
		if p.Together {
			a.Each *= 2
		}
		list = append(list, a)
	}
	return list, nil
}

// Span is where a plan runs, and from which day until which: nobody is named.
type Span struct {
	Place       region.Key
	From, Until string // YYYY-MM-DD; Until is the first day on which it no longer runs
}

// Spans lists it of all plans, by identifier. It asks for no right.
func (s *Service) Spans(q store.Queryer) (list []Span, err error) {
	plans, err := s.Store.Plans(q, s.Node)
	for _, p := range plans {
		list = append(list, Span{p.Place, p.From, p.until()})
	}
	return list, err
}
