package xlsx

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The names of what the parts are made of.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace    = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relatedSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace = "http://schemas.openxmlformats.org/package/2006/"
	customSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
	typesSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
	mediaPrefix  = "application/vnd.openxmlformats-officedocument."
)

type part struct{ name, text string }

// aboutParts are the parts that say what the other parts are.
func aboutParts(book Workbook) []part {
	var types, root, inBook strings.Builder
	types.WriteString(override("xl/workbook.xml", mediaPrefix+"spreadsheetml.sheet.main+xml") + override("xl/styles.xml", mediaPrefix+"spreadsheetml.styles+xml") +
		override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
	root.WriteString(related("rId1", relatedSpace+"/officeDocument", "xl/workbook.xml") +
		related("rId2", packageSpace+"relationships/metadata/core-properties", "docProps/core.xml"))
	inBook.WriteString(related("rId1", relatedSpace+"/styles", "styles.xml"))
	for i := range book.Tables {
		n := strconv.Itoa(i + 1)
		types.WriteString(override("xl/worksheets/sheet"+n+".xml", mediaPrefix+"spreadsheetml.worksheet+xml"))
		inBook.WriteString(related("sheet"+n, relatedSpace+"/worksheet", "worksheets/sheet"+n+".xml"))
	}
	var custom []part
	if len(book.Properties) > 0 {
		types.WriteString(override("docProps/custom.xml", mediaPrefix+"custom-properties+xml"))
		root.WriteString(related("rId3", relatedSpace+"/custom-properties", "docProps/custom.xml"))
		custom = []part{{"docProps/custom.xml", customPart(book.Properties)}}
	}
	return append([]part{
		{"[Content_Types].xml", `<Types xmlns="` + packageSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", relationships(root.String())},
		{"docProps/core.xml", corePart(book.Title)},
		{"xl/workbook.xml", bookPart(book)},
		{"xl/_rels/workbook.xml.rels", relationships(inBook.String())},
	}, custom...)
}

func override(name, kind string) string {
	return `<Override PartName="/` + name + `" ContentType="` + kind + `"/>`
}

func related(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + kind + `" Target="` + target + `"/>`
}

func relationships(inside string) string {
	return `<Relationships xmlns="` + packageSpace + `relationships">` + inside + `</Relationships>`
}

func bookPart(book Workbook) string {
	var b strings.Builder
	b.WriteString(`<workbook` + mainSpace + ` xmlns:r="` + relatedSpace + `"><workbookPr/>`)
	if book.Locked {
		b.WriteString(`<workbookProtection lockStructure="1"/>`)
	}
	b.WriteString(`<bookViews><workbookView/></bookViews><sheets>`)
	for i, t := range book.Tables {
		_, _ = fmt.Fprintf(&b, `<sheet name="%s" sheetId="%d" r:id="sheet%d"/>`, attrText(t.Name), i+1, i+1) // a Builder accepts everything
	}
	b.WriteString(`</sheets></workbook>`)
	return b.String()
}

func corePart(title string) string {
	const then = "1980-01-01T00:00:00Z"
	date := func(name string) string {
		return `<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + then + `</dcterms:` + name + `>`
	}
	return `<cp:coreProperties xmlns:cp="` + packageSpace + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + xmlText(title) + `</dc:title><dc:creator>mihe</dc:creator>` + date("created") + date("modified") +
		`</cp:coreProperties>`
}

func customPart(properties map[string]string) string {
	var b strings.Builder
	b.WriteString(`<Properties xmlns="` + customSpace + `" xmlns:vt="` + typesSpace + `">`)
	for i, name := range slices.Sorted(maps.Keys(properties)) {
		_, _ = fmt.Fprintf(&b, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`,
			i+2, attrText(name), xmlText(properties[name])) // a Builder accepts everything
	}
	b.WriteString(`</Properties>`)
	return b.String()
}
