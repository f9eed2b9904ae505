// Package partyweb is the pages of the register of persons (人口与家庭登记). On /me people see what is held of them, who used it, correct it, take it
// along and are erased. On the others officers work: bringing a register in by file,
// finding one person, opening them for a purpose, putting right what is wrong. There is no list of persons and nothing is
// found by part of a name: whoever is looked for stands before the officer or is named in a paper. No entry pages for
// villages: registers come by file.
//
// Limit: a file of at most 8 MB, about 50,000 persons; a larger one is brought in by the command.
package partyweb
