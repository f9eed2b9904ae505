package party

import (
	"context"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The rights of this room.
const (
	CanImport access.Right = "party.import" // bringing in registers of persons and households
	CanRead   access.Right = "party.read"   // opening one person, finding one
	CanList   access.Right = "party.list"   // running rules over everybody of a place
	CanKeep   access.Right = "party.keep"   // correcting, relations, mandates, duplicates
	CanErase  access.Right = "party.erase"  // erasing a person who asked at the counter
)

// Keys are the keys of the node's persons; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	CreateAll(ctx context.Context, subjects []string) error
	Hold(ctx context.Context, subjects []string) (*keyring.Held, error)
	Tokens(ctx context.Context, purpose string, values []string) ([]string, error)
	Erase(ctx context.Context, subject string) error
	Erased(ctx context.Context) ([]string, error)
}

// Ground says on which basis a purpose may use a group of a person's data; package consent keeps one. Denied is its answer
// where there is none.
type Ground interface {
	// Basis answers for one person.
	Basis(q store.Queryer, person string, p access.Purpose, g Group) (access.Basis, error)
	// ListBasis answers for a list: the basis, and who may be on it; nil is everybody.
	ListBasis(q store.Queryer, p access.Purpose, groups []Group) (b access.Basis, only map[string]bool, err error)
}

// Holder is a room that keeps something about persons. app collects them, so that this room hands out and erases what
// rooms above it keep.
type Holder interface {
	// Export returns what the room keeps of a person, by the name under which it stands in the file. open opens what is
	// sealed under the person's key.
	Export(q store.Queryer, node int64, person string, open func(field, sealed string) (string, error)) (name string, rows []map[string]string, err error)
	// Erase removes what can be removed, in the transaction that erases the person. It refuses nothing: the key may be gone already.
	Erase(tx *store.Tx, node int64, person string) error
}

// Uses reads from the ledger what concerns one person; ledgerdb.Store is one.
type Uses interface {
	BySubject(q store.Queryer, node int64, subject string, before int64, limit int) ([]ledger.Logged, error)
	Records(q store.Queryer, node int64, room string, afterSeq int64, each func(seq int64, r ledger.Record) error) error
}

// Service is the register of one node.
type Service struct {
	DB      *store.DB
	Store   Store
	Keys    Keys
	Log     access.Appender
	Uses    Uses
	Ground  Ground
	Holders []Holder // of higher rooms, in the order in which they are asked
	// Going says by a Conflict that something about a person is not finished, so that nobody is erased in the middle of it; nil: nothing ever is.
	Going func(q store.Queryer, person string) error
	// Called is what the account of somebody signed in calls them, or empty.
	Called func(ctx context.Context, who access.Actor) (string, error)
	// Guard lets an actor try a code, as often as access lets them try a password.
	Guard    func(ctx context.Context, who access.Actor, try func() error) error
	Employer Employer // nil: no organisation employs anybody
	// Languages are the codes of the languages that staff can speak.
	Languages []string
	Node      int64
	Home      region.Key
	Contains  func(above, k region.Key) bool  // on today's map
	Below     func(k region.Key) []region.Key // the townships of a place, or itself
	Now       func() time.Time
	Random    io.Reader
}

func (s *Service) nowMs() int64  { return s.Now().UnixMilli() }
func (s *Service) today() string { return calendar.Day(s.Now()) }

// Store keeps the register; package partydb is the only implementation. Every query names its node.
type Store interface {
	Versions
	Ties
	Posts

	AddList(tx *store.Tx, node int64, l Listing) error
	// Lists returns what was read in bulk, the newest first; before is the number below which to go on, 0 for the first page.
	Lists(q store.Queryer, node, before int64, limit int) ([]Listing, error)
}

