package icalendar_test

import (
	"fmt"
	"strings"
	"time"

	"mihe/standard/icalendar"
)

func ExampleCalendar_Bytes() {
	at := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
	raw, err := icalendar.Calendar{Product: "-//example//EN", Events: []icalendar.Event{{
		UID: "slot_1@node", Stamp: at, Start: at.Add(time.Hour), End: at.Add(2 * time.Hour), Summary: "bathing; visit 2, or later", Sequence: 1, Cancelled: true,
	}}}.Bytes()
	fmt.Print(strings.ReplaceAll(string(raw), "\r", ""), err)
	// Output:
	// BEGIN:VCALENDAR
	// VERSION:2.0
	// PRODID:-//example//EN
	// CALSCALE:GREGORIAN
	// METHOD:PUBLISH
	// BEGIN:VEVENT
	// UID:slot_1@node
	// DTSTAMP:20260309T010000Z
	// DTSTART:20260309T020000Z
	// DTEND:20260309T030000Z
	// SEQUENCE:1
	// SUMMARY:bathing\; visit 2\, or later
	// STATUS:CANCELLED
	// END:VEVENT
	// END:VCALENDAR
	// <nil>
}
