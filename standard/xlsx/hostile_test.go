package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

// good is a workbook that is read; each hostile one is this with one thing changed.
func good() xlsxtest.Parts {
	return xlsxtest.New(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row>`).Shared("<t>one</t>")
}

func TestTheWorkbookThatIsMadeHostileIsReadAsItStands(t *testing.T) {
	wantSheet(t, good().Zip(), sheet{"A1": "one", "B1": "2"})
}

// types adds a part and its media type.
func typed(name, kind string) []byte {
	return good().With(name, "x").Replace(xlsxtest.Types, "</Types>", `<Override PartName="/`+name+`" ContentType="`+kind+`"/></Types>`).Zip()
}

func compound(streams ...string) []byte {
	out := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1500)
	for _, s := range streams {
		for _, c := range s {
			out += string(c) + "\x00"
		}
		out += strings.Repeat("\x00", 64)
	}
	return []byte(out)
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	type refusal struct {
		content []byte
		want    xlsx.Problem
	}
	whole := good().Zip()
	cases := map[string]refusal{
		"nothing":                          {nil, xlsx.Foreign},
		"text":                             {[]byte("indicator,region\n"), xlsx.Foreign},
		"only the first bytes":             {[]byte("PK\x03\x04"), xlsx.Damaged},
		"cut in the middle":                {whole[:len(whole)/2], xlsx.Damaged},
		"cut at the end":                   {whole[:len(whole)-1], xlsx.Damaged},
		"something behind the end":         {append(bytes.Clone(whole), "x"...), xlsx.Damaged},
		"something before the beginning":   {append([]byte("PK\x03\x04"), whole...), xlsx.Damaged},
		"a password":                       {compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), xlsx.Encrypted},
		"the old format":                   {compound("Root Entry", "Workbook"), xlsx.Old},
		"the very old format":              {compound("Root Entry", "Book"), xlsx.Old},
		"an old text document":             {compound("Root Entry", "WordDocument"), xlsx.Foreign},
		"a zip file of something else":     {xlsxtest.Parts{"readme.txt": "x"}.Zip(), xlsx.Foreign},
		"an OpenDocument":                  {xlsxtest.Parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}.Zip(), xlsx.Foreign},
		"a text document":                  {good().Replace(xlsxtest.Types, kind+"sheet.main", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main").Zip(), xlsx.Foreign},
		"no types":                         {good().Without(xlsxtest.Types).Zip(), xlsx.Foreign},
		"wrong types":                      {good().Replace(xlsxtest.Types, "sheet.main+xml", "styles+xml").Zip(), xlsx.Foreign},
		"a binary workbook":                {good().Replace(xlsxtest.Types, kind+"sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main").Zip(), xlsx.Macros},
		"a workbook with macros":           {good().Replace(xlsxtest.Types, kind+"sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml").Zip(), xlsx.Macros},
		"a macro by its type":              {typed("xl/harmless.xml", "application/vnd.ms-office.vbaProject"), xlsx.Macros},
		"a macro by its name":              {good().With("xl/vbaProject.bin", "x").Zip(), xlsx.Macros},
		"a macro by its extension":         {good().With("xl/x.bin", "x").Replace(xlsxtest.Types, "<Default", `<Default Extension="BIN" ContentType="application/vnd.ms-office.vbaProject"/><Default`).Zip(), xlsx.Macros},
		"a macro sheet":                    {typed("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml"), xlsx.Macros},
		"a control":                        {good().With("xl/activeX/activeX1.xml", "x").Zip(), xlsx.Macros},
		"a link to another workbook":       {typed("xl/externalLinks/externalLink1.xml", kind+"externalLink+xml"), xlsx.Linked},
		"a link by its name":               {good().With(`xl\externalLinks\externalLink1.xml`, "x").Zip(), xlsx.Linked},
		"a connection":                     {typed("xl/c.xml", kind+"connections+xml"), xlsx.Linked},
		"a query":                          {good().With("xl/queryTables/queryTable1.xml", "x").Zip(), xlsx.Linked},
		"an embedded object":               {good().With("xl/embeddings/oleObject1.bin", "x").Zip(), xlsx.Linked},
		"no workbook":                      {good().Without(xlsxtest.Workbook).Zip(), xlsx.Foreign},
		"a workbook that is nowhere":       {good().Replace(xlsxtest.Rels, "xl/workbook.xml", "xl/gone.xml").Zip(), xlsx.Damaged},
		"no relations":                     {good().Without(xlsxtest.Rels).Zip(), xlsx.Damaged},
		"a sheet without a relation":       {good().Replace(xlsxtest.BookRels, `Id="rId1"`, `Id="rId7"`).Zip(), xlsx.Damaged},
		"a sheet that is nowhere":          {good().Without(xlsxtest.Sheet).Zip(), xlsx.Damaged},
		"a sheet outside":                  {good().Replace(xlsxtest.BookRels, "worksheets/sheet1.xml", "../../../../etc/passwd").Zip(), xlsx.Damaged},
		"no table of texts":                {good().Without(xlsxtest.Texts).Zip(), xlsx.Damaged},
		"a text beyond the table":          {good().Replace(xlsxtest.Sheet, "<v>0</v>", "<v>1</v>").Zip(), xlsx.Damaged},
		"a text before the table":          {good().Replace(xlsxtest.Sheet, "<v>0</v>", "<v>-1</v>").Zip(), xlsx.Damaged},
		"a text of no number":              {good().Replace(xlsxtest.Sheet, "<v>0</v>", "<v>99999999999999999999</v>").Zip(), xlsx.Damaged},
		"entities that grow":               {good().With(xlsxtest.Sheet, lol()).Zip(), xlsx.Damaged},
		"entities in the texts":            {good().With(xlsxtest.Texts, lol()).Zip(), xlsx.Damaged},
		"entities in the workbook":         {good().With(xlsxtest.Workbook, lol()).Zip(), xlsx.Damaged},
		"an entity from a file":            {good().With(xlsxtest.Sheet, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>`).Zip(), xlsx.Damaged},
		"a sheet of two bytes a character": {good().With(xlsxtest.Sheet, "\xff\xfe<\x00w\x00/\x00>\x00").Zip(), xlsx.Damaged},
		"a sheet that is cut":              {good().Replace(xlsxtest.Sheet, "</row></sheetData></worksheet>", "").Zip(), xlsx.Damaged},
		"a sheet that is empty":            {good().With(xlsxtest.Sheet, "").Zip(), xlsx.Damaged},
		"rows that go back":                {xlsxtest.New(`<row r="2"/><row r="1"/>`).Zip(), xlsx.Damaged},
		"a row twice":                      {xlsxtest.New(`<row r="2"/><row r="2"/>`).Zip(), xlsx.Damaged},
		"a row beyond the last":            {xlsxtest.New(`<row r="1048577"/>`).Zip(), xlsx.Damaged},
		"a row of a huge number":           {xlsxtest.New(`<row r="1048576"/><row r="99999999999999999999"/>`).Zip(), xlsx.Damaged},
		"cells that go back":               {xlsxtest.New(`<row r="1"><c r="B1"/><c r="A1"/></row>`).Zip(), xlsx.Damaged},
		"a cell twice":                     {xlsxtest.New(`<row r="1"><c r="B1"/><c r="B1"/></row>`).Zip(), xlsx.Damaged},
		"a cell beyond the last":           {xlsxtest.New(`<row r="1"><c r="XFE1"/></row>`).Zip(), xlsx.Damaged},
		"a cell without a place":           {xlsxtest.New(`<row r="1"><c r="A"/></row>`).Zip(), xlsx.Damaged},
		"a row of too much text":           {wide(1100, 1000).Zip(), xlsx.Large},
		"a cell of too much text":          {xlsxtest.New(`<row r="1"><c r="A1" t="inlineStr"><is>` + strings.Repeat("<t>"+varied(1000)+"</t>", 1100) + `</is></c></row>`).Zip(), xlsx.Large},
		"elements that nest for ever":      {xlsxtest.New(strings.Repeat("<x>", 10_000)).Zip(), xlsx.Large},
		"a bomb":                           {good().With("xl/media/zeros.bin", strings.Repeat("\x00", 20<<20)).Zip(), xlsx.Large},
		"a bomb of texts":                  {good().Shared("<t>" + strings.Repeat("lol", 10<<20) + "</t>").Zip(), xlsx.Large},
		"a bomb inside a bomb":             {good().With("xl/a.zip", string(good().With("x", strings.Repeat("\x00", 20<<20)).Zip())+strings.Repeat("\x00", 20<<20)).Zip(), xlsx.Large},
		"100,000 files":                    {crowd(100_000), xlsx.Large},
		"65,636 files that say 100":        {lying(), xlsx.Large},
		"files that lie upon each other":   {overlapping(), xlsx.Large},
		"2,001 files":                      {crowd(2001 - len(good())), xlsx.Large},
		"many sheets":                      {sheets(501).Zip(), xlsx.Large},
	}
	for name, change := range directoryChanges {
		content := bytes.Clone(whole)
		change.do(content)
		cases["directory: "+name] = refusal{content, change.want}
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, _, err := read(tc.content)
			if p := xlsx.ProblemOf(err); p != tc.want {
				t.Errorf("read %v, %v; want %s", got, err, tc.want)
			}
		})
	}
}

