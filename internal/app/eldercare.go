package app

import (
	"crypto/rand"
	"fmt"
	"time"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruleweb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
)

// elderList and elderTerms are the shipped texts that elder care decides by.
const (
	elderList    = "eldercare-entitlement"
	elderTerms   = "eldercare_entitlement"
	elderForm    = "eldercare-application"
	elderAbility = "eldercare-ability"
	elderSet     = "eldercare_entitlement"
)

// elderItems are the items of the list of which the register says whether they are being provided.
var elderItems = []string{"visits"}

// elderMachine is the life of an application, with the shipped time limits.
func elderMachine() (casework.Machine, error) {
	all, err := data.Terms()
	if err != nil {
		return casework.Machine{}, err
	}
	ts, err := eldercare.ReadTerms(all[elderTerms])
	return eldercare.Machine(ts), err
}

// mandated is what a mandate must name for its holder to open and follow the cases of a machine.
var mandated = map[string]string{eldercare.Entitlement: eldercare.Applying}

// represents tells whether a mandate of the register lets somebody act in a case.
func (n *Node) represents(q store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
	what, may := mandated[c.Machine]
	if !may {
		return false, nil
	}
	return n.Persons.Holds(q, mandate, by, c.Person, what)
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
	source := "app.eldercare.source"
	if n.Synthetic {
		source = "app.eldercare.source.synthetic"
	}
	n.Elders = &eldercare.Service{
		DB: a.DB, Store: eldercaredb.Store{}, Node: n.Number, Home: n.Region, People: n.Persons, Persons: n.Persons, Forms: n.Forms,
		Cases: n.Cases, Rules: n.Rules, List: list, Items: elderItems, Facts: n.Facts,
		Title: a.Words.Text(i18n.ZhCN, "app.eldercare.title"), Source: a.Words.Text(i18n.ZhCN, source), Regions: a.Regions, Log: n.Log, Now: time.Now,
		Random: rand.Reader,
	}
	return nil
}

// supply is where the cases of a rule set come from, for assessing a version of it before it is adopted: the elders of the register for
// the list of services, and nothing yet for the others.
func (n *Node) supply(set string) *ruleweb.Supply {
	if set != elderSet {
		return nil
	}
	return &ruleweb.Supply{
		Cases: n.Elders.Samples, Group: eldercare.LaggingGroup, Reference: eldercare.ReferenceGroup, Words: "eldercare.group", Least: eldercare.LeastCount,
		Held: elderItems,
	}
}
