package booking

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// Pool is so many units of one offer of the catalogue, on the days from From to the day before Until.
type Pool struct {
	ID        string     `json:"id"`
	Service   string     `json:"service"` // of the catalogue
	Offer     string     `json:"offer"`
	Provider  string     `json:"provider"`
	Name      i18n.Name  `json:"name"`  // of the service, as it was when the pool was opened
	Place     i18n.Name  `json:"place"` // of the location
	Unit      string     `json:"unit"`  // one of catalog.Units
	Region    region.Key `json:"region"`
	Total     int        `json:"total"`
	HoldHours int        `json:"hold_hours"` // how long a hold and an offer stand
	From      string     `json:"from"`
	Until     string     `json:"until"` // the first day on which it no longer runs; empty: open
}

// On tells whether the pool runs on a day.
func (p Pool) On(day string) bool { return p.From <= day && (p.Until == "" || day < p.Until) }

// Lends tells whether the units are things that come back.
func (p Pool) Lends() bool { return p.Unit == deviceUnit }

// deviceUnit is the unit of catalog.Units for what is lent.
const deviceUnit = "device"

// State is how far a hold has come.
type State string

// The states of a hold. A held one whose moment has passed is Expired from the next write of its pool on.
const (
	Held     State = "held"
	Taken    State = "taken"
	Released State = "released"
	Expired  State = "expired"
)

// Hold is units of a pool that are kept for somebody.
type Hold struct {
	ID        string `json:"id"`
	Pool      string `json:"pool"`
	Units     int    `json:"units"`
	Person    string `json:"person"`
	For       string `json:"for,omitempty"` // the case or plan that it serves
	Key       string `json:"key,omitempty"` // of the claim; none where the line made it
	Wait      string `json:"wait,omitempty"`
	State     State  `json:"state"`
	MadeMs    int64  `json:"made_ms"`
	ExpiresMs int64  `json:"expires_ms"` // while it is held
}

// Live tells whether the hold occupies its units at a moment.
func (h Hold) Live(ms int64) bool { return h.State == Taken || h.State == Held && ms < h.ExpiresMs }

// Standing is how far a wait has come.
type Standing string

// The standings of a wait.
const (
	Waiting Standing = "waiting"
	Offered Standing = "offered" // Hold is the offer
	Served  Standing = "served"
	Lapsed  Standing = "lapsed" // the offer ran out without an answer
	Left    Standing = "left"   // declined, or left the line
	Unmet   Standing = "unmet"  // the pool has come to have less in all
)

// Wait is somebody's place in the line of a pool. N gives the order; it only rises.
type Wait struct {
	ID       string   `json:"id"`
	Pool     string   `json:"pool"`
	N        int64    `json:"n"`
	Units    int      `json:"units"`
	Person   string   `json:"person"`
	For      string   `json:"for,omitempty"`
	Standing Standing `json:"standing"`
	Hold     string   `json:"hold,omitempty"`
	JoinedMs int64    `json:"joined_ms"`
}

// beyond tells whether somebody waits for more than a pool has in all: no offer will ever be made.
func (w Wait) beyond(p Pool) bool { return w.Standing == Waiting && w.Units > p.Total }
