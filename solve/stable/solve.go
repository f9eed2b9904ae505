package stable

import (
	"context"
	"fmt"

	"mihe/solve/stable/stableproblem"
)

// few is the share of applicants, one in so many, below which those put out are followed one by one: a round over all would cost more.
const few = 1024

// stride is how many applicants are followed between two looks at the context.
const stride = 1 << 16

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
	for steps := 0; m.follow(); steps++ {
		if steps%stride == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("stable matching: %w", ctx.Err())
		}
	}
	return m.solution(), nil
}
