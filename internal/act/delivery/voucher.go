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
	list := []Voucher{}
	for of, chain := range chainsOf(plans) {
		v := Voucher{Person: person, Item: of.item, Month: month}
		if err := s.addPlans(q, &v, chain); err != nil {
			return nil, err
		}
		if v.Units > 0 {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b Voucher) int { return cmp.Compare(a.Item, b.Item) })
	return list, nil
}

// addPlans adds up what the plans of a voucher's person and item allow and what is used of it. What was delivered before an early end was delivered by
// right, so no less is allowed than is used.
func (s *Service) addPlans(q store.Queryer, v *Voucher, chain []Plan) error {
	units := allowances(chain, v.Month)
	for _, p := range chain {
		v.Units += units[p.ID]
		fen, err := p.Share.Mul(int64(units[p.ID]))
		if err != nil {
			return err
		}
		if v.Fen, err = v.Fen.Add(fen); err != nil {
			return err
		}
		visits, err := s.Store.OfPlan(q, s.Node, p.ID, v.Month)
		if err != nil {
			return err
		}
		for _, one := range visits {
			switch {
			case one.Took():
				v.Used++
				v.UsedFen += one.Share // of a few visits at most
			case one.counts():
				v.Held++
			}
		}
	}
	v.Units, v.Fen = max(v.Units, v.Used+v.Held), max(v.Fen, v.UsedFen)
	return nil
}