// directoryChanges spoil the directory of a zip file.
var directoryChanges = map[string]struct {
	do   func(content []byte)
	want xlsx.Problem
}{
	"a file with a password": {func(c []byte) { c[directoryOf(c)+8] |= 1 }, xlsx.Encrypted},
	"an unknown packing":     {func(c []byte) { c[directoryOf(c)+10] = 12 }, xlsx.Damaged},
	"a size that is a lie":   {func(c []byte) { binary.LittleEndian.PutUint32(c[directoryOf(c)+24:], 10) }, xlsx.Damaged},
	"a size beyond reason":   {func(c []byte) { binary.LittleEndian.PutUint32(c[directoryOf(c)+24:], 1<<31) }, xlsx.Large},
	"one file fewer":         {func(c []byte) { c[len(c)-12]-- }, xlsx.Damaged},
	"a directory elsewhere":  {func(c []byte) { c[len(c)-6]++ }, xlsx.Damaged},
	"ZIP64":                  {func(c []byte) { binary.LittleEndian.PutUint32(c[len(c)-6:], 0xffffffff) }, xlsx.Large},
	"a broken directory":     {func(c []byte) { c[directoryOf(c)] = 'Q' }, xlsx.Damaged},
	"a file that is not there": {
		func(c []byte) { binary.LittleEndian.PutUint32(c[directoryOf(c)+42:], uint32(len(c))) }, xlsx.Damaged,
	},
}

