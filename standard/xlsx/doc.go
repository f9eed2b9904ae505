// Package xlsx reads, writes and marks spreadsheets (电子表格, the SpreadsheetML of ECMA-376): bytes in, values out.
//
// Counties keep their figures in spreadsheets, and every action of the plan that asks them for numbers asks through
// one (A14, A16, A17). Open and Rows read a workbook that a stranger sent; Write makes a workbook from typed cells, also a
// locked template to fill in; Mark gives a workbook back with the faulty cells red and the reasons beside them.
//
// # Reading
//
// The zip directory is judged before anything is unpacked, and a sheet is read row by row in constant memory; only the
// table of shared texts is kept, up to 64 MB. Nothing is ever written to a disk. The well-known library for such files,
// github.com/xuri/excelize/v2, judges in the tests what we read, write and mark. It does not do the work itself: it holds
// a whole sheet in memory to tell a formula from a number (640 MB for 100,000 rows of nine cells), unpacks large sheets
// into temporary files, and cuts numbers after fifteen digits when it writes.
//
// A cell reads as the text that a person sees or typed: 0.1 and not 0.1000000000000000055, 2020-11-01 and not 44136, 61.25% and
// not 0.6125, with the decimals that its format shows. What a format would hide is never dropped: 12345.67 shown as 12346
// reads 12345.67. A formula reads as "=B2/C2", never as the value computed from it.
//
// # Limits, told honestly
//
// At most 2,000 files, 1 GiB unpacked, 200 times smaller packed; 1 MiB of text a row. Parts are UTF-8; ZIP64 is refused, as
// are macros, links to other files, passwords and .xls. Conditional and fraction formats, scaling commas and the second to
// fourth section of a number format do not change what is read. Mark forgets the fill that a cell had before it was red.
package xlsx
