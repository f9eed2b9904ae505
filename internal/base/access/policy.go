package access

import (
	"fmt"
	"maps"
	"slices"

	"mihe/internal/base/region"
)

// Right is one thing an actor may be allowed to do. The zero Right is None, which no actor holds: a route or a use case
// that forgets to name its right is refused. Rooms declare their own beside their use cases; the
// words for a right stand under the right itself.
type Right string

// The rights of this room.
const (
	None   Right = ""
	Public Right = "access.public" // reading what has been approved for publication; everyone holds it
	Own    Right = "access.own"    // one's own account: password, second factor, sessions; every account holds it

	ReadAccounts  Right = "access.account.read"   // the list of accounts with their roles
	ManageAccount Right = "access.account.manage" // making and disabling accounts: the system administrator
	// ConfirmAccount: letting what another administrator asked of an administrator's account take effect.
	ConfirmAccount Right = "access.account.confirm"
	ManageRoles    Right = "access.role.manage" // giving and taking roles: the security administrator
	ManageNode     Right = "access.node.manage" // township lists, calendars, local bodies: the system administrator
	ReadLedger     Right = "access.ledger.read" // the trace of what was done: the audit administrator
)

// Role is a named list of rights.
type Role string

// Mandate is a role in a region and all that lies below it.
type Mandate struct {
	Role Role
	At   region.Key
}

// Policy holds the rights of every role.
type Policy struct{ rights map[Role]map[Right]bool }

// apart are rights that no one hand may hold together, within a role or across the roles of one account: who runs
// accounts does not give roles, who gives roles does not run accounts, and who watches the trace does neither.
var apart = []Right{ManageAccount, ManageRoles, ReadLedger}

// NewPolicy checks and keeps the rights of the roles. Each also holds Public and Own. A role that joins rights which
// must stay apart is refused, and so is one that holds nothing.
func NewPolicy(roles map[Role][]Right) (*Policy, error) {
	p := &Policy{rights: map[Role]map[Right]bool{}}
	for role, rights := range roles {
		set := map[Right]bool{Public: true, Own: true}
		for _, r := range rights {
			if r == None {
				return nil, fmt.Errorf("role %s lists no right's name", role)
			}
			set[r] = true
		}
		if role == "" || len(rights) == 0 {
			return nil, fmt.Errorf("role %q holds nothing", role)
		}
		p.rights[role] = set
		if p.joins(role) {
			return nil, fmt.Errorf("role %s joins rights that must stay apart", role)
		}
	}
	return p, nil
}

// Roles lists the roles in alphabetical order.
func (p *Policy) Roles() []Role { return slices.Sorted(maps.Keys(p.rights)) }

// Knows tells whether there is such a role.
func (p *Policy) Knows(role Role) bool { return p.rights[role] != nil }

// Holds tells whether a role holds a right.
func (p *Policy) Holds(role Role, right Right) bool { return right != None && p.rights[role][right] }

// Administers tells whether a role runs the node itself: accounts, roles, the trace, or the node's own lists. Such a role
// needs a second factor.
func (p *Policy) Administers(role Role) bool {
	return p.Holds(role, ManageNode) || slices.ContainsFunc(apart, func(r Right) bool { return p.Holds(role, r) })
}

// Apart tells whether one account may hold all these roles at once: the administrators' roles exclude each other, and
// exclude every role that acts on the node's business.
func (p *Policy) Apart(roles ...Role) bool { return !p.joins(roles...) }

// joins tells whether the roles together hold two rights that must stay apart, or whether a role with one of them stands
// beside any other work: who acts on the node's business has no hand on accounts, roles or the trace of it.
func (p *Policy) joins(roles ...Role) bool {
	found := map[Right]bool{}
	admin, other := false, false
	for _, role := range roles {
		here := false
		for _, r := range apart {
			if p.rights[role][r] {
				found[r], here = true, true
			}
		}
		admin, other = admin || here, other || !here
	}
	return len(found) > 1 || admin && other || found[ManageAccount] && p.confirms(roles)
}

// confirms tells whether one of the roles confirms what is asked of accounts: who asks does not.
func (p *Policy) confirms(roles []Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return p.rights[r][ConfirmAccount] })
}

// Actor is the actor of an account with its mandates. contains says which region lies in which. A mandate of an unknown
// role gives nothing.
func (p *Policy) Actor(account, person string, mandates []Mandate, contains func(above, k region.Key) bool) Actor {
	a := Actor{ID: account, Person: person, Channel: Web, free: map[Right]bool{Public: true, Own: true}, contains: contains}
	for _, m := range mandates {
		if rights := p.rights[m.Role]; rights != nil && m.At != (region.Key{}) {
			a.held = append(a.held, holding{m, rights})
		}
	}
	return a
}
