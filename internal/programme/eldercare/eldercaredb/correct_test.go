package eldercaredb_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/casework"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party/partytest"
)

// wanted are the names of what may be asked for, and of what is ticked to begin with.
func wanted(list []eldercare.Wanted) (names, ticked []string) {
	for _, w := range list {
		names = append(names, w.Field.ID)
		if w.Needed {
			ticked = append(ticked, w.Field.ID)
		}
	}
	return names, ticked
}

// letters are the messages that tell of the case, by channel and template.
func (s *stage) letters(t *testing.T) (list []notify.Message) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q store.Queryer) (err error) {
		list, err = s.Elders.Notices.Store.About(q, 1, s.id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// said are the answers of the last form of the case, and how many forms it has.
func (s *stage) said(t *testing.T) (map[string]string, int) {
	t.Helper()
	facts := s.now(t).Facts
	o, err := s.Elders.Forms.Open(t.Context(), s.Resident(s.Elder), facts[len(facts)-1])
	if err != nil {
		t.Fatal(err)
	}
	return o.Answers, len(facts)
}

// TestWhatMayBeAskedFor: the questions of the form, and what no register says; what one says is not asked for.
func TestWhatMayBeAskedFor(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		s := received(t, o)
		k, err := o.Elders.Correction(t.Context(), s.handler, s.id)
		if err != nil {
			t.Fatal(err)
		}
		asked, ticked := wanted(k.Asked)
		papers, more := wanted(k.Papers)
		got := [][]string{asked, ticked, papers, more}
		want := [][]string{
			{"pension_scheme", "pension_age_reached", "placement", "merit", "without_shelter"}, {"placement"}, {"destitute", "hardship", "lost_only_child"}, nil,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("may be asked for, ticked, shown on paper, ticked:\n%s", diff)
		}
		if k.Asked[0].Known == nil || k.Asked[0].Known.Value != "resident" || k.Asked[2].Known != nil {
			t.Errorf("what was answered: %+v", k.Asked)
		}
		before := kept(t, o.DB)
		for want, list := range map[string][]string{
			"invalid eldercare.correct.none missing":  nil,
			"invalid eldercare.correct.other missing": {"placement", "disability"}, // the register says it
		} {
			if _, err := o.Elders.Correct(t.Context(), s.handler, s.id, s.seen(t), list); refused(err) != want {
				t.Errorf("asked for %v: %v, want %s", list, err, want)
			}
		}
		if _, err := o.Elders.Correct(t.Context(), s.decider, s.id, s.seen(t), []string{"placement"}); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider asks: %v", err)
		}
		if _, err := o.Elders.Correct(t.Context(), o.Resident(o.Elder), s.id, s.seen(t), []string{"placement"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the elder asks: %v", err)
		}
		if after := kept(t, o.DB); after != before {
			t.Errorf("refused and kept %v where %v was", after, before)
		}
	})
}

