package booking

import (
	"context"
	"io"
	"regexp"
	"time"

	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Store keeps what is booked; package bookingdb is the only implementation. Every query names its node.
type Store interface {
	Lines
	Times
	Loans
	// Put writes the read models after a change.
	Put(tx *store.Tx, node int64, c Change) error
	// Records calls each for every record in ledger order; each may write.
	Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error
	// Clear empties the read models before they are rebuilt.
	Clear(tx *store.Tx, node int64) error
}

// Lines are pools, holds and waits.
type Lines interface {
	Pool(q store.Queryer, node int64, id string) (p Pool, found bool, err error)
	// Pools returns all pools, by id.
	Pools(q store.Queryer, node int64) ([]Pool, error)
	// Due returns the ids of the pools with a held hold that expired by a moment.
	Due(q store.Queryer, node, ms int64) ([]string, error)
	Hold(q store.Queryer, node int64, id string) (h Hold, found bool, err error)
	HoldByKey(q store.Queryer, node int64, pool, key string) (h Hold, found bool, err error)
	// Holds returns the held and the taken of a pool, by id.
	Holds(q store.Queryer, node int64, pool string) ([]Hold, error)
	// Expired returns the held of a pool whose moment has passed by ms, by id.
	Expired(q store.Queryer, node int64, pool string, ms int64) ([]Hold, error)
	// Used is the sum of the units of the held and the taken of a pool, expired or not.
	Used(q store.Queryer, node int64, pool string) (int, error)
	HoldsOf(q store.Queryer, node int64, person string) ([]Hold, error)
	Wait(q store.Queryer, node int64, id string) (w Wait, found bool, err error)
	// Line returns those who wait for a pool or have its offer, in order.
	Line(q store.Queryer, node int64, pool string) ([]Wait, error)
	// LastN is the number of whoever joined the line of a pool last; 0 where nobody ever did.
	LastN(q store.Queryer, node int64, pool string) (int64, error)
	WaitsOf(q store.Queryer, node int64, person string) ([]Wait, error)
}

// Times are slots and the addresses at which they are read.
type Times interface {
	Slot(q store.Queryer, node int64, id string) (s Slot, found bool, err error)
	SlotByKey(q store.Queryer, node int64, post, key string) (s Slot, found bool, err error)
	// Busy returns the slots of a worker, under whichever post, that are busy at some moment of a span and not called off, by start.
	Busy(q store.Queryer, node int64, worker string, fromMs, untilMs int64) ([]Slot, error)
	// Slots returns those of a post, or of all posts of a provider where post is empty, that begin in a span, called off or not, by start.
	Slots(q store.Queryer, node int64, provider, post string, fromMs, untilMs int64) ([]Slot, error)
	SlotsOf(q store.Queryer, node int64, person string) ([]Slot, error)
	Feed(q store.Queryer, node int64, id string) (f Feed, found bool, err error)
	FeedByHash(q store.Queryer, node int64, hash string) (f Feed, found bool, err error)
	// FeedsOf returns the open feeds that an account has made.
	FeedsOf(q store.Queryer, node int64, account string) ([]Feed, error)
}

// Loans are devices in somebody's hands.
type Loans interface {
	Loan(q store.Queryer, node int64, id string) (l Loan, found bool, err error)
	LoanOfHold(q store.Queryer, node int64, hold string) (l Loan, found bool, err error)
	// Lent returns what of a pool is out, the first to come back first.
	Lent(q store.Queryer, node int64, pool string) ([]Loan, error)
	LoansOf(q store.Queryer, node int64, person string) ([]Loan, error)
}

// Catalog is the directory of services as this room needs it; *catalog.Register is one.
type Catalog interface {
	Offered(q store.Queryer, service, offer string) (catalog.Service, catalog.Location, error)
	Entered(q store.Queryer) ([]catalog.Listing, error)
	ActsFor(q store.Queryer, account, provider string) (at region.Key, acts bool, err error)
	ProvidersOf(q store.Queryer, account string) ([]catalog.Provider, error)
}

// Persons is the register as this room needs it; *party.Service is one.
type Persons interface {
	HomeOf(q store.Queryer, id string) (p party.Person, found bool, err error)
}

// Staff knows who works for whom; *party.Service is one.
type Staff interface {
	// PostOf returns a post, or NotFound.
	PostOf(q store.Queryer, id string) (party.Post, error)
	// Posts returns those that a person holds or has held, by id.
	Posts(q store.Queryer, person string) ([]party.Post, error)
}

// Notices tell persons what became so; *notify.Service is one.
type Notices interface {
	QueueIn(tx *store.Tx, who access.Actor, w notify.Wish) (notify.Message, error)
}

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Service is the use cases of one node. All fields but Notices must be set.
type Service struct {
	DB      database
	Store   Store
	Catalog Catalog
	Persons Persons
	Staff   Staff
	Notices Notices // nil: who is offered a place sees it on their page alone
	Log     access.Appender
	Node    int64
	Now     func() time.Time
	Random  io.Reader
}

var _ party.Holder = (*Service)(nil)

func (s *Service) nowMs() int64 { return s.Now().UnixMilli() }

// Today is the day in China, as YYYY-MM-DD.
func (s *Service) Today() string { return calendar.Day(s.Now()) }

func (s *Service) mint(kind string) (string, error) { return ident.New(kind, s.Now(), s.Random) }

// keeps returns nil when the actor keeps what a provider has in a place: as an agent of the provider, or as an official of the place.
func (s *Service) keeps(q store.Queryer, who access.Actor, provider string, at region.Key) error {
	_, acts, err := s.Catalog.ActsFor(q, who.ID, provider)
	if err != nil {
		return err
	}
	if acts && who.May(CanKeep, at) {
		return nil
	}
	return who.CheckAt(CanHandle, at)
}

// own tells whether something is the actor's own, or that of whom the actor acts for.
func own(who access.Actor, person string) bool {
	return person != "" && who.SignedIn() && (who.Person == person || who.OnBehalfOf == person)
}

// absent is said of what is not there, and of what is not for the actor to know of.
func absent() error { return fault.New(fault.NotFound, "access.absent") }

func invalid(field, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).At(field)
}

// keyForm is what a caller's key looks like.
var keyForm = regexp.MustCompile(`^[0-9A-Za-z_.:-]{1,80}$`)

// reference refuses what is no identifier of a case, a plan or a visit.
func reference(field, id string) error {
	if _, _, err := ident.Parse(id); id != "" && err != nil {
		return invalid(field, "booking.reference")
	}
	return nil
}

// registered refuses a person whom the register does not know, or no longer knows.
func (s *Service) registered(q store.Queryer, person string) error {
	_, found, err := s.Persons.HomeOf(q, person)
	if err == nil && !found {
		err = invalid("person", "booking.person")
	}
	return err
}
