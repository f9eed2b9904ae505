package delivery

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Store keeps what is delivered; package deliverydb is the only implementation. Every query names its node, and what is not there
// is NotFound.
type Store interface {
	Plan(q store.Queryer, node int64, id string) (Plan, error)
	PutPlan(tx *store.Tx, node int64, p Plan) error
	// Plans returns all plans, by identifier.
	Plans(q store.Queryer, node int64) ([]Plan, error)
	// PlansOf returns the plans of a person, by identifier.
	PlansOf(q store.Queryer, node int64, person string) ([]Plan, error)

	Visit(q store.Queryer, node int64, id string) (Visit, error)
	PutVisit(tx *store.Tx, node int64, v Visit) error
	// VisitsOf returns the visits to a person, the last first, up to limit.
	VisitsOf(q store.Queryer, node int64, person string, limit int) ([]Visit, error)
	// VisitsBetween returns the visits to a person that begin from one instant on and before another, in the order of time.
	VisitsBetween(q store.Queryer, node int64, person string, fromMs, untilMs int64) ([]Visit, error)
	// OfPlan returns the visits of a plan in a month, or all of them when month is empty.
	OfPlan(q store.Queryer, node int64, plan, month string) ([]Visit, error)
	// OfPosts returns the visits of posts on a day, in the order of time.
	OfPosts(q store.Queryer, node int64, posts []string, on string) ([]Visit, error)
	// AcceptedOf returns those from a month on that were accepted by what a carer had reported too late, in the order of time.
	AcceptedOf(q store.Queryer, node int64, carer, month string) ([]Visit, error)
	// OfProvider returns the visits of a provider from one month to another, both included, by identifier.
	OfProvider(q store.Queryer, node int64, provider, from, to string) ([]Visit, error)
	// PageOfProvider returns so many visits of a provider's month, by time, after as many as are skipped.
	PageOfProvider(q store.Queryer, node int64, provider, month string, limit, skip int) ([]Visit, error)
	// CountOfProvider counts the visits of a provider's month, and those of them that took place.
	CountOfProvider(q store.Queryer, node int64, provider, month string) (all, took int, err error)
	// TookOf returns what is added up of a provider's month, by identifier of the visit; TookIn how many took place in a month, by provider.
	TookOf(q store.Queryer, node int64, provider, month string) ([]Tally, error)
	TookIn(q store.Queryer, node int64, month string) (map[string]int, error)
	// Busy are the providers of whom visits of a month took place, by identifier.
	Busy(q store.Queryer, node int64, month string) ([]string, error)
	// PlacesIn are the places in which visits of a month took place; TookAt counts those of one place, without the places below it.
	PlacesIn(q store.Queryer, node int64, month string) ([]region.Key, error)
	TookAt(q store.Queryer, node int64, month string, place region.Key) (int, error)
	// InMonth returns all visits of a month, by identifier.
	InMonth(q store.Queryer, node int64, month string) ([]Visit, error)
	// CountedAfter returns those that came to count as having taken place after an instant, by identifier.
	CountedAfter(q store.Queryer, node int64, month string, afterMs int64) ([]Visit, error)

	AddMove(tx *store.Tx, node int64, m Moved, seq int64) error
	// Moves returns what was reported under an identifier of a device.
	Moves(q store.Queryer, node int64, id string) ([]Moved, error)
	// Conflicts returns the reports about a few visits that did not fit, in their order.
	Conflicts(q store.Queryer, node int64, visits []string) ([]Moved, error)

	Settlement(q store.Queryer, node int64, id string) (Settlement, error)
	Course(q store.Queryer, node int64, id string) (Course, error)
	PutSettlement(tx *store.Tx, node int64, s Settlement) error
	// Settlements returns those of a provider in the order in which they were drawn up; of one month, or of all when month is empty.
	Settlements(q store.Queryer, node int64, provider, month string) ([]SettlementHead, error)
	AddLine(tx *store.Tx, node int64, provider string, l Line) error
	DropLines(tx *store.Tx, node int64, settlement string) error
	// Lines returns the lines of a provider's visits, by visit and number.
	Lines(q store.Queryer, node int64, provider string) ([]Line, error)
	// LinesOf returns those of a few visits, by visit and number.
	LinesOf(q store.Queryer, node int64, visits []string) ([]Line, error)

	Account(q store.Queryer, node int64, of string) (a Account, found bool, err error)
	// Accounts returns all accounts, by payee.
	Accounts(q store.Queryer, node int64) ([]Account, error)
	PutAccount(tx *store.Tx, node int64, a Account) error
	DropAccount(tx *store.Tx, node int64, of string) error

	Audit(q store.Queryer, node int64, id string) (Audit, error)
	// Audits returns all audits, the last month first, then by place.
	Audits(q store.Queryer, node int64) ([]Audit, error)
	// AuditOf finds the audit of a place and month.
	AuditOf(q store.Queryer, node int64, place, month string) (a Audit, found bool, err error)
	PutAudit(tx *store.Tx, node int64, a Audit) error
	Checks(q store.Queryer, node int64, audit string) ([]Check, error)
	PutCheck(tx *store.Tx, node int64, c Check) error
	Answers(q store.Queryer, node int64, month string) ([]Answer, error)
	PutAnswer(tx *store.Tx, node int64, a Answer) error

	Proposal(q store.Queryer, node int64, id string) (Proposal, error)
	PutProposal(tx *store.Tx, node int64, p Proposal) error
	// Proposals returns those of a provider's day in the order in which they were made, or those of all its days when on is empty.
	Proposals(q store.Queryer, node int64, provider, on string) ([]Proposal, error)

	// Records calls each for every record in ledger order; each may write.
	Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error
	// Clear empties the read models before they are rebuilt. Accounts of persons who are erased are not made anew.
	Clear(tx *store.Tx, node int64) error
}

