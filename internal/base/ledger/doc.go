// Package ledger is the one log of what was done (账本): audit trail, event and outbox at once. It serves every action
// of the plan: whoever later asks who changed or read what, when and with which right finds the answer here.
//
// A use case appends an Entry in the transaction that changes its records. The entry commits to the record by SHA-256
// and never contains it. Entries of a node form a hash chain:
//
//	leaf(n) = SHA-256(0x00 || header(n))    head(n) = SHA-256(0x02 || head(n-1) || leaf(n))    head(0) = 32 zero bytes
//
// A header is stored as the bytes that were hashed. A Checkpoint signs a head; kept elsewhere it proves that nothing
// before it was changed, cut off or replaced.
package ledger
