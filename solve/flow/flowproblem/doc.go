// Package flowproblem holds what a minimum-cost flow problem and its solution are (最小费用流：问题、解与证书), with the readers
// and writers of their files. It holds no algorithm: solve/flow finds solutions, solve/check/flowcheck judges them, and
// neither knows the other.
//
// # Problem
//
// A directed network of nodes 0 … n−1, each with a supply bᵢ (negative: a demand), and of arcs a = (u, v) with bounds
// lₐ ≤ xₐ ≤ capₐ and a cost cₐ per unit. Find the flow x of least cost Σ cₐ xₐ with
//
//	Σ (arcs out of i) xₐ − Σ (arcs into i) xₐ = bᵢ   for every node i.
//
// All numbers are integers, so an optimum in integers exists. Parallel arcs, loops, arcs of capacity zero, negative
// costs and negative cycles are all allowed: every capacity is finite, so the least cost is too.
//
// # Certificate
//
// A solution carries a potential πᵢ for every node. With the reduced cost rₐ = cₐ + π(u) − π(v), any flow x and any π satisfy
//
//	Σ cₐ xₐ ≥ −Σ bᵢ πᵢ + Σ min(rₐ lₐ, rₐ capₐ),
//
// and the two sides are equal exactly where rₐ > 0 implies xₐ = lₐ and rₐ < 0 implies xₐ = capₐ (complementary
// slackness). Equality proves x optimal to anyone who can add and multiply. Where no flow exists, a Cut proves that.
//
// # Limits
//
// At most MaxNodes nodes and MaxArcs arcs. In files nodes are numbered from 1, in this package from 0.
package flowproblem
