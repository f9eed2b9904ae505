package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

// shutdownGrace is how long open requests may take to finish after the program was told to stop.
const shutdownGrace = 5 * time.Second

// Listen takes the address, or says that it is taken and names a free port.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err == nil {
		return l, nil
	}
	host, port, splitErr := net.SplitHostPort(address)
	if _, portErr := net.DefaultResolver.LookupPort(ctx, "tcp", port); splitErr != nil || portErr != nil {
		return nil, fault.Wrap(err, fault.Invalid, "app.listen.address", "address", address).At("listen")
	}
	free, freeErr := freePort(ctx, host)
	if freeErr != nil || !errors.Is(err, syscall.EADDRINUSE) {
		return nil, fault.Wrap(errors.Join(err, freeErr), fault.Unavailable, "app.listen.refused", "address", address)
	}
	return nil, fault.Wrap(err, fault.Unavailable, "app.listen.taken",
		"address", address, "free", net.JoinHostPort(host, strconv.Itoa(free)))
}

// freePort asks the system for a port that is free now. Someone else may take it first; it is a suggestion.
func freePort(ctx context.Context, host string) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// Serve answers requests on l until ctx ends, then lets open ones finish. Meanwhile every chain is signed once a minute.
// It calls ready once nothing stands in the way of answering any more.
func (a *App) Serve(ctx context.Context, l net.Listener, ready func()) (err error) {
	unlock, err := hold(a.Folder, serveFile, syscall.LOCK_EX)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, unlock()) }()
	restore, err := a.limitMemory()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer restore()
	handler, err := a.Handler()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	var side sync.WaitGroup
	defer side.Wait()
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if err := a.serveMetrics(beside, &side); err != nil {
		return errors.Join(err, l.Close())
	}
	keepers := []*ledger.Keeper{a.keeper(logOf(common, commonID), a.Ring.For(common))}
	for _, n := range a.Nodes {
		keepers = append(keepers, n.Keeper)
	}
	for _, k := range keepers {
		side.Go(func() { k.Run(beside) })
	}
	if err := a.runImports(beside, &side); err != nil {
		return errors.Join(err, l.Close())
	}
	a.runMessages(beside, &side)
	a.runLines(beside, &side)
	ready()
	server := newServer(handler)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
}

// serveMetrics answers scrapers on an address of their own, when one is set.
func (a *App) serveMetrics(ctx context.Context, side *sync.WaitGroup) error {
	address := a.settings.Get("metrics")
	if address == "" {
		return nil
	}
	l, err := Listen(ctx, address)
	if err != nil {
		return err
	}
	server := newServer(a.metrics.handler())
	side.Go(func() { _ = server.Serve(l) }) // it ends with Close, which is no failure
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return nil
}
