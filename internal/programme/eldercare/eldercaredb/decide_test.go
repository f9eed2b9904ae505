package eldercaredb_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// stage is an office with a case of the elder, and everybody who works on it.
type stage struct {
	*eldercaretest.Office
	id                                          string
	handler, assessor, decider, reviewer, chief access.Actor
}

// received is a case that the elder has just applied for.
func received(t *testing.T, o *eldercaretest.Office) *stage {
	t.Helper()
	r, err := o.Elders.Apply(t.Context(), o.Resident(o.Elder), eldercare.Application{Person: o.Elder, Answers: eldercaretest.Answers()})
	if err != nil {
		t.Fatal(err)
	}
	at := partytest.County
	return &stage{
		o, r.Case.ID, o.Officer(eldercaretest.Handler, at), o.Officer(eldercaretest.Assessor, at), o.Officer(eldercaretest.Decider, at),
		o.Officer(eldercaretest.Reviewer, at), o.Officer(eldercaretest.Chief, at),
	}
}

// now is the case as it stands.
func (s *stage) now(t *testing.T) (c casework.Case) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q store.Queryer) (err error) {
		c, err = s.Elders.Desk.Store.Case(q, 1, s.id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// act takes a step of the case that is no use case of elder care.
func (s *stage) act(t *testing.T, who access.Actor, d casework.Deed) {
	t.Helper()
	d.Seen = s.now(t).Actions
	if _, err := s.Elders.Desk.Act(t.Context(), who, s.id, d); err != nil {
		t.Fatalf("%s: %v", d.Step, err)
	}
}

func (s *stage) seen(t *testing.T) int { t.Helper(); return s.now(t).Actions }

// assessed is a case that was accepted and assessed.
func assessed(t *testing.T, o *eldercaretest.Office) *stage {
	t.Helper()
	s := received(t, o)
	s.act(t, s.handler, casework.Deed{Step: "accept"})
	if _, out, err := o.Elders.Assess(t.Context(), s.assessor, s.id, s.seen(t), eldercaretest.Assessed()); err != nil || out.Value != "severe" {
		t.Fatalf("assessed %v, %v", out.Value, err)
	}
	return s
}

// missing is all that neither register nor form nor assessment says.
var missing = []string{"placement", "hardship", "destitute", "lost_only_child"}

// found is what the office finds out of it.
func found() eldercare.Found {
	return eldercare.Found{Source: "sample list of 2026", Values: map[string]string{
		"hardship": "true", "destitute": "false", "lost_only_child": "false", "placement": "home",
	}}
}

// decided is a case that somebody has decided.
func decided(t *testing.T, o *eldercaretest.Office, who func(s *stage) access.Actor) *stage {
	t.Helper()
	s := assessed(t, o)
	if _, err := o.Elders.Decide(t.Context(), who(s), s.id, s.seen(t), found()); err != nil {
		t.Fatal(err)
	}
	return s
}

// kept counts what a use case may keep: filled forms, decisions, actions of cases, messages.
func kept(t *testing.T, db *store.DB) (rows [4]int) {
	t.Helper()
	err := db.Read(t.Context(), func(q store.Queryer) error {
		for i, table := range []string{"form_record", "rule_record", "casework_record", "notify_record"} {
			if err := q.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// readings counts the entries of the ledger that tell of a reading of the elder.
func (s *stage) readings(t *testing.T) (n int) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q store.Queryer) error {
		list, err := s.Persons.Uses.BySubject(q, 1, s.Elder, 0, 1000)
		for _, one := range list {
			if one.Kind == "access.person.read" {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Each run of rules by which something was decided about a person stands among the uses of their data: on the ability, and on the list.
func TestDecidingStandsAmongTheUses(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		s := decided(t, o, func(s *stage) access.Actor { return s.decider })
		uses, err := s.Persons.OwnUses(t.Context(), o.Resident(o.Elder), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		runs := map[string]int{}
		for _, u := range uses {
			if u.Purpose == string(rule.Deciding) {
				runs[u.Kind]++
			}
		}
		if diff := cmp.Diff(map[string]int{"rule.decision.made": 2}, runs); diff != "" {
			t.Errorf("runs of rules among the uses (-want +got):\n%s", diff)
		}
	})
}

// That conditions were not compared with their paper is said where the decision rests on such a one, and nowhere else.
func TestUnverifiedIsSaidOfWhatIs(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	list := string(texts["eldercare-entitlement"])
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"as it ships": {list, true}, "all compared": {strings.ReplaceAll(list, "verified: false", "verified: true"), false},
	} {
		t.Run(name, func(t *testing.T) {
			office(t, func(t *testing.T, o *eldercaretest.Office) {
				if !c.want {
					eldercaretest.Adopt(t, o.Elders.Rules, []byte(c.text), "2026-01-01")
				}
				s := decided(t, o, func(s *stage) access.Actor { return s.decider })
				n, err := o.Elders.Notice(t.Context(), s.decider, s.id, "")
				if err != nil {
					t.Fatal(err)
				}
				said := strings.Contains(strings.Join(n.Say(o.Elders.Notices.Words, i18n.En), "\n"), "not yet compared with the paper")
				if n.Unverified() != c.want || said != c.want {
					t.Errorf("unverified %v, said %v, want %v; it rests on %d steps", n.Unverified(), said, c.want, len(n.Decision.Outcome.Trace))
				}
			})
		})
	}
}

// TestTheWholeLife: applied for, assessed, asked once for all that is missing, answered, decided, told, appealed against, and decided on by
// somebody else.
func TestTheWholeLife(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx := context.Background()
		s := assessed(t, o)

		before := s.readings(t)
		p, err := o.Elders.Preview(ctx, s.decider, s.id)
		if err != nil || p.Outcome.Known || !p.MayAsk || p.Review {
			t.Fatalf("preview: %+v, %v", p, err)
		}
		if got := s.readings(t) - before; got != 3 {
			t.Errorf("a preview reads register, form and assessment: %d entries", got)
		}
		if diff := cmp.Diff(missing, p.Outcome.Missing); diff != "" {
			t.Errorf("missing:\n%s", diff)
		}
		for _, f := range p.Facts {
			want := map[string]string{"grade": "2026-03-03", "disability": "2026-01-01", "merit": "2026-03-03"}[f.ID]
			if f.Source == "" || want != "" && f.AsOf != want {
				t.Errorf("%s is from %q of %s, want %s", f.ID, f.Source, f.AsOf, want)
			}
		}

		c, err := o.Elders.Ask(ctx, s.decider, s.id, s.seen(t))
		if err != nil || c.State != "correcting" || !slices.Equal(c.Missing, missing) {
			t.Fatalf("asked: %s %v, %v", c.State, c.Missing, err)
		}
		answers := eldercaretest.Answers()
		answers["placement"] = "home"
		f, err := o.Elders.Forms.Fill(ctx, o.Resident(o.Elder), form.NewFilling{
			Version: applicationForm(t, o), Subject: o.Elder, Region: c.Place, Channel: access.Web, Answers: answers, Basis: access.TheirOwn,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.act(t, o.Resident(o.Elder), casework.Deed{
			Step: "supplement", Facts: []string{f.ID}, Answers: []string{"placement"}, Reason: "unknown_to_me", Way: casework.Way{Channel: access.Web},
		})
		if _, err := o.Elders.Ask(ctx, s.decider, s.id, s.seen(t)); refused(err) != "conflict casework.correct.twice raised_by" {
			t.Errorf("a second notice: %v", err)
		}
		if _, err := o.Elders.Decide(ctx, s.decider, s.id, s.seen(t), eldercare.Found{}); refused(err) != "invalid rule.decision.missing facts" {
			t.Errorf("decided without what is missing: %v", err)
		}
		more := found()
		if _, err := o.Elders.Decide(ctx, s.decider, s.id, s.seen(t), more); refused(err) != "invalid eldercare.decide.known placement" {
			t.Errorf("found by the office what the person said: %v", err)
		}
		delete(more.Values, "placement")
		if c, err = o.Elders.Decide(ctx, s.decider, s.id, s.seen(t), more); err != nil || c.State != "decided" {
			t.Fatalf("decided: %s, %v", c.State, err)
		}

		if c, err = o.Elders.Tell(ctx, s.handler, s.id, s.seen(t)); err != nil || c.State != "concluded" || c.AppealBy == "" {
			t.Fatalf("told: %+v, %v", c.Outcome, err)
		}
		n, err := o.Elders.Notice(ctx, o.Resident(o.Elder), s.id, "")
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(n.Say(o.Elders.Notices.Words, i18n.En), "\n")
		for _, want := range []string{"9 are due", "care subsidy", "until 2026-05-06", n.Case.Number()} {
			if !strings.Contains(said, want) {
				t.Errorf("the notice does not say %q:\n%s", want, said)
			}
		}
		if _, err := o.Elders.Notice(ctx, o.Resident(o.Kin), s.id, o.Mandate); err != nil {
			t.Errorf("a relative reads the notice: %v", err)
		}
		if _, err := o.Elders.Notice(ctx, o.Resident(o.Neighbour), s.id, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a neighbour reads the notice: %v", err)
		}

		s.act(t, o.Resident(o.Elder), casework.Deed{Step: "appeal", Way: casework.Way{Channel: access.Web}})
		appeal := func(want string) {
			t.Helper()
			if n, err = o.Elders.Notice(ctx, o.Resident(o.Elder), s.id, ""); err != nil {
				t.Fatal(err)
			}
			if got := n.SayAppeal(o.Elders.Notices.Words, i18n.En); !strings.HasPrefix(got, want) {
				t.Errorf("of the appeal: %s, want %s", got, want)
			}
		}
		appeal("You have appealed")
		first := s.now(t).Decision
		if c, err = o.Elders.Review(ctx, s.reviewer, s.id, s.seen(t), "the list of March says otherwise", more); err != nil || c.State != "decided" || c.Decision == first {
			t.Fatalf("reviewed: %s, %v", c.State, err)
		}
		appeal("This was decided on appeal")
		x, err := o.Elders.Rules.Explain(ctx, o.Resident(o.Elder), c.Decision)
		if err != nil || x.Supersedes != first || x.Frozen.Reason == "" || x.Case != s.id {
			t.Errorf("the second decision: %+v, %v", x.Decision, err)
		}
	})
}

// TestAgain: a decision recomputes to the same, and not with one fact altered.
func TestAgain(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		s := decided(t, o, func(s *stage) access.Actor { return s.decider })
		x, err := o.Elders.Rules.Explain(t.Context(), s.decider, s.now(t).Decision)
		if err != nil {
			t.Fatal(err)
		}
		if diff, err := x.Recompute(); err != nil || len(diff) != 0 {
			t.Errorf("recomputed: %v, %v", diff, err)
		}
		for i, f := range x.Frozen.Facts {
			if f.ID == "hardship" {
				x.Frozen.Facts[i].Value = false
			}
		}
		if diff, err := x.Recompute(); err != nil || len(diff) == 0 {
			t.Errorf("with hardship altered: %v, %v", diff, err)
		}
	})
}

// TestWhoMayNot: nobody does the work of another, and nobody decides on an appeal against their own decision.
func TestWhoMayNot(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx := context.Background()
		s := received(t, o)
		s.act(t, s.handler, casework.Deed{Step: "accept"})
		if _, _, err := o.Elders.Assess(ctx, s.decider, s.id, s.seen(t), eldercaretest.Assessed()); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider assesses: %v", err)
		}
		if _, err := o.Elders.Assessment(ctx, s.decider, s.id); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider sees whom to assess: %v", err)
		}
		if _, _, err := o.Elders.Assess(ctx, s.assessor, s.id, s.seen(t), eldercaretest.Assessed()); err != nil {
			t.Fatal(err)
		}
		before := s.readings(t)
		for name, who := range map[string]access.Actor{"an assessor": s.assessor, "a handler": s.handler, "a reviewer": s.reviewer} {
			if _, err := o.Elders.Decide(ctx, who, s.id, s.seen(t), found()); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s decides: %v", name, err)
			}
			if _, err := o.Elders.Preview(ctx, who, s.id); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s sees what would be decided: %v", name, err)
			}
		}
		if _, err := o.Elders.Preview(ctx, o.Officer(eldercaretest.Decider, partytest.South), s.id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the decider of another township: %v", err)
		}
		if after := s.readings(t); after != before {
			t.Errorf("%d readings by whoever may not", after-before)
		}
		if _, err := o.Elders.Decide(ctx, s.chief, s.id, s.seen(t), found()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Elders.Tell(ctx, s.decider, s.id, s.seen(t)); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider tells: %v", err)
		}
		if _, err := o.Elders.Tell(ctx, s.handler, s.id, s.seen(t)); err != nil {
			t.Fatal(err)
		}
		s.act(t, o.Resident(o.Elder), casework.Deed{Step: "appeal", Way: casework.Way{Channel: access.Web}})
		for name, do := range map[string]func() error{
			"decides anew": func() error {
				_, err := o.Elders.Review(ctx, s.chief, s.id, s.seen(t), "my own decision", found())
				return err
			},
			"upholds": func() error { _, err := o.Elders.Uphold(ctx, s.chief, s.id, s.seen(t)); return err },
			"looks":   func() error { _, err := o.Elders.Preview(ctx, s.chief, s.id); return err },
		} {
			if err := do(); refused(err) != "denied casework.act.decider" {
				t.Errorf("whoever decided %s: %v", name, err)
			}
		}
		first := s.now(t).Decision
		if c, err := o.Elders.Uphold(ctx, s.reviewer, s.id, s.seen(t)); err != nil || c.State != "decided" || c.Decision != first {
			t.Errorf("upheld: %+v, %v", c, err)
		}
	})
}

