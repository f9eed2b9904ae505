package sheetfile

import "embed"

// Words are the texts of this room: what is wrong with a spreadsheet, whatever it is about.
//
//go:embed zh-CN.json en.json
var Words embed.FS
