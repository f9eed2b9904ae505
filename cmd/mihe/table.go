package main

import (
	"strings"

	"golang.org/x/text/width"
)

// table prints columns that line up in a terminal, where a Chinese character is two cells wide.
type table struct {
	head  []string
	rows  [][]string
	right []bool // columns aligned to the right
}

func (t table) String() string {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], cells(cell))
		}
	}
	var b strings.Builder
	for i, row := range append([][]string{t.head}, t.rows...) {
		t.row(&b, row, widths)
		if i == 0 {
			total := 2 * (len(widths) - 1)
			for _, n := range widths {
				total += n
			}
			b.WriteString(strings.Repeat("─", total) + "\n")
		}
	}
	return b.String()
}

func (t table) row(b *strings.Builder, row []string, widths []int) {
	var line strings.Builder
	for i, cell := range row {
		if i > 0 {
			line.WriteString("  ")
		}
		pad := strings.Repeat(" ", widths[i]-cells(cell))
		if i < len(t.right) && t.right[i] {
			line.WriteString(pad + cell)
		} else {
			line.WriteString(cell + pad)
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// cells is the number of terminal cells s takes.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