// TestAllOrNothing: when the step of the case fails, the decision before it is not kept either.
func TestAllOrNothing(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx := context.Background()
		s := received(t, o)
		s.act(t, s.handler, casework.Deed{Step: "accept"})
		stale := func(name string, do func(seen int) error) {
			t.Helper()
			before := kept(t, o.DB)
			if err := do(s.seen(t) - 1); refused(err) != "conflict casework.act.moved" {
				t.Errorf("%s on what has moved: %v", name, err)
			}
			if after := kept(t, o.DB); after != before {
				t.Errorf("%s failed and kept %v where %v was", name, after, before)
			}
		}
		stale("an assessment", func(seen int) error {
			_, _, err := o.Elders.Assess(ctx, s.assessor, s.id, seen, eldercaretest.Assessed())
			return err
		})
		if _, _, err := o.Elders.Assess(ctx, s.assessor, s.id, s.seen(t), eldercaretest.Assessed()); err != nil {
			t.Fatal(err)
		}
		stale("a decision", func(seen int) error { _, err := o.Elders.Decide(ctx, s.decider, s.id, seen, found()); return err })
		if _, err := o.Elders.Decide(ctx, s.decider, s.id, s.seen(t), found()); err != nil {
			t.Fatal(err)
		}
		stale("a notice", func(seen int) error { _, err := o.Elders.Tell(ctx, s.handler, s.id, seen); return err })
		if _, err := o.Elders.Tell(ctx, s.handler, s.id, s.seen(t)); err != nil {
			t.Fatal(err)
		}
		s.act(t, o.Resident(o.Elder), casework.Deed{Step: "appeal", Way: casework.Way{Channel: access.Web}})
		stale("a review", func(seen int) error {
			_, err := o.Elders.Review(ctx, s.reviewer, s.id, seen, "another list", found())
			return err
		})
	})
}

