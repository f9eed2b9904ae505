// Package icalendar writes calendars that other programs subscribe to (iCalendar, RFC 5545, with NAME and REFRESH-INTERVAL of
// RFC 7986), for the hours of those who visit elders (action A12). Values go in, bytes come out: times in UTC, text escaped, lines folded at
// 75 octets without a character cut in two. A change keeps the UID and raises the SEQUENCE; what was called off stays with
// STATUS:CANCELLED, so that it disappears from the calendars that have it.
//
// Limits: it writes VEVENT alone and reads nothing; there are no recurrence rules and no time zones, since every start and end is
// an instant. What is left out of the standard stands in docs/standards/icalendar.md.
package icalendar
