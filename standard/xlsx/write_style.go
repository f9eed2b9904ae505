package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// style is how a cell looks and whether it can be changed.
type style struct {
	heading  bool
	open     bool // can be changed in a locked sheet
	typed    bool // a text whatever is typed
	wrap     bool
	number   bool
	decimals int
}

// style is the look of a cell of a column.
func (c Column) style(t Table, v Value) style {
	s := style{open: t.Locked && c.Input, typed: c.AsTyped, wrap: c.Wrap}
	if v.kind == valueNumber {
		s.number, s.decimals, s.typed = true, v.decimals, false
	}
	return s
}

// style returns the number of a style in the workbook; styles are numbered as they are first used.
func (w *writer) style(s style) (int, error) {
	if id, ok := w.styles[s]; ok || s == (style{}) {
		return id, nil
	}
	id, err := w.f.NewStyle(s.spelt())
	w.styles[s] = id
	return id, err
}

// asText is the built-in format of texts.
const asText = 49

func (s style) spelt() *excelize.Style {
	out := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: s.wrap}}
	switch {
	case s.heading:
		out.Alignment = &excelize.Alignment{Vertical: "center", WrapText: true}
		out.Font = &excelize.Font{Bold: true, Family: "Calibri", Size: 11, Color: "1F2D3A"}
		out.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6EE"}}
		out.Border = []excelize.Border{{Type: "bottom", Color: "5B7083", Style: 1}}
	case s.typed:
		out.NumFmt = asText
	case s.number:
		code := "0"
		if s.decimals > 0 {
			code += "." + strings.Repeat("0", s.decimals)
		}
		out.CustomNumFmt = &code
	}
	if s.open {
		out.Protection = &excelize.Protection{Locked: false}
	}
	return out
}
