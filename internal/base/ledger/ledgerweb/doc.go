// Package ledgerweb shows the ledger to those who watch it (审计管理员查看账本), for every action of the plan: what was done
// and read, by whom, when and why, page by page; one entry with the bytes that were hashed; the checkpoints and pieces of
// the chain as files that can be checked elsewhere. Looking is itself an entry.
//
// Whoever watches one county sees the entries of that county and of what lies below it. An entry that names no region
// concerns the node as a whole and is seen by whoever watches all of it.
//
// Limits: the chain is verified by the program mihe verify and not by a page, because that reads all of it; the page
// checks the newest checkpoint only. A search by date alone walks over everything newer.
package ledgerweb
