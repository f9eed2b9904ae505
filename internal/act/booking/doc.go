// Package booking keeps count of what is limited (预约与占用): places of a service, devices that are lent, the hours of those who work. It
// serves action A12 of the plan (elder care), and every later action that gives out something of which there is not enough.
//
// A Pool is so many units of an offer of the catalogue. A Hold keeps some of them for somebody until a moment; by then it is taken,
// or it has expired and its units are free again by the clock of the next write: no sweeper is needed for the count to be true.
// Whoever finds no room waits in one line for each pool, in the order in which people joined; an offer to the first is a hold that
// expires, then the next is asked. Nobody overtakes: while somebody waits there are no other claims, and who asks for more units than
// there are free is not passed over. A Slot is time of one post, and no two of a post overlap, their ways included. A Loan is a device in somebody's hands, on
// the terms of the day on which it was handed out.
//
// A claim carries a key of the caller's: the same claim again, after a broken line, is the same hold. Every change is a record that
// holds what it changed as it is from then on, written in the transaction that counted, so two claims never see the same room. Records name
// persons by their ids alone.
//
// Limits, told honestly: an offer that ran out ends the wait, and joining again is at the end of the line; a pool counts units of one kind
// that are all alike; the list of pools of a node is read whole (tested with hundreds).
package booking
