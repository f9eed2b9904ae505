package feedback

import (
	"context"
	"encoding/json"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Shown is an order with its words, for whoever may read it.
type Shown struct {
	Case   casework.Case
	Order  Order
	Said   Said
	Erased bool // the person is gone, and the words with them
	Notes  []Told
	Likes  []Like // for officers
	Guest  bool   // the reader is the provider: who complained is not told
	Rating int    // the level that opened it; a guest is not told
	Steps  []casework.Transition
}

// Told is a note with its words.
type Told struct {
	Note
	Text string
}

// Show opens an order to the person, a relative under a mandate, an officer of the place, or the provider that it was handed to. That it
// was read stands in the ledger before it is shown.
func (s *Service) Show(ctx context.Context, who access.Actor, id, mandate string) (sh Shown, err error) {
	if sh.Case, _, err = s.Desk.View(ctx, who, id, mandate); err != nil {
		return Shown{}, err
	}
	if mandate != "" {
		who.OnBehalfOf = sh.Case.Person // the case has looked at the mandate
	}
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if sh.Order, found, err = s.Store.Order(tx, s.Node, id); err != nil || !found {
			return orAbsent(err)
		}
		w := s.wish(who, sh.Case, sh.Order)
		sh.Guest = w.Right == CanAnswer
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil {
		return Shown{}, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error { return s.fill(ctx, q, who, g, mandate, &sh) })
	return sh, err
}

// wish is what the words are read for, and by which right.
func (s *Service) wish(who access.Actor, c casework.Case, o Order) access.Wish {
	w := access.Wish{Region: c.Place, Subjects: []string{o.key()}, Purpose: Handling, Basis: access.StatutoryDuty}
	switch {
	case who.SignedIn() && o.Person != "" && (who.Person == o.Person || who.OnBehalfOf == o.Person):
		w.Basis = access.TheirOwn
	case who.May(casework.CanRead, c.Place):
		w.Right = casework.CanRead
	case c.Offer != nil && who.May(casework.CanRead, c.Offer.To):
		w.Right, w.Region = casework.CanRead, c.Offer.To
	case who.May(casework.CanAssist, c.Place):
		w.Right = casework.CanAssist
	default:
		w.Right = CanAnswer
	}
	return w
}

func (s *Service) fill(ctx context.Context, q store.Queryer, who access.Actor, g access.Grant, mandate string, sh *Shown) error {
	notes, err := s.Store.Notes(q, s.Node, sh.Case.ID)
	if err != nil {
		return err
	}
	open := func(field, sealed string) (text string, err error) {
		if sealed == "" {
			return "", nil
		}
		text, err = g.Open(ctx, s.Keys, sh.Order.key(), field, sealed)
		if f, ok := fault.As(err); ok && f.Key == "keyring.erased" {
			sh.Erased = true
			return "", nil
		}
		return text, err
	}
	plain, err := open(sh.Order.field(), sh.Order.Sealed)
	if err != nil {
		return err
	}
	if plain != "" {
		if err := json.Unmarshal([]byte(plain), &sh.Said); err != nil {
			return err
		}
	}
	for _, n := range notes {
		text, err := open(n.field(), n.Sealed)
		if err != nil {
			return err
		}
		if sh.Guest {
			n.Level = 0 // what one person thinks of it is not for the provider, who reads counts
		}
		sh.Notes = append(sh.Notes, Told{n, text})
	}
	if sh.Order.Rating != "" && !sh.Guest {
		r, _, err := s.Store.Rating(q, s.Node, sh.Order.About)
		if err != nil {
			return err
		}
		sh.Rating = r.Level
	}
	sh.Steps = s.Desk.Steps(q, who, sh.Case, casework.Way{Mandate: mandate, Channel: access.Web})
	if !sh.Guest && who.May(casework.CanRead, sh.Case.Place) {
		sh.Likes, err = s.similar(ctx, q, who, sh.Order, sh.Said.Subject)
	}
	return err
}

func orAbsent(err error) error {
	if err != nil {
		return err
	}
	return absent()
}
