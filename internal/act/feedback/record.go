package feedback

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records.
const (
	ratingRecord = "feedback.rating"
	orderRecord  = "feedback.order"
	noteRecord   = "feedback.note"
	fileRecord   = "feedback.file"
)

// Rating is one of the five levels that somebody has given an item: 5 very satisfied to 1 very dissatisfied.
type Rating struct {
	V        int            `json:"v"`
	ID       string         `json:"id"` // rating_...
	About    About          `json:"about"`
	Person   string         `json:"person"`
	Provider string         `json:"provider,omitempty"`
	Place    region.Key     `json:"place"`
	Level    int            `json:"level"`
	Order    string         `json:"order,omitempty"` // the case that a low one opened
	Actor    string         `json:"actor"`
	Mandate  string         `json:"mandate,omitempty"`
	Channel  access.Channel `json:"channel"`
	AtMs     int64          `json:"at_ms"`
}

// Nature is what somebody wants who calls.
type Nature string

// The natures, as the hotline tells them apart (诉求类型), and the one of orders that a low rating opens.
const (
	Question   Nature = "question"
	Request    Nature = "request"
	Complained Nature = "complaint"
	Report     Nature = "report"
	Suggestion Nature = "suggestion"
	Praise     Nature = "praise"
	Rated      Nature = "rating"
)

// Natures are those of what people say.
var Natures = []Nature{Complained, Request, Question, Suggestion, Report, Praise}

// Order is a work order as it came in. Sealed is Said under the key of the person, or of the order where nobody is known.
type Order struct {
	V          int        `json:"v"`
	ID         string     `json:"id"` // order_...
	Case       string     `json:"case"`
	Number     string     `json:"number,omitempty"` // of the hotline
	Nature     Nature     `json:"nature"`
	About      About      `json:"about"`
	Provider   string     `json:"provider,omitempty"` // who is complained about, and answers
	Person     string     `json:"person,omitempty"`
	Place      region.Key `json:"place"`
	Rating     string     `json:"rating,omitempty"` // that opened it
	ReceivedOn string     `json:"received_on"`
	ReceivedAt string     `json:"received_at,omitempty"` // as the hotline wrote it
	DueAt      string     `json:"due_at,omitempty"`      // the same
	Pairs      int        `json:"pairs,omitempty"`       // of characters in the subject
	Sealed     string     `json:"sealed,omitempty"`
	Actor      string     `json:"actor"`
	AtMs       int64      `json:"at_ms"`
}

// Said is what an order says in words.
type Said struct {
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
	Place   string `json:"place,omitempty"` // as the hotline wrote it
	Unit    string `json:"unit,omitempty"`  // the same
}

// key is under whose key the words of an order are sealed.
func (o Order) key() string {
	if o.Person != "" {
		return o.Person
	}
	return o.ID
}

func (o Order) field() string { return "feedback.order." + o.ID }

// Sort is what a Note records.
type Sort string

// The sorts.
const (
	Forwarded  Sort = "forwarded"   // to a provider
	Answered   Sort = "answered"    // Sealed is the answer
	CalledBack Sort = "called_back" // Result and Level
)

// Result is what came of calling the person back.
type Result string

// The results.
const (
	Solved    Result = "solved"
	Unsolved  Result = "unsolved"
	Unreached Result = "unreached"
)

// Results are the results.
var Results = []Result{Solved, Unsolved, Unreached}

// Note is what was done to an order, beside the action of its case.
type Note struct {
	V        int    `json:"v"`
	ID       string `json:"id"` // note_...
	Case     string `json:"case"`
	Sort     Sort   `json:"sort"`
	Provider string `json:"provider,omitempty"` // to whom it was forwarded; who answered, where it was not the office
	Sealed   string `json:"sealed,omitempty"`
	Result   Result `json:"result,omitempty"`
	Level    int    `json:"level,omitempty"`
	Actor    string `json:"actor"`
	By       string `json:"by"` // the person behind the actor
	AtMs     int64  `json:"at_ms"`
}

func (n Note) field() string { return "feedback.note." + n.ID }

// File is a file that was read or written.
type File struct {
	V      int    `json:"v"`
	ID     string `json:"id"` // file_...
	Layout string `json:"layout"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
	Opened int    `json:"opened,omitempty"`
	AtMs   int64  `json:"at_ms"`
}

// apply changes the read models as a record says: now, and whenever they are rebuilt.
func (s *Service) apply(tx *store.Tx, seq int64, kind string, body []byte) error {
	switch kind {
	case ratingRecord:
		return decoded(body, func(r Rating) error { return s.Store.AddRating(tx, s.Node, r, seq) })
	case orderRecord:
		return decoded(body, func(o Order) error { return s.Store.AddOrder(tx, s.Node, o, seq) })
	case noteRecord:
		return decoded(body, func(n Note) error { return s.Store.AddNote(tx, s.Node, n, seq) })
	case fileRecord:
		return nil // that it was read or written is all there is to know
	}
	return fmt.Errorf("unknown record %q", kind)
}

func decoded[T any](body []byte, then func(T) error) error {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return then(v)
}

// Rebuild computes the read models from the records again. Tokens are none: they came with the words, which are sealed.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		return s.Store.Records(tx, s.Node, func(seq int64, kind string, body []byte) error { return s.apply(tx, seq, kind, body) })
	})
}
