package party

import (
	"encoding/json"
	"fmt"

	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records. Names and tokens stand in none of them but sealed.
const (
	batchRecord    = "party.batch"
	listRecord     = "party.list"
	standingRecord = "party.person"
	orgRecord      = "party.organisation"
	relationRecord = "party.relation"
	mandateRecord  = "party.mandate"
	offerRecord    = "party.offer"
	postRecord     = "party.post"
)

// standingBody is the record of an erasure, of a duplicate that was found, or of one that was none.
type standingBody struct {
	Person string `json:"person"`
	Erased bool   `json:"erased"`
	Into   string `json:"merged_into"`
	Reason string `json:"reason,omitempty"` // sealed under the key of Person
	AtMs   int64  `json:"at_ms"`
}

// batchBody is the record of a batch: SHA256Rows is the sum over its rows, in their order.
type batchBody struct {
	Batch      int64  `json:"batch"`
	Name       string `json:"name"`
	SHA256     string `json:"sha256"`
	SHA256Rows string `json:"sha256_rows"`
	AsOn       string `json:"as_on"`
	Persons    int64  `json:"persons"`
	Households int64  `json:"households"`
	Reason     string `json:"reason,omitempty"` // of a correction, sealed under the person's key
	AtMs       int64  `json:"at_ms"`
}

// orgBody is the record of an organisation as it is known from then on.
type orgBody struct {
	Organisation
	At   string `json:"region"`
	AtMs int64  `json:"at_ms"`
}

// postBody is the record of a post as it stands from then on; the reason of a change is sealed.
type postBody struct {
	Post
	Base   string `json:"base"`
	Reason string `json:"reason,omitempty"`
	AtMs   int64  `json:"at_ms"`
}

// record appends the entry with its record and applies it.
func (s *Service) record(tx *store.Tx, e ledger.Entry, kind string, body any) (seq int64, err error) {
	raw, err := ledger.EncodeBody(body)
	if err != nil {
		return 0, err
	}
	id, err := ident.New("record", s.Now(), s.Random)
	if err != nil {
		return 0, err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	if seq, err = s.Log.Append(tx, e); err != nil {
		return 0, err
	}
	return seq, s.apply(tx, seq, kind, raw)
}

// apply changes the read models as a record says: now, and whenever they are rebuilt. It reads neither clock nor keys.
func (s *Service) apply(tx *store.Tx, seq int64, kind string, raw []byte) error {
	switch kind {
	case batchRecord: // the batch's rows are kept as they came
		return nil
	case listRecord:
		return decoded(raw, func(l Listing) error {
			l.Seq = seq
			return s.Store.AddList(tx, s.Node, l)
		})
	case standingRecord:
		return decoded(raw, func(b standingBody) error {
			if b.Erased {
				if err := s.Store.DropPosts(tx, s.Node, b.Person); err != nil {
					return err
				}
			}
			return s.Store.SetStanding(tx, s.Node, b.Person, Standing{b.Erased, b.Into})
		})
	case postRecord:
		return decoded(raw, func(b postBody) error {
			at, ok := region.ParseKey(b.Base)
			if !ok {
				return fmt.Errorf("post %s: %q is no region", b.ID, b.Base)
			}
			b.Post.Base, b.Seq = at, seq
			return s.Store.PutPost(tx, s.Node, b.Post)
		})
	case orgRecord:
		return decoded(raw, func(b orgBody) error {
			at, ok := region.ParseKey(b.At)
			if !ok {
				return fmt.Errorf("organisation %s: %q is no region", b.ID, b.At)
			}
			b.Region = at
			return s.Store.PutOrganisation(tx, s.Node, b.Organisation)
		})
	case relationRecord:
		return decoded(raw, func(l Relation) error {
			if l.EndedMs != 0 {
				return s.Store.EndRelation(tx, s.Node, l.ID, l.EndedMs)
			}
			return s.Store.AddRelation(tx, s.Node, l)
		})
	case mandateRecord:
		return decoded(raw, func(m Mandate) error {
			if m.EndedMs != 0 {
				return s.Store.EndMandate(tx, s.Node, m.ID, m.EndedMs)
			}
			return s.Store.AddMandate(tx, s.Node, m)
		})
	case offerRecord:
		return decoded(raw, func(o Offer) error { return s.Store.PutOffer(tx, s.Node, o) })
	}
	return fmt.Errorf("a record of an unknown kind: %s", kind)
}

func decoded[T any](raw []byte, then func(T) error) error {
	var body T
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return then(body)
}
