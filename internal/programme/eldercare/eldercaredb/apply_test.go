package eldercaredb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party/partytest"
)

func office(t *testing.T, exercise func(t *testing.T, o *eldercaretest.Office)) {
	t.Helper()
	storetest.Each(t, eldercaretest.OfficeMigrations(), func(t *testing.T, db *store.DB) { exercise(t, eldercaretest.NewOffice(t, db)) })
}

// refused is the kind, key and field of an error.
func refused(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	return strings.TrimSpace(fmt.Sprint(f.Kind, " ", f.Key, " ", f.Field))
}

// TestApply: each of those who may speak for a person applies, and case and form say who did and how.
func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		who     func(o *eldercaretest.Office) access.Actor
		channel access.Channel
		want    string // channel, on behalf, mandate
	}{
		"the person":                 {func(o *eldercaretest.Office) access.Actor { return o.Resident(o.Elder) }, "", "web, for themselves"},
		"a relative":                 {func(o *eldercaretest.Office) access.Actor { return o.Resident(o.Kin) }, "", "web, on behalf, by mandate"},
		"an officer of the township": {func(o *eldercaretest.Office) access.Actor { return o.Officer(eldercaretest.Village, partytest.North) }, access.Voice, "voice, on behalf"},
		"an officer of the county":   {func(o *eldercaretest.Office) access.Actor { return o.Officer(eldercaretest.Village, partytest.County) }, access.Counter, "counter, on behalf"},
	} {
		t.Run(name, func(t *testing.T) {
			office(t, func(t *testing.T, o *eldercaretest.Office) {
				ctx, who := context.Background(), c.who(o)
				r, err := o.Elders.Apply(ctx, who, eldercare.Application{Person: o.Elder, Channel: c.channel, Answers: eldercaretest.Answers()})
				if err != nil {
					t.Fatal(err)
				}
				if r.Case.Machine != eldercare.Entitlement || r.Case.Item != eldercare.WholeList || r.Case.Place != partytest.North || r.Case.State != "received" || !slices.Equal(r.Case.Facts, []string{r.Form}) {
					t.Errorf("the case: %+v", r.Case)
				}
				seen, actions, err := o.Elders.Desk.View(ctx, who, r.Case.ID, r.Mandate)
				if err != nil || seen.ID != r.Case.ID {
					t.Fatalf("whoever applied sees the case: %v", err)
				}
				got := actions[0].Channel + ", for themselves"
				if actions[0].OnBehalfOf == o.Elder {
					got = actions[0].Channel + ", on behalf"
				}
				if actions[0].Mandate == o.Mandate {
					got += ", by mandate"
				}
				if got != c.want {
					t.Errorf("the first action says %q, want %q", got, c.want)
				}
				mine, err := o.Elders.Forms.Open(ctx, o.Resident(o.Elder), r.Form)
				if err != nil || mine.Answers["pension_scheme"] != "resident" || mine.OnBehalf != (name != "the person") {
					t.Errorf("the form: %+v, %v", mine, err)
				}
				before := o.Rows(t)
				_, err = o.Elders.Apply(ctx, who, eldercare.Application{Person: o.Elder, Channel: c.channel, Answers: eldercaretest.Answers()})
				if f, ok := fault.As(err); !ok || refused(err) != "conflict casework.open.twice" || !slices.Contains(f.Args, any(r.Case.Number())) {
					t.Errorf("a second one: %v", err)
				}
				if after := o.Rows(t); after != before {
					t.Errorf("a second one left %v where %v was", after, before)
				}
			})
		})
	}
}

