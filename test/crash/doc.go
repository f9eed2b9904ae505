// Package crash kills the real program again and again while clients write to it over HTTP, and then looks whether
// anything that was acknowledged is gone or stands there by half. The clients keep the acknowledgements outside the data
// folder. Two verifiers that share no code judge the ledger (stages 3 and 9 of the loop; trust before anything else).
//
// Carers' phones that lose the network and are switched off anywhere report visits to the program while it is killed, and a judge that reads records by itself
// counts visits lost or doubled, answers that were not kept, conflicts without a reason, codes used twice. A phone here does what
// deliveryweb/visits.js does: whoever changes one changes the other.
//
// MIHE_SCALE=1 writes a few thousand tasks over a handful of kills; MIHE_SCALE=2 is the full run of 1,000,000 writes and
// 200 kills, which takes the better part of half an hour and whose figures stand in docs/operations/reliability.md. Of visits it is 1,000 kills of program and phones;
// MIHE_FOLDERS=4 divides them among four programs that run side by side.
//
// Limit: a killed process is no power cut; what the disk had not been told to keep is tried in base/store.
package crash
