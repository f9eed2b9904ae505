package delivery

import (
	"cmp"
	"maps"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Ended is a plan that ended early: whose, of which item, and why.
type Ended struct {
	Person, Item, Why string // Why is one of Endings
}

// EndedBetween tells which plans ended early after one day and until another, YYYY-MM-DD, by person and item. Like Delivered it names nobody but
// by identifiers and asks for no right.
func (s *Service) EndedBetween(q store.Queryer, after, until string) (list []Ended, err error) {
	plans, err := s.Store.Plans(q, s.Node)
	for _, p := range plans {
		if after < p.Ended && p.Ended <= until {
			list = append(list, Ended{p.Person, p.Item, p.Why})
		}
	}
	slices.SortFunc(list, func(a, b Ended) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Why, b.Why))
	})
	return list, err
}

// Came is who came to a person in a month, and whether it was the first time.
type Came struct {
	Person   string
	Place    region.Key // of the first visit of the month
	Visits   int        // took place, says whoever delivered
	Familiar int        // of those, with the post that came most often
	First    string     // the day, where the first visit ever that is sure enough to be paid was in this month
}

// CameIn tells it of everybody to whom somebody came in a month, YYYY-MM, by person. Cost: the visits of the month, and the earlier ones of those to
// whom somebody came, each read once.
func (s *Service) CameIn(q store.Queryer, month string) ([]Came, error) {
	visits, err := s.Store.InMonth(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	of := map[string][]Visit{}
	for _, v := range visits {
		if v.Took() {
			of[v.Person] = append(of[v.Person], v)
		}
	}
	firsts, err := s.firsts(q, of, month)
	if err != nil {
		return nil, err
	}
	list := make([]Came, 0, len(of))
	for _, person := range slices.Sorted(maps.Keys(of)) {
		c := came(of[person])
		c.Person, c.First = person, firsts[person]
		list = append(list, c)
	}
	return list, nil
}

// came counts the visits of one person.
func came(visits []Visit) (c Came) {
	slices.SortFunc(visits, func(a, b Visit) int { return cmp.Or(cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID)) })
	by := map[string]int{}
	for _, v := range visits {
		c.Visits++
		for _, post := range v.Attended {
			by[post]++
			c.Familiar = max(c.Familiar, by[post])
		}
	}
	c.Place = visits[0].Place
	return c
}

// firsts are the days of the first confirmed visits ever, of those persons whose first was in a month.
func (s *Service) firsts(q store.Queryer, of map[string][]Visit, month string) (map[string]string, error) {
	var all []Visit
	for _, person := range slices.Sorted(maps.Keys(of)) {
		list, err := s.Store.VisitsOf(q, s.Node, person, everything)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if v.Took() && v.Month() <= month {
				all = append(all, v)
			}
		}
	}
	standings, err := s.standings(q, all)
	if err != nil {
		return nil, err
	}
	first := map[string]string{}
	for _, v := range all {
		if _, why := (Frozen{Whole: v.Whole(), Standing: standings[v.ID]}).due(); why == "" && (first[v.Person] == "" || v.On < first[v.Person]) {
			first[v.Person] = v.On
		}
	}
	maps.DeleteFunc(first, func(_, on string) bool { return on[:len(month)] != month })
	return first, nil
}

// MismatchIn is what the audit of a place and month found, of all providers together; found is false where none was drawn.
func (s *Service) MismatchIn(q store.Queryer, place region.Key, month string) (r Rate, found bool, err error) {
	a, found, err := s.Store.AuditOf(q, s.Node, place.String(), month)
	if err != nil || !found {
		return r, false, err
	}
	checks, err := s.Store.Checks(q, s.Node, a.ID)
	if err != nil {
		return r, false, err
	}
	rates, err := Rates(a, checks)
	if err != nil {
		return r, false, err
	}
	return rates[len(rates)-1], true, nil
}
