package app

import (
	"slices"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/record/consent"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// A mandate that is registered at the counter, for all that is offered there, lets a relative apply for an old person; before it the relative
// finds nobody, and one for something else is no mandate to apply.
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
	if _, err := n.Elders.Blank(ctx, relative, m.For); err == nil || fault.KindOf(err) != fault.NotFound {
		t.Errorf("without a mandate: %v", err)
	}
	delegated([]string{"sample.other"})
	if _, err := n.Elders.Blank(ctx, relative, m.For); fault.KindOf(err) != fault.Invalid {
		t.Errorf("under a mandate for something else: %v", err)
	}
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

// Whatever an officer may be shown of one person rests on a duty or on a question that the person is asked, and never on both: nobody is asked
// what could not be refused.
func TestEveryGroupHasADutyOrAQuestion(t *testing.T) {
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range purposes {
		for _, g := range party.Groups {
			duty := slices.ContainsFunc(duties, func(d consent.Duty) bool { return d.Purpose == p && slices.Contains(d.Groups, g) })
			asked := slices.ContainsFunc(questions, func(q consent.Question) bool { return q.Purpose == p && q.Group == g })
			if duty == asked {
				t.Errorf("%s, %s: duty %v, asked %v", p, g, duty, asked)
			}
		}
	}
	for _, q := range questions {
		for _, key := range []string{q.Key + ".ask", q.Key + ".stop"} {
			if !words.Has(key) || words.Text(i18n.En, key) == words.Text(i18n.ZhCN, key) {
				t.Errorf("%s has no words", key)
			}
		}
	}
}
