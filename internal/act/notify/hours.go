package notify

import (
	_ "embed" // for the hours that ship
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"mihe/internal/base/calendar"
)

// Hours are the hours in which telephones may ring, from a day on and until a later version replaces them. Verified says
// that somebody compared them with their source; what is not says so wherever it is shown.
type Hours struct {
	From     string `json:"from"`  // YYYY-MM-DD; empty: from the beginning
	Open     string `json:"open"`  // HH:MM in China
	Close    string `json:"close"` // HH:MM; that minute is quiet again
	SourceZh string `json:"source_zh"`
	SourceEn string `json:"source_en"`
	Verified bool   `json:"verified"`
}

//go:embed hours.json
var shippedHours []byte

// ShippedHours are the hours that ship with the program.
func ShippedHours() (list []Hours, err error) {
	if err := json.Unmarshal(shippedHours, &list); err != nil {
		return nil, fmt.Errorf("hours.json: %w", err)
	}
	return list, proveHours(list)
}

// proveHours refuses hours that are no hours, or that do not hold from the beginning on in ascending order.
func proveHours(list []Hours) error {
	for i, h := range list {
		_, err := time.Parse(time.DateOnly, h.From)
		open, err1 := time.Parse("15:04", h.Open)
		shut, err2 := time.Parse("15:04", h.Close)
		first := i == 0 && h.From == ""
		if !first && (i == 0 || err != nil || h.From <= list[i-1].From) || err1 != nil || err2 != nil || !open.Before(shut) {
			return fmt.Errorf("hours from %q: %s to %s", h.From, h.Open, h.Close)
		}
	}
	if len(list) == 0 {
		return fmt.Errorf("there are no hours in which telephones may ring")
	}
	return nil
}

// Quiet tells whether telephones are to be silent at an instant.
func (s *Service) Quiet(at time.Time) bool {
	today, clock := calendar.Day(at), at.In(calendar.China).Format("15:04")
	for _, h := range slices.Backward(s.Hours) {
		if h.From <= today {
			return clock < h.Open || clock >= h.Close
		}
	}
	return true
}

// audible lists the channels that may be used at an instant: those that have a sender, and by night letters, which wake nobody.
func (s *Service) audible(at time.Time) []Channel {
	quiet := s.Quiet(at)
	return slices.DeleteFunc(slices.Clone(Channels), func(ch Channel) bool { return s.Senders[ch] == nil || quiet && ch != Letter })
}