// TestAnAssessmentIsUsedAgain: one for long-term care that is valid by the dated rules gives the grade; an older one does not.
func TestAnAssessmentIsUsedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		grade, day string // of long-term care
		ability    string // the day of an assessment of ability that found moderate, by the register
		want       string
	}{
		"valid":                        {"5", "2025-06-01", "no", "complete"},
		"valid, of severe":             {"4", "2025-06-01", "no", "severe"},
		"two years old":                {"5", "2024-03-03", "no", ""},
		"a day less":                   {"5", "2024-03-04", "no", "complete"},
		"without any grade":            {"0", "2025-06-01", "no", ""},
		"of ability":                   {"0", "2025-06-01", "2025-05-01", "moderate"},
		"of ability, but too old":      {"0", "2025-06-01", "2024-03-03", ""},
		"of ability before that other": {"5", "2025-06-01", "2025-05-01", "moderate"},
	} {
		t.Run(name, func(t *testing.T) {
			office(t, func(t *testing.T, o *eldercaretest.Office) {
				ctx := context.Background()
				partytest.Load(t, o.Persons, "bb", partytest.Row(1, partytest.North, func(r *party.Row) {
					r.Facts[party.CareGrade] = party.Fact{Value: c.grade, Source: "medical insurance (sample)", AsOf: c.day}
					r.Facts[party.AbilityAssessed] = party.Fact{Value: c.ability, Source: "register", AsOf: "2026-01-01"}
					if c.ability != "no" {
						r.Facts[party.AbilityGrade] = party.Fact{Value: "moderate", Source: "register", AsOf: "2026-01-01"}
					}
				}))
				s := received(t, o)
				s.act(t, s.handler, casework.Deed{Step: "accept"})
				a, err := o.Elders.Assessment(ctx, s.assessor, s.id)
				if err != nil {
					t.Fatal(err)
				}
				if (a.Again != nil) != (c.want != "") {
					t.Fatalf("to be used again: %+v", a.Again)
				}
				err = o.Elders.UseAgain(ctx, s.assessor, s.id, s.seen(t))
				if c.want == "" {
					if refused(err) != "conflict eldercare.again.none" || s.now(t).State != "assessing" {
						t.Errorf("used again: %v", err)
					}
					return
				}
				if err != nil || a.Again.Grade != c.want || s.now(t).State != "deciding" {
					t.Fatalf("used again: %v", err)
				}
				p, err := o.Elders.Preview(ctx, s.decider, s.id)
				if err != nil {
					t.Fatal(err)
				}
				i := slices.IndexFunc(p.Facts, func(f rule.FrozenFact) bool { return f.ID == "grade" })
				day := c.day
				if c.want == "moderate" {
					day = c.ability
				}
				if i < 0 || p.Facts[i].Value != c.want || p.Facts[i].AsOf != day {
					t.Errorf("the grade among the facts: %+v", p.Facts)
				}
			})
		})
	}
}