// TestOneNotice: all at once, with a letter that lists it; the answer of a relative fills the form anew; a second notice asks only for what
// was not asked for before.
func TestOneNotice(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, s := t.Context(), received(t, o)
		c, err := o.Elders.Correct(ctx, s.handler, s.id, s.seen(t), []string{"hardship", "destitute", "pension_scheme"})
		if err != nil || c.State != "correcting" || !slices.Equal(c.Missing, []string{"pension_scheme", "destitute", "hardship"}) {
			t.Fatalf("asked: %s %v, %v", c.State, c.Missing, err)
		}
		letters := s.letters(t)
		if len(letters) != 2 || letters[0].Args.Day != c.LimitOn || letters[1].Args.Day != c.LimitOn {
			t.Fatalf("messages: %+v", letters)
		}
		items := slices.Concat(letters[0].Args.Items, letters[1].Args.Items)
		prefix := eldercare.Entitlement + ".code."
		if diff := cmp.Diff([]string{prefix + "pension_scheme", prefix + "destitute", prefix + "hardship"}, items); diff != "" {
			t.Errorf("the letter:\n%s", diff)
		}

		q, err := o.Elders.Questions(ctx, o.Resident(o.Kin), s.id, o.Mandate)
		if err != nil || len(q.Asked) != 1 || q.Asked[0].ID != "pension_scheme" || !slices.Equal(q.Papers, []string{"destitute", "hardship"}) || q.Officer {
			t.Fatalf("a relative is asked %+v, %v", q, err)
		}
		kin := casework.Way{Mandate: o.Mandate, Channel: access.Web}
		if _, err := o.Elders.Answer(ctx, o.Resident(o.Kin), s.id, eldercare.Answer{Way: kin, Seen: s.seen(t)}); refused(err) != "invalid eldercare.answer.none" {
			t.Errorf("nothing is answered: %v", err)
		}
		before, first := kept(t, o.DB), s.now(t).Facts[0]
		wrong := eldercare.Answer{Way: kin, Seen: s.seen(t), Answers: map[string]string{"pension_scheme": "lottery"}}
		if _, err := o.Elders.Answer(ctx, o.Resident(o.Kin), s.id, wrong); refused(err) != "invalid form.answer.wrong pension_scheme" {
			t.Errorf("a wrong answer: %v", err)
		}
		if _, err := o.Elders.Answer(ctx, o.Resident(o.Neighbour), s.id, wrong); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a neighbour answers: %v", err)
		}
		stale := eldercare.Answer{Way: kin, Seen: s.seen(t) - 1, Papers: []string{"hardship"}}
		if _, err := o.Elders.Answer(ctx, o.Resident(o.Kin), s.id, stale); refused(err) != "conflict casework.act.moved" {
			t.Errorf("on what has moved: %v", err)
		}
		if after := kept(t, o.DB); after != before {
			t.Errorf("refused and kept %v where %v was", after, before)
		}
		c, err = o.Elders.Answer(ctx, o.Resident(o.Kin), s.id, eldercare.Answer{
			Way: kin, Seen: s.seen(t), Answers: map[string]string{"pension_scheme": "employee", "merit": "true"}, Papers: []string{"hardship", "merit"},
		})
		if err != nil || c.State != "received" || !slices.Equal(c.Missing, []string{"destitute"}) {
			t.Fatalf("answered: %s %v, %v", c.State, c.Missing, err)
		}
		want := maps.Clone(eldercaretest.Answers())
		want["pension_scheme"] = "employee" // and nothing that was not asked for
		if got, forms := s.said(t); forms != 2 || !maps.Equal(got, want) {
			t.Errorf("the %d forms say at last %v", forms, got)
		}
		if o, err := o.Elders.Forms.Open(ctx, o.Resident(o.Elder), first); err != nil || o.SupersededBy != c.Facts[1] {
			t.Errorf("the first form: %+v, %v", o.Filling, err)
		}

		k, err := o.Elders.Correction(ctx, s.handler, s.id)
		if err != nil {
			t.Fatal(err)
		}
		if papers, _ := wanted(k.Papers); slices.Contains(papers, "destitute") || !slices.Contains(papers, "hardship") {
			t.Errorf("a second time: %v", papers)
		}
		if k.Asked[0].Known.Value != "employee" {
			t.Errorf("the later answer counts: %+v", k.Asked[0].Known)
		}
		if c, err = o.Elders.Correct(ctx, s.handler, s.id, s.seen(t), []string{"hardship"}); err != nil || c.Notices != 2 {
			t.Fatalf("a second notice: %+v, %v", c, err)
		}
		c, err = o.Elders.Answer(ctx, o.Resident(o.Elder), s.id, eldercare.Answer{Way: casework.Way{Channel: access.Web}, Seen: s.seen(t), Nothing: true})
		if err != nil || c.State != "received" || len(c.Facts) != 2 {
			t.Fatalf("nothing to add: %+v, %v", c, err)
		}
		if _, err := o.Elders.Correction(ctx, s.handler, s.id); refused(err) != "conflict casework.correct.twice" {
			t.Errorf("a third notice, raised by nothing: %v", err)
		}
	})
}

