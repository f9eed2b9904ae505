package app

import (
	"context"
	"crypto/rand"
	"time"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackdb"
	"mihe/internal/act/feedback/feedbackweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// orderTerms are the shipped time limits of work orders.
const orderTerms = "feedback_orders"

// orderMachines are the lives of work orders, with their time limits.
func orderMachines() ([]casework.Machine, feedback.Terms, error) {
	all, err := data.Terms()
	if err != nil {
		return nil, feedback.Terms{}, err
	}
	ts, err := feedback.ReadTerms(all[orderTerms])
	return feedback.Machines(ts), ts, err
}

// assembleFeedback builds ratings and work orders of a node. Items of other rooms are named here.
func (a *App) assembleFeedback(n *Node, ts feedback.Terms) {
	n.Feedback = &feedback.Service{
		DB: a.DB, Store: feedbackdb.Store{}, Keys: n.Keys, Node: n.Number, Home: n.Region, Desk: n.Cases,
		Items: map[string]feedback.Items{
			feedback.CaseKind: feedback.Cases{Desk: n.Cases}, feedback.VisitKind: feedback.Visits{Deliveries: n.Deliveries},
		},
		Providers: answerers{n}, HomeOf: n.homeIn, Correct: ts.Correct, Log: n.Log, Now: time.Now, Random: rand.Reader,
	}
}

// tied tells whether an actor stands on the side that a case looks at: of the cases, only work orders look at anybody.
func (n *Node) tied(q store.Queryer, who access.Actor, c casework.Case) (bool, error) {
	return n.Feedback.Tied(q, who, c)
}

// homeIn is where a person is registered.
func (n *Node) homeIn(q store.Queryer, person string) (region.Key, error) {
	one, found, err := n.Persons.HomeOf(q, person)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return one.Region, err
}

// findPersons looks for those whom an officer writes a complaint for.
func (n *Node) findPersons(ctx context.Context, who access.Actor, w feedbackweb.Sought) (list []feedbackweb.Person, err error) {
	found, err := n.Persons.Seek(ctx, who, party.Sought{Number: w.Number, Name: w.Name, Born: w.Born})
	for _, k := range found {
		list = append(list, feedbackweb.Person{ID: k.ID, Name: k.Names.Name, Address: k.Names.Address})
	}
	return list, err
}

// answerers are the providers of the directory, to which orders are handed.
type answerers struct{ n *Node }

// ActsFor implements feedback.Providers.
func (p answerers) ActsFor(q store.Queryer, account string) (list []string, err error) {
	agents, err := p.n.Catalog.Store.Agents(q, p.n.Number)
	for _, a := range agents {
		if a.Account == account && a.Acts {
			list = append(list, a.Provider)
		}
	}
	return list, err
}

// Sides implements feedback.Providers.
func (p answerers) Sides(q store.Queryer, who access.Actor, provider string) (bool, error) {
	return p.n.Deliveries.Sides(q, who, provider, calendar.Day(p.n.Deliveries.Now()))
}

// All implements feedback.Providers.
func (p answerers) All(q store.Queryer) (list []feedback.Organisation, err error) {
	entries, err := p.n.Catalog.Store.Entries(q, p.n.Number)
	for _, e := range entries {
		if e.Provider != nil {
			list = append(list, feedback.Organisation{ID: e.ID, Name: e.Provider.Name, Region: e.Provider.Region})
		}
	}
	return list, err
}
