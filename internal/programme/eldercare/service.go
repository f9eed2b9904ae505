package eldercare

import (
	"context"
	"io"
	"time"

	"mihe/internal/account/openness"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/record/fact"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// People is the register of persons; *party.Service is one.
type People interface {
	List(ctx context.Context, who access.Actor, w party.ListWish, each func(party.Listed) error) (seq int64, err error)
}

// Learner takes into the register what files tell of persons who are in it; *party.Service is one.
type Learner interface {
	Learn(ctx context.Context, who access.Actor, l party.Lesson) (party.Learned, error)
}

// Persons opens single persons, and knows who may act for whom; *party.Service is one.
type Persons interface {
	HomeOf(q store.Queryer, id string) (party.Person, bool, error)
	MayAct(q store.Queryer, person, other, what string) (party.Mandate, error)
	Represented(ctx context.Context, who access.Actor) ([]party.Mandate, error)
	Show(ctx context.Context, who access.Actor, id string, v party.View) (party.Known, error)
	ShowAll(ctx context.Context, who access.Actor, ids []string, v party.View) ([]party.Known, error)
	Seek(ctx context.Context, who access.Actor, w party.Sought) ([]party.Known, error)
}

// Deliveries tells what came of the plans of a month, of all persons at once; *delivery.Service is one.
type Deliveries interface {
	Delivered(q store.Queryer, month string) ([]delivery.Delivered, error)
	EndedBetween(q store.Queryer, after, until string) ([]delivery.Ended, error)
	CameIn(q store.Queryer, month string) ([]delivery.Came, error)
	Spans(q store.Queryer) ([]delivery.Span, error)
	AskedIn(q store.Queryer, month string) ([]delivery.Asked, error)
	MismatchIn(q store.Queryer, place region.Key, month string) (r delivery.Rate, found bool, err error)
}

// Plans makes and ends plans; *delivery.Service is one.
type Plans interface {
	Plans(ctx context.Context, who access.Actor, person string) ([]delivery.Plan, error)
	MakeIn(tx *store.Tx, who access.Actor, p delivery.Plan) (delivery.Plan, error)
	ReplaceIn(tx *store.Tx, who access.Actor, id string, next delivery.Plan) (delivery.Plan, error)
	EndIn(tx *store.Tx, who access.Actor, id, day, why string) error
}

// Places counts how much room there is; *booking.Service is one.
type Places interface {
	Pools(ctx context.Context, who access.Actor) ([]booking.View, error)
	ClaimIn(tx *store.Tx, who access.Actor, c booking.Claim) (booking.Hold, error)
	TakeIn(tx *store.Tx, who access.Actor, hold string) (booking.Hold, error)
	JoinIn(tx *store.Tx, who access.Actor, c booking.Claim) (booking.Wait, error)
}

// Directory is what everybody may read of who provides what; *catalog.Register is one.
type Directory interface {
	Public(ctx context.Context) (*catalog.Directory, error)
}

// Published tells which series everybody may see; opennessdb.Store is one.
type Published interface {
	Public(q store.Queryer, node int64) ([]openness.Key, error)
}

// Store keeps the records; package eldercaredb is the only implementation. Every query names its node.
type Store interface {
	// Latest returns the body of the last diagnosis, or nil.
	Latest(q store.Queryer, node int64) ([]byte, error)
	// Before returns the body of the last diagnosis before a month, YYYY-MM, or nil.
	Before(q store.Queryer, node int64, month string) ([]byte, error)
	// Body returns the body of a record of a kind, or nil.
	Body(q store.Queryer, node int64, kind, id string) ([]byte, error)
	// Diagnoses calls each for every diagnosis in ledger order.
	Diagnoses(q store.Queryer, node int64, each func(body []byte) error) error
}

// Service is the use cases of one node.
type Service struct {
	DB      database
	Store   Store
	Node    int64
	Home    region.Key // the place the node is for
	People  People
	Persons Persons
	Learner Learner
	Forms   *form.Service
	Desk    *casework.Service // where applications become cases
	Rules   *rule.Service
	Notices *notify.Service
	List    *rule.Set // the shipped entitlement list, which holds where none was adopted
	Again   *rule.Set // whether an assessment is used again, likewise shipped
	Items   []string  // those that a diagnosis looks at, as far as the list that holds has them
	Visits  Deliveries
	Hours   Hours
	Enough  []Enough // of the visits of a month, in the order of their days
	Plans   Plans
	Places  Places
	// Directory and Provided say by whom what was granted can be provided. Points says where places lie, as far as anybody knows; nil: nobody does.
	Directory Directory
	Provided  []Provides
	Points    func(q store.Queryer) (func(region.Key) (delivery.Point, bool), error)

	Facts   fact.Loader
	Held    fact.Reader    // what the node has by itself, from its own diagnoses and from whoever handed figures in
	Table   openness.Table // of the figures: which counts are not published
	Open    Published
	Title   string // of the batch of facts
	Source  string // of its figures; says so where the node's persons are made up
	Regions *region.Tree
	Log     access.Appender
	Now     func() time.Time
	Random  io.Reader
	Recent  *Recent // of boards
}

func (s *Service) today() string { return calendar.Day(s.Now()) }
