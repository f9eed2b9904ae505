// Package xlsxtest builds workbooks part by part, for the tests of whoever reads them: also those that no spreadsheet
// program would write, and those that are written to do harm.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Parts are the files of a workbook by name.
type Parts map[string]string

// The names of the parts that New makes.
const (
	Types    = "[Content_Types].xml"
	Rels     = "_rels/.rels"
	Workbook = "xl/workbook.xml"
	BookRels = "xl/_rels/workbook.xml.rels"
	Sheet    = "xl/worksheets/sheet1.xml"
	Texts    = "xl/sharedStrings.xml"
	Styles   = "xl/styles.xml"
)

const (
	head  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	kinds = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	media = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	opc   = `http://schemas.openxmlformats.org/package/2006/`
)

// New returns the parts of a workbook with one sheet, "data", whose rows are written out as in the file.
func New(rows string) Parts {
	return Parts{
		Types: head + `<Types xmlns="` + opc + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + media + `worksheet+xml"/></Types>`,
		Rels: relations(`<Relationship Id="rId1" Type="` + kinds + `officeDocument" Target="xl/workbook.xml"/>`),
		BookRels: relations(`<Relationship Id="rId1" Type="` + kinds + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + kinds + `sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + kinds + `styles" Target="styles.xml"/>`),
		Workbook: head + `<workbook ` + space + `><sheets><sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		Sheet:    head + `<worksheet ` + space + `><sheetData>` + rows + `</sheetData></worksheet>`,
		Texts:    head + `<sst ` + space + `/>`,
		Styles: head + `<styleSheet ` + space + `><fonts><font/></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs></styleSheet>`,
	}
}

func relations(inside string) string {
	return head + `<Relationships xmlns="` + opc + `relationships">` + inside + `</Relationships>`
}

// With returns the parts with one more, or one replaced.
func (p Parts) With(name, content string) Parts {
	out := maps.Clone(p)
	out[name] = content
	return out
}

// Without returns the parts without one.
func (p Parts) Without(name string) Parts {
	out := maps.Clone(p)
	delete(out, name)
	return out
}

// Replace returns the parts with a text replaced in one of them, everywhere.
func (p Parts) Replace(name, from, to string) Parts {
	return p.With(name, strings.ReplaceAll(p[name], from, to))
}

// Shared returns the parts with a table of shared texts, each written out as in the file.
func (p Parts) Shared(items ...string) Parts {
	return p.With(Texts, head+`<sst `+space+`><si>`+strings.Join(items, "</si><si>")+`</si></sst>`)
}

// Formats returns the parts with one more style of cells for each number format, from style 1 on.
func (p Parts) Formats(codes ...string) Parts {
	formats, cells := "", ""
	for i, code := range codes {
		id := strconv.Itoa(200 + i)
		if n, err := strconv.Atoi(strings.TrimPrefix(code, "builtin ")); err == nil && strings.HasPrefix(code, "builtin ") {
			id = strconv.Itoa(n)
		} else {
			formats += `<numFmt numFmtId="` + id + `" formatCode="` + Escape(code) + `"/>`
		}
		cells += `<xf numFmtId="` + id + `"/>`
	}
	out := p.Replace(Styles, `<fonts>`, `<numFmts>`+formats+`</numFmts><fonts>`)
	return out.Replace(Styles, `<cellXfs><xf/>`, `<cellXfs><xf/>`+cells)
}

// AddSheet returns the parts with another sheet. state is "visible", "hidden" or "veryHidden".
func (p Parts) AddSheet(name, state, rows string) Parts {
	n := strconv.Itoa(len(p))
	out := p.With("xl/worksheets/added"+n+".xml", New(rows)[Sheet])
	out = out.Replace(BookRels, `</Relationships>`, `<Relationship Id="added`+n+`" Type="`+kinds+`worksheet" Target="/xl/worksheets/added`+n+`.xml"/></Relationships>`)
	return out.Replace(Workbook, `</sheets>`, `<sheet name="`+Escape(name)+`" sheetId="`+n+`" state="`+state+`" r:id="added`+n+`"/></sheets>`)
}

// Property returns the parts with a custom property.
func (p Parts) Property(name, value string) Parts {
	out := p.With("docProps/custom.xml", head+`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`+
		`<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="`+Escape(name)+`"><vt:lpwstr>`+Escape(value)+`</vt:lpwstr></property></Properties>`)
	return out.Replace(Rels, `</Relationships>`, `<Relationship Id="rId9" Type="`+kinds+`custom-properties" Target="docProps/custom.xml"/></Relationships>`)
}

// Zip packs the parts in the order of their names.
func (p Parts) Zip() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(p[name]))
		}
		if err != nil {
			panic(err) // a buffer accepts everything, and the names are ours
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Rows writes rows of texts, the first as row 1. An empty text is no cell.
func Rows(rows ...[]string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString(`<row r="` + strconv.Itoa(i+1) + `">`)
		for j, text := range row {
			if text != "" {
				b.WriteString(`<c r="` + string(rune('A'+j)) + strconv.Itoa(i+1) + `" t="inlineStr"><is><t xml:space="preserve">` + Escape(text) + `</t></is></c>`)
			}
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

// Escape writes a text for XML; what XML does not allow is written as spreadsheets do.
func Escape(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '&':
			b.WriteString("&amp;")
		case c == '<':
			b.WriteString("&lt;")
		case c == '"':
			b.WriteString("&quot;")
		case c < ' ':
			b.WriteString("_x00" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])) + "_")
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
