package steering_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store/storetest"
)

const dutyHead = "region,code,text,kind,from,until\n"

// empty is a world without any figures.
func empty(t testing.TB) *steeringtest.World {
	t.Helper()
	return steeringtest.New(t, storetest.Open(t, steeringtest.Migrations()...))
}

func TestDutyListsAreRead(t *testing.T) {
	w := empty(t)
	text := "code,region,text,kind,until,from\nS-01,520521,样本事项一,basic,,2025-01-01\nS-05, 520521902@township ,样本事项五,taken_back,2027-01-01,2025-01-01\n"
	old, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []steering.Duty{
		{Region: steeringtest.County, Code: "S-01", Text: "样本事项一", Kind: steering.Basic, From: "2025-01-01"},
		{Region: steeringtest.NextTown, Code: "S-05", Text: "样本事项五", Kind: steering.TakenBack, From: "2025-01-01", Until: "2027-01-01"},
	}
	for name, content := range map[string]string{
		"UTF-8": text, "with its mark": csvfile.BOM + text, "GB18030": old, "CR LF": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		list, problems, err := w.Tasks.ParseDuties([]byte(content))
		if diff := cmp.Diff(want, list); diff != "" || err != nil {
			t.Errorf("%s: %v, %v (-want +got):\n%s", name, problems, err, diff)
		}
	}
}

// Every family of faults, each at its line and column, with words in both languages, and nothing of the file comes back.
func TestDutyListsAreRefusedWhole(t *testing.T) {
	w := empty(t)
	words, err := i18n.Load(csvfile.Words, steering.Words)
	if err != nil {
		t.Fatal(err)
	}
	const good = "520521,S-01,样本事项,basic,2025-01-01,\n"
	for content, want := range map[string]csvfile.Problem{
		"":                                    {Line: 1, Key: "csvfile.empty"},
		"PK\x03\x04":                          {Line: 1, Key: "csvfile.spreadsheet"},
		dutyHead:                              {Line: 2, Key: "csvfile.norows"},
		"region,code,text,kind,from\n" + good: {Line: 1, Column: "until", Key: "csvfile.header.missing"},
		dutyHead + "520521,S-01,样本事项,basic,2025-01-01\n" + good:              {Line: 2, Text: "520521,S-01,样本事项,basic,2025-01-01", Key: "csvfile.columns"},
		dutyHead + good + ",S-02,样本事项,basic,2025-01-01,\n":                   {Line: 3, Column: "region", Key: "steering.duty.blank"},
		dutyHead + good + "520521,,样本事项,basic,2025-01-01,\n":                 {Line: 3, Column: "code", Key: "steering.duty.blank"},
		dutyHead + good + "520521,S-02,,basic,2025-01-01,\n":                 {Line: 3, Column: "text", Key: "steering.duty.blank"},
		dutyHead + good + "520521,S-02,样本事项,basic,,\n":                       {Line: 3, Column: "from", Key: "steering.duty.blank"},
		dutyHead + good + "520522,S-02,样本事项,basic,2025-01-01,\n":             {Line: 3, Column: "region", Text: "520522", Key: "steering.duty.region"},
		dutyHead + good + "520500@prefecture,S-02,样本事项,basic,2025-01-01,\n":  {Line: 3, Column: "region", Text: "520500@prefecture", Key: "steering.duty.region"},
		dutyHead + good + "520521999@township,S-02,样本事项,basic,2025-01-01,\n": {Line: 3, Column: "region", Text: "520521999@township", Key: "steering.duty.region"},
		dutyHead + good + "520521,S-02,样本事项,main,2025-01-01,\n":              {Line: 3, Column: "kind", Text: "main", Key: "steering.duty.kind"},
		dutyHead + good + "520521,S-02,样本事项,basic,2025-02-30,\n":             {Line: 3, Column: "from", Text: "2025-02-30", Key: "steering.duty.day"},
		dutyHead + good + "520521,S-02,样本事项,basic,2025-01-01,2/3\n":          {Line: 3, Column: "until", Text: "2/3", Key: "steering.duty.day"},
		dutyHead + good + "520521,S-02,样本事项,basic,2025-01-01,2025-01-01\n":   {Line: 3, Column: "until", Text: "2025-01-01", Key: "steering.duty.order"},
		dutyHead + good + good: {Line: 3, Column: "code", Text: "S-01", Key: "steering.duty.twice"},
		dutyHead + good + "520521,=1,样本事项,basic,2025-01-01,\n":     {Line: 3, Column: "code", Text: "=1", Key: "csvfile.formula"},
		dutyHead + good + "520521,S-02,\u202e,basic,2025-01-01,\n": {Line: 3, Column: "text", Text: "\ufffd", Key: "csvfile.control"},
	} {
		list, problems, err := w.Tasks.ParseDuties([]byte(content))
		if fault.KindOf(err) != fault.Invalid || list != nil || len(problems) != 1 {
			t.Errorf("%.60q: %d items, %+v, %v; want one problem and nothing else", content, len(list), problems, err)
			continue
		}
		for _, l := range i18n.Langs {
			if text := words.Text(l, problems[0].Key, problems[0].Args...); !words.Has(problems[0].Key) || strings.ContainsAny(text, "{}") {
				t.Errorf("%s of %s is not complete: %q", l, problems[0].Key, text)
			}
		}
		problems[0].Args = nil
		if diff := cmp.Diff(want, problems[0]); diff != "" {
			t.Errorf("%.60q (-want +got):\n%s", content, diff)
		}
	}
	if _, problems, _ := w.Tasks.ParseDuties([]byte(dutyHead + "1,,,x,y,z\n2,,,x,y,z\n")); len(problems) != 12 {
		t.Errorf("two lines of six bad cells each: %d problems, want 12", len(problems))
	}
}

