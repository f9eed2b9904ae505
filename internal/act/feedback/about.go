package feedback

import (
	"slices"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// About is what is rated or complained about: something that another room holds. The zero About is nothing in particular.
type About struct {
	Kind string `json:"kind"` // such as casework.case
	ID   string `json:"id"`
}

// Item is an item as the room that holds it tells.
type Item struct {
	Person   string     // whose it is
	Place    region.Key // whose office it concerns
	Provider string     // the organisation that provided it, or empty: the office itself
	Hands    []string   // accounts and persons whose work it was
	Ended    bool       // it is done with, and can be rated or was
}

// Items is a room whose items are rated and complained about.
type Items interface {
	// Item returns an item, or NotFound. It asks for no right.
	Item(q store.Queryer, id string) (Item, error)
	// Rate lets the room take note of a rating in the same transaction.
	Rate(tx *store.Tx, who access.Actor, id, rating string, level int, w casework.Way) error
}

// CaseKind is the kind of cases.
const CaseKind = "casework.case"

// Cases are the cases of a node as items.
type Cases struct{ Desk *casework.Service }

// Item implements Items. An order is no item: whoever is not content with how it went says so when called back.
func (c Cases) Item(q store.Queryer, id string) (Item, error) {
	one, err := c.Desk.Store.Case(q, c.Desk.Node, id)
	if err != nil {
		return Item{}, err
	}
	if ours(one.Machine) {
		return Item{}, absent()
	}
	hands, err := c.Desk.Hands(q, id)
	return Item{Person: one.Person, Place: one.Place, Hands: hands, Ended: c.Desk.Ratable(one)}, err
}

// Rate implements Items.
func (c Cases) Rate(tx *store.Tx, who access.Actor, id, rating string, level int, w casework.Way) error {
	_, err := c.Desk.RateIn(tx, who, id, rating, level, w)
	return err
}

// item finds what is spoken of.
func (s *Service) item(q store.Queryer, a About) (Item, error) {
	room := s.Items[a.Kind]
	if room == nil {
		return Item{}, absent()
	}
	return room.Item(q, a.ID)
}

// by tells whether an item is an actor's work, or that of an organisation which the actor acts for.
func (s *Service) by(q store.Queryer, who access.Actor, it Item) (bool, error) {
	if slices.Contains(it.Hands, who.ID) || who.SignedIn() && slices.Contains(it.Hands, who.Person) {
		return true, nil
	}
	return s.actsFor(q, who, it.Provider)
}

// actsFor tells whether an actor acts for an organisation.
func (s *Service) actsFor(q store.Queryer, who access.Actor, org string) (bool, error) {
	if org == "" {
		return false, nil
	}
	mine, err := s.Providers.ActsFor(q, who.ID)
	return slices.Contains(mine, org), err
}

func absent() error { return fault.New(fault.NotFound, "access.absent") }

func invalid(field, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).At(field)
}
