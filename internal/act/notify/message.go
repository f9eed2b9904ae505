package notify

import (
	"errors"
	"fmt"

	"mihe/internal/base/region"
)

// Channel is how a message reaches somebody.
type Channel string

// The channels.
const (
	SMS    Channel = "sms"
	Voice  Channel = "voice"
	Letter Channel = "letter"
)

// Channels lists them.
var Channels = []Channel{SMS, Voice, Letter}

// Status is how far a message has come.
type Status string

// The statuses. Delivered, Failed and Withheld are final.
const (
	Queued    Status = "queued"    // waits, for its time or for another attempt
	Sending   Status = "sending"   // an attempt has begun and its outcome is not known yet
	Written   Status = "written"   // stands in a file that somebody has to carry to the gateway or print
	Sent      Status = "sent"      // a gateway took it, or somebody says that the file was carried there
	Delivered Status = "delivered" // says the gateway
	Failed    Status = "failed"    // and is not tried again
	Withheld  Status = "withheld"  // nobody to send it to: the person was erased or has no address
)

// Args are what fills a template. Each has its form, so that no words can come in.
type Args struct {
	Number string   `json:"number,omitempty"` // short number of the case, for asking after it
	Day    string   `json:"day,omitempty"`    // YYYY-MM-DD
	Phone  string   `json:"phone,omitempty"`  // of the office
	Items  []string `json:"items,omitempty"`  // keys of words: in letters only
}

// Message is a message as its events say it is.
type Message struct {
	ID       string     `json:"id"`
	Person   string     `json:"person"`
	Channel  Channel    `json:"channel"`
	Template string     `json:"template"`
	Args     Args       `json:"args"`
	About    string     `json:"about"` // identifier of the case
	Region   region.Key `json:"region"`
	QueuedMs int64      `json:"queued_ms"`
	Outcome
}

// Outcome is what an event leads to, as it is recorded.
type Outcome struct {
	Status   Status `json:"status"`
	Attempts int    `json:"attempts"`
	NextMs   int64  `json:"next_ms"` // when it may be tried, or tried again; 0 once it is not
	// Doubt says that an attempt ended without an answer, so that the message may have gone out once more often than the
	// status says.
	Doubt bool   `json:"doubt,omitempty"`
	Ref   string `json:"ref,omitempty"` // the gateway's name for it
	Why   string `json:"why,omitempty"` // code of what went wrong last
}

// Said is the key of the words for the status, which do not hide a doubt.
func (m Message) Said() string {
	if m.Doubt && m.Status != Withheld {
		return "notify.doubt." + string(m.Status)
	}
	return "notify.status." + string(m.Status)
}

// Event is one event of a message as it is recorded. Neither address nor text stands in it.
type Event struct {
	V       int      `json:"v"`
	Message string   `json:"message"`
	What    What     `json:"what"`
	AtMs    int64    `json:"at_ms"`
	Queued  *Message `json:"queued,omitempty"` // of the first event
	Outcome
}

// What is what happened to a message.
type What string

// The events, each with the kind of its ledger entry; docs/events.md lists them.
const (
	WasQueued    What = "notify.message.queued"
	WasBegun     What = "notify.attempt.begun"
	WasDelayed   What = "notify.attempt.failed" // and will be tried again
	WasWritten   What = "notify.message.written"
	WasSent      What = "notify.message.sent"
	WasDelivered What = "notify.message.delivered"
	WasFailed    What = "notify.message.failed"
	WasWithheld  What = "notify.message.withheld"
)

// Whats lists the events.
var Whats = []What{WasQueued, WasBegun, WasDelayed, WasWritten, WasSent, WasDelivered, WasFailed, WasWithheld}

// apply is the message after an event. Live code and the rebuilding of read models both use it.
func (m Message) apply(e Event) (Message, error) {
	switch {
	case e.Status == "":
		return m, errors.New("an event leads to no status")
	case (m.ID == "") != (e.Queued != nil), m.ID != "" && m.ID != e.Message:
		return m, fmt.Errorf("event %s of message %s does not follow on %q", e.What, e.Message, m.ID)
	}
	if e.Queued != nil {
		m = *e.Queued
	}
	m.Outcome = e.Outcome
	return m, nil
}

// Replay computes a message from its events, in their order.
func Replay(events []Event) (m Message, err error) {
	for _, e := range events {
		if m, err = m.apply(e); err != nil {
			return Message{}, err
		}
	}
	return m, nil
}
