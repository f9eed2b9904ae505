package steering

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Store keeps tasks, local bodies and duty lists; package steeringdb is the only implementation.
type Store interface {
	// Task returns a task, or NotFound.
	Task(q store.Queryer, node int64, id string) (Task, error)
	// Put writes the read model of a task after the step that the ledger numbered seq.
	Put(tx *store.Tx, node int64, t Task, seq int64) error
	// List returns one page of tasks, the newest first.
	List(q store.Queryer, node int64, f Filter) ([]Task, error)
	// Count counts tasks by state.
	Count(q store.Queryer, node int64, f Filter) (map[State]int64, error)
	// Events returns the recorded events of a task in ledger order.
	Events(q store.Queryer, node int64, id string) ([][]byte, error)
	// Records calls each for every record in ledger order; each may write.
	Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error
	// Clear empties the read models before they are rebuilt.
	Clear(tx *store.Tx, node int64) error

	// Bodies returns the local bodies of all functions, in the order of regions, functions and days.
	Bodies(q store.Queryer, node int64) ([]Body, error)
	PutBody(tx *store.Tx, node int64, b Body) error
	// Duties returns the duty lists, in the order of regions and codes.
	Duties(q store.Queryer, node int64) ([]Duty, error)
	PutDuties(tx *store.Tx, node int64, list []Duty) error
}

// Service is the use cases of this room for one node. All fields must be set.
type Service struct {
	DB       *store.DB
	Store    Store
	Node     int64
	Home     region.Key // of the node
	Log      access.Appender
	Plan     *Plan
	Measures Measures
	Regions  *region.Tree
	Calendar func() *calendar.Calendar
	Now      func() time.Time
	Random   io.Reader
}

// NewService proves the machine of tasks and returns the service: a flaw in it stops the program at start.
func NewService(s Service) (*Service, error) {
	if err := taskMachine.Prove(); err != nil {
		return nil, err
	}
	return &s, nil
}

// today is the current day in China.
func (s *Service) today() string { return calendar.Day(s.Now()) }

// record appends an event with its ledger entry and writes the task that follows from it.
func (s *Service) record(tx *store.Tx, who access.Actor, t Task, e Event) (Task, error) {
	next, err := t.apply(e)
	if err != nil {
		return Task{}, err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return Task{}, err
	}
	id, err := ident.New("event", s.Now(), s.Random)
	if err != nil {
		return Task{}, err
	}
	entry := who.Entry(kinds[e.Step], next.Target)
	entry.Record = &ledger.Record{Kind: eventRecord, ID: id, Body: body}
	entry.CausedBy = e.Task
	seq, err := s.Log.Append(tx, entry)
	if err != nil {
		return Task{}, err
	}
	return next, s.Store.Put(tx, s.Node, next, seq)
}

// kinds name the ledger entry of each step; docs/events.md lists them.
var kinds = map[Step]string{
	File: "steering.task.filed", Sign: "steering.task.signed", Assign: "steering.task.assigned", Accept: "steering.task.accepted",
	Refuse: "steering.task.refused", Decline: "steering.task.declined", Counter: "steering.task.countered",
	Agree: "steering.task.agreed", Hold: "steering.task.held", Remind: "steering.task.reminded",
	Escalate: "steering.task.escalated", Feedback: "steering.task.reported", Return: "steering.task.returned",
	Verify: "steering.task.verified", Close: "steering.task.closed", GiveUp: "steering.task.unachieved",
	Withdraw: "steering.task.withdrawn",
}

// Rebuild computes the read models again from the records: tasks, local bodies, duty lists. It holds the writer for as
// long as that takes, about a second for every twenty thousand records.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		r := rebuilding{s: s, tx: tx, tasks: map[string]Task{}}
		return s.Store.Records(tx, s.Node, r.record)
	})
}

// rebuilding is the tasks as far as the records have been read.
type rebuilding struct {
	s     *Service
	tx    *store.Tx
	tasks map[string]Task
}

func (r *rebuilding) record(seq int64, kind string, body []byte) error {
	switch kind {
	case eventRecord:
		return r.event(seq, body)
	case bodyRecord:
		var b Body
		if err := json.Unmarshal(body, &b); err != nil {
			return err
		}
		return r.s.Store.PutBody(r.tx, r.s.Node, b)
	case dutiesRecord:
		var list []Duty
		if err := json.Unmarshal(body, &list); err != nil {
			return err
		}
		return r.s.Store.PutDuties(r.tx, r.s.Node, list)
	}
	return fmt.Errorf("record %d is of the unknown kind %s", seq, kind)
}

func (r *rebuilding) event(seq int64, body []byte) error {
	e, err := parseEvent(body)
	if err != nil {
		return err
	}
	next, err := r.tasks[e.Task].apply(e)
	if err != nil {
		return err
	}
	r.tasks[e.Task] = next
	return r.s.Store.Put(r.tx, r.s.Node, next, seq)
}

// The kinds of this room's records.
const (
	eventRecord  = "steering.event"
	bodyRecord   = "steering.body"
	dutiesRecord = "steering.duties"
)

// Get returns a task that the actor may read.
func (s *Service) Get(ctx context.Context, who access.Actor, id string) (t Task, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		t, err = s.readable(q, who, id)
		return err
	})
	return t, err
}

func (s *Service) readable(q store.Queryer, who access.Actor, id string) (Task, error) {
	t, err := s.Store.Task(q, s.Node, id)
	if err != nil {
		return Task{}, err
	}
	if err := who.CheckAt(CanRead, t.Target); err != nil {
		return Task{}, err
	}
	return t, nil
}

// Story returns a task and its events in order.
func (s *Service) Story(ctx context.Context, who access.Actor, id string) (t Task, events []Event, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		t, events, err = s.story(q, who, id)
		return err
	})
	return t, events, err
}

func (s *Service) story(q store.Queryer, who access.Actor, id string) (t Task, events []Event, err error) {
	if t, err = s.readable(q, who, id); err != nil {
		return t, nil, err
	}
	list, err := s.Store.Events(q, s.Node, id)
	for _, body := range list {
		e, err := parseEvent(body)
		if err != nil {
			return t, nil, err
		}
		events = append(events, e)
	}
	t.Reporter = reporter(events)
	return t, events, err
}

// latest is the question of a measurement, asked for its newest period.
func latest(m Measurement) indicator.Question {
	q := m.Question()
	q.Period = ""
	return q
}

// invalid is a fault at a field of a form.
func invalid(field, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).At(field)
}
