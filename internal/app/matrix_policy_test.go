package app

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/fact"
	"mihe/internal/register/catalog"
)

// wrongRole is one change of what a role may do.
type wrongRole struct {
	role         access.Role
	gives, takes access.Right
}

// wrongRoles are changes that somebody might make by mistake.
var wrongRoles = []wrongRole{
	{role: Reader, gives: steering.CanFile},
	{role: Reader, gives: fact.CanImport},
	{role: Handler, gives: steering.CanVerify},
	{role: Coordinator, gives: steering.CanAnswer},
	{role: Coordinator, gives: access.ReadAccounts},
	{role: Statistician, gives: openness.CanPropose},
	{role: SystemAdmin, gives: steering.CanRead},
	{role: SecurityAdmin, gives: access.ManageNode},
	{role: Reviewer, gives: fact.CanRead},
	{role: Approver, gives: access.ReadAccounts},
	{role: Coordinator, takes: steering.CanSign},
	{role: Coordinator, takes: steering.CanManage},
	{role: Handler, takes: steering.CanAnswer},
	{role: Reader, takes: steering.CanRead},
	{role: Statistician, takes: fact.CanRead},
	{role: Reviewer, takes: openness.CanReview},
	{role: AuditAdmin, gives: fact.CanRead, takes: access.ReadLedger},
	{role: SecurityAdmin, takes: access.ConfirmAccount},
	{role: AuditAdmin, gives: access.ManageNode, takes: access.ConfirmAccount},
	{role: Reader, gives: access.ConfirmAccount},
	{role: SystemAdmin, takes: access.ManageNode},
	{role: Reader, gives: catalog.CanPublish},
	{role: Provider, gives: catalog.CanRead},
	{role: Handler, gives: catalog.CanDeclare},
	{role: Approver, takes: catalog.CanPublish},
	{role: Reader, takes: catalog.CanRead},
	{role: VillageOfficer, gives: casework.CanRead},
	{role: Registrar, gives: eldercare.CanRead},
	{role: Decider, takes: casework.CanRead},
	{role: Coordinator, gives: rule.CanAdopt},
	{role: Approver, gives: rule.CanPropose},
	{role: Approver, takes: rule.CanAdopt},
}

// wrongPlaces are mistakes in what lies in what.
func wrongPlaces(right func(above, k region.Key) bool) map[string]func(above, k region.Key) bool {
	return map[string]func(above, k region.Key) bool{
		"place does not matter":      func(region.Key, region.Key) bool { return true },
		"from below as from above":   func(above, k region.Key) bool { return right(above, k) || right(k, above) },
		"a prefecture is one place":  func(above, k region.Key) bool { return above.Code[:4] == k.Code[:4] },
		"only the very place counts": func(above, k region.Key) bool { return above == k },
	}
}

// changed is the program's policy with one change.
func changed(t *testing.T, c wrongRole) *access.Policy {
	t.Helper()
	wrong := maps.Clone(roles)
	list := slices.DeleteFunc(slices.Clone(wrong[c.role]), func(r access.Right) bool { return r == c.takes })
	if c.gives != access.None {
		list = append(list, c.gives)
	}
	wrong[c.role] = list
	p, err := access.NewPolicy(wrong)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wrongPolicies makes the running program wrong, one change at a time, and compares it with the table: of the role's column
// those rows whose routes ask for the changed right, and for mistakes about places five routes that name a thing.
func (w *world) wrongPolicies(t *testing.T, rows []row, columns []string) {
	policy, contains, tried, found := *w.Policy, w.Accounts.Contains, 0, 0
	try := func(name string, pick func(row, string) bool) {
		n, wrong := w.compare(t, rows, columns, pick)
		tried += n
		if len(wrong) == 0 {
			t.Errorf("%s: nothing is found among %d cells", name, n)
			return
		}
		found++
	}
	var picks []func(row, string) bool
	for _, c := range wrongRoles {
		pick := func(r row, column string) bool {
			step := strings.HasPrefix(string(c.gives+c.takes), "openness.") && r.method == "POST" && r.pattern == "/publication"
			return column == string(c.role) && (r.right == c.gives || r.right == c.takes || step)
		}
		picks = append(picks, pick)
		*w.Policy = *changed(t, c)
		try(string(c.role)+" gives "+string(c.gives)+" takes "+string(c.takes), pick)
		*w.Policy = policy
	}
	placed := func(r row, column string) bool {
		return slices.Contains([]string{"/tasks/{id}", "/accounts/{id}", "/ledger/{seq}", "/import/batches/{n}", "/bodies"}, r.pattern) &&
			slices.Contains([]string{string(Coordinator), string(SystemAdmin), string(AuditAdmin)}, column)
	}
	for name, wrong := range wrongPlaces(contains) {
		w.Accounts.Contains = wrong
		try(name, placed)
		w.Accounts.Contains = contains
	}
	t.Logf("wrong policies %d, found %d, with %d cells", len(wrongRoles)+len(wrongPlaces(contains)), found, tried)
	picks = append(picks, placed)
	_, wrong := w.compare(t, rows, columns, func(r row, column string) bool {
		return slices.ContainsFunc(picks, func(pick func(row, string) bool) bool { return pick(r, column) })
	})
	for _, one := range wrong {
		t.Errorf("with the right policy again: %s", one)
	}
}
