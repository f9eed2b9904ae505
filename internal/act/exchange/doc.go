// Package exchange carries files between a node and the official systems beside it (数据交换): the national elder-care system, the
// 12345 hotline. Mihe is a client of theirs and never another exchange platform; what they hold is asked of them.
//
// A Layout, which is dated data, says how a partner's file calls what we know by other names. Reading takes only the columns that the
// layout names: what a partner sends beyond them is dropped unread, and the reader says which columns those were.
//
// Limits: CSV in UTF-8 or GB18030, or lines of fixed width in GB18030; a cell does not span lines (OneLine joins those of what is written); a file holds up to 50,000 rows and is read whole.
package exchange
