// Package openness decides which observations the public may see (信息公开), for actions A14 and A16 and every page that
// anybody can read. A series (a variable with its source and the node that answers for it) is internal until three
// persons have acted: one proposes how it is to be disclosed and on which legal basis (信息公开属性: 主动公开, 依申请公开 or
// 不予公开, as 政府信息公开条例 has it), one reviews it for secrecy (保密审查), one approves. Any of them may refuse with a
// reason, and an approval can be withdrawn; both take effect at once.
//
// Each step is a record that is only ever added, with its ledger entry; the state of a series is computed from them.
// Filter is a fact.Reader that shows what is public, as if nothing else had ever been loaded; Marked shows everything and
// says what is not public.
//
// Limits, told honestly: approval is of a series, so a later vintage or period of the same series is public as soon as it
// is published; two accounts of one human being count as two persons unless they name the same person; what somebody
// has downloaded cannot be taken back.
package openness
