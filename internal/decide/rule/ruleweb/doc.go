// Package ruleweb is the pages of rules and of decisions (规则与决定), for actions 10, 12 and 13 of the plan: which rules are in force,
// from when, by which source; who gets what by them, as tables that anybody can read; what a proposed version would change, before
// somebody else than its author adopts it; and one decision in plain words, with the facts it rests on, computed again on request.
//
// Rules that hold are no secret: their pages are public. What is only proposed is for those who may read proposals, and a decision for
// its person and for the officers whom rule.Service lets. Cases to assess a version by come from the programme of the set.
package ruleweb
