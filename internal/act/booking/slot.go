package booking

import "mihe/internal/base/region"

// Slot is a span of time in which a post is busy, half-open. WayBefore and WayAfter are minutes on the way to it and from it: the post is
// busy then too.
type Slot struct {
	ID        string     `json:"id"`
	Post      string     `json:"post"`
	Worker    string     `json:"worker"` // the person of the post
	Provider  string     `json:"provider"`
	Region    region.Key `json:"region"`
	FromMs    int64      `json:"from_ms"`
	UntilMs   int64      `json:"until_ms"`
	WayBefore int        `json:"way_before,omitempty"`
	WayAfter  int        `json:"way_after,omitempty"`
	For       string     `json:"for"`              // the visit that it serves
	Person    string     `json:"person,omitempty"` // whom it is for
	Key       string     `json:"key"`              // of the claim
	Sequence  int        `json:"sequence"`         // how often it was changed
	Cancelled bool       `json:"cancelled,omitempty"`
	ChangedMs int64      `json:"changed_ms"`
}

const minuteMs = 60_000

// Busy is the span in which the post can do nothing else.
func (s Slot) Busy() (fromMs, untilMs int64) {
	return s.FromMs - int64(s.WayBefore)*minuteMs, s.UntilMs + int64(s.WayAfter)*minuteMs
}