// Post is one person's work for a provider, as this room needs it.
type Post struct {
	ID       string
	Person   string
	Provider string
	Base     region.Key
	From     string
	Until    string // the first day on which it no longer runs; empty: open
}

// On tells whether the post runs on a day.
func (p Post) On(day string) bool { return p.From <= day && (p.Until == "" || day < p.Until) }

// Staff says who works for whom.
type Staff interface {
	Post(q store.Queryer, id string) (p Post, found bool, err error)
	// PostsOf returns the posts of a person, ended ones too.
	PostsOf(q store.Queryer, person string) ([]Post, error)
}

// Persons says where a person is registered, and who is related to whom.
type Persons interface {
	// Home is where a person is registered; found is false for who is not there or no more.
	Home(q store.Queryer, person string) (at region.Key, found bool, err error)
	// Related tells whether two persons are.
	Related(q store.Queryer, a, b string) (bool, error)
}

// Cases says whose the cases of the node are.
type Cases interface {
	// Subject is the person of a case; found is false for a case that the node does not hold.
	Subject(q store.Queryer, id string) (person string, found bool, err error)
}

// Provider is an organisation as this room needs it.
type Provider struct {
	ID     string
	Region region.Key
	Name   string    // as payment files write it
	Called i18n.Name // as pages write it
	Number string    // unified social credit code
}

// Providers are those of the directory.
type Providers interface {
	Provider(q store.Queryer, id string) (p Provider, found bool, err error)
	// Acts tells whether an account acts for a provider.
	Acts(q store.Queryer, provider, account string) (bool, error)
	// ActsBy tells whether any account of a person acts for a provider.
	ActsBy(q store.Queryer, provider, person string) (bool, error)
	// ActsFor returns the providers that an account acts for, in order.
	ActsFor(q store.Queryer, account string) ([]string, error)
}

// Evidence is the room of evidence; *evidence.Service is one. Each record of it goes into the transaction of its cause.
type Evidence interface {
	RecordIn(tx *store.Tx, who access.Actor, st evidence.Statement) (evidence.Statement, error)
	// PrepareCode comes before the transaction in which ConfirmCodeIn tries the code.
	PrepareCode(ctx context.Context, who access.Actor, c evidence.CodeConfirmation) (evidence.CodeConfirmation, error)
	ConfirmCodeIn(tx *store.Tx, who access.Actor, c evidence.CodeConfirmation) (evidence.Confirmed, error)
	// PrepareTap and ConfirmTapIn are the same for the person's tag.
	PrepareTap(ctx context.Context, who access.Actor, c evidence.TapConfirmation) (evidence.TapConfirmation, error)
	ConfirmTapIn(tx *store.Tx, who access.Actor, c evidence.TapConfirmation) (evidence.Confirmed, error)
	SampleIn(tx *store.Tx, who access.Actor, w evidence.Word) (evidence.Statement, error)
	// ConfirmIn keeps the word of the person herself, or of a relative under a mandate.
	ConfirmIn(tx *store.Tx, who access.Actor, w evidence.Word) (evidence.Statement, error)
	Standings(q store.Queryer, about []evidence.About) (map[evidence.About]evidence.Standing, error)
}

