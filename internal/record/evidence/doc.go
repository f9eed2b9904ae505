// Package evidence keeps what was seen of a thing and works out how sure it is (证据分级): E0 said by whoever wants it to be so, E1
// recorded by whoever delivered, E2 confirmed by the beneficiary through a channel of their own, E3 by a third system or device,
// E4 sampled and verified. It serves every action of the plan that pays for a service or counts one (A12 and those after it).
//
// For rooms above, inside their own transaction:
//
//	RecordIn(tx, who, Statement) (Statement, error)                    the deliverer's E1, with the visit's finishing
//	PrepareCode(ctx, who, CodeConfirmation) (CodeConfirmation, error)  before the transaction: unseals the card
//	ConfirmCodeIn(tx, who, CodeConfirmation) (Confirmed, error)        with it, or later; a wrong code is no error
//	PrepareTap, ConfirmTapIn                                           the same for the person's tag
//	Standings(q, []About) (map[About]Standing, error)                  one for each that was asked, the zero Standing for the unseen
//
// Two carers come to one person on one day, and the first has no network until the evening: a code that comes after a later one of the sheet counts, once,
// when it was passed over by less than a window and its visit was claimed between those of its neighbours, for a day for which it was planned
// (docs/adr/0020). Where the elder had said that it is on her paper still, when one behind it had been used, it is suspect at once. A tap does not come
// late: it is opened with a network, and one who holds the tag to a telephone five times has five messages.
//
// Whoever hands out sheets, tags and numbers is apart from what they confirm: not the person, not related to them, not the one who delivers to them.
//
// Limits, told honestly: whoever prints a sheet has seen its codes, and whoever enrols a tag its keys; handed on to a carer they count until the
// beneficiary is asked what is crossed out. Who runs a third system or a gateway is known to those who admit it, not to the program. A code of
// the sheet belongs to no visit, so a carer who is given it for one may enter it for another of the same person first; reconciliation, the
// anomaly of two visits and the sample find that, not the code. Who knows a code that was passed over may enter it late for a visit of theirs that was
// planned for a day between those of its neighbours: the same three find that.
package evidence
