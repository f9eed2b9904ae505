package main

import (
	"fmt"
	"io"
	"os"
)

// progress tells on stderr how far a long step has come: in a terminal on one line that is written over, elsewhere (a
// log, a file) one line when each step starts.
type progress struct {
	w        io.Writer
	terminal bool
	step     string
}

func (p *program) newProgress() *progress {
	return &progress{w: p.stderr, terminal: isTerminal(p.stderr)}
}

// say reports that a step has come so far. Talk is not data: a closed stderr loses nothing.
func (g *progress) say(step, far string) {
	switch {
	case g.terminal:
		_, _ = fmt.Fprintf(g.w, "\r%s %s", step, far)
	case step != g.step:
		_, _ = fmt.Fprintln(g.w, step)
	}
	g.step = step
}

// end leaves the line that was written over.
func (g *progress) end() {
	if g.terminal && g.step != "" {
		_, _ = fmt.Fprintln(g.w)
	}
}

// isTerminal tells whether someone may be watching w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
