// Package suppress keeps small counts out of published tables (小单元格抑制), for the boards of actions 14 and 16 of the plan and
// every table in which a cell could stand for a few persons.
//
// A table is rows by columns with its margins: sums of rows, of columns, and of all. A count from 1 to least-1 is not
// published, wherever it stands (primary suppression); because a hole can be worked out from the sums, further cells are
// held back until no hole can (secondary suppression). What is promised of every hidden cell, by what is published and the
// knowledge that counts are not negative:
//
//   - the range of what it could be, from end to end, is at least least wide;
//   - its count is at neither end of that range, but for a 0, below which there is nothing.
//
// A table with margins is a circulation on a network with a node for each row and column, so the range of a cell is a
// maximum flow and exact. Source: Cox, Network Models for Complementary Cell Suppression, J. Am. Stat. Assoc. 90 (1995),
// 1453-1462; Hundepool et al., Statistical Disclosure Control (2012), ch. 4.
//
// Limits, told honestly: a count of 0 names nobody and is published, so a row in which one column holds everybody says so
// of everybody in it. Somebody who is one of the few counted knows one more than the reader this protects from. Two tables
// of the same persons, or one table twice, can be subtracted from each other: each is protected by itself alone. Which
// further cells are hidden is a good choice and not proved the best; tested with up to 60 rows and 12 columns.
package suppress
