package eldercare

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Counties is what a node holds of the elder care of the counties of one prefecture in one month, from its own diagnoses and from whoever
// handed figures in. It stands in the order of codes: nobody is ranked.
type Counties struct {
	Within region.Key
	Month  string       // YYYY-MM; empty where the node holds no figure that the reader may see
	Months []string     // of which figures are held, the last first
	Others []region.Key // the prefectures of which figures are held, in the order of codes
	List   []County
}

// County is one of them. What is not held is nil: it is not zero.
type County struct {
	County  region.Key
	Figures map[Figure]Shown
	Last    string // where nothing is held of the month: the last month before it of which something is
}

// Figure names a figure of a county.
type Figure struct {
	Variable  string
	Residence Residence
}

// Shown is a figure as it was told.
type Shown struct {
	Value           float64
	Vintage, Source string
}

// Number is a figure of the county, where it is held.
func (c County) Number(variable string, where Residence) (v float64, held bool) {
	t, held := c.Figures[Figure{variable, where}]
	return t.Value, held
}

// told are the variables that are shown of a county, with the parts of the population of each.
var told = []struct {
	variable string
	parts    []Residence
}{
	{dueVariable, []Residence{"", Urban, Rural}},
	{servedVariable, []Residence{"", Urban, Rural}},
	{recordedVariable, []Residence{""}},
	{eldersVariable, []Residence{""}},
	{undecidedVariable, []Residence{""}},
	{waitDaysVariable, []Residence{""}},
	{waitedVariable, []Residence{""}},
	{visitsVariable, []Residence{""}},
	{familiarVariable, []Residence{""}},
	{framedVariable, []Residence{""}},
	{mismatchedVariable, []Residence{""}},
	{reachedVariable, []Residence{""}},
	{lowVariable, []Residence{""}},
	{highVariable, []Residence{""}},
	{townLowVariable, []Residence{""}},
	{townHighVariable, []Residence{""}},
}

// Counties returns them of a prefecture and a month, both as far as the actor may read there. Without a prefecture it is the first of which
// figures are held, without a month the last. It asks nothing of any other node: a figure is here because it was computed or handed in here.
func (s *Service) Counties(ctx context.Context, who access.Actor, within region.Code, month string) (c Counties, err error) {
	if err := who.Check(CanRead); err != nil {
		return c, err
	}
	view := s.Regions.At(s.today())
	return c, s.DB.Read(ctx, func(q store.Queryer) error {
		held, err := s.heldMonths(q, who, view)
		if err != nil {
			return err
		}
		c.Others, c.Within = prefectures(view, held), region.Key{Code: within, Level: region.Prefecture}
		if within == "" {
			c.Within = s.somewhere(who, view, c.Others)
		}
		for _, k := range view.Children(c.Within) {
			if k.Level == region.County && view.Contains(s.Home, k) && who.May(CanRead, k) {
				c.List = append(c.List, County{County: k, Figures: map[Figure]Shown{}})
			}
		}
		slices.SortFunc(c.List, func(a, b County) int { return cmp.Compare(a.County.Code, b.County.Code) })
		for _, one := range c.List {
			c.Months = append(c.Months, held[one.County]...)
		}
		slices.Sort(c.Months)
		c.Months = slices.Compact(c.Months)
		slices.Reverse(c.Months)
		if c.Month = month; !slices.Contains(c.Months, month) {
			c.Month = ""
			if len(c.Months) > 0 {
				c.Month = c.Months[0]
			}
		}
		return s.fillIn(q, &c, held)
	})
}

// heldMonths are the months of which a count of those due is held, by county that the actor may read.
func (s *Service) heldMonths(q store.Queryer, who access.Actor, view *region.View) (map[region.Key][]string, error) {
	holdings, err := s.Held.Holdings(q, s.Node)
	if err != nil {
		return nil, err
	}
	seen, held := map[string]bool{}, map[region.Key][]string{}
	for _, h := range holdings {
		if h.Variable != dueVariable || h.Level != region.County || len(h.Period) != len("2006-01") || seen[h.Period] {
			continue
		}
		seen[h.Period] = true
		cells, err := s.Held.Cells(q, fact.Query{Node: s.Node, Variable: dueVariable, Period: h.Period, Level: region.County})
		if err != nil {
			return nil, err
		}
		for _, one := range cells {
			if one.State == fact.Observed && view.Contains(s.Home, one.Region) && who.May(CanRead, one.Region) {
				held[one.Region] = append(held[one.Region], h.Period)
			}
		}
	}
	return held, nil
}

// prefectures are those around counties, by code.
func prefectures(view *region.View, held map[region.Key][]string) (list []region.Key) {
	for county := range held {
		if p, ok := view.Ancestor(county, region.Prefecture); ok && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b region.Key) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

// somewhere is the prefecture shown to who names none: the first of which figures are held, else that around the first place of the actor.
func (s *Service) somewhere(who access.Actor, view *region.View, held []region.Key) region.Key {
	if len(held) > 0 {
		return held[0]
	}
	places, everywhere := who.Places(CanRead)
	if everywhere {
		places = []region.Key{s.Home}
	}
	for _, k := range places {
		if k.Level == region.Prefecture {
			return k
		}
		if p, ok := view.Ancestor(k, region.Prefecture); ok {
			return p
		}
	}
	return region.Key{}
}

// fillIn reads the figures of the month.
func (s *Service) fillIn(q store.Queryer, c *Counties, held map[region.Key][]string) error {
	at := map[region.Key]int{}
	for i, one := range c.List {
		at[one.County] = i
		if months := held[one.County]; !slices.Contains(months, c.Month) {
			for _, m := range months {
				if m < c.Month && m > c.List[i].Last {
					c.List[i].Last = m
				}
			}
		}
	}
	if c.Month == "" {
		return nil
	}
	for _, v := range told {
		for _, where := range v.parts {
			cells, err := s.Held.Cells(q, fact.Query{
				Node: s.Node, Variable: v.variable, Period: c.Month, Level: region.County, Breakdown: fact.Breakdown{Residence: string(where)},
			})
			if err != nil {
				return err
			}
			for _, one := range cells {
				if i, shown := at[one.Region]; shown && one.State == fact.Observed {
					c.List[i].Figures[Figure{v.variable, where}] = Shown{one.Value, one.Vintage, one.Source}
				}
			}
		}
	}
	return nil
}
