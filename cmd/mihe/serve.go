package main

import (
	"context"
	"errors"
	"net"
	"strconv"

	"mihe/internal/app"
)

type serveCommand struct {
	Listen string `help:"${help_listen}" placeholder:"ADDR"`
}

// Run answers requests until the program is told to stop.
func (c *serveCommand) Run(ctx context.Context, p *program) (err error) {
	defer func() { err = unlessStopped(ctx, err) }()
	listener, err := app.Listen(ctx, p.settings.Get("listen"))
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // Serve has closed it already when it ran
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.Serve(ctx, listener, func() { p.say("cmd.serve.open", "url", address(listener)) })
}

// unlessStopped is err, or nil when the person has stopped a program that runs until it is stopped.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// address is where a browser on this machine finds the listener, which may listen on every interface.
func address(l net.Listener) string {
	at := l.Addr().(*net.TCPAddr)
	host := at.IP.String()
	if at.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(at.Port)) + "/"
}
