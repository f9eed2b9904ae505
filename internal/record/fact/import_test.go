package fact_test

import (
	"context"
	"embed"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

func open(t testing.TB) *fact.Service {
	t.Helper()
	return facttest.Service(storetest.Open(t, facttest.Migrations()...), factdb.Store{})
}

func importText(s *fact.Service, content string) (fact.Report, error) {
	return s.Import(context.Background(), access.Operator(), facttest.File("data.csv", content), fact.ImportOptions{})
}

// good is a row that is accepted, to stand among those that are not.
const good = "broadband_share,520526,2023,,,61.25,,county bulletin 2023,\n"

func gb18030(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImportStoresAndCounts(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		s := facttest.Service(db, factdb.Store{})
		content := facttest.Header + good +
			"income_rural,520526,2020,,,12345.60,,county bulletin,v1\n" +
			"income_both,520000,2020-Q1,,城镇,9000,observed,\"bulletin, with \"\"quotes\"\"\",\n" +
			"girls,441900@prefecture,2020-06,女,,,suppressed,education bureau,\n" +
			"by_sex,441900,2020-11-01,male,,0,,education bureau,\n" +
			"growth,000000,2020,,,-1.5,,national bulletin,\n"
		got, err := importText(s, content)
		if err != nil || got.Read != 6 || got.New != 6 || got.Stored != 6 || got.Unchanged != 0 {
			t.Fatalf("Import = %+v, %v", got, err)
		}
		want := map[fact.Query]fact.Cell{
			{Variable: "broadband_share", Period: "2023", Level: region.County}: {
				Region: region.Key{Code: "520526", Level: region.County}, Value: 61.25, Decimals: 2, State: fact.Observed, Source: "county bulletin 2023",
			},
			{Variable: "income", Period: "2020", Level: region.County, Breakdown: fact.Breakdown{Residence: fact.Rural}}: {
				Region: region.Key{Code: "520526", Level: region.County}, Value: 12345.6, Decimals: 2, State: fact.Observed, Source: "county bulletin", Vintage: "v1",
			},
			{Variable: "income", Period: "2020-Q1", Level: region.Province, Breakdown: fact.Breakdown{Residence: fact.Urban}}: {
				Region: region.Key{Code: "520000", Level: region.Province}, Value: 9000, State: fact.Observed, Source: `bulletin, with "quotes"`,
			},
			{Variable: "pupils", Period: "2020-06", Level: region.Prefecture, Breakdown: fact.Breakdown{Sex: fact.Female}}: {
				Region: region.Key{Code: "441900", Level: region.Prefecture}, State: fact.Suppressed, Source: "education bureau",
			},
			{Variable: "teachers", Period: "2020-11-01", Level: region.County, Breakdown: fact.Breakdown{Sex: fact.Male}}: {
				Region: region.Key{Code: "441900", Level: region.County}, State: fact.Observed, Source: "education bureau",
			},
			{Variable: "growth", Period: "2020", Level: region.Nation}: {
				Region: region.Country, Value: -1.5, Decimals: 1, State: fact.Observed, Source: "national bulletin",
			},
		}
		for q, cell := range want {
			if diff := cmp.Diff([]fact.Cell{cell}, facttest.Cells(t, s, q)); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", q, diff)
			}
		}

		again, err := importText(s, content)
		if err != nil || again.Read != 6 || again.Stored != 0 || again.Unchanged != 6 {
			t.Errorf("the same file again = %+v, %v", again, err)
		}
		if v := facttest.Version(t, s); v != 1 {
			t.Errorf("version = %d after the same file twice, want 1", v)
		}
	})
}

