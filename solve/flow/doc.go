// Package flow finds flows of least cost in networks (最小费用流), transport plans (运输问题) and assignments (指派问题), each
// with a certificate of optimality that flowcheck judges without knowing this package.
//
// It serves every split of a limited capacity: which applicant goes to which place, which county gets how many hours. The problem,
// the certificate and the signs of potentials are stated in package flowproblem.
//
// # Methods
//
// Two methods, chosen by the number of nodes alone (SimplexNodes): primal network simplex, which is fast where nodes are few
// however many arcs join them, and cost scaling by partial augment-relabel, whose time grows more slowly with the number
// of nodes. Assign is a third, for dense tables. Network simplex is not polynomial in the worst case; cost scaling takes
// O(n² m log(nC)) for greatest cost C; Assign takes O(r² c).
//
// All are deterministic and run on one core: the same problem gives the same flow. Where several optima exist, the methods may
// choose different ones. Where no flow exists, the error is a *flowproblem.Cut, which proves it.
//
// # Limits
//
// The size of |cost| times the number of nodes must stay below about 2^59 for network simplex, |cost| times its square below
// 2^56 for cost scaling, and |cost| itself below 2^31; beyond, the answer is ErrOverflow. Solve takes network simplex wherever cost
// scaling does not fit.
//
// Cost scaling spends its time on large sparse networks waiting for memory. The time of its last phases it saves by refining prices and removing the last
// negative cycles; docs/operations/solve.md has figures for several families of networks.
// Both methods look at the context before they begin and every 1,024 steps.
package flow
