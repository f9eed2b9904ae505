package stable

import (
	"context"
	"fmt"

	"mihe/solve/stable/stableproblem"
)

// stride is how many applicants are taken up between two looks at the context: some milliseconds.
const stride = 1 << 16

// Solve returns the stable matching that is best for every applicant, with its cutoffs. p is left unchanged; an error is p.Check's,
// or the context's.
func Solve(ctx context.Context, p *stableproblem.Problem) (*stableproblem.Solution, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	m := newMarket(p)
	for a := range p.Applicants() {
		if a%stride == 0 {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("stable matching: %w", err)
			}
		}
		m.settle(int32(a))
	}
	return m.solution(), nil
}
