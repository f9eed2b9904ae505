package xlsx

import (
	"fmt"
	"strings"
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

// style returns the number of a style.
func (w *writer) style(s style) int {
	id, ok := w.styles[s]
	if !ok {
		id = len(w.order)
		w.styles[s], w.order = id, append(w.order, s)
	}
	return id
}

// The numbers of formats: the built-in one of texts, and the first that is free.
const (
	formatText = 49
	formatFree = 164
)

// stylesPart writes the styles: of each cell a number format, one of two fonts, three fills and two borders.
func (w *writer) stylesPart() string {
	var formats, cells strings.Builder
	numbers := map[int]bool{}
	for _, s := range w.order {
		format := 0
		switch {
		case s.number:
			format = formatFree + s.decimals
			if !numbers[s.decimals] {
				numbers[s.decimals] = true
				_, _ = fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, format, code(s.decimals)) // a Builder accepts everything
			}
		case s.typed:
			format = formatText
		}
		cells.WriteString(s.cell(format))
	}
	numFmts := ""
	if formats.Len() > 0 {
		numFmts = `<numFmts>` + formats.String() + `</numFmts>`
	}
	const font = `<sz val="11"/><color rgb="FF1F2D3A"/><name val="Calibri"/><family val="2"/>`
	const sides = `<left/><right/><top/>`
	return `<styleSheet` + mainSpace + `>` + numFmts +
		`<fonts><font>` + font + `</font><font><b/>` + font + `</font></fonts>` +
		`<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFDDE6EE"/><bgColor indexed="64"/></patternFill></fill></fills>` +
		`<borders><border>` + sides + `<bottom/><diagonal/></border><border>` + sides + `<bottom style="thin"><color rgb="FF5B7083"/></bottom><diagonal/></border></borders>` +
		`<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs>` + cells.String() + `</cellXfs>` +
		`<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// code shows so many decimals.
func code(decimals int) string {
	if decimals == 0 {
		return "0"
	}
	return "0." + strings.Repeat("0", decimals)
}

// cell writes one style of cells.
func (s style) cell(format int) string {
	look := ` fontId="0" fillId="0" borderId="0" xfId="0"`
	alignment := `<alignment vertical="top"`
	if s.heading {
		look = ` fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"`
		alignment = `<alignment vertical="center"`
	}
	if s.wrap || s.heading {
		alignment += ` wrapText="1"`
	}
	lock := ""
	if s.open {
		look += ` applyProtection="1"`
		lock = `<protection locked="0"/>`
	}
	return fmt.Sprintf(`<xf numFmtId="%d"%s applyNumberFormat="1" applyAlignment="1">%s/>%s</xf>`, format, look, alignment, lock)
}
