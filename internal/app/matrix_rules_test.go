package app

import (
	"slices"
	"strings"
	"testing"

	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// wrongRule is a program without one of the rules that no map of rights can express, and where the table must notice it.
type wrongRule struct {
	name    string
	without func(w *world) (mend func())
	pick    func(r row, column string) bool
}

// mandatesAs is the accounts of a program that sees other mandates than were given.
type mandatesAs struct {
	access.Store
	seen func(account string, held []access.Assignment) []access.Assignment
}

func (m mandatesAs) Mandates(q store.Queryer, node int64, account string) ([]access.Assignment, error) {
	held, err := m.Store.Mandates(q, node, account)
	return m.seen(account, held), err
}

// seeing lets the program see other mandates.
func seeing(w *world, seen func(account string, held []access.Assignment) []access.Assignment) func() {
	whole := w.Accounts.Store
	w.Accounts.Store = mandatesAs{whole, seen}
	return func() { w.Accounts.Store = whole }
}

// acts tells whether an account is one of those who try the cells, and not one that is tried on.
func (w *world) acts(account string) bool {
	for _, p := range w.people {
		if p.account == account {
			return true
		}
	}
	return false
}

// about picks the rows of some columns about some objects.
func about(path, object string, columns ...access.Role) func(r row, column string) bool {
	return func(r row, column string) bool {
		return strings.Contains(r.pattern, path) && strings.Contains(r.object, object) && slices.Contains(columns, access.Role(column))
	}
}

var wrongRules = []wrongRule{
	{"an account is managed by its home alone", func(w *world) func() {
		return seeing(w, func(account string, held []access.Assignment) []access.Assignment {
			if w.acts(account) {
				return held
			}
			return slices.DeleteFunc(held, func(m access.Assignment) bool { return m.At != demoCounty })
		})
	}, about("/accounts/{id}/", "county, mandate", SystemAdmin, SecurityAdmin)},
	{"one hand closes, opens and takes over accounts", func(w *world) func() {
		return seeing(w, func(account string, held []access.Assignment) []access.Assignment {
			if w.acts(account) {
				return held
			}
			return nil
		})
	}, about("/accounts/{id}/", "county, a", SystemAdmin)},
	{"the audit administrator confirms for the security administrator", func(w *world) func() {
		return seeing(w, func(account string, held []access.Assignment) []access.Assignment {
			if !w.acts(account) && len(held) > 0 {
				held[0].Role = AuditAdmin
			}
			return held
		})
	}, about("/confirm", aHandler, AuditAdmin)},
	{"whoever was given a task decides on it", func(w *world) func() {
		whole := w.Tasks.Store
		w.Tasks.Store = tasksAs{whole, func(t *steering.Task) { t.Side = t.Target }}
		return func() { w.Tasks.Store = whole }
	}, about("/tasks/{id}/", "filed", Coordinator)},
	{"a level above answers for the one below", func(w *world) func() {
		return seeing(w, func(account string, held []access.Assignment) []access.Assignment {
			for _, m := range slices.Clone(held) {
				for _, below := range []region.Key{demoCounty, demoTownship} {
					if m.Role == Handler && w.contains(m.At, below) {
						held = append(held, access.Assignment{ID: m.ID, Account: account, Mandate: access.Mandate{Role: Handler, At: below}})
					}
				}
			}
			return held
		})
	}, about("/tasks/{id}/", "", Handler)},
	{"whoever reported verifies", func(w *world) func() {
		whole := w.Tasks.Store
		w.Tasks.Store = tasksAs{whole, nil}
		return func() { w.Tasks.Store = whole }
	}, about("/tasks/{id}/verify", mine, Coordinator)},
	{"two steps of publication are in one hand", func(w *world) func() {
		whole := w.Openness.Store
		w.Openness.Store = strangers{whole}
		return func() { w.Openness.Store = whole }
	}, about("/publication", "I ", Reviewer, Approver)},
	{"whoever may declare declares for everybody", func(w *world) func() {
		whole := w.Catalog.Store
		w.Catalog.Store = everybodysAgents{whole, w}
		return func() { w.Catalog.Store = whole }
	}, about("/offers/", "published", Provider)},
}

// wrongRules takes one rule after another away from the running program and compares it with the table.
func (w *world) wrongRules(t *testing.T, rows []row, columns []string) {
	found, tried := 0, 0
	for _, rule := range wrongRules {
		mend := rule.without(w)
		n, wrong := w.compare(t, rows, columns, rule.pick)
		mend()
		tried += n
		if len(wrong) == 0 {
			t.Errorf("without %q: nothing is found among %d cells", rule.name, n)
			continue
		}
		found++
		t.Logf("%s: %d of %d cells differ", rule.name, len(wrong), n)
	}
	t.Logf("rules taken away %d, found %d, with %d cells", len(wrongRules), found, tried)
}

// tasksAs is the tasks of a program that reads them otherwise than they were filed.
type tasksAs struct {
	steering.Store
	read func(t *steering.Task)
}

func (s tasksAs) Task(q store.Queryer, node int64, id string) (steering.Task, error) {
	t, err := s.Store.Task(q, node, id)
	if s.read != nil {
		s.read(&t)
	}
	return t, err
}

// Events hides who took the steps, unless it is the tasks that are read otherwise.
func (s tasksAs) Events(q store.Queryer, node int64, id string) ([][]byte, error) {
	if s.read != nil {
		return s.Store.Events(q, node, id)
	}
	return nil, nil
}

// strangers is the series of a program that does not know who took the steps before.
type strangers struct{ openness.Store }

func (s strangers) One(q store.Queryer, node int64, k openness.Key) (openness.Series, error) {
	one, err := s.Store.One(q, node, k)
	one.ProposedBy, one.ReviewedBy = "", ""
	return one, err
}

// everybodysAgents is a directory in which every account acts for every provider.
type everybodysAgents struct {
	catalog.Store
	w *world
}

func (s everybodysAgents) Agents(q store.Queryer, node int64) ([]catalog.Agent, error) {
	entries, err := s.Store.Entries(q, node)
	var list []catalog.Agent
	for _, e := range entries {
		if e.Provider != nil {
			for _, p := range s.w.people {
				list = append(list, catalog.Agent{Provider: e.ID, Account: p.account, Acts: true})
			}
		}
	}
	return list, err
}
