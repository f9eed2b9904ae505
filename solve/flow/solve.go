package flow

import (
	"context"
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// Method is an algorithm for the minimum-cost flow problem.
type Method int

// The methods. All find an optimum; which one they find may differ where several exist.
const (
	Auto    Method = iota // chosen by size, see Solve
	Simplex               // primal network simplex
	Scaling               // cost scaling
)

// Solve returns a flow of least cost with its certificate, chosen between two methods by size alone: network simplex for at most
// SimplexNodes nodes, cost scaling for more.
func Solve(ctx context.Context, p *flowproblem.Problem) (*flowproblem.Solution, error) {
	return SolveWith(ctx, p, Auto)
}

// SimplexNodes is the size up to which Solve uses network simplex.
const SimplexNodes = 5000

// SolveWith is Solve by a method of the caller's choice.
func SolveWith(ctx context.Context, p *flowproblem.Problem, method Method) (*flowproblem.Solution, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("minimum-cost flow: %w", err)
	}
	n, err := newNetwork(p)
	if err != nil {
		return nil, err
	}
	if method == Auto {
		method = Simplex
		if len(n.supply) > SimplexNodes && n.scalingFits() {
			method = Scaling
		}
	}
	switch {
	case method == Scaling && n.scalingFits():
		return solveScaling(ctx, n, p)
	case method == Simplex && n.simplexFits():
		return newSimplex(n).solve(ctx, p)
	}
	return nil, fmt.Errorf("%w: costs up to %d on %d nodes", flowproblem.ErrOverflow, n.least, len(n.supply))
}