func TestImportReadsTheEncodingsOfSpreadsheets(t *testing.T) {
	text := facttest.Header + "income_both,520526,2020,,农村,9851.5,,赫章县统计局《2020年公报》,初步\n"
	for name, content := range map[string]string{
		"UTF-8":               text,
		"UTF-8 with BOM":      "\ufeff" + text,
		"GB18030":             gb18030(t, text),
		"CRLF":                strings.ReplaceAll(text, "\n", "\r\n"),
		"no last line break":  strings.TrimSuffix(text, "\n"),
		"blank lines, spaces": strings.ReplaceAll(strings.ReplaceAll(text, ",2020,", ", 2020 ,"), "\n", "\n  \n\n"),
		"other order": "vintage,source,state,value,residence,sex,period,region,indicator\n" +
			"初步,赫章县统计局《2020年公报》,,9851.5,农村,,2020,520526,income_both\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			if r, err := importText(s, content); err != nil || r.Stored != 1 {
				t.Fatalf("Import = %+v, %v", r, err)
			}
			cells := facttest.Cells(t, s, fact.Query{
				Variable: "income", Period: "2020", Level: region.County, Breakdown: fact.Breakdown{Residence: fact.Rural},
			})
			if len(cells) != 1 || cells[0].Source != "赫章县统计局《2020年公报》" || cells[0].Vintage != "初步" || cells[0].Text() != "9851.5" {
				t.Errorf("Cells = %+v", cells)
			}
		})
	}
}

// wrong is what a rejection must say.
type wrong struct {
	line              int
	column, text, key string
}

func line(fields ...string) string { return strings.Join(fields, ",") + "\n" }

