// Package selfcheck looks at what a node holds for what is never to be built or asked (减负自检), for actions 14 and 16 of the plan and
// the rule against needless reports. What the program itself never does its tests hold; this is for what a county configures and
// imports: forms, rules, services, tasks, and the sources of its figures.
//
// Look is a pure function of Held and names each finding with its place and the clause it offends; clauses.yaml holds the clauses and the words
// by which a thing of that kind is known. Beside the findings stand figures without a limit: what the forms cost people in a year,
// and how much is asked of each township.
//
// Limits, told honestly: words find what is called by its name, and a text that speaks against a thing names it too, which is why a text
// that people wrote freely is only to be looked at. That a figure is somebody's own word is known only where its source says so. A
// form in use elsewhere, on paper or in another system, is not seen.
package selfcheck
