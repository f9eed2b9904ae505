package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// solveCommand finds the best answer to one problem in a file, or checks an answer; no data folder is opened.
type solveCommand struct {
	Flow   solveFlowCommand   `cmd:"" help:"${help_solve_flow}"`
	Site   solveSiteCommand   `cmd:"" help:"${help_solve_site}"`
	Stable solveStableCommand `cmd:"" help:"${help_solve_stable}"`
	Replay solveReplayCommand `cmd:"" help:"${help_solve_replay}"`
	Route  solveRouteCommand  `cmd:"" help:"${help_solve_route}"`
	Check  solveCheckCommand  `cmd:"" help:"${help_solve_check}"`
}

// problemKinds are the kinds of problem that solve check knows, asked in this order whose a file is.
var problemKinds = []problemKind{flowKind, stableKind, siteKind, routeKind}

// problemKind is one kind of problem as solve check sees it: files alone, no solver.
type problemKind struct {
	name string // in JSON
	// owns recognises a problem by what the file says. It looks at the beginning alone where that is enough, never at
	// the name of the file.
	owns func(problem []byte) bool
	// judge says what is wrong with a solution, and what it claims: "optimal", "infeasible", "feasible", "stable". A solution that is no answer to the
	// problem is a flaw of code "answer"; the error is about the problem alone.
	judge func(p *program, problem, solution []byte) (claim string, flaws []diagnostic, err error)
}

// solveIn is the file that a solver reads.
type solveIn struct {
	In string `help:"${help_solve_in}" required:"" placeholder:"F"`
}

// maxSolveFile bounds what is read into memory: 1 GiB, twice the largest network that is solved.
const maxSolveFile = 1 << 30

// readWhole reads a problem or a solution.
func readWhole(path string) (text []byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", path)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, err = io.ReadAll(io.LimitReader(file, maxSolveFile+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", path)
	case len(text) > maxSolveFile:
		return nil, fault.New(fault.Invalid, "cmd.solve.large", "file", path, "limit", fmt.Sprintf("%d MiB", maxSolveFile>>20))
	}
	return text, nil
}

// unsolved classifies a refusal of a problem: the file is what has to change.
func unsolved(err error, reasons []reason) error {
	return classified(err, reasons, func(why i18n.Message) error {
		return fault.Wrap(err, fault.Invalid, "cmd.solve.refused", "reason", why, "detail", err.Error())
	})
}

// showCompact prints JSON that a solver wrote itself, on one line: answers can have a million rows.
func (p *program) showCompact(json []byte, text func() error) error {
	if p.cli.JSON {
		return p.write(string(json) + "\n")
	}
	return text()
}
