// Command mihe measures the four gaps and coordinates the work that closes them (弥合).
//
// Data goes to stdout, talk and progress to stderr. Exit codes: 0 done, 1 a finding or a failed verification, 2 usage,
// 3 bad input, 4 not found or denied, 5 unavailable.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Whoever asks twice means it: after the first signal the next one ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// run is the whole program with everything it touches as an argument; it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	return newProgram(stdout, stderr, getenv).run(ctx, args)
}
