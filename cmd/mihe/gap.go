package main

import (
	"context"
	"errors"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
)

type gapCommand struct {
	ID     string `arg:"" help:"${help_id}" placeholder:"ID"`
	By     string `help:"${help_by}" required:"" placeholder:"GROUPING"`
	Within string `help:"${help_within}" placeholder:"CODE"`
	Period string `help:"${help_period}" placeholder:"PERIOD"`
}

// Run prints one comparison.
func (c *gapCommand) Run(ctx context.Context, p *program) (err error) {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	g, err := a.Indicators.Gap(ctx, access.Operator(), indicator.Question{
		ID: c.ID, By: indicator.By(c.By), Within: c.Within, Period: c.Period,
	})
	if err != nil {
		return err
	}
	return p.show(g.Wire(p.words, p.lang), func() error { return p.gapTables([]indicator.Opening{{Kind: g.Indicator.Gap, Gap: g}}) })
}
