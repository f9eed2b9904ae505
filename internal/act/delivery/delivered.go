package delivery

import (
	"cmp"
	"slices"

	"mihe/internal/base/store"
)

// Delivered is what the plans of a person allow of an item in a month, and what came of it.
type Delivered struct {
	Person, Item string
	Allowed      int // visits
	Finished     int // took place, says whoever delivered
	Confirmed    int // of those, what is sure enough to be paid
	Denied       int // of those, what somebody contradicts, or what is suspect
}

// Delivered tells it of everybody for whom a plan ran in a month, YYYY-MM, by person and item. Of a plan that began or ended within the month its
// days count, as they do for everything that Units allows. It opens nothing and names nobody but by identifiers, so it asks for no
// right. Cost: the plans of the node, and the visits of the month with what was said of them, each read once.
func (s *Service) Delivered(q store.Queryer, month string) ([]Delivered, error) {
	plans, err := s.Store.Plans(q, s.Node)
	if err != nil {
		return nil, err
	}
	all, of := map[benefit]*Delivered{}, map[string]*Delivered{} // of is by plan
	for k, chain := range chainsOf(plans) {
		chain = slices.DeleteFunc(chain, func(p Plan) bool { return len(p.running(month)) == 0 })
		if len(chain) == 0 {
			continue
		}
		all[k] = &Delivered{Person: k.person, Item: k.item, Allowed: Units(chain, month)}
		for _, p := range chain {
			of[p.ID] = all[k]
		}
	}
	visits, err := s.Store.InMonth(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	visits = slices.DeleteFunc(visits, func(v Visit) bool { return of[v.Plan] == nil || !v.Took() })
	standings, err := s.standings(q, visits)
	if err != nil {
		return nil, err
	}
	for _, v := range visits {
		d := of[v.Plan]
		d.Finished++
		switch _, why := (Frozen{Whole: v.Whole(), Standing: standings[v.ID]}).due(); why {
		case "":
			d.Confirmed++
		case WhyContradicted, WhySuspect:
			d.Denied++
		}
	}
	list := make([]Delivered, 0, len(all))
	for _, d := range all {
		list = append(list, *d)
	}
	slices.SortFunc(list, func(a, b Delivered) int { return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Item, b.Item)) })
	return list, nil
}
