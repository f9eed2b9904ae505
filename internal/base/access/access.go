// Package access says who acts and what they may do (权限). In this release there are only visitors, who may read what
// is public; accounts, scopes and grants join with the ledger, and every signature already carries the Actor.
package access

import "mihe/internal/base/fault"

// Right is one thing an actor may be allowed to do. The zero Right is None, which no actor holds: a route or a
// use case that forgets to name its right is refused.
type Right string

// The rights known to this room; each programme declares its own beside its use cases.
const (
	None   Right = ""
	Public Right = "public" // reading what has been approved for publication; everyone holds it
	Import Right = "import" // storing observations; held by whoever runs the program on its data folder
)

// Channel is the way a request came in.
type Channel string

// The channels. The zero value is no channel and belongs to the zero Actor.
const (
	Web     Channel = "web"
	Command Channel = "command"
	Job     Channel = "job"
)

// Actor is who acts. The zero Actor may do nothing.
type Actor struct {
	ID      string
	Channel Channel
	rights  map[Right]bool
}

// Visitor returns the actor of an anonymous page request: it holds Public and nothing else.
func Visitor() Actor {
	return Actor{ID: "visitor", Channel: Web, rights: map[Right]bool{Public: true}}
}

// Operator returns the actor behind the command line: whoever can write the data folder already holds its
// contents, so the operator may import.
func Operator() Actor {
	return Actor{ID: "operator", Channel: Command, rights: map[Right]bool{Public: true, Import: true}}
}

// Check returns nil when a holds right, and a Denied fault otherwise.
func (a Actor) Check(right Right) error {
	if right != None && a.rights[right] {
		return nil
	}
	return fault.New(fault.Denied, "access.denied", "right", string(right))
}
