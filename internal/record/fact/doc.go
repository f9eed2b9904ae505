// Package fact keeps observations (事实): who was counted where and when, by sex, residence and age, as published.
// Every figure that the program measures a gap with comes from here (stages 1 and 9 of the loop; actions A14 and A16).
//
// The cube is append-only. A load writes its observations under a batch number and becomes visible by one last row;
// until then nobody sees any of it. Nothing published is changed: a revision arrives with a new vintage, and for the
// same variable, breakdown, period and region the batch published last is the one in force. Zero, missing, suppressed
// and not applicable are four states. A value prints with the decimals it was published with.
//
// Official statistics belong to nobody: they are loaded once, as the facts of node 0, and Layered lays each node's own
// over them. A published batch stands in the ledger with a sum over every observation (docs/facts.md). Imports by page
// run as Jobs: they can be watched and stopped, and what a killed program leaves is put in order.
//
// A series is a variable with its source and owner. The natural key of an observation is (node, series, period,
// region, breakdown, vintage).
//
// The package is the pure core: types, checking of the rows of CSV files and spreadsheets, and the use cases Import and
// Load. Its SQL is in factdb. Limits, told honestly: one file holds at most 5,000,000 rows, of which 24 bytes each stay
// in memory until they are stored, a spreadsheet 1,048,576 rows and 64 MB; regions are six-digit codes, so townships
// need a wider code first.
package fact