// TestAnswerWrittenDown: a village officer, who may not read answers, writes down what the elder says, and what was said before stays.
func TestAnswerWrittenDown(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, s := t.Context(), received(t, o)
		village := o.Officer(eldercaretest.Village, partytest.North)
		if _, err := o.Elders.Forms.Open(ctx, village, s.now(t).Facts[0]); fault.KindOf(err) != fault.Denied {
			t.Fatalf("a village officer reads answers: %v", err)
		}
		counter := casework.Way{Channel: access.Counter}
		q, err := o.Elders.Questions(ctx, village, s.id, "")
		if err != nil || len(q.Asked) != 6 || !q.Officer || len(q.Papers) != 0 {
			t.Fatalf("asked anew: %+v, %v", q, err)
		}
		c, err := o.Elders.Answer(ctx, village, s.id, eldercare.Answer{Way: counter, Seen: s.seen(t), Answers: map[string]string{"note": "Moved in with her son."}})
		if err != nil || c.State != "received" || len(c.Fresh) != 2 {
			t.Fatalf("handed in: %+v, %v", c, err)
		}
		want := maps.Clone(eldercaretest.Answers())
		want["note"] = "Moved in with her son."
		if got, forms := s.said(t); forms != 2 || !maps.Equal(got, want) {
			t.Errorf("the %d forms say at last %v", forms, got)
		}
		for name, who := range map[string]access.Actor{
			"the officer of another township": o.Officer(eldercaretest.Village, partytest.South), "a neighbour": o.Resident(o.Neighbour),
		} {
			if _, err := o.Elders.Questions(ctx, who, s.id, ""); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.Elders.Questions(ctx, s.decider, s.id, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider answers: %v", err)
		}
	})
}

// TestRefused: for one of the machine's reasons and no other; the person is told which, and may appeal; the reviewer decides.
func TestRefused(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, s := t.Context(), received(t, o)
		for _, reason := range []string{"because", ""} {
			_, err := o.Elders.Desk.Act(ctx, s.handler, s.id, casework.Deed{Step: "refuse", Seen: s.seen(t), Reason: reason})
			if refused(err) != "invalid casework.act.reason reason" {
				t.Errorf("refused for %q: %v", reason, err)
			}
		}
		if _, err := o.Elders.Notice(ctx, s.handler, s.id, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a notice of nothing: %v", err)
		}
		s.act(t, s.handler, casework.Deed{Step: "refuse", Reason: "not_wanted"})
		if _, err := o.Elders.Tell(ctx, s.decider, s.id, s.seen(t)); fault.KindOf(err) != fault.Denied {
			t.Errorf("a decider tells: %v", err)
		}
		c, err := o.Elders.Tell(ctx, s.handler, s.id, s.seen(t))
		if err != nil || c.State != "refused" || c.AppealBy == "" || len(s.letters(t)) != 2 {
			t.Fatalf("told: %+v, %v, %d messages", c, err, len(s.letters(t)))
		}
		for name, look := range map[string]func() (*eldercare.Notice, error){
			"the person": func() (*eldercare.Notice, error) { return o.Elders.Notice(ctx, o.Resident(o.Elder), s.id, "") },
			"a relative": func() (*eldercare.Notice, error) { return o.Elders.Notice(ctx, o.Resident(o.Kin), s.id, o.Mandate) },
		} {
			n, err := look()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			said := strings.Join(n.Say(o.Elders.Notices.Words, i18n.En), "\n")
			if !strings.Contains(said, "not accepted: the person does not want to apply") || !strings.Contains(said, "you may appeal until 2026-05-0") || strings.Contains(said, "due to you") {
				t.Errorf("%s reads:\n%s", name, said)
			}
		}
		s.act(t, o.Resident(o.Elder), casework.Deed{Step: "appeal", Way: casework.Way{Channel: access.Web}})
		if _, err := o.Elders.Uphold(ctx, s.reviewer, s.id, s.seen(t)); refused(err) != "conflict eldercare.review.none" {
			t.Errorf("nothing to uphold: %v", err)
		}
	})
}
