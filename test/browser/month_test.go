package browser

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// month names the month of the demonstration that is over: its settlement with a person who is paid, and its sample with a visit about which
// somebody has said something and one about which nobody has.
func (d *demonstration) month(ctx context.Context) (names []string, err error) {
	var a []delivery.Audit
	err = d.app.DB.Read(ctx, func(q store.Queryer) error {
		a, err = d.app.Deliveries.Store.Audits(q, d.app.Node.Number)
		return err
	})
	if err != nil || len(a) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%d samples", len(a)))
	}
	drawn, err := d.app.Deliveries.Audited(ctx, access.Operator(), a[0].ID)
	if err != nil {
		return nil, err
	}
	names = []string{"{month}", drawn.Month, "{audit}", drawn.ID}
	seen := map[string]bool{}
	for _, v := range drawn.Visits {
		name := "{unasked}"
		if v.Answered() {
			name = "{asked}"
		}
		if !seen[name] {
			seen[name] = true
			names = append(names, name, v.ID)
		}
	}
	m, err := d.app.Deliveries.ProviderMonth(ctx, access.Operator(), drawn.Strata[0].Provider, drawn.Month, 1)
	if err != nil || len(m.Settlements) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%d settlements", len(m.Settlements)))
	}
	for _, v := range m.Visits {
		if (v.Contradicted || len(v.Suspect) > 0) && !slices.Contains(names, "{doubted}") {
			names = append(names, "{doubted}", v.ID)
		}
	}
	names = append(names, "{settlement}", m.Settlements[0].ID)
	whole, err := d.app.Deliveries.Settled(ctx, access.Operator(), m.Settlements[0].ID)
	for _, p := range whole.Payments {
		if p.Payee != m.Provider.ID {
			names = append(names, "{paid}", p.Payee)
		}
	}
	return names, err
}
