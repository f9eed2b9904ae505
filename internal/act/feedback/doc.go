// Package feedback keeps what people say of what was done for them: ratings (好差评) and complaints as work orders (工单), for elder care
// (A12) and every other action of the plan that answers to a person.
//
// An item (a visit, a case) is rated once, in five levels. One of the two lowest opens a work order, which must have ended by a dated
// number of working days (整改时限). A complaint is a work order as the 12345 hotline knows it: 受理, 转办, 承办, 答复, 回访, 办结. An order is a
// case of package casework, with its clocks and rights; what was said and answered is kept here, sealed.
//
// Who was complained about never answers alone: the provider answers, and an officer who neither answered nor worked on the matter calls
// the person back. They do not turn the complaint away or close it either, nor take it back in the person's name.
//
// A rating is told to nobody by name. A provider reads its own as counts of closed quarters, in groups that are never smaller than Least.
// There is no list of providers by their ratings, and none is to be made.
//
// Limits, told honestly: the two sides are told apart by accounts and by the persons behind them; colleagues who cover for one another are
// not found out. Orders of the hotline come without their caller, so their text is sealed under a key of the order, which nobody asks to
// have erased. Likeness is of subjects alone.
package feedback
