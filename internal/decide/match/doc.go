// Package match says who goes to whom and when on a day of care at home, and why not (上门服务派单). It serves elder care (A12): its plan is proposed to
// whoever runs the provider, and each line can be explained to the person it concerns.
//
// # Method
//
// A Day is frozen: visits, carers with the papers that hold on that day, ways. Match makes of it a problem of solve/route under the objective Care and keeps,
// in this order: as many visits as can be, the urgent ones weighed higher; carers whom the person knows; carers who speak what the person wants to
// hear; even work, that of before the day included; short ways. What may never be: a visit by somebody barred (a relative, somebody the
// elder refused), without the papers, outside the times wanted or the shift, or beyond the minutes that somebody may work.
//
// The answer depends on the day, the seed and the number of rounds alone, which the plan names, and not on the order in which visits and carers are listed. The search is
// heuristic: it proves no plan to be the best. What it says of each line is tested, not guessed: a visit that is left out names the constraints that, lifted together
// and no fewer of them, let it into this plan; a visit by somebody new says for each carer whom the person knows why it is not her.
//
// # Limits
//
// A carer has one shift a day: of two the longer counts (CarerOn). Evenness is longest less shortest, so somebody who has hardly worked yet gets work until they
// no longer have the least. Ways start from townships or villages, never from homes. Tried with 200 visits and 40 carers; a hundred times as many want a
// plan for each provider.
package match
