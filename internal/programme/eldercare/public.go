package eldercare

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mihe/internal/account/openness"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/measure/suppress"
)

// Public is what everybody may see of the last diagnosis: of each county two tables of the same people, whose rows are divided into those
// who have all they are due, those who do not, and both. What must not be told is hidden in them.
type Public struct {
	On       string // YYYY-MM-DD
	Least    openness.Least
	Counties []PublicCounty // by code
}

// PublicCounty is one county: its places in the order of their codes, and urban, rural and neither.
type PublicCounty struct {
	County    region.Key
	Places    []region.Key
	Place     suppress.Table
	Residence suppress.Table
}

// Public returns it, and nil where the figures were not approved for publication, or nobody has looked yet. The two tables meet in the
// sums of the county alone, which is why both are protected as openness.Table.Protect does it, and as the figures on the board are.
func (s *Service) Public(ctx context.Context) (p *Public, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		keys, err := s.Open.Public(q, s.Node)
		if err != nil {
			return err
		}
		for _, variable := range []string{dueVariable, servedVariable} {
			if !slices.Contains(keys, openness.Key{Owner: s.Node, Variable: variable, Source: s.Source}) {
				return nil
			}
		}
		r, err := s.last(q)
		if err != nil || r == nil {
			return err
		}
		p, err = s.public(r)
		return err
	})
	return p, err
}

func (s *Service) public(r *Record) (*Public, error) {
	p := &Public{On: r.On}
	month := r.On[:len("2006-01")] + "-01" // as the figures of the month
	p.Least, _ = s.Table.On(month)
	view, cells := s.Regions.At(r.On), map[region.Key][]RecordCell{}
	for _, c := range r.Cells {
		if county, ok := view.Ancestor(c.Key(), region.County); ok {
			cells[county] = append(cells[county], c)
		}
	}
	for county, list := range cells {
		one := PublicCounty{County: county}
		for _, c := range list {
			one.Places = append(one.Places, c.Key())
		}
		slices.SortFunc(one.Places, func(a, b region.Key) int { return cmp.Compare(a.Code, b.Code) })
		one.Places = slices.Compact(one.Places)
		place, residence := make([][]int64, len(one.Places)), make([][]int64, 3)
		add := func(row *[]int64, c RecordCell) {
			if *row == nil {
				*row = make([]int64, 2)
			}
			(*row)[0] += int64(c.Served)
			(*row)[1] += int64(c.Unserved)
		}
		for _, c := range list {
			add(&place[slices.Index(one.Places, c.Key())], c)
		}
		for i, where := range []Residence{Urban, Rural, ""} {
			residence[i] = make([]int64, 2)
			for _, c := range list {
				if c.Residence == where {
					add(&residence[i], c)
				}
			}
		}
		var err error
		if one.Place, err = s.Table.Protect(place, month); err != nil {
			return nil, fmt.Errorf("places of %s: %w", county, err)
		}
		if one.Residence, err = s.Table.Protect(residence, month); err != nil {
			return nil, fmt.Errorf("residence in %s: %w", county, err)
		}
		p.Counties = append(p.Counties, one)
	}
	slices.SortFunc(p.Counties, func(a, b PublicCounty) int { return cmp.Compare(a.County.Code, b.County.Code) })
	return p, nil
}
