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

// exampleSource stands as the source of a template's example rows, in both languages at once. A row that still has it is
// refused: no made-up figure becomes a fact.
//
//go:embed example.txt
var exampleSource string
