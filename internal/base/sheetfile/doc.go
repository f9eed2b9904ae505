// Package sheetfile takes apart the spreadsheets that people hand in (电子表格), as csvfile takes apart their CSV files: which sheet is
// meant, its rows and cells, its header, and what no sheet may hold. It gives the rows of csvfile, so that whoever
// checks them need not know which of the two came. It also makes the template to fill in, and gives a faulty
// spreadsheet back with its cells marked. It serves every action of the plan whose figures come as files.
//
// It knows no column: a Form says which are wanted.
//
// Limits: a file is held in memory, up to 64 MB; standard/xlsx tells what else is refused. A hidden row is refused and
// a hidden sheet is not looked at, because nobody would see what is imported from them.
package sheetfile
