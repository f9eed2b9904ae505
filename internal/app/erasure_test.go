package app

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/consent"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// What a person, a form and a decision say, each in words that stand nowhere else.
const (
	markedAnswer    = "一句只在这张表里的话"
	markedSource    = "只有这个决定引用的登记册"
	markedComplaint = "只在这件投诉里的一句话"
)

const markedForm = `
format: 1
id: marked
title: {zh: 样本表, en: sample}
purpose: {zh: 样本用途, en: sample}
number: 样表02
authority: {zh: 样本机关, en: sample}
approval: 样本备案2号
from: "2026-01-01"
to: "2099-12-31"
fields:
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 样本, en: sample}, element: sample.note, type: text}
`

// remains are what the rooms keep about one person.
type remains struct {
	person, filled, decision, opened, complaint string
	kept                                        booking.Hold
}

// leave lets every room that keeps persons keep something about one.
func leave(t *testing.T, n *Node) (left remains) {
	t.Helper()
	ctx, must := t.Context(), func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	row := partytest.Row(1, demoTownship)
	partytest.Load(t, n.Persons, "one", row)
	left.person = partytest.ID(t, n.Persons, row.Names.Number)

	clerk := access.System("clerk", form.CanRegister, form.CanFill, rule.CanPropose, rule.CanAdopt, rule.CanDecide, casework.CanAssist, consent.CanRecord)
	must(n.Consents.Say(ctx, clerk, consent.Consent{
		Person: left.person, Purpose: "sample_purpose", Group: party.Contact, Given: true, Shown: party.OnPaper, Text: "sample.1", Channel: access.Paper,
	}))
	layout, err := n.Forms.Register(ctx, clerk, []byte(markedForm))
	must(err)
	filled, err := n.Forms.Fill(ctx, clerk, form.NewFilling{
		Version: layout.Version(), Subject: left.person, Region: demoTownship, Channel: access.Counter, Basis: access.StatutoryDuty,
		Answers: map[string]string{"note": markedAnswer},
	})
	must(err)
	left.filled = filled.ID

	texts, err := data.Rules()
	must(err)
	version, err := n.Rules.Propose(ctx, clerk, texts["eldercare-ability"], "样本文件")
	must(err)
	report, _, err := n.Rules.Weigh(ctx, access.System("weigher", rule.CanPropose), version, rule.Question{Least: 5}, func(yield func(rule.Sample, error) bool) {
		yield(rule.Sample{Case: rule.Case{On: "2026-01-01", Facts: map[string]any{"coma": true}}, Group: "a"}, nil)
	})
	must(err)
	must(n.Rules.Adopt(ctx, access.System("adopter", rule.CanAdopt), rule.NewAdoption{Version: version, From: "2026-01-01", Comparison: report, Basis: "样本决定"}))
	decided, _, err := n.Rules.Decide(ctx, clerk, rule.NewDecision{
		Set: "eldercare_ability", Subject: left.person, Region: demoTownship, On: "2026-03-08", Basis: access.StatutoryDuty,
		Facts: []rule.FrozenFact{{ID: "coma", Value: true, Source: markedSource, AsOf: "2026-01-01"}},
	})
	must(err)
	left.decision = decided.ID

	said, err := n.Feedback.Complain(ctx, access.System("desk", casework.CanAssist), feedback.New{
		Person: left.person, Nature: feedback.Complained, Subject: markedComplaint, Way: casework.Way{Channel: access.Counter},
	})
	must(err)
	_, err = n.Cases.Act(ctx, partytest.Who(t, left.person, demoElsewhere), said.ID, casework.Deed{Step: "withdraw", Seen: 1, Way: casework.Way{Channel: access.Web}})
	must(err)
	left.complaint = said.ID

	must(n.Cases.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := n.Cases.OpenIn(tx, clerk, casework.Opening{
			Machine: eldercare.Entitlement, Item: "list", Person: left.person, Place: demoCounty, Facts: []string{filled.ID}, Way: casework.Way{Channel: access.Counter},
		})
		if err != nil {
			return err
		}
		left.opened = c.ID
		_, err = n.Messages.QueueIn(tx, clerk, notify.Wish{
			Person: left.person, Channel: notify.SMS, Template: "received", About: c.ID, Region: c.Place,
			Args: notify.Args{Number: c.Number(), Day: c.LimitOn, Phone: "000-0000"},
		})
		return err
	}))
	left.kept = keepDevice(t, n, left.person)
	return left
}

