// Package route plans who visits whom and when (居家照护路线与排班): home health care routing and scheduling, and vehicle routing with time
// windows. Problem, objectives and files are in package routeproblem; routecheck judges plans without knowing this package.
//
// It serves elder care at home: who is qualified and known comes in time, work is even, and who is not served is told what stands in the way.
//
// # Method
//
// The problem is NP-hard; the search is heuristic and proves no bound. Each round takes strings of neighbouring visits out of routes near each other and lets them
// in again one by one, each at its cheapest place, of which some are skipped by chance ("slack induction by string removals": Christiaens, Vanden Berghe, Slack
// induction by string removals for vehicle routing problems, Transportation Science 54 (2020), with its orders for time windows). Simulated annealing
// decides what to go on from, on one number made of the levels of the value by weights; the best plan is kept by the levels themselves. Several workers search by
// seeds of their own, compare at eight fixed points of the search and, from its middle on, go on from the best of them; of equal ones from the first.
//
// What an insertion costs is exact: the rises of starts that follow are propagated along the route and across bonds between visits, until they are soaked up by
// waiting or are worse than the best known place. With hard windows and no bonds a comparison with the latest start suffices; where travel alone counts as well, places
// beside the 40 nearest visits and on idle routes are looked at first, and others only if there is none, and now and then a whole route is taken out. For a request of two visits the
// 24 best places of each are tried with each other. Visits that wait for each other in a circle would rise for ever: an entering visit that rises because of
// itself is refused, as is what needs more rises than a bound; so a plan never has a circle, and a rare plan without one may be passed over.
//
// One round costs O(k·p) for k visits taken out (about ten) and p places of qualified carers, in practice; propagation can cost O(n).
// Preparing costs O(n² log n) time and O(n) lists of 200 neighbours.
//
// # Limits
//
// Where ways are no metric, a visit can lie on a short cut; what follows then starts earlier, which is computed, but was not foreseen when places were compared. A
// request of two visits without a bond in time is planned as if different carers had to come. Assign, which finds and tests reasons, looks at every place, and
// the reason of an unassigned visit speaks about the routes of this plan: another plan could serve it and leave another out.
package route
