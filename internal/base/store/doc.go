// Package store keeps the records of every room in one database (存储): SQLite by default, PostgreSQL 15 by its
// DSN, with one SQL text for both. It serves every action of the plan and knows none of them.
//
// Write is the only way to change anything. Waiting use cases are committed as a group: each runs in a savepoint of
// its own, one COMMIT makes the group durable, and only then is anyone told that their work is stored. Read gives one
// snapshot. A use case must not wait for the network or call Write again from inside.
//
// Limits, told honestly: one process at a time writes well. A second writing process stays correct, because
// transactions exclude each other, but it waits its turn by polling. A use case that runs long delays all others,
// so bulk work calls Write once per batch of at most 5,000 rows. PostgreSQL must be created with the C collation for
// text to sort as it does in SQLite.
package store
