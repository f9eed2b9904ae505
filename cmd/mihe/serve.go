package main

import (
	"context"

	"mihe/internal/app"
)

type serveCommand struct {
	Listen string `help:"${help_listen}" default:"127.0.0.1:8080" placeholder:"ADDR"`
}

// Run answers requests until the program is told to stop.
func (c *serveCommand) Run(ctx context.Context, p *program) (err error) {
	listener, err := app.Listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // Serve has closed it already when it ran
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = first(err, a.Close()) }()
	p.say("cmd.serve.open", "url", "http://"+listener.Addr().String()+"/")
	return a.Serve(ctx, listener)
}
