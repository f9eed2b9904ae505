package icalendar

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrDomain says that a value cannot be written: text that is no UTF-8 or holds control characters, an event without UID or stamp, one that
// ends before it starts, two events of one UID, a year of other than four digits.
var ErrDomain = errors.New("icalendar: value cannot be written")

// Bytes writes the calendar. The same values give the same bytes; events stand in the order in which they are given.
func (c Calendar) Bytes() ([]byte, error) {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.text("PRODID", c.Product)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	if c.Name != "" {
		w.text("NAME", c.Name)
	}
	if c.Refresh > 0 {
		w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT"+strconv.FormatInt(int64(c.Refresh/time.Second), 10)+"S")
	}
	if c.Product == "" || c.Refresh < 0 {
		w.refuse("PRODID or REFRESH-INTERVAL")
	}
	seen := map[string]bool{}
	for _, e := range c.Events {
		if seen[e.UID] {
			w.refuse("UID twice: " + strconv.Quote(e.UID))
		}
		seen[e.UID] = true
		w.event(e)
	}
	w.line("END", "VCALENDAR")
	return w.b.Bytes(), w.err
}

func (w *writer) event(e Event) {
	if e.UID == "" || e.Stamp.IsZero() || !e.End.After(e.Start) || e.Sequence < 0 {
		w.refuse("event " + strconv.Quote(e.UID))
	}
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.time("DTSTAMP", e.Stamp)
	w.time("DTSTART", e.Start)
	w.time("DTEND", e.End)
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	w.text("SUMMARY", e.Summary)
	for _, p := range [][2]string{{"DESCRIPTION", e.Description}, {"LOCATION", e.Location}} {
		if p[1] != "" {
			w.text(p[0], p[1])
		}
	}
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("STATUS", status)
	w.line("END", "VEVENT")
}

// writer keeps the first thing that was wrong.
type writer struct {
	b   bytes.Buffer
	err error
}

func (w *writer) refuse(what string) {
	if w.err == nil {
		w.err = fmt.Errorf("%w: %s", ErrDomain, what)
	}
}

// stampForm is form 2 of DATE-TIME: an instant in UTC (RFC 5545, 3.3.5).
const stampForm = "20060102T150405Z"

func (w *writer) time(name string, t time.Time) {
	t = t.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		w.refuse(name)
	}
	w.line(name, t.Format(stampForm))
}

// escaped are the characters that TEXT writes otherwise (3.3.11). A line break of any kind is one.
var escaped = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func (w *writer) text(name, value string) {
	if !utf8.ValidString(value) || strings.ContainsFunc(value, control) {
		w.refuse(name)
		return
	}
	w.line(name, escaped.Replace(value))
}

// control are the characters that no TEXT may hold: CONTROL of section 3.1, but for the line breaks, which are escaped.
func control(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F }

// folded is the longest line in octets, its line break not counted (3.1).
const folded = 75

// line writes a content line, folded where it is too long: the next one begins with a space, which counts.
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, folded
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], folded-1
	}
	w.b.WriteString(rest + "\r\n")
}
