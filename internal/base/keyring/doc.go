// Package keyring holds the keys (密钥环): one for each person whose data is kept, one for look-up tokens, and those that
// sign the ledger. It serves every action of the plan that touches a person: destroying the key is how personal data is
// erased from everything that was ever copied (个人信息保护法, 47).
//
// The keys live in a file of their own, beside the database and never in it, so that a copy of the database alone
// reads nobody, and an older copy brings nobody back. Its backup is one file that is replaced, never a row of versions.
//
// Nothing makes a key by the way. Prepare gives a new node its first keys, Create gives a person theirs; everything else
// fails when a key is absent. An erased person, and one who was never there, look the same to every reader; a keyring
// that does not know the node at all is a missing keyring, and everything that needs it is unavailable.
//
// Limits, told honestly: the file is protected by its permissions, not by a hardware module, so whoever reads the data
// folder reads both. Algorithms follow GB/T 32905 and 32918 (SM2 with SM3) beside Ed25519 and AES-256-GCM, in
// software without certificate. A person's key is read from the file each time it is used; nothing is kept in memory.
package keyring
