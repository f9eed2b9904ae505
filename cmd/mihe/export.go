package main

import (
	"context"
	"errors"

	"mihe/internal/act/exchange"
	"mihe/internal/app"
	"mihe/internal/base/access"
)

type exportCommand struct {
	Orders      bool   `help:"${help_export_orders}" xor:"what" required:""`
	Assessments bool   `help:"${help_export_assessments}" xor:"what" required:""`
	From        string `help:"${help_export_from}" placeholder:"YYYY-MM-DD"`
	To          string `help:"${help_export_to}" placeholder:"YYYY-MM-DD"`
	Layout      string `help:"${help_layout}" placeholder:"FILE"`
}

// Run writes the work orders of the hotline as they stand, or the assessments of a period.
func (c *exportCommand) Run(ctx context.Context, p *program) (err error) {
	shipped, write := ordersLayout, c.orders
	if c.Assessments {
		shipped, write = assessmentsLayout, c.assessments
	}
	if !c.Assessments && c.From+c.To != "" {
		return usage{errors.New(p.t("cmd.export.period"))}
	}
	l, err := layoutOf(c.Layout, shipped)
	if err != nil {
		return err
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return write(ctx, p, a, l)
}

func (c *exportCommand) orders(ctx context.Context, p *program, a *app.App, l *exchange.Layout) error {
	raw, err := a.Feedback.WriteOrders(ctx, access.Operator(), l)
	if err != nil {
		return err
	}
	return p.write(string(raw))
}

// assessments writes the file to stdout, and how much it is to stderr: what is written is for a program.
func (c *exportCommand) assessments(ctx context.Context, p *program, a *app.App, l *exchange.Layout) error {
	w, err := a.Elders.WriteAssessments(ctx, access.Operator(), l, c.From, c.To)
	if err != nil {
		return err
	}
	p.say("cmd.assessments.written", "rows", w.Rows, "erased", w.Erased)
	if !l.Verified {
		p.say("cmd.assessments.unverified")
	}
	return p.write(string(w.File))
}
