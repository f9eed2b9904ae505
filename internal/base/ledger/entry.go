package ledger

import "mihe/internal/base/region"

// Audience says which readers of another node may see an entry; everyone else gets its bare leaf. The zero Audience is
// Self.
type Audience string

// The audiences. Peer names one other node.
const (
	Self   Audience = "self"
	Parent Audience = "parent"
	Public Audience = "public"
)

// Peer is the audience of one other node, by its identifier.
func Peer(node string) Audience { return Audience("peer:" + node) }

// Entry is what a use case says of what it did. Log.Append adds node, number, time and hashes.
type Entry struct {
	Kind       string // room.noun.past-participle, listed in docs/events.md
	KindV      int    // version of the record's form; 0 means 1
	Actor      string // account, or a named system actor
	OnBehalfOf string // whom the actor represents, or empty
	Channel    string
	Request    string   // the request's random name
	Purpose    string   // why personal data was touched, or empty
	Basis      string   // on which legal basis, or empty
	Subjects   []string // persons whose data this is about
	Region     region.Key
	Audience   Audience
	Record     *Record
	CausedBy   string // identifier of the entry or record that this one answers, or empty
}

// Record is an append-only row of the room that the entry's kind begins with. Its table is the room's name and
// _record, with the columns node, id, kind and body.
type Record struct {
	Kind string // room.noun
	ID   string
	Body []byte // the exact bytes that are hashed and kept; personal data in it is sealed
}
