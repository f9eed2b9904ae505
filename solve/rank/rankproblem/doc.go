// Package rankproblem holds what the ordering of a list over time is (曝光公平：问题、解与证书): who is shown where this period, so that
// exposure evens out over the periods at little loss of relevance. It holds no algorithm: solve/rank orders, solve/check/rankcheck
// judges, and neither knows the other.
//
// # Problem
//
// A list has n items; its first m places are shown. Place j = 1 … m has the exposure w(j) of a named model of position bias, in
// millionths of the first place; places behind have 0. Item i has a relevance rᵢ ≥ 0 (what an offer is worth to the reader), a share sᵢ ≥ 0
// (its part of all exposure, in proportion: equal shares, shares by relevance, or a group's target divided among its members) and a debt
// dᵢ: the exposure due to it from earlier periods less what it received. Each period W = Σ w(j) falls due in proportion to the
// shares, in whole millionths by largest remainders (ties to the earlier item), so that debts keep their sum.
//
// Let uᵢ be the debt with what falls due now. An order π has relevance Σ rᵢ w(π(i)), at most that of the order by relevance alone, the
// ideal. Wanted is the order that leaves the smallest sum of squared debts Σ (uᵢ − w(π(i)))², which is the one with the largest
// repayment Σ uᵢ w(π(i)) since Σ w² is fixed, among orders that lose at most a given part of the ideal.
//
// # Certificate
//
// A list carries a rate λ ≥ 0, the relevance that one unit of debt counts for. When it is in descending order of rᵢ + λ uᵢ (as far as places
// are shown), no order of any kind has more relevance + λ repayment (rearrangement inequality); hence no order that
// repays more has as much relevance. λ may be infinite: by debt, then relevance. That is the best order for the
// loss it has. Between two such orders there may be others that use up the permitted loss more fully; finding them is an
// integer program (Biega, Gummadi and Weikum, Equity of Attention, SIGIR 2018), and such a list could not be
// explained item by item.
package rankproblem
