package xlsx

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The bounds of texts, counted as spreadsheets do: in UTF-16.
const (
	maxText    = 32_767 // in a cell
	maxName    = 31     // of a sheet
	maxPrompt  = 255    // of a hint, and of a list
	maxHeading = 32     // of a hint
)

func units(text string) int { return len(utf16.Encode([]rune(text))) }

// checkNames refuses names that a spreadsheet program would not open.
func checkNames(tables []Table) error {
	if len(tables) == 0 {
		return errors.New("a workbook needs a sheet")
	}
	seen := map[string]bool{}
	for _, t := range tables {
		name := strings.ToLower(t.Name)
		switch {
		case name == "" || units(name) > maxName || strings.ContainsAny(name, `:\/?*[]`) || strings.Trim(name, "'") != name:
			return fmt.Errorf("%q cannot be the name of a sheet", t.Name)
		case seen[name]:
			return fmt.Errorf("two sheets have the name %q", t.Name)
		}
		seen[name] = true
	}
	return nil
}

// table writes one sheet, in the order that the standard wants: columns, rows, lock, lists.
func (w *writer) table(i int, t Table) error {
	b, err := w.create("xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml")
	if err != nil {
		return err
	}
	selected := ""
	if i == 0 {
		selected = ` tabSelected="1"`
	}
	_, _ = b.WriteString(`<worksheet` + mainSpace + `><sheetViews><sheetView` + selected + ` workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" ` +
		`state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`) // Flush tells of any error
	w.columns(b, t)
	_, _ = b.WriteString(`<sheetData>`)
	if err := w.rows(b, t); err != nil {
		return err
	}
	_, _ = b.WriteString(`</sheetData>`)
	if t.Locked {
		// No password: the lock keeps the form of the table from accidents, and whoever reads it checks what comes back.
		_, _ = b.WriteString(`<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="1" formatColumns="0" formatRows="0" insertColumns="1" insertRows="1" ` +
			`insertHyperlinks="1" deleteColumns="1" deleteRows="1" selectLockedCells="0" sort="0" autoFilter="1" pivotTables="1" selectUnlockedCells="0"/>`) // 1 forbids
	}
	if err := guides(b, t); err != nil {
		return err
	}
	_, _ = b.WriteString(`</worksheet>`)
	return b.Flush()
}

// defaultWidth is that of a column which says none.
const defaultWidth = 10

func (w *writer) columns(b *bufio.Writer, t Table) {
	if len(t.Columns) == 0 {
		return
	}
	_, _ = b.WriteString(`<cols>`)
	for i, c := range t.Columns {
		width := c.Width
		if width == 0 {
			width = defaultWidth
		}
		_, _ = fmt.Fprintf(b, `<col min="%d" max="%d" width="%s" style="%d" customWidth="1"/>`, i+1, i+1, decimal(width), w.style(c.style(t, Value{})))
	}
	_, _ = b.WriteString(`</cols>`)
}

func (w *writer) rows(b *bufio.Writer, t Table) error {
	headings := make([]Value, len(t.Columns))
	for i, c := range t.Columns {
		headings[i] = Text(c.Title)
	}
	n := 1
	if err := w.row(b, n, headings, func(int, Value) style { return style{heading: true} }); err != nil || t.Rows == nil {
		return err
	}
	for values := range t.Rows {
		n++
		if len(values) != len(t.Columns) || n > maxRow {
			return fmt.Errorf("row %d has %d cells, and there are %d columns", n, len(values), len(t.Columns))
		}
		if err := w.row(b, n, values, func(i int, v Value) style { return t.Columns[i].style(t, v) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) row(b *bufio.Writer, n int, values []Value, look func(i int, v Value) style) error {
	_, _ = b.WriteString(`<row r="` + strconv.Itoa(n) + `">`)
	for i, v := range values {
		if v.kind == valueNone || v.kind == valueText && v.text == "" {
			continue // it looks like its column
		}
		_, _ = b.WriteString(`<c r="` + Address(n, i+1) + `" s="` + strconv.Itoa(w.style(look(i, v))) + `"`)
		switch {
		case v.kind == valueNumber && (math.IsNaN(v.number) || math.IsInf(v.number, 0)):
			return fmt.Errorf("%s: %v is no number that a sheet can hold", Address(n, i+1), v.number)
		case v.kind == valueNumber:
			_, _ = b.WriteString(`><v>` + decimal(v.number) + `</v></c>`)
		case units(v.text) > maxText:
			return fmt.Errorf("%s: a text of more than %d characters", Address(n, i+1), maxText)
		default:
			_, _ = b.WriteString(` t="inlineStr"><is><t xml:space="preserve">` + xmlText(v.text) + `</t></is></c>`)
		}
	}
	_, _ = b.WriteString(`</row>`)
	return nil
}

// decimal writes a number with all its digits.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// guides writes the lists to choose from, and the hints.
func guides(b *bufio.Writer, t Table) error {
	var out strings.Builder
	for i, c := range t.Columns {
		list := strings.Join(c.Choices, ",")
		switch {
		case len(c.Choices) == 0 && c.Hint == "":
			continue
		case strings.Count(list, ",") >= max(1, len(c.Choices)) || strings.Contains(list, `"`) || units(list) > maxPrompt || units(c.Hint) > maxPrompt || units(c.Title) > maxHeading:
			return fmt.Errorf("column %s: a list or a hint that a sheet cannot hold", c.Title)
		}
		guide, inside := `<dataValidation allowBlank="1"`, ""
		if len(c.Choices) > 0 {
			guide += ` type="list" showErrorMessage="1" errorTitle="` + attrText(c.Title) + `" error="` + attrText(c.Hint) + `"`
			inside = `<formula1>"` + xmlText(list) + `"</formula1>`
		}
		if c.Hint != "" {
			guide += ` showInputMessage="1" promptTitle="` + attrText(c.Title) + `" prompt="` + attrText(c.Hint) + `"`
		}
		where := Address(2, i+1) + ":" + Address(maxRow, i+1)
		out.WriteString(guide + ` sqref="` + where + `">` + inside + `</dataValidation>`)
	}
	if out.Len() > 0 {
		_, _ = b.WriteString(`<dataValidations>` + out.String() + `</dataValidations>`) // Flush tells of any error
	}
	return nil
}
