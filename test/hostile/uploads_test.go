package hostile

import (
	"fmt"
	"strings"
	"sync"

	"mihe/standard/xlsx/xlsxtest"
)

// uploaded are the families of files and of the forms around them.
var uploaded = map[string]func(g *generator) request{
	"forms without boundary": func(g *generator) request {
		u := pick(g, uploads...)
		kind := pick(g, "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary="+strings.Repeat("b", 71+g.IntN(2000)), "multipart/form-data; boundary=\"", "multipart/form-data; boundary=other", "multipart/mixed; boundary=mihe")
		r := g.ask("POST", u.path, u.role, []byte(part(u.field, "", goodCSV())+lastPart), kind)
		r.queued = false
		return r
	},
	"forms cut short": func(g *generator) request {
		u := pick(g, uploads...)
		whole := part(u.field, "a.csv", goodCSV())
		r := g.ask("POST", u.path, u.role, []byte(whole[:g.IntN(len(whole)-2)]), parted)
		r.queued = false
		return r
	},
	"forms within forms": func(g *generator) request {
		u := pick(g, uploads...)
		inner := strings.Repeat("--mihe\r\nContent-Type: "+parted+"\r\n\r\n", 1+g.IntN(500))
		return g.ask("POST", u.path, u.role, []byte(inner+part(pick(g, "other", "FILE", "file[]", "", strings.Repeat("f", 5000)), "a.csv", "x")+lastPart), parted)
	},
	"forms of many parts": func(g *generator) request {
		u := pick(g, uploads...)
		n := 1000
		if g.IntN(20) == 0 {
			n = 10_000
		}
		r := g.ask("POST", u.path, u.role, []byte(strings.Repeat(part("x", "", "y"), n)+lastPart), parted)
		r.early = true
		return r
	},
	"names of files": func(g *generator) request {
		return g.sent(pick(g, strings.Repeat("n", 1+g.IntN(9000)), "../../../etc/passwd", `..\\..\\boot.ini`, "a\x00.csv", "CON", "\xff\xfe.csv", "a\u202efdc.exe", "/", ".", "..", "; rm -rf /", "%00", `\"><mihe-x>.csv`, "~", "-rf"), "not a file of ours")
	},
	"CSV":  func(g *generator) request { return g.sent(g.ext(), g.badCSV()) },
	"XLSX": func(g *generator) request { return g.sent("a.xlsx", g.badXLSX()) },
}

// badCSV is a file with at least one fault.
func (g *generator) badCSV() string {
	good := goodCSV()
	lines := strings.SplitAfter(good, "\n")
	return pick(g,
		"", "\n\n\n", "\xff\xfe"+good, g.noise(1+g.IntN(4000)), strings.Repeat(",", 1+g.IntN(100_000)), `"`+good, good+"\"open", good+strings.Repeat("x", 100_000)+"\n",
		lines[0], lines[0]+lines[0], strings.ReplaceAll(good, ",", ";"), strings.ReplaceAll(good, "\n", "\r"), strings.Replace(good, "86.5", pick(g, "=1+1", "@SUM(A1)", "NaN", "1e999", "-", "８６", "86,5", "\x00", strings.Repeat("9", 400)), 1),
		strings.Replace(good, "520526", pick(g, "999999", "52", "'520526", "520526@moon", "<mihe-x>"), 1), strings.Replace(good, "2025,", pick(g, "2025-13,", "0000,", "99999,", "soon,"), 1),
		strings.Replace(good, "indicator", pick(g, "indicator,indicator", "x", "", "=cmd"), 1), good+lines[1]+strings.Replace(lines[1], "86.5", "1", 1), good+strings.Repeat("a,b\n", 1+g.IntN(3000)),
		"PK\x03\x04"+good, "<html>"+good, "\x00"+good, good+"\x1a\x00")
}

// bomb is a workbook of 32 KB that holds 32 MB.
var bomb = sync.OnceValue(func() string {
	return string(xlsxtest.New("").With("xl/media/bomb.bin", strings.Repeat("\x00", 32<<20)).Zip())
})

// badXLSX is a workbook that must be refused.
func (g *generator) badXLSX() string {
	book := xlsxtest.New(xlsxtest.Rows([]string{"indicator", "region"}, []string{"bath", "=1"}))
	zip := string(book.Zip())
	return pick(g,
		zip[:g.IntN(len(zip))], "PK\x03\x04"+g.noise(g.IntN(3000)), g.noise(1+g.IntN(1000)), zip,
		string(book.With("xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet>&b;</worksheet>").Zip()),
		string(book.With("xl/worksheets/sheet1.xml", strings.Repeat("<a>", 1000+g.IntN(50_000))).Zip()),
		bomb(), string(book.With("../../evil", "x").Zip()),
		string(book.Without("xl/workbook.xml").Zip()), string(book.Without("[Content_Types].xml").Zip()),
		string(book.Replace("xl/workbook.xml", "data", "other").Zip()), string(book.With("xl/vbaProject.bin", "macro").Zip()),
		string(book.Replace("xl/worksheets/sheet1.xml", "<sheetData>", fmt.Sprintf("<sheetData><row r=\"%d\"><c r=\"ZZZZ1\"><f>1+1</f></c></row>", g.Uint32())).Zip()))
}
