// Package csvfile takes apart the CSV files that people hand in (逗号分隔的文本文件): which encoding a file is in, whether
// it is such a file at all, its lines and cells, its header, and what no cell may hold. Every fault has a place in the
// file and words that say what would be right. It serves every action of the plan whose figures come as files.
//
// It knows no column and keeps nothing: facts and calendars say which columns they want and what a cell means.
//
// Limits: a cell never spans lines, so an unclosed quote spoils its own line and not all that follow; UTF-16 is
// named, not read.
package csvfile