// TestTheRegisterWins: where the form says something else than the register, the register counts and the answer is shown.
func TestTheRegisterWins(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		s := assessed(t, o)
		layout := []byte(`{format: 1, id: sample_more, title: {zh: 样本, en: sample}, purpose: {zh: 样本, en: sample}, number: n, authority: {zh: 样本, en: sample},
 approval: a, from: "2026-01-01", to: "2026-12-31", fields: [{id: lives_alone, title: {zh: 样本, en: sample}, purpose: {zh: 样本, en: sample}, element: sample.lives_alone, type: boolean}]}`)
		l, err := o.Elders.Forms.Register(t.Context(), access.Operator(), layout)
		if err != nil {
			t.Fatal(err)
		}
		f, err := o.Elders.Forms.Fill(t.Context(), o.Resident(o.Elder), form.NewFilling{
			Version: l.Version(), Subject: o.Elder, Region: partytest.North, Channel: access.Web, Answers: map[string]string{"lives_alone": "false"}, Basis: access.TheirOwn,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.act(t, o.Resident(o.Elder), casework.Deed{Step: "submit", Facts: []string{f.ID}, Way: casework.Way{Channel: access.Web}})
		p, err := o.Elders.Preview(t.Context(), s.decider, s.id)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Aside) != 1 || p.Aside[0].Counts.Value != true || p.Aside[0].Answer.Value != false || p.Aside[0].Counts.Source != "register" {
			t.Errorf("put aside: %+v", p.Aside)
		}
		if i := slices.IndexFunc(p.Facts, func(f rule.FrozenFact) bool { return f.ID == "lives_alone" }); i < 0 || p.Facts[i].Value != true {
			t.Errorf("what counts: %+v", p.Facts)
		}
	})
}