// AboutVisit is what statements about a visit are about.
const AboutVisit = "delivery.visit"

func about(visit string) evidence.About { return evidence.About{Kind: AboutVisit, ID: visit} }

// Names opens the name and number of persons for a payment file, through grants whose entries are committed before it returns.
// Who was erased is not in the answer.
type Names func(ctx context.Context, who access.Actor, persons []string) (map[string]Provider, error)

// Keys seal what belongs to a person; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
}

// Service is the use cases of one node.
type Service struct {
	DB        *store.DB
	Store     Store
	Node      int64
	Home      region.Key
	Log       access.Appender
	Staff     Staff
	Persons   Persons
	Providers Providers
	Cases     Cases
	Evidence  Evidence
	Times     Times
	Roster    Roster
	Names     Names
	Keys      Keys
	Contains  func(above, k region.Key) bool
	// Points says where places lie, as far as anybody knows.
	Points    func(q store.Queryer) (func(region.Key) (Point, bool), error)
	Rules     []Rules    // in the order of their days
	Deadlines []Deadline // as well
	Layouts   Layouts
	// Restored says when the node was restored from a backup; nil: it never was.
	Restored Restored
	// Release gives back what keeps a place for a plan, whoever holds it; nil: nothing ever does. What was given back before stays so.
	Release func(tx *store.Tx, hold string) error
	Now     func() time.Time
	Random  io.Reader

	sums *sums
}

// NewService proves the lives of visits and settlements and returns the service: a flaw stops the program at start.
func NewService(s Service) (*Service, error) {
	for name, t := range map[string]table{"visit": visits, "settlement": settlements} {
		if err := t.prove(); err != nil {
			return nil, fmt.Errorf("the life of a %s: %w", name, err)
		}
	}
	s.sums = &sums{known: map[sumKey]sum{}}
	return &s, nil
}

func (s *Service) today() string { return calendar.Day(s.Now()) }

// eventRecord is the kind of this room's records.
const eventRecord = "delivery.event"

// record appends an event with its ledger entry and brings the read models up to it.
func (s *Service) record(tx *store.Tx, who access.Actor, e Event) error {
	e.V, e.AtMs, e.By = 1, s.Now().UnixMilli(), person(who)
	body, err := ledger.EncodeBody(e)
	if err != nil {
		return err
	}
	id, err := ident.New("event", s.Now(), s.Random)
	if err != nil {
		return err
	}
	entry := who.Entry(string(e.What), e.Place)
	entry.Record = &ledger.Record{Kind: eventRecord, ID: id, Body: body}
	entry.Subjects = e.subjects()
	seq, err := s.Log.Append(tx, entry)
	if err != nil {
		return err
	}
	return s.apply(tx, e, seq)
}

// subjects are the persons an event is about, in order.
func (e Event) subjects() []string {
	list := slices.Clone(e.Also)
	switch {
	case e.Plan != nil:
		list = append(list, e.Plan.Person)
	case e.Visit != nil:
		list = append(list, e.Visit.Person)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// person is who stands behind an actor: one human being may have several accounts.
func person(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}

// Rebuild computes the read models again from the records.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		return s.Store.Records(tx, s.Node, func(seq int64, body []byte) error {
			e, err := parseEvent(body)
			if err == nil && e.Account != nil {
				var gone bool
				if gone, err = s.gone(tx, e.Account.Of); err == nil && gone {
					return nil
				}
			}
			if err == nil {
				err = s.apply(tx, e, seq)
			}
			if err != nil {
				return fmt.Errorf("record %d: %w", seq, err)
			}
			return nil
		})
	})
}

// isPerson tells whether a payee is a person, and not a provider.
func isPerson(of string) bool { return ident.Check("person", of) == nil }

// gone tells whether a payee is a person who is there no more.
func (s *Service) gone(q store.Queryer, of string) (bool, error) {
	if !isPerson(of) {
		return false, nil
	}
	_, found, err := s.Persons.Home(q, of)
	return !found, err
}