// families are the ways in which files are malformed, each with everything that must be reported.
func families(t *testing.T) map[string]struct {
	content string
	want    []wrong
} {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(facttest.Header + good)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("长", 1001)
	return map[string]struct {
		content string
		want    []wrong
	}{
		"encoding: UTF-16":             {utf16, []wrong{{1, "", "data.csv", "utf16"}}},
		"encoding: UTF-16 without BOM": {utf16[2:], []wrong{{1, "", "data.csv", "utf16"}}},
		"encoding: damaged UTF-8": {
			facttest.Header + "broadband_share,520526,2023,,,61,,公报,\n" + "broadband_share,520527,2023,,,61,,公\xe6\x8a,\n" + "nope,520526,2023,,,1,,公报,\n",
			[]wrong{{3, "", "broadband_share,520527,2023,,,61,,公\ufffd\ufffd,", "encoding"}, {4, "indicator", "nope", "indicator.unknown"}},
		},
		"encoding: damaged GB18030": {
			gb18030(t, facttest.Header+"broadband_share,520526,2023,,,61,,公报,\n") + "broadband_share,520527,2023,,,62,,\xb9\xff\xff,\n" + gb18030(t, "growth,520527,2023,,,62,,公报二,\n"),
			[]wrong{{3, "", "broadband_share,520527,2023,,,62,,\ufffd\ufffd\ufffd,", "encoding"}},
		},
		"quoting": {
			facttest.Header + "\"broadband_share,520526,2023,,,61,,bulletin,\n" + good + "broadband_share,520527,2023,,,6\"1,,bulletin,\n" + "\"growth\"x,520527,2023,,,61,,bulletin,\n",
			[]wrong{
				{2, "", "\"broadband_share,520526,2023,,,61,,bulletin,", "quote"},
				{4, "", "broadband_share,520527,2023,,,6\"1,,bulletin,", "quote"},
				{5, "", "\"growth\"x,520527,2023,,,61,,bulletin,", "quote"},
			},
		},
		"formula cells": {
			facttest.Header + good +
				line("=cmd|' /C calc'!A0", "@520526", "+2020", "=1", "@x", "=SUM(A1:A9)", "+observed", "\t=1", "=HYPERLINK(\"\"http://x\"\")") +
				line(`"=cmd|' /C calc'!A0"`, "520526", "2020", "", "", "+5", "", `"=HYPERLINK(""http://x"")"`, ""),
			[]wrong{
				{3, "", "=cmd|' /C calc'!A0,@520526,+2020,=1,@x,=SUM(A1:A9),+observed,\ufffd=1,=HYPERLINK(\"\"ht…", "quote"},
				{4, "indicator", "=cmd|' /C calc'!A0", "formula"},
				{4, "value", "+5", "formula"},
				{4, "source", "=HYPERLINK(\"http://x\")", "formula"},
			},
		},
		"formula in every column": {
			facttest.Header + line("=a", "@520526", "+2020", "=1", "@x", "=SUM(A1)", "+observed", "\t=1", "=v"),
			[]wrong{
				{2, "indicator", "=a", "formula"},
				{2, "region", "@520526", "formula"},
				{2, "period", "+2020", "formula"},
				{2, "sex", "=1", "formula"},
				{2, "residence", "@x", "formula"},
				{2, "value", "=SUM(A1)", "formula"},
				{2, "state", "+observed", "formula"},
				{2, "source", "\ufffd=1", "formula"},
				{2, "vintage", "=v", "formula"},
			},
		},
		"overlong cell and line": {
			facttest.Header + line("broadband_share", "520526", "2023", "", "", "1", "", long, strings.Repeat("v", 61)) + good +
				strings.Repeat("x", 70000) + "\n" +
				line("broadband_share", "520527", "2023", "", "", "1", "", strings.Repeat("源", 201), "") + "nope,520526,2023,,,1,,x,\n",
			[]wrong{
				{2, "source", strings.Repeat("长", 80) + "…", "long"},
				{2, "vintage", strings.Repeat("v", 61), "vintage.long"},
				{4, "", strings.Repeat("x", 80), "line"},
				{5, "source", strings.Repeat("源", 80) + "…", "source.long"},
				{6, "indicator", "nope", "indicator.unknown"},
			},
		},
		"NUL bytes": {
			facttest.Header + good + "broadband_share,520527,2023,,,6\x001,,bulletin,\n" + "growth,520526,2023,,,61,,bull\x07etin,\u202e1\n",
			[]wrong{
				{3, "", "broadband_share,520527,2023,,,6\ufffd1,,bulletin,", "nul"},
				{4, "source", "bull\ufffdetin", "control"},
				{4, "vintage", "\ufffd1", "control"},
			},
		},
		"wrong header": {
			"indicator,Region,period,sex,sex,value,state,vintage,note\n" + good,
			[]wrong{
				{1, "Region", "Region", "header.unknown"},
				{1, "note", "note", "header.unknown"},
				{1, "region", "", "header.missing"},
				{1, "sex", "sex", "header.twice"},
				{1, "residence", "", "header.missing"},
				{1, "source", "", "header.missing"},
			},
		},
		"wrong separator": {
			strings.ReplaceAll(facttest.Header+good, ",", ";"),
			[]wrong{{1, "", strings.TrimSpace(strings.ReplaceAll(facttest.Header, ",", ";")), "delimiter"}},
		},
		"no header":   {good + good, []wrong{{1, "", strings.TrimSpace(good), "header.none"}}},
		"empty":       {"", []wrong{{1, "", "", "empty"}}},
		"blank lines": {"\n \n\r\n", []wrong{{1, "", "", "empty"}}},
		"header only": {facttest.Header + "\n", []wrong{{3, "", "", "norows"}}},
		"duplicate key": {
			facttest.Header + good + "growth,520526,2023,,,1,,a,\n" + good + "broadband_share,520526,2023,,,99,,another source,\n" +
				"broadband_share,520526,2023,,,x,,b,\n" + "income_both,520526,2023,,农村,1,,a,\n" + "income_rural,520526,2023,,,2,,a,\n",
			[]wrong{
				{4, "region", "520526", "duplicate"},
				{5, "region", "520526", "duplicate"},
				{6, "region", "520526", "duplicate"},
				{6, "value", "x", "value.format"},
				{8, "region", "520526", "duplicate"},
			},
		},
		"revision without a new vintage": {
			facttest.Header + "growth,520526,2019,,,7.5,,yearbook,\n" + "growth,520527,2019,,,,missing,yearbook,\n" + "growth,520000,2019,,,7.0,,yearbook,\n" + "growth,520526,2019,,,7.4,,yearbook,2nd\n",
			[]wrong{{2, "value", "7.5", "revision"}, {3, "value", "missing", "revision"}},
		},
		"dates": {
			facttest.Header + "growth,520526,2027,,,1,,a,\n" + "growth,520526,2026-03-02,,,1,,a,\n" + "growth,520526,2021-02-29,,,1,,a,\n" +
				"growth,520526,1948,,,1,,a,\n" + "growth,520526,2020-Q5,,,1,,a,\n" + "growth,520526,2020-00,,,1,,a,\n" +
				"growth,520526,20-11-1,,,1,,a,\n" + "growth,520526,２０２０,,,1,,a,\n" + "growth,520526,,,,1,,a,\n" + "growth,99,2027,,,1,,a,\n",
			[]wrong{
				{2, "period", "2027", "period.future"},
				{3, "period", "2026-03-02", "period.future"},
				{4, "period", "2021-02-29", "period.format"},
				{5, "period", "1948", "period.format"},
				{6, "period", "2020-Q5", "period.format"},
				{7, "period", "2020-00", "period.format"},
				{8, "period", "20-11-1", "period.format"},
				{9, "period", "２０２０", "period.format"},
				{10, "period", "", "period.empty"},
				{11, "region", "99", "region.format"},
				{11, "period", "2027", "period.future"},
			},
		},
		"numbers": {
			facttest.Header + numbers("1e5", "NaN", "Inf", "-", "1.2.3", ".5", "5.", "0x10", "1/2", `"1,234"`, "1 234", "12%", "１２", "1234567890123456", "0.1234567",
				"12345678.90123456", "--1", "101", "-0.01", "12.345", "∞", "一百"),
			[]wrong{
				{2, "value", "1e5", "value.format"},
				{3, "value", "NaN", "value.format"},
				{4, "value", "Inf", "value.format"},
				{5, "value", "-", "value.format"},
				{6, "value", "1.2.3", "value.format"},
				{7, "value", ".5", "value.format"},
				{8, "value", "5.", "value.format"},
				{9, "value", "0x10", "value.format"},
				{10, "value", "1/2", "value.format"},
				{11, "value", "1,234", "value.separator"},
				{12, "value", "1 234", "value.separator"},
				{13, "value", "12%", "value.percent"},
				{14, "value", "１２", "value.width"},
				{15, "value", "1234567890123456", "value.digits"},
				{16, "value", "0.1234567", "value.decimals"},
				{17, "value", "12345678.90123456", "value.digits"},
				{18, "value", "--1", "value.format"},
				{19, "value", "101", "value.range"},
				{20, "value", "-0.01", "value.range"},
				{21, "value", "12.345", "value.decimals"},
				{22, "value", "∞", "value.format"},
				{23, "value", "一百", "value.format"},
			},
		},
		"huge number": {
			facttest.Header + "population,520526,2020,,,99999999999999999999999999999999999999999999,,a,\n" + "population,520526,2019,,,3000000000,,a,\n" + "population,520526,2018,,,1.5,,a,\n" + "boundless,520526,2018,,,-1,,a,\n",
			[]wrong{
				{2, "value", "99999999999999999999999999999999999999999999", "value.digits"},
				{3, "value", "3000000000", "value.range"},
				{4, "value", "1.5", "value.integer"},
				{5, "value", "-1", "value.low"},
			},
		},
		"states and values": {
			facttest.Header + "growth,520526,2020,,,,,a,\n" + "growth,520526,2021,,,1,missing,a,\n" + "growth,520526,2022,,,,observed,a,\n" + "growth,520526,2023,,,1,unknown,a,\n",
			[]wrong{
				{2, "value", "", "value.empty"},
				{3, "value", "1", "value.unexpected"},
				{4, "value", "", "value.empty"},
				{5, "state", "unknown", "state.unknown"},
			},
		},
		"sex and residence": {
			facttest.Header + "growth,520526,2020,other,suburban,1,,a,\n" + "girls,520526,2020,male,,1,,a,\n" + "by_sex,520526,2020,,,1,,a,\n" +
				"income_rural,520526,2020,,urban,1,,a,\n" + "income_both,520526,2020,,,1,,a,\n" + "townless,520526,2020,,城镇,1,,a,\n",
			[]wrong{
				{2, "sex", "other", "sex.unknown"},
				{2, "residence", "suburban", "residence.unknown"},
				{3, "sex", "male", "sex.contradicts"},
				{4, "sex", "", "sex.required"},
				{5, "residence", "urban", "residence.contradicts"},
				{6, "residence", "", "residence.required"},
				{7, "residence", "城镇", "residence.allowed"},
			},
		},
		"computed from its parts": {
			facttest.Header + "urban_share,520526,2020,,,1,,a,\n" + "urban_share,520526,2021,,,1,,a,\n",
			[]wrong{{2, "indicator", "urban_share", "indicator.computed"}},
		},
		"path traversal": {
			facttest.Header + "../../etc/passwd,../../etc/passwd,../2020,,,1,,a,\n" + "growth,520526/..,2020,,,1,,a,\n" + "growth,999999,2020,,,1,,a,\n" + "growth,441900@village,2020,,,1,,a,\n",
			[]wrong{
				{2, "indicator", "../../etc/passwd", "indicator.unknown"},
				{2, "region", "../../etc/passwd", "region.format"},
				{2, "period", "../2020", "period.format"},
				{3, "region", "520526/..", "region.format"},
				{4, "region", "999999", "region.unknown"},
				{5, "region", "441900@village", "region.format"},
			},
		},
		"townships": {
			facttest.Header + "growth,520526101,2020,,,1,,a,\n" + "growth,520526101@township,2020,,,1,,a,\n" +
				"growth,520526@township,2020,,,1,,a,\n" + "growth,5205261,2020,,,1,,a,\n" + "growth,520526101,20x0,,,1,,a,\n",
			[]wrong{
				{2, "region", "520526101", "region.township"},
				{3, "region", "520526101@township", "region.township"},
				{4, "region", "520526@township", "region.format"},
				{5, "region", "5205261", "region.format"},
				{6, "region", "520526101", "region.township"},
				{6, "period", "20x0", "period.format"},
			},
		},
		"example rows": {
			facttest.Header + line("growth", "520526", "2020", "", "", "1", "", exampleSource, "") + line("growth", "520526", "2021", "", "", "1", "", facttest.Own, "") + good,
			[]wrong{{2, "source", exampleSource, "source.example"}, {3, "source", facttest.Own, "source.own"}}, // the last is what the program itself says
		},
		"missing cells": {
			facttest.Header + ",,,,,,,,\n" + "growth,520526,2020\n" + "growth,520526,2020,,,1,234,,a,\n",
			[]wrong{
				{2, "indicator", "", "indicator.empty"},
				{2, "region", "", "region.empty"},
				{2, "period", "", "period.empty"},
				{2, "value", "", "value.empty"},
				{2, "source", "", "source.empty"},
				{3, "", "growth,520526,2020", "columns"},
				{4, "", "growth,520526,2020,,,1,234,,a,", "columns"},
			},
		},
		"truncated": {
			facttest.Header + good + "broadband_share,520527,2023,,,6",
			[]wrong{{3, "", "broadband_share,520527,2023,,,6", "truncated"}},
		},
		"truncated in quotes": {
			facttest.Header + good + "broadband_share,520527,2023,,,6,,\"bull",
			[]wrong{{3, "", "broadband_share,520527,2023,,,6,,\"bull", "truncated"}},
		},
		"a spreadsheet cut off":     {"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml", []wrong{{1, "", "data.csv", "damaged"}}},
		"an old office file":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", []wrong{{1, "", "data.csv", "foreign"}}},
		"a PDF renamed":             {"%PDF-1.7\n%\xe2\xe3\xcf\xd3", []wrong{{1, "", "data.csv", "document"}}},
		"an archive renamed":        {"\x1f\x8b\x08\x00\x00", []wrong{{1, "", "data.csv", "archive"}}},
		"a web page renamed":        {"\ufeff\n<html><table>", []wrong{{1, "", "data.csv", "webpage"}}},
		"bytes that are no text":    {"\x7fELF\x02\x01\x01\x00\x00", []wrong{{1, "", "data.csv", "utf16"}}},
		"a header that is not text": {strings.Repeat("a", 70000) + "\n" + good, []wrong{{1, "", strings.Repeat("a", 80), "line"}}},
	}
}