// TestALetterBringsTheDecision: looked up when it is sent, and stored in no message.
func TestALetterBringsTheDecision(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		s := decided(t, o, func(s *stage) access.Actor { return s.decider })
		if _, err := o.Elders.Tell(t.Context(), s.handler, s.id, s.seen(t)); err != nil {
			t.Fatal(err)
		}
		var sent []notify.Outgoing
		o.Elders.Notices.Senders = map[notify.Channel]notify.Sender{notify.SMS: sender{&sent}, notify.Letter: sender{&sent}}
		o.Elders.Notices.Reach = func(context.Context, access.Actor, string, notify.Channel) (notify.Contact, error) {
			return notify.Contact{Address: "sample", Lang: i18n.En}, nil
		}
		n, err := o.Elders.Notices.Deliver(t.Context(), access.System("messages", notify.CanSend, casework.CanRead, rule.CanReadDecision), 10)
		if err != nil || n.Sent != 2 || len(sent) != 2 {
			t.Fatalf("%+v, %v", n, err)
		}
		for _, one := range sent {
			if holds := strings.Contains(one.Text, "care subsidy"); holds != (one.Channel == notify.Letter) {
				t.Errorf("%s: %s", one.Channel, one.Text)
			}
		}
	})
}

type sender struct{ sent *[]notify.Outgoing }

func (s sender) Send(_ context.Context, o notify.Outgoing) (notify.Receipt, error) {
	*s.sent = append(*s.sent, o)
	return notify.Receipt{Status: notify.Sent, Ref: o.Key}, nil
}

func applicationForm(t *testing.T, o *eldercaretest.Office) string {
	t.Helper()
	l, err := o.Elders.Forms.Blank(t.Context(), eldercare.ApplicationForm)
	if err != nil {
		t.Fatal(err)
	}
	return l.Version()
}
