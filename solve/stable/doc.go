// Package stable matches applicants to places by deferred acceptance, the applicants proposing (稳定匹配：申请人优先的延迟接受算法),
// with quotas, soft reserves and laminar caps. It serves every handing-out of places to people who rank them: posts, care
// places, courses, boarding seats. The problem, the notion of stability and the certificate are stated in package
// stableproblem; stablecheck judges an answer without knowing this package.
//
// # Method
//
// Gale and Shapley (1962): whoever is without a place asks for the next on the list; a place, or all places of a tree of caps together,
// holds the choice it makes among those it holds and the newcomer, and refuses the rest. With one cap and no reserve this is the
// priority-list deferred acceptance of Goto et al., "Strategyproof matching with regional minimum and maximum
// quotas", Artificial Intelligence 235 (2016) 40–57.
//
// # What is true of the answer
//
// Let C be the choice of a tree, or of a place under no cap, as stableproblem defines it: reserves in their declared order, then
// a greedy pass over a laminar matroid with the reserved seats contracted. C is substitutable (who is refused stays refused
// when others ask too) and satisfies the law of aggregate demand (more who ask, not fewer seated): one newcomer either puts
// one person out of a reserve, into the greedy pass of the same place, or takes one more reserved seat, which is one seat less in
// that pass; both only add to its refusals. The argument needs all promised seats to fit beneath every cap, which Problem.Check sees to. The
// tests enumerate both properties on small cases, with reserves, overlapping groups, caps and all of these together. From
// them follow (Hatfield and Milgrom 2005; for groups Hatfield and Kojima, GEB 67 (2009) 745–749):
//
//   - The answer is stable, and every applicant likes it at least as well as any other stable matching.
//   - No applicant, and no group of applicants all of whom would gain, gets more by a list that is not the true one, whether shortened,
//     reordered or made longer. That holds for the applicants only, for lists of any length, and as long as
//     scores, groups and the lottery do not depend on the lists. Where lists are limited to k entries, choosing which k to
//     name can still be worth a thought.
//   - The same applicants are matched in all stable matchings, and as many in each tree. Without caps every place fills the same number
//     of seats; with caps a place in a tree may not.
//   - More seats at a place under no cap hurt no applicant, nor does a larger cap that lies in no other. More seats at a place
//     under a cap, or a larger inner cap, can hurt applicants elsewhere in the tree: the test keeps the example.
//
// Stable is not efficient: applicants may wish to exchange places, at the cost of somebody's priority.
//
// # Cost and limits
//
// Every entry of a list is asked at most once, so O(m (r + d log n)) for m entries, r reserves at a place and d caps over it; no entry after the
// accepted one is read. Places without reserves and caps choose in batches, O(m) on average. Memory of 13 bytes for each
// applicant beside the problem, 16 for each seat, and under d caps 16 (d + 1) for each application accepted on the way. The order in
// which applicants are taken up does not change the answer. One core; the context is looked at before each round over the applicants
// and every 65,536 applicants after the rounds.
package stable
