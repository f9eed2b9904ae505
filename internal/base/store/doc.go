// Package store keeps the records of every room in one database (存储): SQLite by default, PostgreSQL 15 by its
// DSN, with one SQL text for both. It serves every action of the plan and knows none of them.
//
// Write is the only way to change anything. Waiting use cases are committed as a group: each runs in a savepoint of
// its own, one COMMIT makes the group durable, and only then is anyone told that their work is stored. Read gives one
// snapshot. A use case must not wait for the network or call Write again from inside.
//
// After a failed COMMIT, a failed sync or a lost connection nothing is acknowledged until the database has been
// reopened and checked; then writing goes on by itself. Members of the group are told what became of them when that is
// certain: on a full disk at once, otherwise after reopening, which takes milliseconds when the disk works again. Only
// if it does not within ten seconds are they told that nobody knows (store.unsure).
//
// Limits, told honestly: one process at a time writes well. A second writing process stays correct, because
// transactions exclude each other, but it waits its turn by polling. A use case that runs long delays all others,
// so bulk work calls Write once per batch of at most 5,000 rows. Reopening after a failure reads the whole database
// once; readers wait while the log is copied, and it cannot begin while another program has the database open. It
// relies on a disk that reports a sync truthfully. PostgreSQL must be created with the C collation for text to sort
// as it does in SQLite.
package store
