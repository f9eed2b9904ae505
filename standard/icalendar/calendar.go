package icalendar

import "time"

// Calendar is what one address gives to whoever subscribes to it.
type Calendar struct {
	Product string        // which program wrote it: PRODID
	Name    string        // how a reader's program may call it; may be empty
	Refresh time.Duration // how often a reader should ask again; 0 says nothing of it
	Events  []Event
}

// Event is one span of time. It is the same event as an earlier one that has its UID, and newer when its Sequence is higher.
type Event struct {
	UID         string
	Stamp       time.Time // when what is said here was so: DTSTAMP
	Start, End  time.Time // half-open, to the second
	Summary     string
	Description string // may be empty
	Location    string // may be empty
	Sequence    int    // raised by every change
	Cancelled   bool
}
