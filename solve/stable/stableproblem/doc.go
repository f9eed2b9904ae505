// Package stableproblem holds what a matching problem with priorities and its solution are (稳定匹配：问题、解与证书), with the
// readers and writers of their files. It holds no algorithm: solve/stable finds solutions, solve/check/stablecheck judges
// them, and neither knows the other.
//
// # Problem
//
// Applicants 0 … n−1 each rank the places they would take, best first; whatever is not on the list is worse than nothing. Place p
// has q(p) seats. An applicant has a score at every place of her list, higher being better, or is not eligible there.
// Equal scores are told apart by one lottery, the same at every place; without a lottery equal scores are refused. So
// every two applicants at a place stand in a strict order, the priority.
//
// # Reserves
//
// A place may reserve some of its seats for groups, softly: the seats go to the group first and, where the group leaves them, to
// anybody (minority reserves; Hafalir, Yenmez and Yildirim, Theoretical Economics 8 (2013) 325–363). Of those who ask, a
// place chooses so: its reserves, in the order declared, each take their best members not yet seated, at most their seats; then all seats
// left, reserved or not, go to the best of the others. Nobody takes two seats, so an applicant in several groups counts for one
// reserve, the first that takes her; the declared order decides which (slot-specific priorities with a declared order of
// precedence; Kominers and Sönmez, Theoretical Economics 11 (2016) 653–710). With overlapping groups this order can leave a reserve unfilled
// that another order would fill.
//
// # Caps
//
// A cap bounds the seats filled at several places together, as all schools of a township; caps lie apart or inside one another, as
// townships in a county, and so form trees. Where a cap binds, somebody must say whose seat is lost, across places:
// ByScore compares scores, which must then mean the same at all places of a tree; ByPrecedence puts all applicants of
// one place before those of the next, in a declared order. The places of a tree thereby choose as one: every place fills its reserves as above; then all
// others are gone through in this common order, and each is seated unless a place or a cap is full.
// Reserved seats are promises, so the reserves beneath a cap may not add to more than its seats: such a problem is refused.
//
// # Stability
//
// The choice of a tree (or of a place under no cap) from a set X of applications is written C(X). A matching is stable when everybody is
// at a place of her list for which she is eligible, quotas and caps hold, and no application (a, p) exists that a prefers to what she
// has and that lies in C(X ∪ {(a, p)}) for the set X of applications seated in that tree: nobody who would be accepted on asking. An
// applicant who moves within a tree keeps her old seat in X. This is stability in the sense of Hatfield and Milgrom, American
// Economic Review 95 (2005) 913–935; for caps see Goto, Kojima, Kurata, Tamura and Yokoo, American Economic Journal:
// Microeconomics 9 (2017) 226–262. It allows an applicant to wish for a seat that stays empty because a cap is reached, even where her own
// seat under that cap would become free; a notion that excludes this can have no matching at all (Kamada and Kojima, American
// Economic Review 105 (2015) 67–99).
//
// # Certificate
//
// A solution carries cutoffs: for every place the weakest application that holds it against newcomers, and for every reserve the weakest
// in it. An application is accepted exactly when it stands above the open cutoff of its place or above that of a
// reserve of one of its groups. The cutoffs follow from the matching, so they are checked, not trusted; a list of everybody
// refused at a place she prefers, with score and cutoff, says why nobody got more (Azevedo and Leshno, Journal of
// Political Economy 124 (2016) 1235–1268).
package stableproblem
