package app

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"mihe/data"
	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruleweb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/evidence"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

// The shipped texts that elder care decides by.
const (
	elderList    = "eldercare-entitlement"
	elderAgain   = "eldercare-reassessment"
	elderTerms   = "eldercare_entitlement"
	elderForm    = "eldercare-application"
	elderAbility = "eldercare-ability"
	elderTable   = "eldercare_services"
	elderSet     = "eldercare_entitlement"
)

// elderMachine is the life of an application, with the shipped time limits.
func elderMachine() (casework.Machine, error) {
	all, err := data.Terms()
	if err != nil {
		return casework.Machine{}, err
	}
	ts, err := eldercare.ReadTerms(all[elderTerms])
	return eldercare.Machine(ts), err
}

// keyIn leads to where a sheet of an application is keyed in, so that a case begins with it.
func keyIn(s form.Sheet, l *form.Layout) string {
	if l.ID != eldercare.ApplicationForm {
		return ""
	}
	return "/eldercare/apply/" + s.Subject
}

// mandated is what a mandate must name for its holder to open and follow the cases of a machine, or to rate items of a kind: one of the list. Whoever
// confirms visits for somebody also says how they were, and follows what that leads to.
var mandated = map[string][]string{
	eldercare.Entitlement: {eldercare.Applying}, feedback.Complaint: {eldercare.Applying}, feedback.Correction: {eldercare.Applying, evidence.Confirming},
	feedback.CaseKind: {eldercare.Applying}, feedback.VisitKind: {evidence.Confirming},
}

// represents tells whether a mandate of the register lets somebody act in a case.
func (n *Node) represents(q store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
	for _, what := range mandated[c.Machine] {
		if holds, err := n.Persons.Holds(q, mandate, by, c.Person, what); err != nil || holds {
			return holds, err
		}
	}
	return false, nil
}

// held lists the mandates of the register by which somebody may act.
func (n *Node) held(q store.Queryer, by string) (list []casework.Held, err error) {
	mandates, err := n.Persons.HeldBy(q, by)
	for _, m := range mandates {
		list = append(list, casework.Held{Person: m.For, Mandate: m.ID})
	}
	return list, err
}

// speaks tells whether somebody reads a decision for its person: under a live mandate for the matter of the case in which it was made. One that
// was made in no case is the person's own.
func (n *Node) speaks(q store.Queryer, who access.Actor, d rule.Decision) (bool, error) {
	if d.Case == "" {
		return false, nil
	}
	c, err := n.Cases.Store.Case(q, n.Number, d.Case)
	if err != nil {
		return false, absentIsNo(err)
	}
	if c.Person != d.Subject {
		return false, nil
	}
	for _, what := range mandated[c.Machine] {
		if _, err = n.Persons.MayAct(q, who.Person, d.Subject, what); err == nil {
			return true, nil
		}
		if err = absentIsNo(err); err != nil {
			return false, err
		}
	}
	return false, nil
}

// absentIsNo takes what is not there for an answer.
func absentIsNo(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// assembleElders builds elder care of a node. What is computed from made-up persons says so.
func (a *App) assembleElders(n *Node) error {
	all, err := data.Rules()
	if err != nil {
		return err
	}
	list, err := rule.Read(all[elderList])
	if err != nil {
		return fmt.Errorf("%s: %w", elderList, err)
	}
	again, err := rule.Read(all[elderAgain])
	if err != nil {
		return fmt.Errorf("%s: %w", elderAgain, err)
	}
	text, err := data.Eldercare()
	if err != nil {
		return err
	}
	enough, err := eldercare.ReadEnough(text)
	if err != nil {
		return err
	}
	if text, err = data.EldercareServices(); err != nil {
		return err
	}
	provided, err := eldercare.ReadProvides(text)
	if err != nil {
		return err
	}
	source := "app.eldercare.source"
	if n.Synthetic {
		source = "app.eldercare.source.synthetic"
	}
	n.Rules.Speaks = n.speaks
	n.Elders = &eldercare.Service{
		DB: a.DB, Store: eldercaredb.Store{}, Node: n.Number, Home: n.Region, People: n.Persons, Persons: n.Persons, Learner: n.Persons, Forms: n.Forms,
		Desk: n.Cases, Visits: n.Deliveries, Plans: n.Deliveries, Hours: shifts{a, n}, Held: factdb.Store{}, Directory: n.Catalog, Provided: provided, Points: n.points,
		Enough: enough, Rules: n.Rules, List: list, Again: again, Items: eldercare.Told(), Facts: n.Facts,
		Table: a.tables[slices.IndexFunc(a.tables, func(t openness.Table) bool { return t.ID == elderTable })], Open: opennessdb.Store{},
		Title: a.Words.Text(i18n.ZhCN, "app.eldercare.title"), Source: a.Words.Text(i18n.ZhCN, source), Regions: a.Regions, Log: n.Log, Now: time.Now,
		Random: rand.Reader, Recent: &eldercare.Recent{},
	}
	return nil
}

// itemName is what is done on a visit: a kind of service of the directory, or an item of the list of elder care.
func (n *Node) itemName(code string) (i18n.Name, bool) {
	if name, known := catalog.TermName(code); known {
		return name, true
	}
	return n.Elders.ItemName(code)
}

// supply is where the cases of a rule set come from, for assessing a version of it before it is adopted: the elders of the register for
// the list of services, and nothing yet for the others.
func (n *Node) supply(set string) *ruleweb.Supply {
	if set != elderSet {
		return nil
	}
	return &ruleweb.Supply{
		Cases: n.Elders.Cases, Group: eldercare.LaggingGroup, Reference: eldercare.ReferenceGroup, Words: "eldercare.group", Least: n.Elders.Least(),
		Held: eldercare.Told(),
	}
}
