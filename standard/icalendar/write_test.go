package icalendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/standard/icalendar"
)

// read takes a calendar of this package apart by the words of RFC 5545, sharing no code with what wrote it: unfolding (3.1), components
// (3.4, 3.6), the escapes of TEXT (3.3.11) and the instants of DATE-TIME (3.3.5).
func read(raw string) (c icalendar.Calendar, err error) {
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			return c, fmt.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	if !strings.HasSuffix(raw, "\r\n") {
		return c, errors.New("the last line does not end")
	}
	var open []string
	e := &icalendar.Event{}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(raw, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, found := strings.Cut(line, ":")
		if !found {
			return c, fmt.Errorf("no content line: %q", line)
		}
		name, _, _ = strings.Cut(name, ";")
		switch name {
		case "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				e = &icalendar.Event{}
			}
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return c, fmt.Errorf("%s ends inside %v", value, open)
			}
			if open = open[:len(open)-1]; value == "VEVENT" {
				c.Events = append(c.Events, *e)
			}
			continue
		}
		if err := property(&c, e, name, value); err != nil {
			return c, err
		}
	}
	if len(open) > 0 {
		return c, fmt.Errorf("%v never ends", open)
	}
	return c, nil
}

func property(c *icalendar.Calendar, e *icalendar.Event, name, value string) (err error) {
	at := func(into *time.Time) { *into, err = time.Parse("20060102T150405Z0700", value) }
	switch name {
	case "VERSION", "CALSCALE", "METHOD":
	case "PRODID":
		c.Product = plain(value)
	case "NAME":
		c.Name = plain(value)
	case "REFRESH-INTERVAL":
		c.Refresh, err = time.ParseDuration(strings.ToLower(strings.TrimPrefix(value, "PT")))
	case "UID":
		e.UID = plain(value)
	case "DTSTAMP":
		at(&e.Stamp)
	case "DTSTART":
		at(&e.Start)
	case "DTEND":
		at(&e.End)
	case "SEQUENCE":
		_, err = fmt.Sscan(value, &e.Sequence)
	case "SUMMARY":
		e.Summary = plain(value)
	case "DESCRIPTION":
		e.Description = plain(value)
	case "LOCATION":
		e.Location = plain(value)
	case "STATUS":
		e.Cancelled = value == "CANCELLED"
	default:
		err = fmt.Errorf("a property %s", name)
	}
	return err
}

// plain takes the escapes out of a TEXT, one character after another.
func plain(value string) string {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' {
			b.WriteByte(value[i])
			continue
		}
		i++
		if value[i] == 'n' || value[i] == 'N' {
			b.WriteByte('\n')
		} else {
			b.WriteByte(value[i])
		}
	}
	return b.String()
}

// words are short and long: some are folded many times over.
var words = rapid.Custom(func(t *rapid.T) string {
	return strings.Repeat(some.Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times"))
})

var some = rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("ab ,;:\\\"\n\t助浴护理员🏠\u00a0")), rapid.Rune())).Filter(func(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7F })
})

func calendars(t *rapid.T) icalendar.Calendar {
	at := func(name string) time.Time { return time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, name), 0).UTC() }
	c := icalendar.Calendar{Product: "-//" + words.Draw(t, "product"), Name: words.Draw(t, "name"), Refresh: time.Duration(rapid.IntRange(0, 90_000).Draw(t, "refresh")) * time.Second}
	for i := range rapid.IntRange(0, 5).Draw(t, "events") {
		e := icalendar.Event{UID: fmt.Sprint(i, words.Draw(t, "uid")), Stamp: at("stamp"), Start: at("start"), Summary: words.Draw(t, "summary")}
		e.End = e.Start.Add(time.Duration(rapid.IntRange(1, 100_000).Draw(t, "for")) * time.Second)
		e.Description, e.Location = words.Draw(t, "description"), words.Draw(t, "location")
		e.Sequence, e.Cancelled = rapid.IntRange(0, 1000).Draw(t, "sequence"), rapid.Bool().Draw(t, "cancelled")
		c.Events = append(c.Events, e)
	}
	return c
}

// Whatever is written is read again as it was, by a reader that follows the standard's words.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars(t)
		raw, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(string(raw))
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("written and read again (-want +got):\n%s\n%s", diff, raw)
		}
	})
}

// The same bytes are read by icalendar of PyPI where the Python of MIHE_PYTHON has it: a reader written by others.
func TestAPeerReadsTheSame(t *testing.T) {
	python := os.Getenv("MIHE_PYTHON")
	if python == "" || exec.Command(python, "-c", "import icalendar").Run() != nil {
		t.Log("no Python with icalendar: the peer was not asked, the reader of this test was")
		return
	}
	at := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
	c := icalendar.Calendar{Product: "-//mihe//test", Name: "护理员的日程, 三月", Refresh: time.Hour}
	for i := range 20 {
		c.Events = append(c.Events, icalendar.Event{
			UID: fmt.Sprintf("slot_%d@node", i), Stamp: at, Start: at.Add(time.Duration(i) * time.Hour), End: at.Add(time.Duration(i)*time.Hour + 50*time.Minute),
			Summary: strings.Repeat("助浴；上门, 两人; ", i), Description: "a\\b\nc;d,e", Location: strings.Repeat("某镇", i), Sequence: i, Cancelled: i%3 == 0,
		})
	}
	raw, err := c.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	const script = `
import sys, json, icalendar
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([[str(e["UID"]), e.decoded("DTSTART").timestamp(), e.decoded("DTEND").timestamp(), str(e["SUMMARY"]), str(e.get("DESCRIPTION", "")), str(e.get("LOCATION", "")), int(e["SEQUENCE"]), str(e["STATUS"]) == "CANCELLED"] for e in c.walk("VEVENT")]))`
	cmd := exec.Command(python, "-c", script)
	cmd.Stdin = strings.NewReader(string(raw))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	var want [][]any
	for _, e := range c.Events {
		want = append(want, []any{e.UID, float64(e.Start.Unix()), float64(e.End.Unix()), e.Summary, e.Description, e.Location, float64(e.Sequence), e.Cancelled})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the peer reads (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	at := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
	good := icalendar.Event{UID: "a", Stamp: at, Start: at, End: at.Add(time.Hour)}
	for name, change := range map[string]func(c *icalendar.Calendar){
		"bytes that are no text":  func(c *icalendar.Calendar) { c.Events[0].Summary = "\xff" },
		"a control character":     func(c *icalendar.Calendar) { c.Events[0].Summary = "a\x00" },
		"no UID":                  func(c *icalendar.Calendar) { c.Events[0].UID = "" },
		"one UID twice":           func(c *icalendar.Calendar) { c.Events = append(c.Events, good) },
		"no stamp":                func(c *icalendar.Calendar) { c.Events[0].Stamp = time.Time{} },
		"no time between":         func(c *icalendar.Calendar) { c.Events[0].End = at },
		"a year of five digits":   func(c *icalendar.Calendar) { c.Events[0].End = at.AddDate(9000, 0, 0) },
		"a sequence that is none": func(c *icalendar.Calendar) { c.Events[0].Sequence = -1 },
		"no product":              func(c *icalendar.Calendar) { c.Product = "" },
	} {
		c := icalendar.Calendar{Product: "-//mihe//test", Events: []icalendar.Event{good}}
		if _, err := c.Bytes(); err != nil {
			t.Fatal(err)
		}
		change(&c)
		if _, err := c.Bytes(); !errors.Is(err, icalendar.ErrDomain) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
