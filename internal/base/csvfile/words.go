package csvfile

import "embed"

// Words are the texts of this room: what is wrong with a file, a line or a cell, whatever it is about.
//
//go:embed zh-CN.json en.json
var Words embed.FS
