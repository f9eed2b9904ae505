package feedback

import (
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// VisitKind is the kind of visits to a person's home.
const VisitKind = delivery.AboutVisit

// Visits are the visits of a node as items: the work of the carers who were planned for them, and of their provider.
type Visits struct{ Deliveries *delivery.Service }

// Item implements Items. A visit can be rated once its carer has said that it took place: of one that did not, the person says so instead.
func (v Visits) Item(q store.Queryer, id string) (Item, error) {
	one, err := v.Deliveries.Store.Visit(q, v.Deliveries.Node, id)
	if err != nil {
		return Item{}, err
	}
	it := Item{Person: one.Person, Place: one.Place, Provider: one.Provider, Ended: one.Took()}
	for _, post := range one.Posts {
		p, found, err := v.Deliveries.Staff.Post(q, post)
		if err != nil {
			return Item{}, err
		}
		if found {
			it.Hands = append(it.Hands, p.Person)
		}
	}
	return it, nil
}

// Rate implements Items. A visit takes no note of how it was rated: neither what is paid nor who goes there next depends on it.
func (v Visits) Rate(*store.Tx, access.Actor, string, string, int, casework.Way) error { return nil }
