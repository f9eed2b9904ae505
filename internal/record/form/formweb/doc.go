// Package formweb is the pages of forms (表单), for action 12 of the plan and the rule against needless reports (减负): which forms are in
// use, what each asks and what it does not because a register holds it, and how long it takes; a sheet on paper for one person with a
// code; keying it in by that code; and a filled form. Forms in use are no secret: their list is public.
//
// A sheet names nobody, so that a lost one tells nothing: its code leads whoever keys it in to the person.
package formweb
