// Package routeproblem states the problem of visiting people at home with carers who are qualified for it and in time
// (居家照护排班与路线), what a solution of it is, and the files of both. It holds no algorithm.
//
// # Problem
//
// A request asks for one visit, or for two by different carers. Visit i is at a place, takes dᵢ, wants skills, loads an amount and may start at a
// time sᵢ within one of its windows [eᵢₖ, lᵢₖ]. Carer c leaves her first place not before the start of her shift and is at her last not after its
// end. Times and distances are one: t(a, b) is the way from a to b, and it need be neither symmetric nor metric. A solution
// gives some carers a route each, an order of visits, and leaves the requests it does not serve unassigned, with the reason.
//
//	s_j ≥ s_i + d_i + t(i, j)                  for j right after i on a route
//	s_j ≥ e_jk for the window k it starts in,   waiting costs nothing
//	min ≤ s_b − s_a ≤ max                      for a request of two visits a, b in this order (0, 0: at once)
//
// All these bounds are from below, each of one start by another, so the earliest starts are the least fixed point, and no other starts have less
// lateness. They are part of the solution. A carer serves a visit only with all its skills, if she is not barred from the request, within her
// capacities (sums over the route) and up to her number of visits.
//
// # Objectives
//
// Values are compared level by level (Value.Compare):
//
//  1. requests that must be served and are not            2. Σ (1 + priority) over requests not served
//  3. visits by a carer the person does not know          4. visits by a carer who speaks nothing the person wants to hear
//  5. longest less shortest workload                      6. cost
//
// Levels 3 to 5 count under Care alone. A workload is the time of service, that of before this day (Worked) included, without ways and waiting, so that nobody's ways are made longer to even
// it; it is compared over the carers who are qualified for at least one visit. Cost is the travel; under Lateness it is
// (travel + total lateness + greatest lateness)/3, windows are soft at their end, and a visit that starts after it is late by the difference.
// Under Travel and Care windows are hard.
//
// The cost under Lateness, and its conventions: Mankowska, Meisel, Bierwirth, The home health care routing and scheduling problem with
// interdependent services, Health Care Management Science 17 (2014). Under Travel with one capacity and no skills the problem is
// Solomon's: Algorithms for the vehicle routing and scheduling problems with time window constraints, Operations Research 35 (1987).
//
// # Numbers
//
// All sums are exact: amounts of time are whole ticks, Scale of them to a unit of the file, a power of ten that holds every decimal
// of the file. Where a file has more than nine decimals, or sums of its numbers would pass 2⁶¹ ticks, each number is rounded to the finest tick
// that fits.
package routeproblem
