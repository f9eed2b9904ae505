package app

import (
	"context"
	"fmt"

	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// demoComplaints lets the demonstration's resident complain: of a visit, which the provider of the demonstration's clerk is asked about, and
// once more in much the same words, which nobody has looked at. What was said already is left.
func (d *demonstration) demoComplaints(ctx context.Context) error {
	n := d.Nodes[0]
	resident, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: demoResidents(n.Slug)[0].User}, 0, 1)
	if err != nil || len(resident) != 1 {
		return fmt.Errorf("%d residents: %w", len(resident), err)
	}
	var held []feedback.Order
	var handed string
	err = d.DB.Read(ctx, func(q store.Queryer) (err error) {
		if held, err = n.Feedback.Store.OrdersOf(q, n.Number, resident[0].Person); err != nil {
			return err
		}
		agents, err := n.Catalog.Store.Agents(q, n.Number)
		for _, a := range agents {
			if a.Acts {
				handed = a.Provider
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	village := access.System("demo-village", casework.CanAssist)
	for i := len(held); i < 2; i++ {
		c, err := n.Feedback.Complain(ctx, village, feedback.New{
			Person: resident[0].Person, Nature: feedback.Complained, Subject: d.text(fmt.Sprintf("app.demo.complaint.%d", i+1)),
			Text: d.text("app.demo.complaint.text"), Way: casework.Way{Channel: access.Voice},
		})
		if err != nil {
			return err
		}
		if i > 0 || handed == "" {
			continue
		}
		if _, err := n.Feedback.Forward(ctx, access.System("demo-caseworker", casework.CanRead, casework.CanHandle), c.ID, c.Actions, handed); err != nil {
			return err
		}
	}
	return nil
}
