package access

import (
	"context"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Purpose is why somebody's personal data is read; the words for it stand under access.purpose.
type Purpose string

// The purposes of this room.
const (
	AccountAdministration Purpose = "account_administration"
	OwnData               Purpose = "own_data"
)

// Basis is the legal basis of reading: a duty named by law or the person's consent.
type Basis string

// The bases.
const (
	StatutoryDuty Basis = "statutory_duty" // 个人信息保护法, 13 (1) 3
	TheirOwn      Basis = "own_request"    // 个人信息保护法, 45
)

// Grant is the permission to read the personal data of named persons for one purpose. Only Mint makes one, and its
// entry is in the ledger before anything is shown. The zero Grant opens nothing.
type Grant struct {
	actor    string
	subjects []string
	purpose  Purpose
	basis    Basis
	seq      int64 // of the entry that recorded it
}

// Covers tells whether the grant names a person.
func (g Grant) Covers(subject string) bool { return g.seq != 0 && slices.Contains(g.subjects, subject) }

// Appender writes ledger entries; *ledger.Log is one.
type Appender interface {
	Append(tx *store.Tx, e ledger.Entry) (int64, error)
}

// Wish is what a Grant is asked for.
type Wish struct {
	Right    Right // which the actor must hold at Region; ignored for one's own data, and for that of whom one represents
	Region   region.Key
	Subjects []string
	Purpose  Purpose
	Basis    Basis
}

// Mint gives the actor a Grant for what w names, and records it in the same transaction: one entry for a page, however
// many persons it shows. Call it inside a Write that commits before the page is sent.
func Mint(tx *store.Tx, log Appender, who Actor, w Wish) (Grant, error) {
	own := len(w.Subjects) == 1 && who.SignedIn() && (w.Subjects[0] == who.Person || w.Subjects[0] == who.OnBehalfOf) && w.Basis == TheirOwn
	if !own {
		if err := who.CheckAt(w.Right, w.Region); err != nil {
			return Grant{}, err
		}
	}
	if len(w.Subjects) == 0 || w.Purpose == "" || w.Basis == "" {
		return Grant{}, fault.New(fault.Denied, "access.ungranted")
	}
	e := who.Entry("access.person.read", w.Region)
	e.Subjects, e.Purpose, e.Basis = w.Subjects, string(w.Purpose), string(w.Basis)
	seq, err := log.Append(tx, e)
	if err != nil {
		return Grant{}, err
	}
	return Grant{actor: who.ID, subjects: slices.Clone(w.Subjects), purpose: w.Purpose, basis: w.Basis, seq: seq}, nil
}

// Unsealer opens what was sealed under a person's key; *keyring.Keys is one.
type Unsealer interface {
	Unseal(ctx context.Context, subject, context, sealed string) ([]byte, error)
}

// Open reads one sealed text of a person. Without a grant for that person it is Denied, and after the person was
// erased it is the same tombstone for every reader. field names what the text is, as it was sealed.
func (g Grant) Open(ctx context.Context, keys Unsealer, subject, field, sealed string) (string, error) {
	if !g.Covers(subject) {
		return "", fault.New(fault.Denied, "access.ungranted")
	}
	plain, err := keys.Unseal(ctx, subject, field, sealed)
	return string(plain), err
}
