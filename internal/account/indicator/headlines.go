package indicator

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// Opening is one of the four gaps with the comparison that opens it.
type Opening struct {
	Kind GapKind
	*Gap
}

// Headlines answers the comparisons that open the four gaps, in the plan's order, all from one data version. One that the
// data does not permit is left out.
func (s *Service) Headlines(ctx context.Context, who access.Actor) ([]Opening, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) ([]Opening, error) {
		var list []Opening
		gaps := make([]func() (*Gap, error), len(s.reg.Headlines()))
		for i, h := range s.reg.Headlines() {
			gaps[i] = func() (*Gap, error) { return r.gap(ctx, Question{ID: h.Indicator, By: h.By}) }
			if r.snapshot == nil { // each reads many years; one snapshot is read by one reader at a time
				gaps[i] = Meanwhile(gaps[i])
			}
		}
		for i, h := range s.reg.Headlines() {
			g, err := gaps[i]()
			if err != nil && fault.KindOf(err) == fault.Invalid {
				continue
			}
			if err != nil {
				return nil, err
			}
			list = append(list, Opening{h.Gap, g})
		}
		return list, nil
	})
}
