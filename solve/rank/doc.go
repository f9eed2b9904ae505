// Package rank orders lists so that exposure is shared over time (曝光均衡), says of every item why it stands where it does, and audits
// the first places of a list for a group that is missing there (排名前缀检验). It serves pages of produce, courses and providers, where
// whoever stands first is seen first.
//
// # Order
//
// Arrange finds, among the orders by relevance plus rate times debt, the one with the greatest rate that keeps the permitted loss; problem,
// debts and certificate are stated in package rankproblem. The loss never falls as the rate rises, so bisection finds
// the greatest rate in whole units; equal scores go to the greater relevance, then the earlier item. O(n log n) for each of at most
// 62 rates.
//
// Of two items with equal debts the more relevant never stands behind. Raising the relevance of one item alone, with all debts the
// same, never moves it back at a given rate; but the rate itself follows the loss, so in rare cases a better offer falls
// behind one that is owed more (the test keeps an example). A page that must exclude this fixes the rate: ArrangeAt.
//
// Over time, where any loss is permitted and the shares can be met at all (no set of k items is due more than the k best places),
// the sum of squared debts grows by at most a constant each period, since by the choice of the order the debts are repaid
// at least as fast as they fall due; so the mean exposure approaches its share as 1/√periods or faster. Where the
// loss binds, it need not: the debts then say how much fairness the bound on loss has cost.
//
// # Audit
//
// Audit asks whether the first places of a list could come from a fair draw: of N items, K in the group, the number among the first i is
// hypergeometric if the order is random. This is FA*IR (Zehlike et al., CIKM 2017) for finite pools: hyperFA*IR (Cartier van
// Dissel et al., FAccT 2025, arXiv:2506.14349), which estimates the correction for looking at every prefix by simulation; here it is
// computed exactly, by dynamic programming over prefixes and counts.
//
// The audit finds lists in which a group is missing; it does not say why, and a list it passes can be unfair in other ways.
package rank
