package stable

import (
	"context"
	"fmt"

	"mihe/solve/stable/stableproblem"
)

// few is the share of applicants, one in so many, below which those put out are followed one by one: a round over all would cost more.
const few = 1024

// Solve returns the stable matching that is best for every applicant, with its cutoffs. p is left unchanged; an error is p.Check's,
// or the context's.
func Solve(ctx context.Context, p *stableproblem.Problem) (*stableproblem.Solution, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	m := newMarket(p)
	for out := p.Applicants(); out > p.Applicants()/few; {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("stable matching: %w", err)
		}
		out = m.round()
	}
	m.chains()
	return m.solution(), nil
}
