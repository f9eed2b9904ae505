// Package caseworkweb is the pages of cases (办件): the queue of an office, one case with its story and both clocks, the
// steps as forms, one's own cases, and the receipt on paper with a QR code. They serve every action of the plan in which
// somebody asks an office, and show whatever machine a programme hands in; a programme may have pages of its own beside them.
//
// What a machine calls its states, steps, matters and codes stands in the words of its programme, under its name: for a
// machine eldercare.aid the keys eldercare.aid.state.received, .step.accept, .item.meal_aid and .code.id_copy. What has no
// words is shown as its code.
//
// A page names nobody: it shows no name of a person, and a colleague as the place and the last digits of an account.
package caseworkweb
