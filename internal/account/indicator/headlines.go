package indicator

import (
	"context"

	"mihe/internal/base/access"
)

// Headlines answers the comparisons that open the four gaps, in the plan's order.
func (s *Service) Headlines(ctx context.Context, who access.Actor) ([]*Gap, error) {
	var list []*Gap
	for _, h := range s.reg.Headlines() {
		g, err := s.Gap(ctx, who, Question{ID: h.Indicator, By: h.By})
		if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, nil
}