// TestApplyRefuses: whoever may not speak for a person, and whatever is not answered, is refused at its field, and nothing is kept.
func TestApplyRefuses(t *testing.T) {
	type change func(o *eldercaretest.Office, a *eldercare.Application) access.Actor
	answer := func(field, value string) change {
		return func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			a.Answers[field] = value
			return o.Resident(o.Elder)
		}
	}
	village := func(o *eldercaretest.Office) access.Actor { return o.Officer(eldercaretest.Village, partytest.North) }
	for name, c := range map[string]struct {
		change change
		want   string
	}{
		"the mandate of somebody else": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor { return o.Resident(o.Neighbour) }, "invalid eldercare.apply.mandate person"},
		"a relative for somebody who gave no mandate": {func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			a.Person = o.Neighbour
			return o.Resident(o.Kin)
		}, "invalid eldercare.apply.mandate person"},
		"a relative for nobody": {func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			a.Person = "person_01ke5y3x80a9svzgxj00m6c4xb"
			return o.Resident(o.Kin)
		}, "invalid eldercare.apply.mandate person"},
		"an expired mandate": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor {
			o.Set("2026-07-01")
			return o.Resident(o.Kin)
		}, "invalid eldercare.apply.mandate person"},
		"a revoked mandate": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor {
			if err := o.Persons.Revoke(context.Background(), o.Resident(o.Elder), o.Mandate); err != nil {
				panic(err)
			}
			return o.Resident(o.Kin)
		}, "invalid eldercare.apply.mandate person"},
		"an officer of another township": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor {
			return o.Officer(eldercaretest.Village, partytest.South)
		}, "not-found access.absent"},
		"an officer without the right": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor {
			return o.Officer(eldercaretest.Handler, partytest.North)
		}, "invalid eldercare.apply.mandate person"},
		"an officer who does not say how": {func(o *eldercaretest.Office, _ *eldercare.Application) access.Actor { return village(o) }, "invalid eldercare.apply.channel channel"},
		"an officer by way of the web": {func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			a.Channel = access.Web
			return village(o)
		}, "invalid eldercare.apply.channel channel"},
		"the zero actor":            {func(*eldercaretest.Office, *eldercare.Application) access.Actor { return access.Actor{} }, "invalid eldercare.apply.mandate person"},
		"a question left out":       {answer("pension_scheme", ""), "invalid form.answer.required pension_scheme"},
		"no answer to the question": {answer("merit", "perhaps"), "invalid form.answer.wrong merit"},
		"what the register holds":   {answer("disability", "first"), "invalid form.answer.unasked answers"},
		"an account nobody registers": {func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			return o.Resident(a.Answers["x"])
		}, "invalid eldercare.apply.mandate person"},
		"the sheet of somebody else": {func(o *eldercaretest.Office, a *eldercare.Application) access.Actor {
			a.Code = o.Sheet(t, village(o), o.Neighbour).Code
			return village(o)
		}, "invalid eldercare.apply.sheet code"},
	} {
		t.Run(name, func(t *testing.T) {
			office(t, func(t *testing.T, o *eldercaretest.Office) {
				a := eldercare.Application{Person: o.Elder, Answers: eldercaretest.Answers()}
				who := c.change(o, &a)
				before := o.Rows(t)
				r, err := o.Elders.Apply(context.Background(), who, a)
				if got := refused(err); got != c.want || r.Case.ID != "" {
					t.Errorf("%q, %+v, want %q", got, r, c.want)
				}
				if after := o.Rows(t); after != before {
					t.Errorf("forms, cases, entries %v, before %v", after, before)
				}
			})
		})
	}
}

// TestNothingHalfApplied: where the case cannot be opened, the form that was filled for it is not kept either.
func TestNothingHalfApplied(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		o.Set("2027-03-03") // a year whose working days nobody has announced: a case has no deadline then
		before := o.Rows(t)
		_, err := o.Elders.Apply(context.Background(), o.Resident(o.Elder), eldercare.Application{Person: o.Elder, Answers: eldercaretest.Answers()})
		if !strings.Contains(refused(err), "calendar.") || o.Rows(t) != before {
			t.Errorf("%v; forms, cases, entries %v, before %v", err, o.Rows(t), before)
		}
	})
}

// TestWithoutAForm: past the days of the form nobody can apply, and it is said why.
func TestWithoutAForm(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		o.Set("2029-01-02")
		if _, err := o.Elders.Blank(context.Background(), o.Resident(o.Elder), o.Elder); refused(err) != "conflict form.expired" {
			t.Errorf("after its days: %v", err)
		}
		o.Elders.Forms.Node = 2 // has registered none
		if _, err := o.Elders.Blank(context.Background(), o.Resident(o.Elder), o.Elder); refused(err) != "conflict eldercare.apply.form" {
			t.Errorf("without one: %v", err)
		}
	})
}

// TestMandateFollowsTheCase: under the mandate a relative withdraws, and after its last day sees nothing any more; a mandate for something
// else never opens the case.
func TestMandateFollowsTheCase(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, kin := context.Background(), o.Resident(o.Kin)
		other := o.Give(t, "housing.apply", "2026-01-01", "2026-12-31")
		r, err := o.Elders.Apply(ctx, kin, eldercare.Application{Person: o.Elder, Answers: eldercaretest.Answers()})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Elders.Desk.View(ctx, kin, r.Case.ID, other); refused(err) != "not-found access.absent" {
			t.Errorf("under another mandate: %v", err)
		}
		if _, _, err := o.Elders.Desk.View(ctx, o.Resident(o.Neighbour), r.Case.ID, r.Mandate); refused(err) != "not-found access.absent" {
			t.Errorf("somebody else under the mandate: %v", err)
		}
		if _, err := o.Elders.Desk.Act(ctx, kin, r.Case.ID, casework.Deed{Step: "withdraw", Seen: 1, Way: casework.Way{Mandate: r.Mandate, Channel: access.Web}}); err != nil {
			t.Errorf("withdrawing: %v", err)
		}
		o.Set("2026-07-01")
		if _, _, err := o.Elders.Desk.View(ctx, kin, r.Case.ID, r.Mandate); refused(err) != "not-found access.absent" {
			t.Errorf("after the last day: %v", err)
		}
	})
}

