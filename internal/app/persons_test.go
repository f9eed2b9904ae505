package app

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// A mandate that is registered at the counter, for all that is offered there, lets a relative apply for an old person; without one, or under
// one for something else, the relative is refused.
func TestAMandateOfTheCounterLetsARelativeApply(t *testing.T) {
	a := openDemo(t, t.TempDir())
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, ctx := a.Nodes[0], t.Context()
	elder, kin := partytest.Row(1, demoTownship), partytest.Row(2, demoTownship)
	partytest.Load(t, n.Persons, "two", elder, kin)
	m := party.Mandate{
		For: partytest.ID(t, n.Persons, elder.Names.Number), Who: partytest.ID(t, n.Persons, kin.Names.Number),
		From: calendar.Day(time.Now()), Until: calendar.Day(time.Now().AddDate(0, 1, 0)), Shown: party.AtCounter,
	}
	relative := partytest.Who(t, m.Who, demoElsewhere)
	registrar := a.Policy.Actor("user-registrar", "", []access.Mandate{{Role: Registrar, At: demoTownship}}, a.contains)
	registrar.Channel = access.Counter
	delegated := func(what []string) {
		t.Helper()
		m.What = what
		if _, err := n.Persons.Delegate(ctx, registrar, m); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(how string) {
		t.Helper()
		if _, err := n.Elders.Blank(ctx, relative, m.For); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", how, err)
		}
	}
	refused("without a mandate")
	delegated([]string{"sample.other"})
	refused("under a mandate for something else")
	var offered []string
	for _, one := range matters {
		offered = append(offered, one.What)
	}
	delegated(offered)
	b, err := n.Elders.Blank(ctx, relative, m.For)
	if err != nil || b.Mandate == "" || b.Officer {
		t.Errorf("under a mandate of the counter: %+v, %v", b, err)
	}
}
