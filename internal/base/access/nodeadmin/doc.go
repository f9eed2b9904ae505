// Package nodeadmin is what a system administrator looks after on a node beside its accounts (系统管理：工作日安排、乡级名单):
// the working days of a new year and the townships of its counties, both imported from files. Deadlines and scopes of every
// action of the plan rest on them.
//
// A file is taken whole or not at all, and every fault in it is named with its line and column. What was imported is an
// entry of the node's ledger with a record of the file's name, its sum and counts; the bytes themselves are kept by the
// rooms calendar and region, which stand before rights and ledger and so cannot ask for either.
//
// Limits: working days and the map are the same for all nodes of a program, so one administrator's year holds for the
// others too; a township list reaches no further than the node's own region. The list of what was imported here reads
// all records of the room access, some tens of thousands at most.
package nodeadmin