// directoryOf finds the first entry of the directory, which is that of the types.
func directoryOf(content []byte) int { return bytes.Index(content, []byte("PK\x01\x02")) }

func lol() string {
	out := `<!DOCTYPE lolz [<!ENTITY l0 "lol">`
	for i := 1; i < 10; i++ {
		out += fmt.Sprintf(`<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	return out + `]><worksheet><sheetData><row><c t="str"><v>&l9;</v></c></row></sheetData></worksheet>`
}

// varied is a text that does not pack well.
func varied(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%x", crc32.ChecksumIEEE([]byte{byte(i), byte(i >> 8)}))
	}
	return b.String()[:n]
}

// wide is a row of many cells.
func wide(cells, length int) xlsxtest.Parts {
	return xlsxtest.New(`<row r="1">` + strings.Repeat(`<c t="str"><v>`+varied(length)+`</v></c>`, cells) + `</row>`)
}

func sheets(n int) xlsxtest.Parts {
	p := good()
	return p.Replace(xlsxtest.Workbook, "</sheets>", strings.Repeat(`<sheet name="x" sheetId="2" r:id="rId1"/>`, n)+"</sheets>")
}

// crowd is a workbook among so many other files.
func crowd(n int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range good() {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, content)
	}
	for i := range n {
		_, _ = z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint("xl/", i), Method: zip.Store})
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestTwoFilesOfOneNameAreRefused(t *testing.T) {
	for other, want := range map[string]xlsx.Problem{"XL/Worksheets\\Sheet1.XML": xlsx.Damaged, "xl/worksheets/sheet1.xml": xlsx.Damaged, "xl/worksheets/sheet2.xml": ""} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range good() {
			w, _ := z.Create(name)
			_, _ = io.WriteString(w, content)
		}
		w, _ := z.Create(other)
		_, _ = io.WriteString(w, "<worksheet/>")
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := read(b.Bytes()); xlsx.ProblemOf(err) != want {
			t.Errorf("beside %s: %v, want %q", other, err, want)
		}
	}
}

// Every beginning of a workbook is refused, and every single changed byte either gives the same cells or a refusal.
func TestDamageIsNoticed(t *testing.T) {
	whole := good().Zip()
	for n := range whole {
		if _, _, err := read(whole[:n]); xlsx.ProblemOf(err) == "" {
			t.Fatalf("the first %d of %d bytes: %v", n, len(whole), err)
		}
	}
	refused := 0
	for i := range whole {
		content := bytes.Clone(whole)
		content[i] ^= 0x15
		got, _, err := read(content)
		switch {
		case err != nil && xlsx.ProblemOf(err) == "":
			t.Fatalf("byte %d changed: %v", i, err)
		case err != nil:
			refused++
		case got["A1"] != "one" || got["B1"] != "2" || len(got) != 2:
			t.Fatalf("byte %d changed reads %v", i, got)
		}
	}
	if refused < len(whole)/3 {
		t.Errorf("%d of %d changes were noticed", refused, len(whole))
	}
}

// lying is a workbook among 65,636 files whose last record says 100: as many, in 16 bits.
func lying() []byte {
	c := crowd(65_636 - len(good()))
	begin, end := directoryOf(c), bytes.LastIndex(c, []byte("PK\x06\x06"))
	last := c[len(c)-22:]
	binary.LittleEndian.PutUint16(last[8:], 100)
	binary.LittleEndian.PutUint16(last[10:], 100)
	binary.LittleEndian.PutUint32(last[12:], uint32(end-begin))
	binary.LittleEndian.PutUint32(last[16:], uint32(begin))
	return append(c[:end:end], last...)
}

// overlapping is a workbook with a thousand names for one file of a megabyte.
func overlapping() []byte {
	c := good().With("0000", varied(1<<20)).Zip()
	begin, last := directoryOf(c), bytes.Clone(c[len(c)-22:])
	entry := bytes.Clone(c[begin : begin+bytes.Index(c[begin+4:], []byte("PK\x01\x02"))+4])
	out := c[:len(c)-22]
	for i := range 1000 {
		copy(entry[46:], fmt.Sprintf("%04d", i+1))
		out = append(out, entry...)
	}
	n := uint16(1000 + len(good()) + 1)
	binary.LittleEndian.PutUint16(last[8:], n)
	binary.LittleEndian.PutUint16(last[10:], n)
	binary.LittleEndian.PutUint32(last[12:], uint32(len(out)-begin))
	return append(out, last...)
}

// What is within the limits is read: the widest sheet, the last row, many files.
func TestTheLimitsAreWideEnough(t *testing.T) {
	widest := `<row r="1">` + strings.Repeat("<c><v>1</v></c>", 16_384) + `</row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>`
	got, _, err := read(xlsxtest.New(widest).Zip())
	if err != nil || len(got) != 16_385 || got["XFD1048576"] != "2" {
		t.Errorf("the widest sheet: %d cells, %v", len(got), err)
	}
	if _, _, err := read(crowd(2000 - len(good()))); err != nil {
		t.Errorf("2,000 files: %v", err)
	}
	text := varied(32_767)
	if got, _, err := read(good().Shared("<t>" + text + "</t>").Zip()); err != nil || got["A1"] != text {
		t.Errorf("the longest text: %v", err)
	}
}
