// Package site chooses where to open service points (选址): p-median (p-中位), maximal covering (最大覆盖) and set covering (集合覆盖), each answer
// with a lower bound and the multipliers that prove it, which sitecheck judges without knowing this package. The problems and the certificate
// are stated in package siteproblem.
//
// # Methods
//
// A greedy plan; a Lagrangian bound by subgradients; swaps from the sites that the relaxation opens, until no swap is better; then disturbances
// of a few neighbouring sites, each settled by swaps again (iterated local search). Set covering, whose plans have no fixed size, is searched
// by weighting the groups that stay uncovered. All three problems are NP-hard, and an answer is the best possible only where its lower
// bound says so. In covering, customers with the same usable sites count as one, which changes nothing but the time.
//
// A step of the bound takes O(links within the multipliers), a swap O(links of two sites' users + sites).
//
// The same problem, iterations and seed give the same answer, on every machine; a context that ends early does not. It runs on one core.
//
// # Limits
//
// Those of siteproblem. The bound is that of the linear relaxation at best: the standard effort ends before it is
// reached on large problems. Seen on evenly spread ones: up to 3.6 per cent for maximal covering with 2,000 of 10,000 sites, 14 per cent for set
// covering with 10,000; more iterations narrow that. Tested with a million customers and 10,000 sites for covering, and on OR-Library's pmed1 to 15.
package site
