package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Store keeps messages; package notifydb is the only implementation. Every query names its node.
type Store interface {
	// Message returns a message, or NotFound.
	Message(q store.Queryer, node int64, id string) (Message, error)
	// ByRef finds the message that a gateway calls ref.
	ByRef(q store.Queryer, node int64, ref string) (Message, error)
	// Due returns messages of some channels that are to be tried by now, the longest due first.
	Due(q store.Queryer, node, nowMs int64, channels []Channel, limit int) ([]Message, error)
	// About returns the messages about a case, the oldest first.
	About(q store.Queryer, node int64, about string) ([]Message, error)
	// To returns the messages to a person, the oldest first.
	To(q store.Queryer, node int64, person string) ([]Message, error)
	// Put writes the read model of a message after the event that the ledger numbered seq.
	Put(tx *store.Tx, node int64, m Message, seq int64) error
	// Events returns the recorded events of a message in ledger order.
	Events(q store.Queryer, node int64, id string) ([][]byte, error)
	// Records calls each for every record in ledger order; each may write.
	Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error
	// Clear empties the read models before they are rebuilt.
	Clear(tx *store.Tx, node int64) error
}

// Contact is where and in which language somebody is reached. It is held only while a message is sent.
type Contact struct {
	Address string // telephone number, or the lines of a postal address
	Lang    i18n.Lang
}

// Reach looks up how to reach a person, through a grant whose entry is committed before it returns. NotFound means that there
// is nobody, or no address of that channel.
type Reach func(ctx context.Context, who access.Actor, person string, ch Channel) (Contact, error)

// Outgoing is what a Sender is given.
type Outgoing struct {
	Key     string // the same for every attempt at one message
	Channel Channel
	Contact
	Text string
}

// Receipt is what became of it: Written, or Sent with the gateway's name for it.
type Receipt struct {
	Status Status
	Ref    string
}

// Sender hands messages over. An error is Invalid when no later attempt can succeed; one that wraps ErrUnsure may have been
// sent; any other was not.
type Sender interface {
	Send(ctx context.Context, o Outgoing) (Receipt, error)
}

// Enclose gives what a letter brings beside its text, such as a decision, in the language of whoever gets it: through a grant
// whose entry is committed before it returns, and stored nowhere here. NotFound means that there is nothing any more.
type Enclose func(ctx context.Context, who access.Actor, m Message, lang i18n.Lang) (string, error)

// Service is the use cases of one node. Reach and Senders may be absent where nothing is sent yet.
type Service struct {
	DB        *store.DB
	Store     Store
	Node      int64
	Log       access.Appender
	Words     *i18n.Catalog
	Templates []Template
	Hours     []Hours
	Reach     Reach
	Senders   map[Channel]Sender
	Enclosed  map[string]Enclose // by the name of the template; of letters alone
	Now       func() time.Time
	Random    io.Reader

	templates map[string]Template
}

// NewService proves hours and templates and returns the service: a text that says too much stops the program at start.
func NewService(s Service) (*Service, error) {
	if err := proveHours(s.Hours); err != nil {
		return nil, err
	}
	s.templates = map[string]Template{}
	for _, t := range s.Templates {
		if err := t.prove(s.Words); err != nil {
			return nil, err
		}
		if _, twice := s.templates[t.Name]; twice {
			return nil, fmt.Errorf("template %s is there twice", t.Name)
		}
		s.templates[t.Name] = t
	}
	return &s, nil
}

// eventRecord is the kind of this room's records.
const eventRecord = "notify.event"

// record appends an event with its ledger entry and writes the message that follows from it.
func (s *Service) record(tx *store.Tx, who access.Actor, m Message, what What, o Outcome) (Message, error) {
	e := Event{V: 1, Message: m.ID, What: what, AtMs: s.Now().UnixMilli(), Outcome: o}
	before := m
	if what == WasQueued {
		first := m
		e.Queued, before = &first, Message{}
	}
	next, err := before.apply(e)
	if err != nil {
		return Message{}, err
	}
	body, err := ledger.EncodeBody(e)
	if err != nil {
		return Message{}, err
	}
	id, err := ident.New("event", s.Now(), s.Random)
	if err != nil {
		return Message{}, err
	}
	entry := who.Entry(string(what), m.Region)
	entry.Subjects, entry.CausedBy = []string{m.Person}, m.About
	entry.Record = &ledger.Record{Kind: eventRecord, ID: id, Body: body}
	seq, err := s.Log.Append(tx, entry)
	if err != nil {
		return Message{}, err
	}
	return next, s.Store.Put(tx, s.Node, next, seq)
}

// Rebuild computes the read models of all messages again from the records.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		messages := map[string]Message{}
		return s.Store.Records(tx, s.Node, func(seq int64, body []byte) error {
			e, err := parseEvent(body)
			if err != nil {
				return err
			}
			next, err := messages[e.Message].apply(e)
			if err != nil {
				return fmt.Errorf("record %d: %w", seq, err)
			}
			messages[e.Message] = next
			return s.Store.Put(tx, s.Node, next, seq)
		})
	})
}

func parseEvent(body []byte) (e Event, err error) {
	if err := json.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("event: %w", err)
	}
	return e, nil
}

// invalid is a fault at a field of a form.
func invalid(field, key string) error {
	return fault.New(fault.Invalid, key).At(field)
}
