package fact

import "embed"

// Words are the texts of this room: what is wrong with a row, and what would be right.
//
//go:embed zh-CN.json en.json
var Words embed.FS

// cellWords maps the Chinese words that a cell may hold to the English ones.
//
//go:embed cells.json
var cellWords []byte
