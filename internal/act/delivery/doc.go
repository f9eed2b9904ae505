// Package delivery keeps what is delivered to a person and what is paid for it (服务递送与结算): plans, visits, what a carer's
// device reports, vouchers of a month, settlements of a provider, payment files, and two ways of looking whether it is true:
// a sampling audit and a queue of anomalies. It serves every action of the plan that sends somebody to somebody, elder care
// (A12) first.
//
// A visit is paid once. A settlement is a pure function of inputs that it freezes (Settle): the same bytes whenever it is run
// again. What turns out wrong is never edited: a later settlement has a line that corrects the line it names. Only a visit that
// evidence holds confirmed by the person's own side (grade 2 or better), uncontradicted and unsuspected, is paid.
//
// What a device reports is never lost, but for the code of the person's card in a report that does not fit: such a report is kept as a conflict, with its
// reason, and the code in it is neither tried nor kept. What was reported of a visit that was marked
// missed meanwhile can be taken in (Accept).
//
// A visit that is set books the time of its carers, in the same transaction. What is due on a day follows from plans and from what
// is set (DueOn); a day of a provider is frozen, matched and kept as a proposal (Propose), and set whole or not at all (Adopt), if
// what it rests on still holds.
//
// Money goes where two people have said: one enters an account, another confirms it. A payment that the bank gives back goes out again under
// a serial of its own; one that was paid never does.
//
// Limits, told honestly: weeks of a plan are counted by days of the month (seven days, rounded up), not by calendar weeks. What the
// elder pays herself is not followed. A node that is restored has forgotten which files went out since: until somebody has said what the bank had
// paid, nothing of the months before is handed over (docs/adr/0019); a database that is put back otherwise than by the program's own restore is not
// noticed. Intervals of a sample know nothing of those who were not reached. Of accounts that older releases
// entered the name of the bank stands in clear. What is finished after the sample of its month was drawn is in none until
// somebody draws one of late reports, which goes by the clock of the node: what is finished in the millisecond of a draw,
// after it, is in none. A visit that was taken in beyond what its month allows is paid like
// any other: no settlement counts units. A sample is drawn once for a place and month; that of a county does not keep
// anybody from drawing one of a township. What a provider says
// against a settlement after its approval is no step of it: what comes out otherwise is corrected by the next one. Visits of older releases have no time booked until they are set anew. Ways are known of a day that was
// adopted; what is set by hand is booked without. Nobody has said which language a person wants to hear; that a person does not want a carer
// is known only where a visit was given to another for that reason. Of several free parts of a carer's day a proposal uses the longest. The
// plans of a node are read whole for a day.
package delivery
