// Package bookingweb shows what is limited (预约与占用) for action A12: to those who keep it the pools with what is kept, the line in its order and the
// devices that are out; to a person their own places, loans and where they stand; to those who work their hours, with an address that calendar programs
// read.
//
// Pages of pools name nobody: whoever comes says the number that stands there.
//
// Limit: a pool's page lists all of its holds and its whole line (tested with tens).
package bookingweb