// keepDevice keeps a device for a person.
func keepDevice(t *testing.T, n *Node, person string) booking.Hold {
	t.Helper()
	ctx, who, s := t.Context(), access.System("clerk", booking.CanHandle), enterService(t, n, demoCounty, "sample", lends)
	p, err := n.Bookings.OpenPool(ctx, who, booking.Pool{Service: s.ID, Offer: s.Offers[0].ID, Unit: "device", Total: 1, HoldHours: 24})
	if err != nil {
		t.Fatal(err)
	}
	h, err := n.Bookings.Claim(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: person, Key: "one"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A person takes along what every room keeps, is not erased in the middle of a case, and once erased nobody can read any of it, in
// the rooms or in the files under them.
func TestErasedInEveryRoom(t *testing.T) {
	folder := t.TempDir()
	a := openDemo(t, folder)
	defer func() { _ = a.Close() }() // its files are read while it is open, too
	n, ctx := a.Nodes[0], t.Context()
	left := leave(t, n)
	self := partytest.Who(t, left.person, demoElsewhere)

	taken, err := n.Persons.TakeAway(ctx, self)
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"consent", "forms", "decisions", "cases", "feedback", "messages", "bookings"} {
		if len(taken.Held[room]) == 0 {
			t.Errorf("nothing of %s is taken along", room)
		}
	}
	all, err := json.Marshal(taken)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{markedAnswer, markedSource, markedComplaint, left.opened} {
		if !strings.Contains(string(all), text) {
			t.Errorf("%q is not taken along", text)
		}
	}
	if err := n.Persons.Erase(ctx, self, left.person); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("with a case open: %v", err)
	}
	if _, err := n.Cases.Act(ctx, self, left.opened, casework.Deed{Step: "withdraw", Seen: 1, Way: casework.Way{Channel: access.Web}}); err != nil {
		t.Fatal(err)
	}
	clerk := access.System("clerk", booking.CanHandle)
	lent, err := n.Bookings.Lend(ctx, clerk, booking.NewLoan{Hold: left.kept.ID, Piece: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Persons.Erase(ctx, self, left.person); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("with a device that is out: %v", err)
	}
	if _, err := n.Bookings.Return(ctx, clerk, lent.ID, "good"); err != nil {
		t.Fatal(err)
	}
	if err := n.Persons.Erase(ctx, self, left.person); err != nil {
		t.Fatal(err)
	}

	if o, err := n.Forms.Open(ctx, access.Operator(), left.filled); err != nil || !o.Erased || o.Answers != nil {
		t.Errorf("the form: %+v %v", o, err)
	}
	if x, err := n.Rules.Explain(ctx, access.Operator(), left.decision); err != nil || !x.Erased || len(x.Frozen.Facts) != 0 {
		t.Errorf("the decision: %+v %v", x, err)
	}
	if sh, err := n.Feedback.Show(ctx, access.Operator(), left.complaint, ""); err != nil || !sh.Erased || sh.Said != (feedback.Said{}) {
		t.Errorf("the complaint: %+v %v", sh, err)
	}
	if list, err := n.Consents.Mine(ctx, self); len(list) != 0 {
		t.Errorf("consents: %+v %v", list, err)
	}
	if _, err := n.Persons.TakeAway(ctx, self); fault.KindOf(err) != fault.NotFound {
		t.Errorf("taken along afterwards: %v", err)
	}
	for _, text := range []string{markedAnswer, markedSource, markedComplaint, partytest.Row(1, demoTownship).Names.Name} {
		if files := traces(t, folder, text); len(files) != 0 {
			t.Errorf("%q stands in %v", text, files)
		}
	}
	if control := traces(t, folder, left.filled); !slices.Contains(control, databaseFile) {
		t.Errorf("the control: what is kept is found in %v alone", control)
	}
	if err := n.Persons.Reconcile(ctx); err != nil {
		t.Error(err)
	}
}
