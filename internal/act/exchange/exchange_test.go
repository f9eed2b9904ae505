package exchange

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"mihe/data"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
)

func shipped(t testing.TB) map[string]*Layout {
	t.Helper()
	texts, err := data.Exchange()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Layout{}
	for id, text := range texts {
		l, err := ReadLayout(text)
		if err != nil || l.ID != id {
			t.Fatalf("%s: %v, %v", id, l, err)
		}
		all[id] = l
	}
	return all
}

// TestShippedLayouts: nobody has compared them yet, and they say so; none asks for the name or number of who called.
func TestShippedLayouts(t *testing.T) {
	for id, l := range shipped(t) {
		if l.Verified || l.Note.Zh == "" || l.Note.En == "" {
			t.Errorf("%s: verified %v, note %v", id, l.Verified, l.Note)
		}
	}
	for _, c := range shipped(t)["workorder_12345"].Columns {
		if strings.Contains(c.Header, "姓名") || strings.Contains(c.Header, "电话") {
			t.Errorf("column %s", c.Header)
		}
	}
}

const orders = "工单编号,诉求人姓名,受理时间,诉求类型,诉求标题,工单状态,回访评价\n" +
	"GD001,（合成）某人,2026-03-02 08:30:17,求助,路灯不亮,办结,不满意\n" +
	"GD002,,2026-03-02 09:00:00,咨询,\"高龄津贴, 怎么领\",受理,\n"

func TestReadWorkOrders(t *testing.T) {
	l := shipped(t)["workorder_12345"]
	old, err := simplifiedchinese.GB18030.NewEncoder().String(orders)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": orders, "with a mark": "\ufeff" + orders, "GB18030": old, "CRLF": strings.ReplaceAll(orders, "\n", "\r\n")} {
		f, problems, err := l.Read([]byte(text))
		if err != nil {
			t.Errorf("%s: %v, %v", name, problems, err)
			continue
		}
		want := "[{2 map[nature:request order:GD001 rating:poor received_at:2026-03-02T08:30:17 state:closed subject:路灯不亮]} " +
			"{3 map[nature:question order:GD002 received_at:2026-03-02T09:00:00 state:received subject:高龄津贴, 怎么领]}]"
		if got := fmt.Sprint(f.Rows); got != want || len(f.SHA256) != 64 {
			t.Errorf("%s: %s, sum %q", name, got, f.SHA256)
		}
		if !slices.Equal(f.Dropped, []string{"诉求人姓名"}) {
			t.Errorf("%s: dropped %v", name, f.Dropped)
		}
	}
}

// TestReadRefuses: every problem of a file is listed with its line and column, and no row comes back.
func TestReadRefuses(t *testing.T) {
	l := shipped(t)["workorder_12345"]
	head := "工单编号,受理时间,诉求类型,诉求标题,工单状态\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":         {"", "1  csvfile"},
		"another file":    {"a,b\n1,2\n", "1 工单编号 csvfile.header.missing, 1 受理时间 csvfile.header.missing, 1 诉求类型 csvfile.header.missing, 1 诉求标题 csvfile.header.missing, 1 工单状态 csvfile.header.missing"},
		"a header twice":  {"工单编号," + head, "1 工单编号 csvfile.header.twice"},
		"many faults":     {head + "=1+1,2026-3-2,打听,路灯,\n", "2 工单编号 csvfile.formula, 2 受理时间 exchange.file.date, 2 诉求类型 exchange.file.choice, 2 工单状态 exchange.file.blank"},
		"the same order":  {head + "GD1,2026-03-02 08:00:00,咨询,甲,受理\nGD1,2026-03-03 08:00:00,咨询,乙,受理\n", "3  exchange.file.twice"},
		"a long subject":  {head + "GD1,2026-03-02 08:00:00,咨询," + strings.Repeat("长", 101) + ",受理\n", "2 诉求标题 csvfile.long"},
		"a short line":    {head + "GD1,2026-03-02 08:00:00\n", "2  csvfile.columns"},
		"no day of March": {head + "GD1,2026-03-32 08:00:00,咨询,甲,受理\n", "2 受理时间 exchange.file.date"},
	} {
		f, problems, err := l.Read([]byte(c.text))
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprint(p.Line, " ", p.Column, " ", p.Key))
		}
		if all := strings.Join(got, ", "); f != nil || fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(all, c.want) {
			t.Errorf("%s: %q, %v, %v", name, all, f, err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	l := shipped(t)["eldercare_assessment"]
	good := map[string]string{"identity": "110101190001010000", "assessed_on": "2026-03-02", "grade": "mild"}
	for field, value := range map[string]string{"identity": "", "assessed_on": "2.3.2026", "grade": "mostly", "assessor": "=cmd()", "report": strings.Repeat("9", 41)} {
		bad := maps.Clone(good)
		bad[field] = value
		if text, err := l.Write([]map[string]string{good, bad}); text != nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s %q: %q, %v", field, value, text, err)
		}
	}
}