// numbers writes one row of a share in percent for each text, each for another year.
func numbers(texts ...string) string {
	var b strings.Builder
	for i, text := range texts {
		fmt.Fprintf(&b, "broadband_share,520526,%d,,,%s,,bulletin,\n", 1990+i, text)
	}
	return b.String()
}

// held is a service that holds a few facts already, against which the families are tried.
func held(t testing.TB) *fact.Service {
	t.Helper()
	s := open(t)
	s.Vocabulary = maps.Clone(facttest.Vocabulary)
	s.Vocabulary["boundless"] = fact.Target{Variable: "boundless", Max: math.MaxFloat64}
	s.Vocabulary["townless"] = fact.Target{Variable: "townless", Residences: []string{"", fact.Rural}}
	held := facttest.Header + "growth,520526,2019,,,7.4,,yearbook,\n" + "growth,520527,2019,,,7.0,,yearbook,\n" + "growth,520000,2019,,,7.0,,yearbook,\n" +
		"population,520526,2020,,,650000,,census,\n"
	if _, err := importText(s, held); err != nil {
		t.Fatal(err)
	}
	urban := facttest.Observation(func(o *fact.Observation) { o.Variable = "population_urban" })
	if _, _, err := s.Load(context.Background(), access.Operator(), "parts", facttest.Seq(urban), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMalformedFilesAreReportedInFullAndStoreNothing(t *testing.T) {
	s := held(t)
	words, err := i18n.Load(csvfile.Words, sheetfile.Words, fact.Words)
	if err != nil {
		t.Fatal(err)
	}
	version, holdings := facttest.Version(t, s), facttest.Holdings(t, s)
	for name, tc := range families(t) {
		t.Run(name, func(t *testing.T) {
			report, err := importText(s, tc.content)
			wantRefused(t, words, report, err)
			if diff := cmp.Diff(tc.want, said(report), cmp.AllowUnexported(wrong{})); diff != "" {
				t.Errorf("rejections (-want +got):\n%s", diff)
			}
			if v := facttest.Version(t, s); v != version {
				t.Errorf("version went from %d to %d", version, v)
			}
			if diff := cmp.Diff(holdings, facttest.Holdings(t, s)); diff != "" {
				t.Errorf("holdings changed (-before +after):\n%s", diff)
			}
		})
	}
}

func said(r fact.Report) (all []wrong) {
	for _, j := range r.Rejected {
		key := j.Key
		for _, room := range []string{"fact.import.", "csvfile.", "sheetfile."} {
			key = strings.TrimPrefix(key, room)
		}
		all = append(all, wrong{j.Line, j.Column, j.Text, key})
	}
	return all
}

// wantRefused checks what every refused file has in common.
func wantRefused(t *testing.T, words *i18n.Catalog, r fact.Report, err error) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || f.Key != "fact.import.rejected" {
		t.Errorf("Import = %v, want invalid fact.import.rejected", err)
	}
	if r.Stored != 0 || r.New != 0 || r.Unchanged != 0 || len(r.Rejected) == 0 {
		t.Errorf("report = %+v, want rejections and nothing stored", r)
	}
	for _, j := range r.Rejected {
		for _, l := range i18n.Langs {
			if text := words.Text(l, j.Key, j.Args...); !words.Has(j.Key) || strings.ContainsAny(text, "{}⟦") {
				t.Errorf("%s of %s is not complete: %q", l, j.Key, text)
			}
		}
		if j.Line < 1 {
			t.Errorf("line %d of %+v", j.Line, j)
		}
	}
}

// TestEveryMessageIsReached keeps the catalogue and the checks together: a message that no file can cause is dead.
func TestEveryMessageIsReached(t *testing.T) {
	elsewhere := []string{
		"fact.import.rejected", "fact.import.open", // errors of the whole, tested on their own
		"fact.import.touched",
		"fact.import.rows", "fact.import.source.many", // limits tested on their own
		"fact.import.region.away",                      // depends on who imports, tested on its own
		"fact.import.refused", "fact.import.cancelled", // kinds of the ledger
		"csvfile.spreadsheet", // what importers of CSV alone say
	}
	reached := map[string]bool{}
	for _, tc := range families(t) {
		for _, w := range tc.want {
			reached["fact.import."+w.key], reached["csvfile."+w.key] = true, true
		}
	}
	for _, tc := range sheetFamilies() {
		for _, w := range tc.want {
			reached["sheetfile."+w.key] = true
		}
	}
	for _, words := range []embed.FS{csvfile.Words, sheetfile.Words, fact.Words} {
		raw, err := words.ReadFile("en.json")
		if err != nil {
			t.Fatal(err)
		}
		for row := range strings.Lines(string(raw)) {
			key, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(row), `"`), `"`)
			about := strings.HasPrefix(key, "fact.import.") || strings.HasPrefix(key, "csvfile.") || strings.HasPrefix(key, "sheetfile.")
			if about && !reached[key] && !slices.Contains(elsewhere, key) {
				t.Errorf("no family of malformed files leads to %s", key)
			}
		}
	}
}

