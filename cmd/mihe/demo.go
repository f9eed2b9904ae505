package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"

	"mihe/internal/account/indicator"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

type demoCommand struct {
	NoServe bool   `help:"${help_no_serve}"`
	Listen  string `help:"${help_listen}" placeholder:"ADDR"`
}

// demoResult is what demo prints with --json.
type demoResult struct {
	Data         string           `json:"data"`
	URL          *string          `json:"url"`
	Accounts     []demoAccount    `json:"accounts"`
	Observations int64            `json:"observations"`
	Indicators   int              `json:"indicators"`
	Gaps         []indicator.Wire `json:"gaps"`
}

// demoAccount is one account of the demonstration; its password stands in a file that only its owner may read.
type demoAccount struct {
	Node   string `json:"node"`
	User   string `json:"user"`
	Role   string `json:"role"`
	Region string `json:"region"`
}

// Run sets up the data folder, measures the four gaps, prints them and opens the board.
func (c *demoCommand) Run(ctx context.Context, p *program) (err error) {
	defer func() { err = unlessStopped(ctx, err) }()
	var listener net.Listener
	if !c.NoServe {
		// The port is taken first: nobody should wait for the data only to hear that it cannot be shown.
		if listener, err = app.Listen(ctx, p.settings.Get("listen")); err != nil {
			return err
		}
		defer func() { _ = listener.Close() }() // Serve has closed it already when it ran
	}
	a, err := p.openFirst(ctx, app.DemoNode(p.words))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	accounts, err := a.Demo(ctx)
	if err != nil {
		return err
	}
	result, gaps, err := c.measure(ctx, p, a)
	if err != nil {
		return err
	}
	for _, one := range accounts {
		result.Accounts = append(result.Accounts, demoAccount{one.Node, one.User, one.Role, one.Region})
	}
	if listener != nil {
		url := address(listener)
		result.URL = &url
	}
	if err := p.show(result, func() error { return p.gapTables(gaps) }); err != nil || listener == nil {
		return err
	}
	return a.Serve(ctx, listener, func() {
		p.say("cmd.demo.try")
		p.say("cmd.demo.accounts", "file", filepath.Join(a.Folder, "demo-accounts.json"))
		p.say("cmd.demo.open", "url", *result.URL)
	})
}

func (c *demoCommand) measure(ctx context.Context, p *program, a *app.App) (demoResult, []indicator.Opening, error) {
	who := access.Operator()
	gaps, err := a.Indicators.Headlines(ctx, who)
	if err != nil {
		return demoResult{}, nil, err
	}
	r := demoResult{
		Data: a.Folder, Accounts: []demoAccount{}, Indicators: len(a.Indicators.Registry().All()),
		Gaps: make([]indicator.Wire, 0, len(gaps)),
	}
	for _, g := range gaps {
		r.Gaps = append(r.Gaps, g.Wire(p.words, p.lang))
	}
	r.Observations, err = a.Count(ctx)
	return r, gaps, err
}

// show prints v as JSON when that was asked for, and calls text otherwise.
func (p *program) show(v any, text func() error) error {
	if p.cli.JSON {
		return p.print(v)
	}
	return text()
}

// line writes one line of data.
func (p *program) line(format string, args ...any) error {
	return p.write(fmt.Sprintf(format+"\n", args...))
}

// write writes data.
func (p *program) write(text string) error {
	if _, err := io.WriteString(p.stdout, text); err != nil {
		return fault.Wrap(err, fault.Unavailable, "cmd.stdout")
	}
	return nil
}