// Versions are persons and households as batches brought them. What no published batch brought is not there.
type Versions interface {
	NextBatch(tx *store.Tx, node int64, name, actor string, atMs int64) (int64, error)
	AddPerson(tx *store.Tx, node int64, p Person) error
	AddHousehold(tx *store.Tx, node int64, h Household) error
	AddToken(tx *store.Tx, node int64, purpose, token, of string, batch int64) error
	Publish(tx *store.Tx, node int64, b Batch) error
	// Newest is the number of the ledger entry of the last file that became visible.
	Newest(q store.Queryer, node int64) (int64, error)
	Batch(q store.Queryer, node int64, sha256 string) (Batch, bool, error)
	// BatchesBy returns the visible batches that came as files from an account, the newest first.
	BatchesBy(q store.Queryer, node int64, actor string, limit int) ([]Batch, error)
	Abandon(tx *store.Tx, node, batch int64, limit int) (more bool, err error)

	// Person returns the version in force; erased and never there are both absent.
	Person(q store.Queryer, node int64, id string) (Person, bool, error)
	// History returns the versions of a person, the first first.
	History(q store.Queryer, node int64, id string) ([]Person, error)
	Household(q store.Queryer, node int64, id string) (Household, bool, error)
	// Members returns the persons whose version in force names the household, by id.
	Members(q store.Queryer, node int64, household string) ([]Person, error)
	// ByToken returns whom a token finds, by id.
	ByToken(q store.Queryer, node int64, purpose, token string, limit int) ([]string, error)
	// ByTokens is the first of ByToken for many tokens; what finds nobody is absent.
	ByTokens(q store.Queryer, node int64, purpose string, tokens []string) (map[string]string, error)
	// Page returns the persons of a township born in a band up to cohort, after a place in the order of band and id.
	Page(q store.Queryer, node int64, at region.Key, cohort int, after Place, limit int) ([]Person, error)
	// Wipe empties the versions of a person and removes their tokens.
	Wipe(tx *store.Tx, node int64, person string) error
	// Unwiped lists the persons of a list who still have a version that is not empty.
	Unwiped(q store.Queryer, node int64, persons []string) ([]string, error)
}

// Ties are the read models that Rebuild makes anew from records.
type Ties interface {
	SetStanding(tx *store.Tx, node int64, person string, st Standing) error
	Standing(q store.Queryer, node int64, person string) (Standing, error)
	Standings(q store.Queryer, node int64) (map[string]Standing, error)
	PutOrganisation(tx *store.Tx, node int64, o Organisation) error
	Organisations(q store.Queryer, node int64) ([]Organisation, error)
	AddRelation(tx *store.Tx, node int64, r Relation) error
	EndRelation(tx *store.Tx, node int64, id string, ms int64) error
	Relations(q store.Queryer, node int64, person string) ([]Relation, error)
	AddMandate(tx *store.Tx, node int64, m Mandate) error
	EndMandate(tx *store.Tx, node int64, id string, ms int64) error
	Mandate(q store.Queryer, node int64, id string) (Mandate, bool, error)
	// MandatesOf returns the mandates that a person gave or holds, by id.
	MandatesOf(q store.Queryer, node int64, person string) ([]Mandate, error)
	PutOffer(tx *store.Tx, node int64, o Offer) error
	// Offers returns what a person offered, by id.
	Offers(q store.Queryer, node int64, person string) ([]Offer, error)
	OfferByKey(q store.Queryer, node int64, key string) (Offer, bool, error)
	Clear(tx *store.Tx, node int64) error
}

// Posts are the staff of organisations, a read model as well.
type Posts interface {
	PutPost(tx *store.Tx, node int64, p Post) error
	Post(q store.Queryer, node int64, id string) (p Post, found bool, err error)
	// PostsOf returns the posts of a person, PostsAt those of an organisation, both by id.
	PostsOf(q store.Queryer, node int64, person string) ([]Post, error)
	PostsAt(q store.Queryer, node int64, organisation string) ([]Post, error)
	DropPosts(tx *store.Tx, node int64, person string) error
}

// Place is where a page of persons ended.
type Place struct {
	Cohort int
	Person string
}

// Standing is what became of a person beside the versions.
type Standing struct {
	Erased bool
	Into   string // the person that this one was found to be, or empty
}

// Batch is what was brought in at once.
type Batch struct {
	Number     int64
	Name       string
	SHA256     string
	AsOn       string
	Persons    int64
	Households int64
	Actor      string
	AtMs       int64
	Seq        int64
}

// Listing is a reading of everybody of a place: who was on it follows from what it says.
type Listing struct {
	Seq     int64          `json:"-"`
	AtMs    int64          `json:"at_ms"`
	Region  region.Key     `json:"-"`
	At      string         `json:"region"`
	Cohort  int            `json:"cohort"` // born in this band or an earlier one
	Purpose access.Purpose `json:"purpose"`
	Basis   access.Basis   `json:"basis"`
	Actor   string         `json:"actor"`
	Groups  []Group        `json:"groups"`
	Without []string       `json:"without"` // who was found to be another, or erased
	Chosen  bool           `json:"chosen"`  // nobody but Only may be on it
	Only    []string       `json:"only"`
}
