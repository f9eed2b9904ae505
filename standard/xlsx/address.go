package xlsx

import (
	"bytes"
	"strconv"
)

// Address names a cell as people do: Address(5, 28) is AB5.
func Address(row, column int) string {
	var letters [4]byte
	at := len(letters)
	for n := column; n > 0 && at > 0; n = (n - 1) / 26 {
		at--
		letters[at] = byte('A' + (n-1)%26)
	}
	return string(letters[at:]) + strconv.Itoa(row)
}

// String writes a range as people do: A2:B5.
func (r Range) String() string {
	return Address(r.Row, r.Column) + ":" + Address(r.LastRow, r.LastColumn)
}

// parseAddress reads AB5. It returns zeros for what is no address.
func parseAddress(text []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(text) && i < 4; i++ {
		c := text[i] &^ 0x20 // in either case
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, ok = digits(text[i:])
	if !ok || column == 0 || column > maxColumn || row == 0 || row > maxRow {
		return 0, 0, false
	}
	return column, row, true
}

// parseRange reads A2:B5.
func parseRange(text string) (r Range, ok bool) {
	first, second, ok := bytes.Cut([]byte(text), []byte(":"))
	if !ok {
		return r, false
	}
	var one, two bool
	r.Column, r.Row, one = parseAddress(first)
	r.LastColumn, r.LastRow, two = parseAddress(second)
	return r, one && two
}
