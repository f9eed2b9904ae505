package app

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"mihe/internal/account/selfcheck"
	"mihe/internal/base/access"
)

// watching are the rights that have a hand on who may do what, or on the trace of it; they come with reading accounts,
// with confirming what another asked of them, and with the node's own lists.
var watching = []access.Right{access.ManageAccount, access.ManageRoles, access.ReadLedger}

// harmless are the rights that neither act on the node's business nor see it: whoever audits also sees what the self-check found.
var harmless = []access.Right{access.Public, access.Own, access.ReadAccounts, access.ConfirmAccount, access.ManageNode, selfcheck.CanRead}

// reach walks every set of roles that one account can come to hold by being given one role after the other, and returns how
// many there are and those in which one hand both acts and manages who acts or the trace of it. A set is a bit for each role.
func reach(p *access.Policy, may func(...access.Role) bool) (sets int, wrong []string) {
	all := p.Roles()
	manages, acts := make([]uint32, len(all)), make([]bool, len(all))
	for i, role := range all {
		for _, r := range roles[role] {
			if k := slices.Index(watching, r); k >= 0 {
				manages[i] |= 1 << k
			} else if !slices.Contains(harmless, r) {
				acts[i] = true
			}
		}
	}
	seen := make([]bool, 1<<len(all))
	seen[0], sets = true, 1
	for queue := []uint32{0}; len(queue) > 0; queue = queue[1:] {
		var held []access.Role
		hands, busy := uint32(0), false
		for i, role := range all {
			if queue[0]&(1<<i) != 0 {
				held, hands, busy = append(held, role), hands|manages[i], busy || acts[i]
			}
		}
		if n := bits.OnesCount32(hands); n > 1 || n == 1 && busy {
			wrong = append(wrong, fmt.Sprint(held))
		}
		for i, role := range all {
			next := queue[0] | 1<<i
			if seen[next] || !may(append(slices.Clip(held), role)...) {
				continue
			}
			seen[next], sets = true, sets+1
			queue = append(queue, next)
		}
	}
	return sets, wrong
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
	const worked = 1 << 17 // sets of the seventeen roles that are no administrator's
	if want := worked + 3; sets != want {
		t.Errorf("%d sets of roles can be reached, want the %d of work and one for each administrator", sets, want)
	}
	if all, wrong := reach(p, func(...access.Role) bool { return true }); all != 1<<20 || len(wrong) == 0 {
		t.Errorf("without the rule %d sets, %d of them wrong: the search finds nothing", all, len(wrong))
	}
	t.Logf("sets of roles %d, wrong %d", sets, len(wrong))
}
