package app

import (
	"context"
	_ "embed" // the form of the demonstration
	"fmt"
	"slices"
	"strings"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// demoForm is a form of the demonstration; it says that it is a sample.
//
//go:embed demo-form.yaml
var demoForm []byte

// demoFrom is the day from which the shipped list holds in the demonstration.
const demoFrom = "2026-01-01"

// demoOldAge is what the proposal of the demonstration changes in the list: the age of one allowance, with its source.
const demoOldAge = "value: \"80\"\n        source: *list"

// demoOther is the list with the allowance from 75, which rests on no real paper and says so.
func (a *App) demoOther(list string) (string, error) {
	source := named(a.Words, "app.demo.rules.unreal")
	other := strings.Replace(list, demoOldAge, fmt.Sprintf("value: \"75\"\n        source: {zh: %q, en: %q}", source.Zh, source.En), 1)
	if other == list {
		return "", fmt.Errorf("%s: the age that the proposal changes is not there", elderList)
	}
	return other, nil
}

// demoRules takes the shipped list of services through its steps, each by a named actor of the program, and leaves a proposal with a
// report for people to look at. What is there is left. Only the demonstration does that; anywhere else two persons decide.
func (d *demonstration) demoRules(ctx context.Context) error {
	n := d.Nodes[0]
	texts, err := data.Rules()
	if err != nil {
		return err
	}
	list := string(texts[elderList])
	version, report, err := n.demoProposal(ctx, list, "visits", d.text("app.demo.rules.source"))
	if err != nil {
		return err
	}
	held, err := n.Rules.InForce(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		err = n.Rules.Adopt(ctx, access.System("demo-rules-approver", rule.CanAdopt), rule.NewAdoption{
			Version: version, From: demoFrom, Comparison: report, Basis: d.text("app.demo.rules.basis"),
		})
		if err != nil {
			return err
		}
	}
	other, err := d.demoOther(list)
	if err != nil {
		return err
	}
	_, _, err = n.demoProposal(ctx, other, "old_age_allowance", d.text("app.demo.rules.proposal"))
	return err
}

// demoProposal proposes a version and assesses it, as far as that was not done.
func (n *Node) demoProposal(ctx context.Context, text, item, source string) (version, report string, err error) {
	author := access.System("demo-rules-author", rule.CanRead, rule.CanPropose, party.CanList)
	set, err := rule.Read([]byte(text))
	if err != nil {
		return "", "", err
	}
	version = set.Version()
	v, err := n.Rules.View(ctx, author, version)
	switch {
	case err == nil && len(v.Reports) > 0:
		return version, v.Reports[0].ID, nil
	case fault.KindOf(err) == fault.NotFound:
		_, err = n.Rules.Propose(ctx, author, []byte(text), source)
	}
	if err != nil {
		return "", "", err
	}
	s := n.supply(set.Document().ID)
	q := rule.Question{Least: s.Least, Items: []string{item}, Gap: rule.GapQuestion{Group: s.Group, Reference: s.Reference, Item: item}}
	q.Served = slices.Contains(s.Held, item)
	report, _, err = n.Rules.Weigh(ctx, author, version, q, s.Cases(ctx, author, set))
	return version, report, err
}

// demoForms registers a sample form, once.
func (d *demonstration) demoForms(ctx context.Context) error {
	n := d.Nodes[0]
	if held, err := n.Forms.InUse(ctx); len(held) > 0 || err != nil {
		return err
	}
	_, err := n.Forms.Register(ctx, access.System("demo-forms", form.CanRegister), demoForm)
	return err
}
