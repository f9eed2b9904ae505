package delivery

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
)

// Voucher is what the plans of a person allow of an item in a month, and how much of it is used (服务券、额度). It is computed from
// plans and visits: what is scheduled is held, so that no more is ever delivered than was agreed.
type Voucher struct {
	Person, Item, Month string
	Units               int // allowed
	Held                int // scheduled or begun
	Used                int // took place
	Fen                 money.Fen
	UsedFen             money.Fen
}

// Vouchers lists those of a person in a month, by item.
func (s *Service) Vouchers(ctx context.Context, who access.Actor, person, month string) (list []Voucher, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if err := s.mayRead(q, who, person); err != nil {
			return err
		}
		list, err = s.vouchers(q, person, month)
		return err
	})
	return list, err
}

func (s *Service) vouchers(q store.Queryer, person, month string) ([]Voucher, error) {
	plans, err := s.Store.PlansOf(q, s.Node, person)
	if err != nil {
		return nil, err
	}
	by := map[string]*Voucher{}
	for _, p := range plans {
		units := p.Units(month)
		if units == 0 {
			continue
		}
		v := by[p.Item]
		if v == nil {
			v = &Voucher{Person: person, Item: p.Item, Month: month}
			by[p.Item] = v
		}
		v.Units += units
		fen, err := p.Share.Mul(int64(units))
		if err != nil {
			return nil, err
		}
		if v.Fen, err = v.Fen.Add(fen); err != nil {
			return nil, err
		}
		visits, err := s.Store.OfPlan(q, s.Node, p.ID, month)
		if err != nil {
			return nil, err
		}
		for _, one := range visits {
			switch {
			case one.Took():
				v.Used++
				v.UsedFen += one.Share // at most Units times Share
			case one.counts():
				v.Held++
			}
		}
	}
	list := make([]Voucher, 0, len(by))
	for _, v := range by {
		list = append(list, *v)
	}
	slices.SortFunc(list, func(a, b Voucher) int { return cmp.Compare(a.Item, b.Item) })
	return list, nil
}
