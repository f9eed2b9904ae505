package evaluation_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

func TestFrameKeepsMissingApartFromZero(t *testing.T) {
	f, err := evaluation.ReadFrame(strings.NewReader("\ufeffid, y ,note\na,0,x\nb,,y\nc,-1.5e3,z\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id", "y", "note"}, f.Columns); diff != "" || f.Len() != 3 || f.Line(2) != 4 {
		t.Errorf("%d rows, the last in line %d, columns %s", f.Len(), f.Line(2), diff)
	}
	got, err := f.Numbers("y")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]evaluation.Number{{Value: 0, Known: true}, {}, {Value: -1500, Known: true}}, got); diff != "" {
		t.Error(diff)
	}
	ids, err := f.Texts("id")
	if diff := cmp.Diff([]string{"a", "b", "c"}, ids); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// Every fault of a file is the input's, names its place and has words in both languages.
func TestFaultyFrames(t *testing.T) {
	words, err := i18n.Load(evaluation.Words, csvfile.Words)
	if err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string]string{
		"":                       "csvfile.empty",
		"id,y\n":                 "csvfile.norows",
		"id;y\na;1\n":            "line 1 ",
		"id,y,id\na,1,2\n":       "line 1 id",
		"id,,y\na,1,2\n":         "line 1 ",
		"id,y\na\n":              "line 2 ",
		"id,y\na,1,2\n":          "line 2 ",
		"id,y\na,1e999\n":        "line 2 y",
		"id,y\na,NaN\n":          "line 2 y",
		"id,y\na,0x10\n":         "line 2 y",
		"id,y\na,1_000\n":        "line 2 y",
		"id,y\na,\"1,000\"\n":    "line 2 y",
		"id,y\na,\n":             "line 2 y", // figures must be there
		"id,z\na,1\n":            "evaluation.frame.column",
		"id,y\n=1+1,1\n":         "line 2 id", // what a spreadsheet would run
		"id,y\na\x1b[2J,1\n":     "line 2 id", // what a terminal would obey
		"PK\x03\x04":             "csvfile.spreadsheet",
		"id,y\na,\"1\nb,2\n":     "line 2 ",
		"id,y\n\xff\xff\xff,1\n": "line 2 ",
	} {
		f, err := evaluation.ReadFrame(strings.NewReader(content))
		if err == nil {
			_, err = f.Texts("id")
		}
		if err == nil {
			_, err = f.Figures("y")
		}
		wrong, ok := fault.As(err)
		if !ok || wrong.Kind != fault.Invalid {
			t.Errorf("%q: %v, want a fault of the input", content, err)
			continue
		}
		got := wrong.Key
		if got == "evaluation.frame.wrong" {
			got = fmt.Sprintf("line %v %v", wrong.Args[1], wrong.Args[3])
		}
		if got == "evaluation.frame.line" { // of no column
			got = fmt.Sprintf("line %v ", wrong.Args[1])
		}
		if got != want {
			t.Errorf("%q: %s, want %s", content, got, want)
		}
		for _, l := range i18n.Langs {
			if said := words.Text(l, wrong.Key, wrong.Args...); strings.ContainsAny(said, "{}⟦") {
				t.Errorf("%q in %s: %s", content, l, said)
			}
		}
	}
	if _, err := evaluation.ReadFrame(iotest.ErrReader(errors.New("disk"))); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a broken disk: %v", err)
	}
}