// TestBlank: what the register holds is shown with its source and day and not asked; what a purpose opens stands in the ledger.
func TestBlank(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, before := context.Background(), o.Rows(t)
		b, err := o.Elders.Blank(ctx, o.Resident(o.Kin), o.Elder)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(b.Held); got != "map[birth:{1941-03 register 2026-01-01} disability:{second register 2026-01-01} lives_alone:{true register 2026-01-01} subsistence:{false register 2026-01-01}]" {
			t.Errorf("held %s", got)
		}
		asked := 0
		for _, f := range b.Layout.Fields {
			if f.Source == "" {
				asked++
			}
		}
		if asked != 6 || b.Minutes <= 0 || b.Measured || b.Mandate != o.Mandate || b.Officer || b.Name == "" {
			t.Errorf("%d asked, %v minutes, %+v", asked, b.Minutes, b)
		}
		if after := o.Rows(t); after[2] != before[2]+1 {
			t.Errorf("%d entries for one reading", after[2]-before[2])
		}
		if _, err := o.Elders.Blank(ctx, o.Resident(o.Neighbour), o.Elder); refused(err) != "invalid eldercare.apply.mandate person" {
			t.Errorf("a neighbour: %v", err)
		}
		list, err := o.Elders.Choices(ctx, o.Resident(o.Kin))
		if err != nil || len(list) != 2 || !list[0].Own || list[1].Person != o.Elder || list[1].Name != b.Name || list[1].Mandate != o.Mandate {
			t.Errorf("choices %+v, %v", list, err)
		}
	})
}

// TestOnPaper: a sheet that an officer left with a person is keyed in by its code, once.
func TestOnPaper(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, village := context.Background(), o.Officer(eldercaretest.Village, partytest.North)
		sheet := o.Sheet(t, village, o.Elder)
		if _, _, err := o.Elders.Sheet(ctx, o.Officer(eldercaretest.Village, partytest.South), sheet.Code); refused(err) != "not-found access.absent" {
			t.Errorf("from another township: %v", err)
		}
		r, err := o.Elders.Apply(ctx, village, eldercare.Application{Person: o.Elder, Code: sheet.Code, Answers: eldercaretest.Answers()})
		if err != nil {
			t.Fatal(err)
		}
		if _, actions, err := o.Elders.Desk.View(ctx, village, r.Case.ID, ""); err != nil || actions[0].Channel != string(access.Paper) {
			t.Errorf("%+v, %v", actions, err)
		}
	})
}

// TestUnserved: who lacks what is due is named to officers of the place alone, page by page, each reading in the ledger first.
func TestUnserved(t *testing.T) {
	office(t, func(t *testing.T, o *eldercaretest.Office) {
		ctx, village, before := context.Background(), o.Officer(eldercaretest.Village, partytest.North), o.Rows(t)
		w, err := o.Elders.Unserved(ctx, village, partytest.North, "")
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, u := range w.People {
			if ids = append(ids, u.Person); u.Name == "" || u.Phone == "" || !slices.Equal(u.Lacks, []string{"visits"}) || u.Open != nil {
				t.Errorf("%+v", u)
			}
		}
		want := []string{o.Elder, o.Neighbour}
		slices.Sort(want)
		if !slices.Equal(ids, want) || w.All != 2 || w.Next != "" {
			t.Errorf("%v of %d, next %q; want %v", ids, w.All, w.Next, want)
		}
		if after := o.Rows(t); after[2] != before[2]+2 {
			t.Errorf("%d entries for a list and its names", after[2]-before[2])
		}
		if w, err = o.Elders.Unserved(ctx, village, partytest.North, want[0]); err != nil || len(w.People) != 1 || w.People[0].Person != want[1] {
			t.Errorf("after the first: %+v, %v", w, err)
		}
		if _, err := o.Elders.Apply(ctx, village, eldercare.Application{Person: o.Elder, Channel: access.Counter, Answers: eldercaretest.Answers()}); err != nil {
			t.Fatal(err)
		}
		w, err = o.Elders.Unserved(ctx, village, partytest.North, "")
		if i := slices.IndexFunc(w.People, func(u eldercare.Unserved) bool { return u.Open != nil }); err != nil || i < 0 || w.People[i].Person != o.Elder {
			t.Errorf("who has applied: %+v, %v", w, err)
		}
		for name, c := range map[string]struct {
			who  access.Actor
			want string
		}{
			"another township": {o.Officer(eldercaretest.Village, partytest.South), "not-found access.absent"},
			"no right":         {o.Officer(eldercaretest.Handler, partytest.North), "denied access.denied"},
			"another purpose":  {o.Officer(eldercaretest.Lister, partytest.North), "denied access.denied"},
			"a resident":       {o.Resident(o.Elder), "not-found access.absent"},
		} {
			entries := o.Rows(t)
			if _, err := o.Elders.Unserved(ctx, c.who, partytest.North, ""); refused(err) != c.want || o.Rows(t) != entries {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.Elders.Unserved(ctx, o.Officer(eldercaretest.Village, partytest.County), partytest.County, ""); refused(err) != "invalid eldercare.unserved.township at" {
			t.Errorf("a whole county: %v", err)
		}
	})
}
