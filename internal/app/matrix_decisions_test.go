package app

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
)

// decisions is a list of services in force, another that is only proposed, and one person of a township with a decision and a form.
type decisions struct {
	set, adopted, proposed, report string
	person, decision               string
	form, sheet, filled            string
}

// decide makes them.
func (w *world) decide(t *testing.T) {
	t.Helper()
	ctx, n := t.Context(), w.Nodes[0]
	d := decisions{set: elderSet, person: w.inTownship(t)}
	texts, err := data.Rules()
	w.must(t, err)
	author, list := access.System("author", rule.CanPropose, party.CanList), string(texts[elderList])
	d.adopted, d.report, err = n.demoProposal(ctx, list, "visits", "made up for this test")
	w.must(t, err)
	w.must(t, n.Rules.Adopt(ctx, access.System("approver", rule.CanAdopt), rule.NewAdoption{
		Version: d.adopted, From: demoFrom, Comparison: d.report, Basis: "made up for this test",
	}))
	other, err := w.demoOther(list)
	w.must(t, err)
	d.proposed, err = n.Rules.Propose(ctx, author, []byte(other), "made up for this test")
	w.must(t, err)
	_, out, err := n.Rules.Decide(ctx, access.System("decider", rule.CanDecide), rule.NewDecision{
		Set: d.set, Subject: d.person, Region: demoTownship, On: "2026-03-01", Basis: access.StatutoryDuty, Facts: facts(),
	})
	if err != nil {
		t.Fatal(err, out.Missing)
	}
	all, err := n.Rules.Of(ctx, access.System("reader", rule.CanReadDecision), d.person, demoTownship)
	w.must(t, err)
	d.decision = all[0].ID
	layout, err := n.Forms.Register(ctx, access.System("registrar", form.CanRegister), demoForm)
	w.must(t, err)
	d.form = layout.Version()
	filler := access.System("filler", form.CanFill)
	sheet, err := n.Forms.Print(ctx, filler, d.form, d.person, demoTownship)
	w.must(t, err)
	filled, err := n.Forms.Fill(ctx, filler, form.NewFilling{Code: sheet.Code, Answers: map[string]string{"stairs": "hard"}, Basis: access.StatutoryDuty})
	w.must(t, err)
	open, err := n.Forms.Print(ctx, filler, d.form, d.person, demoTownship)
	w.must(t, err)
	d.filled, d.sheet = filled.ID, open.Code
	w.decided = d
}

// facts are all that the list asks of somebody who is due nothing.
func facts() (list []rule.FrozenFact) {
	for id, v := range map[string]any{
		"birth": "1990-01-01", "grade": "intact", "pension_scheme": "none", "placement": "home", "disability": "none", "pension_age_reached": false,
		"hardship": false, "subsistence": false, "destitute": false, "lives_alone": false, "merit": false, "lost_only_child": false, "without_shelter": false,
	} {
		list = append(list, rule.FrozenFact{ID: id, Value: v, Source: "sample", AsOf: "2026-01-01"})
	}
	return list
}

// inTownship registers made-up people in the township and returns one of them.
func (w *world) inTownship(t *testing.T) (person string) {
	t.Helper()
	people, err := partysynth.Make(partysynth.Wish{
		County: string(demoCounty.Code), People: 120, Seed: demoPersons, Townships: []region.Key{demoTownship}, AsOn: demoAsOn, BirthYear: demoBirths,
	})
	w.must(t, err)
	n := w.Nodes[0]
	_, err = n.Persons.Load(t.Context(), access.System("register", party.CanImport), people.Register())
	w.must(t, err)
	enough := errors.New("enough")
	wish := party.ListWish{Region: demoTownship, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}
	_, err = n.Persons.List(t.Context(), access.System("list", party.CanList), wish, func(one party.Listed) error {
		person = one.ID
		return enough
	})
	if !errors.Is(err, enough) {
		t.Fatalf("nobody was registered: %v", err)
	}
	return person
}

// decisionRequest is about the rules of the node, or about the one person.
func (w *world) decisionRequest(q *request, object string) {
	d := w.decided
	version := d.adopted
	if object == "proposed" {
		version = d.proposed
	}
	id := d.form
	switch {
	case strings.HasPrefix(q.path, "/decisions/"):
		id = d.decision
	case strings.HasPrefix(q.path, "/forms/filled/"):
		id = d.filled
	}
	switch q.method + " " + q.path {
	case "POST /rules/new-version":
		q.field, q.file = "file", "format: 2\n"
		q.form = url.Values{"source": {"made up for this test"}}
	case "POST /rules/{set}/{version}/assess":
		q.form = url.Values{"price": {"dear"}}
	case "POST /forms/print/{id}":
		q.form = url.Values{"person": {d.person}}
	case "POST /forms/key-in":
		q.form = url.Values{"code": {d.sheet}}
	}
	q.path = strings.NewReplacer("{set}", d.set, "{version}", version, "{report}", d.report, "{id}", id, "{code}", d.sheet, "{form}", eldercare.ApplicationForm).Replace(q.path)
}