func TestDryRunStoresNothing(t *testing.T) {
	s := open(t)
	r, err := s.Import(context.Background(), access.Operator(), facttest.File("x.csv", facttest.Header+good), fact.ImportOptions{DryRun: true})
	if err != nil || r.Read != 1 || r.New != 1 || r.Stored != 0 {
		t.Errorf("Import = %+v, %v", r, err)
	}
	if v := facttest.Version(t, s); v != 0 {
		t.Errorf("version = %d after a dry run", v)
	}
}

func TestImportNeedsTheRight(t *testing.T) {
	s := open(t)
	_, err := s.Import(context.Background(), access.Visitor(), facttest.File("x.csv", facttest.Header+good), fact.ImportOptions{})
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor's Import = %v, want denied", err)
	}
}

func TestOnlyTheBaseNameOfAFileIsRecorded(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\Users\x\data.csv`: "data.csv", "a/b\x1b[31m.csv": "b\ufffd[31m.csv", "plain.csv": "plain.csv",
	} {
		s := open(t)
		if _, err := s.Import(context.Background(), access.Operator(), facttest.File(name, facttest.Header+good), fact.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Batches(context.Background(), access.Operator())
		if err != nil || len(all) != 1 || all[0].Name != want {
			t.Errorf("file %q is recorded as %+v, %v; want %q", name, all, err, want)
		}
	}
}

func TestUnreadableFile(t *testing.T) {
	s := open(t)
	file := fact.ImportFile{Name: "x.csv", Open: func() (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }}
	_, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{})
	if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || f.Key != "fact.import.open" {
		t.Errorf("Import = %v, want unavailable fact.import.open", err)
	}
}

func TestAFileThatChangesUnderTheReaderIsRefused(t *testing.T) {
	s := open(t)
	opened := 0
	file := fact.ImportFile{Name: "x.csv", Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader(facttest.Header + strings.Repeat(good, opened))), nil
	}}
	_, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{})
	if f, ok := fault.As(err); !ok || f.Kind != fault.Conflict || f.Key != "fact.import.touched" || facttest.Version(t, s) != 0 {
		t.Errorf("Import = %v, want conflict fact.import.touched", err)
	}
}

func TestManyFaultsAreCountedNotKept(t *testing.T) {
	s := open(t)
	const rows = 12_000
	r, err := importText(s, facttest.Header+strings.Repeat("nope,520526,2020,,,1,,a,\n", rows))
	if fault.KindOf(err) != fault.Invalid || len(r.Rejected) != 10_000 || r.More != rows-10_000 || r.Read != rows {
		t.Errorf("Import = %d listed, %d more, %d read, %v", len(r.Rejected), r.More, r.Read, err)
	}
}

// exampleSource is what a template says in place of a source.
const exampleSource = "样例行，请改写或删去 / example row: replace or delete"

// wantExamples wants every example row refused for being one, and for nothing else.
func wantExamples(t testing.TB, r fact.Report, err error) {
	t.Helper()
	want := []wrong{{2, "source", exampleSource, "source.example"}, {3, "source", exampleSource, "source.example"}}
	if diff := cmp.Diff(want, said(r), cmp.AllowUnexported(wrong{})); diff != "" {
		t.Errorf("rejections of a template (-want +got):\n%s", diff)
	}
	if fault.KindOf(err) != fault.Invalid || r.Stored != 0 {
		t.Errorf("Import of a template = %+v, %v", r, err)
	}
}

func TestATemplatesExamplesAreNoFacts(t *testing.T) {
	s := open(t)
	template := string(fact.TemplateCSV(examples...))
	r, err := importText(s, template)
	wantExamples(t, r, err)
	r, err = importText(s, strings.Replace(template, exampleSource, "bulletin", 1))
	if fault.KindOf(err) != fault.Invalid || len(r.Rejected) != 1 {
		t.Errorf("Import with one example left = %+v, %v", r, err)
	}
	// The control: nothing else is wrong with them.
	if r, err := importText(s, strings.ReplaceAll(template, exampleSource, "bulletin")); err != nil || r.Stored != 2 {
		t.Errorf("Import of a template that was filled in = %+v, %v", r, err)
	}
}
