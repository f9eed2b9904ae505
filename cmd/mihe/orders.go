package main

import (
	"context"
	"errors"
	"os"

	"mihe/data"
	"mihe/internal/act/exchange"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// ordersLayout is the shipped form of the hotline's files.
const ordersLayout = "workorder_12345"

// ordersResult is what became of a file of work orders with --json.
type ordersResult struct {
	Read     int              `json:"read"`
	Opened   int              `json:"opened"`
	Known    int              `json:"known"`
	Ended    int              `json:"ended_elsewhere"`
	Differs  []string         `json:"differs"`
	Dropped  []string         `json:"columns_not_read"`
	Rejected []importRejected `json:"rejected"`
}

// layoutOf reads the form of a partner's files: the county's own, or a shipped one.
func layoutOf(file, shipped string) (*exchange.Layout, error) {
	if file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", file)
		}
		return exchange.ReadLayout(raw)
	}
	texts, err := data.Exchange()
	if err != nil {
		return nil, err
	}
	return exchange.ReadLayout(texts[shipped])
}

// orders opens the work orders of a file that are not known yet.
func (c *importCommand) orders(ctx context.Context, p *program, a *app.App) error {
	if c.DryRun {
		return usage{errors.New(p.t("cmd.orders.dry"))}
	}
	l, err := layoutOf(c.Layout, ordersLayout)
	if err != nil {
		return err
	}
	content, err := readFile(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", c.File)
	}
	r, problems, err := a.Feedback.ReadOrders(ctx, access.Operator(), l, content)
	if err != nil && len(problems) == 0 {
		return err
	}
	out := ordersResult{Read: r.Rows, Opened: r.Opened, Known: r.Known, Ended: r.Ended, Differs: r.Differs, Dropped: r.Dropped, Rejected: p.rejected(problems)}
	e := p.show(out, func() error { return p.sayOrders(out, err == nil, l.Verified) })
	if e != nil || err == nil {
		return e
	}
	return reported{err}
}

// sayOrders says it in words.
func (p *program) sayOrders(r ordersResult, good, verified bool) error {
	for _, x := range r.Rejected {
		if err := p.line("%s", p.t("cmd.import.rejected", "line", x.Line, "column", x.Column, "text", x.Text, "reason", x.Reason)); err != nil {
			return err
		}
	}
	if !good {
		return p.line("%s", p.t("cmd.orders.nothing", "rejected", len(r.Rejected)))
	}
	says := []string{p.t("cmd.orders.read", "read", r.Read, "opened", r.Opened, "known", r.Known, "ended", r.Ended)}
	for _, number := range r.Differs {
		says = append(says, p.t("cmd.orders.differs", "number", number))
	}
	for _, column := range r.Dropped {
		says = append(says, p.t("cmd.orders.dropped", "column", column))
	}
	if !verified {
		says = append(says, p.t("cmd.orders.unverified"))
	}
	for _, one := range says {
		if err := p.line("%s", one); err != nil {
			return err
		}
	}
	return nil
}
