package indicator

import (
	"context"

	"mihe/internal/base/access"
)

// Opening is one of the four gaps with the comparison that opens it.
type Opening struct {
	Kind GapKind
	*Gap
}

// Headlines answers the comparisons that open the four gaps, in the plan's order.
func (s *Service) Headlines(ctx context.Context, who access.Actor) ([]Opening, error) {
	var list []Opening
	for _, h := range s.reg.Headlines() {
		g, err := s.Gap(ctx, who, Question{ID: h.Indicator, By: h.By})
		if err != nil {
			return nil, err
		}
		list = append(list, Opening{h.Gap, g})
	}
	return list, nil
}
