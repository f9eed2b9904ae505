package app

import (
	"context"
	"fmt"
	"slices"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// demoLives are the applications of the demonstration, each by the steps that it has come: received, being assessed, being decided, asked for
// what is missing, one with an assessment that is used again, told, appealed against, and rated badly. Each step is one action of the case.
var demoLives = [][]string{
	{"apply"},
	{"apply", "accept"},
	{"apply", "accept", "assess"},
	{"apply", "accept", "assess", "ask"},
	{"apply", "accept", "again"},
	{"apply", "accept", "assess", "decide", "tell"},
	{"apply", "accept", "assess", "decide", "tell", "appeal"},
	{"apply", "accept", "assess", "decide", "tell", "rate"},
}

// demoRuleSets are the shipped sets by which elder care decides, beside the list.
var demoRuleSets = []string{"eldercare-ability", "eldercare-reassessment", "eldercare-care-grade"}

// demoAbility lets the other rules of elder care hold, and registers the form of an assessment. Only the demonstration does that; anywhere
// else two persons decide. What holds already is left.
func (d *demonstration) demoAbility(ctx context.Context) error {
	n := d.Nodes[0]
	texts, err := data.Rules()
	if err != nil {
		return err
	}
	author := access.System("demo-rules-author", rule.CanRead, rule.CanPropose)
	for _, name := range demoRuleSets {
		set, err := rule.Read(texts[name])
		if err != nil {
			return err
		}
		if _, err := n.Rules.Holding(ctx, set.Document().ID, demoFrom); fault.KindOf(err) != fault.NotFound || err == nil {
			if err != nil {
				return err
			}
			continue
		}
		_, err = n.Rules.Propose(ctx, author, texts[name], d.text("app.demo.rules.source"))
		if fault.KindOf(err) != fault.Conflict && err != nil {
			return err
		}
		// No cases of these rules are there yet: the report says that of somebody of whom nothing is known.
		report, _, err := n.Rules.Weigh(ctx, author, set.Version(), rule.Question{Least: n.Elders.Least()}, func(yield func(rule.Sample, error) bool) {
			yield(rule.Sample{Case: rule.Case{On: demoFrom}}, nil)
		})
		if err != nil {
			return err
		}
		err = n.Rules.Adopt(ctx, access.System("demo-rules-approver", rule.CanAdopt), rule.NewAdoption{
			Version: set.Version(), From: demoFrom, Comparison: report, Basis: d.text("app.demo.rules.basis"),
		})
		if err != nil {
			return err
		}
	}
	return d.numbered(ctx, n, eldercare.AbilityForm, elderAbility)
}

// demoCases makes the applications of made-up elders, each by the use cases and by a named actor of the program for each duty.
func (d *demonstration) demoCases(ctx context.Context) error {
	n := d.Nodes[0]
	elders, err := d.demoApplicants(ctx, n)
	if err != nil {
		return err
	}
	for i, steps := range demoLives {
		kind := anyElder
		switch {
		case slices.Contains(steps, "ask"):
			kind = destitute // of whom the list asks what the form leaves open
		case slices.Contains(steps, "again"):
			kind = cared
		}
		if len(elders[kind]) == 0 {
			return fmt.Errorf("there is no made-up elder left who is %s", kind)
		}
		elder := elders[kind][0]
		elders[kind] = elders[kind][1:]
		if err := d.live(ctx, n, elder, steps); err != nil {
			return fmt.Errorf("application %d: %w", i+1, err)
		}
	}
	return nil
}

// The kinds of elders among whom the demonstration chooses.
const (
	anyElder  = "any"
	cared     = "assessed for long-term care alone"
	destitute = "destitute"
)

// demoApplicants are elders by their kind, without the demonstration's resident.
func (d *demonstration) demoApplicants(ctx context.Context, n *Node) (map[string][]string, error) {
	resident, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: demoResidents(n.Slug)[0].User}, 0, 1)
	if err != nil {
		return nil, err
	}
	elders := map[string][]string{}
	w := party.ListWish{
		Region: demoCounty, BornBefore: "1956-01", Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes, party.Hardship, party.Health},
	}
	_, err = n.Persons.List(ctx, access.System("demo-residents", party.CanList), w, func(one party.Listed) error {
		care, kind := one.Facts[party.CareGrade].Value, anyElder
		switch {
		case len(resident) > 0 && resident[0].Person == one.ID:
			return nil
		case one.Facts[party.Destitute].Value == "yes":
			kind = destitute
		case care != "" && care != "0" && one.Facts[party.AbilityGrade].Value == "":
			kind = cared
		}
		elders[kind] = append(elders[kind], one.ID)
		return nil
	})
	return elders, err
}

// live takes the steps that the case of an elder has not come yet.
func (d *demonstration) live(ctx context.Context, n *Node, elder string, steps []string) error {
	for i, step := range steps {
		var held []casework.Case
		err := d.DB.Read(ctx, func(q store.Queryer) (err error) {
			held, err = n.Cases.Store.Of(q, n.Number, elder)
			return err
		})
		if err != nil {
			return err
		}
		c := casework.Case{Person: elder}
		if len(held) > 0 {
			c = held[0]
		}
		if c.Actions > i {
			continue
		}
		if err := d.demoStep(ctx, n, c, step); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return nil
}

// demoStep takes one step, as whoever has that duty.
func (d *demonstration) demoStep(ctx context.Context, n *Node, c casework.Case, step string) (err error) {
	village := access.System("demo-village", casework.CanAssist, form.CanFill, party.CanRead)
	office := access.System("demo-caseworker", roles[Caseworker]...)
	assessor := access.System("demo-assessor", roles[Assessor]...)
	decider := access.System("demo-decider", roles[Decider]...)
	counter := casework.Way{Channel: access.Counter}
	switch step {
	case "apply":
		_, err = n.Elders.Apply(ctx, village, eldercare.Application{Person: c.Person, Channel: access.Counter, Answers: map[string]string{
			"pension_scheme": "resident", "pension_age_reached": "true", "merit": "false", "without_shelter": "false",
		}})
	case "correct":
		_, err = n.Elders.Correct(ctx, office, c.ID, c.Actions, []string{"placement"})
	case "assess":
		_, _, err = n.Elders.Assess(ctx, assessor, c.ID, c.Actions, map[string]string{
			"self_care": "14", "mobility": "7", "mind": "16", "senses": "10", "coma": "false", "dementia": "false", "mental_disorder": "false", "risk_events": "1",
		})
	case "again":
		err = n.Elders.UseAgain(ctx, assessor, c.ID, c.Actions)
	case "ask":
		_, err = n.Elders.Ask(ctx, decider, c.ID, c.Actions)
	case "decide":
		_, err = n.Elders.Decide(ctx, decider, c.ID, c.Actions, eldercare.Found{})
	case "tell":
		_, err = n.Elders.Tell(ctx, office, c.ID, c.Actions)
	case "rate":
		_, err = n.Feedback.Rate(ctx, village, feedback.About{Kind: feedback.CaseKind, ID: c.ID}, 2, casework.Way{Channel: access.Voice})
	case "appeal":
		_, err = n.Cases.Act(ctx, village, c.ID, casework.Deed{Step: step, Seen: c.Actions, Way: counter})
	default:
		_, err = n.Cases.Act(ctx, office, c.ID, casework.Deed{Step: step, Seen: c.Actions})
	}
	return err
}
