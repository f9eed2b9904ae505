// Package siteproblem holds what a problem of siting and its solution are (选址：问题、解与证书), with the readers and writers of their
// files. It holds no search: solve/site finds solutions, solve/check/sitecheck judges them, and neither knows the other.
//
// It serves the question where a county opens its next service points: clinics, canteens for the old, stations for parcels.
//
// # Problems
//
// Customers i with demands dᵢ ≥ 0, candidate sites j, and for some pairs a link with a travel tᵢⱼ ≥ 0 (minutes or metres). Existing
// sites stay open. A class of customers has its own standard, the longest travel that counts as covered: say 30 minutes
// for a township and 60 for a village. A customer without a usable link is unreachable: it is named and costs nothing. Choose sites to open:
//
//   - Median (p-median, p-中位): exactly p sites, the existing ones among them, of least Σ dᵢ · travel to the nearest open site.
//   - MaximalCovering (最大覆盖): exactly p sites, of least demand left without an open site within the standard.
//   - SetCovering (集合覆盖): the fewest sites that leave no reachable customer without one within the standard.
//
// In a median problem every link is usable; in the others those no longer than the customer's standard. A median customer whom no
// open site reaches costs dᵢ·M with the penalty
//
//	M = 1 + Σ dᵢ · longest travel of i,
//
// so that fewer people unserved always comes before less travel. M matters only where links are missing.
//
// # Certificate
//
// A solution carries a multiplier λᵢ for every customer, an integer in units of 1/Scale of the objective (thousandths; millionths
// of a site for SetCovering). Let uᵢ be what an unserved customer costs: dᵢ·M, or where it reaches every site its longest link dᵢ·tᵢⱼ, for
// Median; dᵢ for MaximalCovering; cᵢⱼ = dᵢ·tᵢⱼ for Median and 0 for covering; S = Scale. For any 0 ≤ λᵢ ≤ S·uᵢ
//
//	ρⱼ = Σ (i linked with j) min(0, S·cᵢⱼ − λᵢ)
//	S · objective ≥ Σ λᵢ + min { Σ (j in J) ρⱼ : J has p sites, the existing ones among them }
//
// by Lagrangian relaxation of "every customer is served once". For SetCovering, 0 ≤ λᵢ ≤ S and
//
//	S · objective ≥ Σ λᵢ + Σ (j existing) (S + ρⱼ) + Σ (other j) min(0, S + ρⱼ).
//
// The lower bound is the right side divided by S and rounded up, for the objective is an integer. Anyone who can add can compute it.
// Source: Narula, Ogbu, Samuelsson, Operations Research 25 (1977); Galvão, ReVelle, European Journal of OR 88 (1996); Beasley, European
// Journal of OR 31 (1987).
//
// # Limits
//
// MaxCustomers, MaxSites and MaxLinks; S times the sum of all uᵢ stays below 2^61, so that no sum leaves 64 bits. In files without names sites
// and customers are numbered from 1, in this package from 0.
package siteproblem
