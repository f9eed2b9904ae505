// Package hostile sends the whole program what nobody should send, over real connections: requests of many families that
// are broken, endless, forged or meant to do harm. None may make it panic, fail, store anything or grow. It serves every
// action of the plan: each of their pages and files is reached from the network.
//
// Requests are written to the connection byte by byte, since an HTTP client would mend or refuse most of them. They are
// drawn from a seeded generator: the same seed, the same requests. MIHE_SCALE=1 sends 2,000, more sends 10,000.
//
// Limits, honestly: one process, SQLite, no TLS; what a proxy in front of the program makes of such requests is not seen
// here. What a family does to one room is tried more deeply beside that room.
package hostile