// TestWhatIsWrittenIsReadAgain for drawn rows of every shipped layout.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for id, l := range shipped(t) {
		t.Run(id, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var rows []map[string]string
				for n := range rapid.IntRange(1, 5).Draw(t, "rows") {
					rows = append(rows, drawn(t, l, n))
				}
				text, err := l.Write(rows)
				if err != nil {
					t.Fatal(err)
				}
				f, problems, err := l.Read(text)
				if err != nil {
					t.Fatalf("%v, %v\n%s", problems, err, text)
				}
				for i, r := range f.Rows {
					if !maps.Equal(r.Values, rows[i]) {
						t.Fatalf("row %d: %v, was %v", i, r.Values, rows[i])
					}
				}
				if len(f.Rows) != len(rows) || f.Dropped != nil {
					t.Fatalf("%d rows of %d, dropped %v", len(f.Rows), len(rows), f.Dropped)
				}
			})
		})
	}
}

// drawn draws a row; n keeps its key apart from others.
func drawn(t *rapid.T, l *Layout, n int) map[string]string {
	row := map[string]string{}
	for _, c := range l.Columns {
		if !c.Required && rapid.Bool().Draw(t, "blank") {
			continue
		}
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()
		switch c.Kind {
		case Text:
			row[c.Field] = rapid.StringMatching(`[A-Za-z0-9一-龥,"]{1,12}`).Draw(t, c.Field)
			most := c.Max
			if c.Width > 0 {
				most = min(most, c.Width/2) // a Han character of the drawn ones has two bytes
			}
			row[c.Field] = string([]rune(row[c.Field])[:min(most, utf8.RuneCountInString(row[c.Field]))])
			if c.Key {
				row[c.Field] = fmt.Sprint("K", n)
			}
		case Day, Time:
			row[c.Field] = at.Format(c.form())
		case Money:
			row[c.Field] = money.Fen(rapid.Int64Range(-9_999_999, 9_999_999_999).Draw(t, c.Field)).Plain()
		case Choice:
			row[c.Field] = c.Choices[rapid.SampledFrom(c.words()).Draw(t, c.Field)]
		}
	}
	return row
}

