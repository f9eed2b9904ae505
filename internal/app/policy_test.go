package app

import (
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

// watching are the rights that have a hand on who may do what, or on the trace of it; they come with reading accounts,
// with confirming what another asked of them, and with the node's own lists.
var watching = []access.Right{access.ManageAccount, access.ManageRoles, access.ReadLedger}

var harmless = []access.Right{access.Public, access.Own, access.ReadAccounts, access.ConfirmAccount, access.ManageNode}

// business lists the rights of a set of roles with which one acts on the node's business or sees it.
func business(held []access.Role) (list []access.Right) {
	for _, role := range held {
		for _, r := range roles[role] {
			if !slices.Contains(watching, r) && !slices.Contains(harmless, r) {
				list = append(list, r)
			}
		}
	}
	return list
}

// hands counts the rights of a set of roles that must stay apart.
func hands(p *access.Policy, held []access.Role) (n int) {
	for _, r := range watching {
		if slices.ContainsFunc(held, func(role access.Role) bool { return p.Holds(role, r) }) {
			n++
		}
	}
	return n
}

// reach walks every set of roles that one account can come to hold by being given one role after the other, and returns how
// many there are and those in which one hand both acts and manages who acts or the trace of it.
func reach(p *access.Policy, may func(...access.Role) bool) (sets int, wrong []string) {
	seen := map[string]bool{"": true}
	for queue := [][]access.Role{nil}; len(queue) > 0; queue = queue[1:] {
		held := queue[0]
		if n := hands(p, held); n > 1 || n == 1 && len(business(held)) > 0 {
			wrong = append(wrong, name(held))
		}
		for _, role := range p.Roles() {
			next := slices.Sorted(slices.Values(append(slices.Clone(held), role)))
			if slices.Contains(held, role) || seen[name(next)] || !may(next...) {
				continue
			}
			seen[name(next)] = true
			queue = append(queue, next)
		}
	}
	return len(seen), wrong
}

func name(held []access.Role) string {
	list := make([]string, len(held))
	for i, r := range held {
		list[i] = string(r)
	}
	return strings.Join(list, " ")
}

// GB/T 22239-2019, 8.1.4.2 d: no account can come to hold roles with which one hand acts and also manages accounts, roles or
// the trace.
func TestNoHandBothActsAndManages(t *testing.T) {
	p, err := Policy()
	if err != nil {
		t.Fatal(err)
	}
	sets, wrong := reach(p, p.Apart)
	if len(wrong) > 0 {
		t.Errorf("one account can come to hold %q", wrong)
	}
	const worked = 1 << 14 // sets of the fourteen roles that are no administrator's
	if want := worked + 3; sets != want {
		t.Errorf("%d sets of roles can be reached, want the %d of work and one for each administrator", sets, want)
	}
	if all, wrong := reach(p, func(...access.Role) bool { return true }); all != 1<<17 || len(wrong) == 0 {
		t.Errorf("without the rule %d sets, %d of them wrong: the search finds nothing", all, len(wrong))
	}
	t.Logf("sets of roles %d, wrong %d", sets, len(wrong))
}
