package access

import (
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
)

// Channel is the way a request came in.
type Channel string

// The channels. The zero value is no channel and belongs to the zero Actor.
const (
	Web     Channel = "web"
	Command Channel = "command"
	Job     Channel = "job"
	Counter Channel = "counter"
	Paper   Channel = "paper"
	Voice   Channel = "voice"
	From    Channel = "peer"
)

// Actor is who acts. The zero Actor may do nothing.
type Actor struct {
	ID         string // account, or a named system actor
	Person     string // whose account it is, or empty
	OnBehalfOf string // whom the actor represents, or empty
	Channel    Channel
	Request    string // the request's random name

	free     map[Right]bool // held without a place
	held     []holding
	all      bool // the operator of the data folder
	contains func(above, k region.Key) bool
}

// holding is a mandate with the rights of its role.
type holding struct {
	Mandate
	rights map[Right]bool
}

// Visitor returns the actor of an anonymous page request: it holds Public and nothing else.
func Visitor() Actor {
	return Actor{ID: "visitor", Channel: Web, free: map[Right]bool{Public: true}}
}

// Operator returns the actor behind the command line: whoever can write the data folder already holds its contents, so
// the operator may do everything everywhere, and the ledger says that it was the operator.
func Operator() Actor { return Actor{ID: "operator", Channel: Command, all: true} }

// System returns a named actor of the program itself, such as a job, with the rights listed and no others. It acts
// everywhere within its node.
func System(name string, rights ...Right) Actor {
	a := Actor{ID: "system:" + name, Channel: Job, free: map[Right]bool{}}
	for _, r := range rights {
		a.free[r] = true
	}
	a.held = []holding{{Mandate{Role: "", At: region.Country}, a.free}}
	a.contains = func(region.Key, region.Key) bool { return true }
	return a
}

// SignedIn tells whether an account stands behind the actor.
func (a Actor) SignedIn() bool { return a.Person != "" }

// Check returns nil when the actor holds right anywhere, and a Denied fault otherwise. It guards routes and use cases
// that concern no place; the others use CheckAt.
func (a Actor) Check(right Right) error {
	if right != None && (a.all || a.free[right] || slices.ContainsFunc(a.held, func(h holding) bool { return h.rights[right] })) {
		return nil
	}
	return denied(right)
}

// CheckAt returns nil when the actor holds right in a region that contains at. Elsewhere within the actor's regions it is
// Denied; outside them it is NotFound, because even existence is private there.
func (a Actor) CheckAt(right Right, at region.Key) error {
	if right == None || at == (region.Key{}) {
		return fault.New(fault.NotFound, "access.absent")
	}
	if a.all {
		return nil
	}
	inside := false
	for _, h := range a.held {
		if a.contains(h.At, at) {
			if h.rights[right] {
				return nil
			}
			inside = true
		}
	}
	if inside {
		return denied(right)
	}
	return fault.New(fault.NotFound, "access.absent")
}

// May tells whether CheckAt would let the actor: for what a page offers, never instead of the check.
func (a Actor) May(right Right, at region.Key) bool { return a.CheckAt(right, at) == nil }

// Sees tells whether at lies in any region of the actor.
func (a Actor) Sees(at region.Key) bool {
	return a.all || at != (region.Key{}) && slices.ContainsFunc(a.held, func(h holding) bool { return a.contains(h.At, at) })
}

// Mandates lists what the account holds, in the order of roles and regions.
func (a Actor) Mandates() []Mandate {
	list := make([]Mandate, 0, len(a.held))
	for _, h := range a.held {
		list = append(list, h.Mandate)
	}
	return list
}

// Places lists the regions in which the actor holds right, for lists that are filtered in the database. everywhere is
// true for the operator and for jobs.
func (a Actor) Places(right Right) (places []region.Key, everywhere bool) {
	if a.all || a.free[right] {
		return nil, true
	}
	for _, h := range a.held {
		if h.rights[right] && !slices.Contains(places, h.At) {
			places = append(places, h.At)
		}
	}
	return places, false
}

// Entry begins a ledger entry of this actor about something in region at.
func (a Actor) Entry(kind string, at region.Key) ledger.Entry {
	return ledger.Entry{
		Kind: kind, Actor: a.ID, OnBehalfOf: a.OnBehalfOf, Channel: string(a.Channel), Request: a.Request, Region: at,
	}
}

func denied(right Right) error {
	return fault.New(fault.Denied, "access.denied", "right", i18n.Msg(string(right)))
}
