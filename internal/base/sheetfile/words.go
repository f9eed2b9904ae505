package sheetfile

import "embed"

// Words are the texts of this room: what is wrong with a spreadsheet, whatever it is about.
//
//go:embed zh-CN.json en.json
var Words embed.FS

// MarkTitle heads the column of reasons in a marked spreadsheet. It is the same in both languages, so that it is known again
// when the spreadsheet comes back.
//
//go:embed mark.txt
var MarkTitle string