func TestDutyListsAreBounded(t *testing.T) {
	w := empty(t)
	lines := func(n int) []byte {
		var b strings.Builder
		b.WriteString(dutyHead)
		for i := range n {
			_, _ = fmt.Fprintf(&b, "520521,S-%d,样本事项,basic,2025-01-01,\n", i) // a Builder accepts everything
		}
		return []byte(b.String())
	}
	if list, problems, err := w.Tasks.ParseDuties(lines(5000)); err != nil || len(list) != 5000 {
		t.Errorf("5,000 items: %d, %v, %v", len(list), problems, err)
	}
	for name, raw := range map[string][]byte{"5,001 items": lines(5001), "3 MB": make([]byte, 3<<20)} {
		if list, problems, err := w.Tasks.ParseDuties(raw); err == nil || list != nil || len(problems) != 1 {
			t.Errorf("%s: %d items, %d problems, %v; want one problem", name, len(list), len(problems), err)
		}
	}
}

// A file of nothing but faults is read no further than a good one: its faults are kept in memory.
func TestFaultsOfADutyListAreBounded(t *testing.T) {
	w := empty(t)
	if list, problems, err := w.Tasks.ParseDuties([]byte(dutyHead + strings.Repeat("a\n", 500_000))); err == nil || list != nil || len(problems) > 5001 {
		t.Errorf("%d items, %d problems, %v", len(list), len(problems), err)
	}
}

// A list that reaches beyond the actor's regions is refused whole.
func TestDutyListsStayInTheirRegions(t *testing.T) {
	w := empty(t)
	mixed := append([]steering.Duty{}, steeringtest.Duties...)
	mixed = append(mixed, steering.Duty{Region: steeringtest.Sibling, Code: "S-01", Text: "x", Kind: steering.Basic, From: "2025-01-01"})
	who := w.Actor(steeringtest.Coordinator, steeringtest.County)
	if err := w.Tasks.AddDuties(t.Context(), who, mixed); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a list with an item of the neighbouring county: %v, want not found", err)
	}
	if err := w.Tasks.AddDuties(t.Context(), w.Actor(steeringtest.Handler, steeringtest.County), steeringtest.Duties); fault.KindOf(err) != fault.Denied {
		t.Errorf("a handler: %v, want denied", err)
	}
	if err := w.Tasks.AddDuties(t.Context(), who, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty list: %v, want invalid", err)
	}
	read := func() int {
		list, err := w.Tasks.Duties(t.Context(), w.Actor(steeringtest.Reader, steeringtest.Town))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := read(); n != 0 {
		t.Errorf("%d items after refusals, want none", n)
	}
	if err := w.Tasks.AddDuties(t.Context(), who, steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 4 { // the county's four, not the one of the next township
		t.Errorf("a reader of one township sees %d items, want 4", n)
	}
}

// FuzzParseDuties: whatever comes in, either items or problems come out, and items are fit to be stored.
func FuzzParseDuties(f *testing.F) {
	for _, seed := range []string{"", dutyHead, dutyHead + "520521,S-01,样本事项,basic,2025-01-01,2026-01-01\n", dutyHead + "520521,\"S,样本\n", "PK\x03\x04", "\xff\xfe"} {
		f.Add([]byte(seed))
	}
	w := empty(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, problems, err := w.Tasks.ParseDuties(raw)
		if (err == nil) != (len(problems) == 0) || (err == nil) != (len(list) > 0) {
			t.Fatalf("%d items, %d problems, %v", len(list), len(problems), err)
		}
		for _, d := range list {
			if d.Code == "" || d.Text == "" || d.From == "" || d.Until != "" && d.Until <= d.From || strings.ContainsAny(d.Text+d.Code, "\x00\n") {
				t.Fatalf("item %+v", d)
			}
		}
	})
}