// TestFixedWidth: to the byte; what does not fit is refused and never cut.
func TestFixedWidth(t *testing.T) {
	l := shipped(t)["payment_bank"]
	row := map[string]string{"serial": "A-1", "account": "6200001", "payee": "\u5408\u6210\u7532", "identity": "790001", "bank": "\u5408\u6210", "amount": "1234.50", "month": "2026-03"}
	text, err := l.Write([]map[string]string{row})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
	want := "A-1" + strings.Repeat(" ", 37) + "6200001" + strings.Repeat(" ", 25) + "\u5408\u6210\u7532" + strings.Repeat(" ", 54) +
		"790001" + strings.Repeat(" ", 12) + "\u5408\u6210" + strings.Repeat(" ", 56) + "000000000123450" + "2026-03\r\n"
	if err != nil || string(plain) != want {
		t.Errorf("%q, %v, want %q", plain, err, want)
	}
	for field, value := range map[string]string{"payee": strings.Repeat("\u7532", 31), "amount": "1.234", "serial": strings.Repeat("9", 41)} {
		bad := maps.Clone(row)
		bad[field] = value
		if text, err := l.Write([]map[string]string{bad}); text != nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s %q: %q, %v", field, value, text, err)
		}
	}
	for name, bad := range map[string][]byte{"a line cut": text[:len(text)-3], "a byte more": append([]byte(" "), text...), "half a character": bytes.Replace(text, []byte("A-1"), []byte("A\xba1"), 1)} {
		if f, problems, err := l.Read(bad); f != nil || len(problems) == 0 || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %v, %v", name, f, problems, err)
		}
	}
}

func TestReadLayoutRefuses(t *testing.T) {
	text := func(change ...string) string {
		all := "format: 1\nid: a\npartner: {zh: 甲, en: A}\ntitle: {zh: 乙, en: B}\nsource: {zh: 丙, en: C}\nfrom: \"2026-01-01\"\n" +
			"columns:\n- {field: n, header: 编号, kind: text, max: 9, required: true, key: true}\n- {field: d, header: 日, kind: day}\n"
		return strings.NewReplacer(change...).Replace(all)
	}
	if _, err := ReadLayout([]byte(text())); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"not YAML":                      "{",
		"an unknown field":              text() + "colour: red\n",
		"two documents":                 text() + "---\n" + text(),
		"another format":                text("format: 1", "format: 2"),
		"no day":                        text("2026-01-01", "2026-02-30"),
		"no source":                     text("source: {zh: 丙, en: C}\n", ""),
		"no key":                        text(", key: true", ""),
		"a key that may be blank":       text("required: true, ", ""),
		"a text without a limit":        text("max: 9, ", ""),
		"a header twice":                text("header: 日", "header: 编号"),
		"an unknown kind":               text("kind: day", "kind: colour"),
		"a date whose year is cut":      text("kind: day", "kind: day, shape: \"01-02\""),
		"a choice without words":        text("kind: day", "kind: choice"),
		"two words for one of ours":     text("kind: day", "kind: choice, choices: {甲: a, 乙: a}"),
		"a limit where none is used":    text("kind: day", "kind: day, max: 3"),
		"a name that is no identifier":  text("field: d", "field: D"),
		"more than a layout may say":    text() + "#" + strings.Repeat("x", maxLayout),
		"a width in a CSV file":         text("kind: day", "kind: day, width: 8"),
		"a fixed file without widths":   text() + "shape: fixed\n",
		"money of another unit":         text("kind: day", "kind: money, shape: jiao"),
		"a time that loses its minutes": text("kind: day", "kind: time, shape: \"2006-01-02 15\""),
	} {
		if _, err := ReadLayout([]byte(bad)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRead: whatever a file holds, it is refused or its rows can be written and read again.
func FuzzRead(f *testing.F) {
	l := shipped(f)["workorder_12345"]
	f.Add([]byte(orders))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, problems, err := l.Read(raw)
		if (err == nil) != (len(problems) == 0) {
			t.Fatalf("%v, %v", problems, err)
		}
		if err != nil {
			return
		}
		var rows []map[string]string
		for _, r := range file.Rows {
			rows = append(rows, r.Values)
		}
		text, err := l.Write(rows)
		if err != nil {
			t.Fatal(err)
		}
		again, problems, err := l.Read(text)
		if len(rows) > 0 && (err != nil || len(again.Rows) != len(rows)) {
			t.Fatalf("%v, %v\n%s", problems, err, text)
		}
	})
}
