// Package browser holds tests that look at every page through a real browser, signed in as whoever works with it, as a
// reader on a small phone, a reader of large print and a reader without a mouse would. It serves all 17 actions: each of
// their pages passes here.
//
// The tests run when MIHE_BROWSER names a Chromium; those that ask axe-core for accessibility faults also need MIHE_AXE,
// the path of its axe.min.js. Screenshots of every page go to MIHE_SHOTS (else the folder shots, which git ignores).
// MIHE_SCALE above 1 asks axe in every combination of language, width and print instead of a fixed sample.
//
// Limits, honestly: one engine and one font set; axe finds perhaps half of what hinders people, so the screenshots want
// a person's eyes and the pages a person's screen reader.
package browser
