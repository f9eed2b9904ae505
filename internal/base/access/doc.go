// Package access says who acts and what they may do (权限), for every action of the plan: nodes (tenants), accounts, roles
// bound to region subtrees, and the grants without which nobody's personal data is read.
//
// A Right is one thing that may be done. A Role is a list of rights, and a Mandate gives a role in one region and all
// that lies below it; one person may hold several. A use case asks with Check or CheckAt. Outside the actor's regions
// everything looks absent (not found); inside, without the right, it is denied. The zero Actor may do nothing, and the
// zero region lies nowhere.
//
// System, security and audit administrators are kept apart: NewPolicy refuses roles with which one hand could both act
// and manage the trace of it (GB/T 22239-2019, 8.1.4.2 d).
//
// A Machine is the account of a program: one right that no role holds, in one place, with a token (docs/adr/0017).
//
// Limit: acting for another person (a relative, a village officer) is prepared in Actor and used by no page yet.
package access
