// Package catalog is the directory of services (服务目录): who provides what, where, when, for whom, at what price, and with how
// much room left. It serves action A12 of the plan, whose words for elders' products (助行、助餐、助穿、如厕、助浴、感知) and for
// social, health and daily-life services are its terms, and every later action that has something to offer.
//
// Providers, locations and services are entered as records, each with its ledger entry. A service is internal until somebody
// other than whoever entered it last has reviewed and published it; what visitors read is exactly the bundle that this record
// holds, so that a later change stays internal until it is published in its turn. Capacity is not reviewed but declared: it
// says who declared it and as of which day, and when it is old that is said too. A number that nobody declared is unknown,
// which is not zero.
//
// Limits, told honestly: a node's directory is read into memory and kept until it changes (some 4 KB a service); two accounts
// of one human being count as two persons unless they name the same person; contacts are functions and telephones, never
// persons.
package catalog
