package csvfile

import (
	"bytes"
	"unicode/utf8"
)

// maxCell is how many characters a cell of any column may have.
const maxCell = 1000

// Clean trims a cell. key and args say what no column may hold, and are empty when nothing is wrong.
func Clean(cell []byte) (text []byte, key string, args []any) {
	text = bytes.Trim(cell, " ")
	switch {
	case len(text) == 0:
		return text, "", nil
	case len(text) > maxCell && utf8.RuneCount(text) > maxCell:
		return text, "csvfile.long", []any{"max", maxCell}
	case text[0] == '=' || text[0] == '@' || text[0] == '\t' || text[0] == '+':
		return text, "csvfile.formula", nil
	case !printableASCII(text) && bytes.ContainsFunc(text, Control):
		return text, "csvfile.control", nil
	}
	return text, "", nil
}

// printableASCII is true of most cells, and spares them the look at each character.
func printableASCII(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
