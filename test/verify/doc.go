// Package verify compares the two verifiers of the ledger (账本核对): the one of the program and verify.py beside this file,
// written in another language from docs/ledger.md alone. They must agree on every attack, to the number of the first bad
// entry and the check that finds it.
//
// Limit: verify.py reads SQLite only, and is not made for speed: each signature takes it about 20 milliseconds.
package verify
