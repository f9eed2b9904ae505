package feedbackdb_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// The provider answers what was handed to it and reads nothing else; the one who calls back is neither it nor who handled the answer.
func TestComplaintAboutAProvider(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, a, b := t.Context(), w.handler("a"), w.handler("b")
		c := w.complain(t, w.visit(orgA, "account-carer"), "护理员没有来")
		_, err := w.Complain(ctx, w.Resident(w.Elder), feedback.New{Nature: feedback.Complained, About: must(w.Show(ctx, a, c.ID, ""))(t).Order.About, Subject: "又说一次", Way: web})
		want(t, "the same item again", err, fault.Conflict, "feedback.complain.known")
		_, err = w.Show(ctx, w.Resident(w.Kin), c.ID, "")
		want(t, "somebody else reads", err, fault.NotFound, "access.absent")

		c = must(w.plain(t, a, c, "accept", ""))(t)
		_, err = w.Answer(ctx, providerA, c.ID, c.Actions, "还没有转来")
		want(t, "before it was handed over", err, fault.Denied, "access.denied")
		_, err = w.Forward(ctx, a, c.ID, c.Actions, orgB)
		want(t, "to another provider", err, fault.Invalid, "feedback.forward.provider")
		c = must(w.Forward(ctx, a, c.ID, c.Actions, orgA))(t)
		_, err = w.Show(ctx, providerB, c.ID, "")
		want(t, "another provider reads", err, fault.NotFound, "access.absent")
		_, err = w.Answer(ctx, providerB, c.ID, c.Actions, "不是我们")
		want(t, "another provider answers", err, fault.NotFound, "access.absent")
		_, err = w.Answer(ctx, access.System("both", casework.CanRead, feedback.CanAnswer), c.ID, c.Actions, "看得到，但不是承办单位")
		want(t, "who may read it, and answers for others", err, fault.NotFound, "access.absent")
		if list := must(w.Handed(ctx, providerB))(t); len(list) != 0 {
			t.Errorf("another provider is handed %v", list)
		}
		sh := must(w.Show(ctx, providerA, c.ID, ""))(t)
		if !sh.Guest || sh.Said.Subject != "护理员没有来" || sh.Likes != nil {
			t.Errorf("the provider sees %+v", sh)
		}
		if list := must(w.Handed(ctx, providerA))(t); len(list) != 1 || list[0].ID != c.ID {
			t.Errorf("the provider is handed %v", list)
		}
		_, err = w.Answer(ctx, providerA, c.ID, c.Actions, "=cmd()")
		want(t, "a formula", err, fault.Invalid, "feedback.answer.text")
		_, err = w.Answer(ctx, providerA, c.ID, c.Actions, " ")
		want(t, "nothing", err, fault.Invalid, "feedback.wrong.empty")
		c = must(w.Answer(ctx, providerA, c.ID, c.Actions, "已经补上\n并道歉"))(t)
		_, err = w.CallBack(ctx, providerA, c.ID, c.Actions, feedback.Solved, 5)
		want(t, "the provider calls back", err, fault.Denied, "access.denied")
		carer := w.handler("carer")
		_, err = w.CallBack(ctx, carer, c.ID, c.Actions, feedback.Solved, 5)
		want(t, "whose work it was", err, fault.Denied, "casework.act.tied")
		colleague := w.handler("colleague")
		w.sides[colleague.Person] = orgA
		_, err = w.CallBack(ctx, colleague, c.ID, c.Actions, feedback.Solved, 5)
		want(t, "an officer who works for the provider, or acts for it under another account", err, fault.Denied, "casework.act.tied")
		c = must(w.CallBack(ctx, b, c.ID, c.Actions, feedback.Unsolved, 2))(t)
		if c.State != "handling" {
			t.Fatalf("not solved, and it is %s", c.State)
		}
		c = must(w.Answer(ctx, a, c.ID, c.Actions, "再次联系，另派了人"))(t)
		_, err = w.CallBack(ctx, a, c.ID, c.Actions, feedback.Solved, 5)
		want(t, "who has answered", err, fault.Denied, "casework.act.decided")
		_, err = w.plain(t, w.Officer(caseworktest.Village, caseworktest.Town), c, "withdraw", "said")
		if err != nil {
			t.Errorf("an officer who has nothing to do with it takes it back for the person: %v", err)
		}
		if sh = must(w.Show(ctx, w.Resident(w.Elder), c.ID, ""))(t); len(sh.Notes) != 4 || sh.Notes[1].Text != "已经补上\n并道歉" || sh.Notes[2].Level != 2 {
			t.Errorf("%+v", sh.Notes)
		}
		if sh = must(w.Show(ctx, providerA, c.ID, ""))(t); sh.Notes[2].Level != 0 || sh.Notes[2].Result != feedback.Unsolved {
			t.Errorf("the provider is told %+v", sh.Notes[2])
		}
	})
}

// Whose work a case was neither turns a complaint about it away nor calls back, nor takes it back in the person's name.
func TestComplaintAboutAnOffice(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		done := w.World.Open(t)
		w.Do(t, done.ID, "accept", "assess", "decide", "deliver")
		hand, b, d := w.Officer(caseworktest.Handler, caseworktest.County), w.handler("b"), w.handler("d")
		c := w.complain(t, feedback.About{Kind: feedback.CaseKind, ID: done.ID}, "办得太慢")
		_, err := w.plain(t, hand, c, "refuse", "duplicate")
		want(t, "turned away by whose work it was", err, fault.Denied, "casework.act.tied")
		c = must(w.plain(t, b, c, "accept", ""))(t)
		c = must(w.Answer(ctx, hand, c.ID, c.Actions, "情况是这样的"))(t) // the side complained about is heard
		_, err = w.CallBack(ctx, hand, c.ID, c.Actions, feedback.Solved, 5)
		want(t, "who answered calls back", err, fault.Denied, "casework.act.decided")
		helper := w.Officer(caseworktest.Village, caseworktest.County)
		helper.ID, helper.Person = hand.ID, hand.Person // with a mandate in the village, too
		_, err = w.plain(t, helper, c, "withdraw", "said")
		want(t, "taken back by who answered", err, fault.Denied, "casework.act.decided")
		c = must(w.CallBack(ctx, b, c.ID, c.Actions, feedback.Unreached, 0))(t)
		_, err = w.plain(t, hand, c, "close", "")
		want(t, "closed by who answered", err, fault.Denied, "casework.act.decided")
		c = must(w.plain(t, d, c, "close", ""))(t)
		if !c.Ended() || c.State != "closed" {
			t.Errorf("%+v", c)
		}
		_, err = w.Ratable(ctx, w.Resident(w.Elder), feedback.About{Kind: feedback.CaseKind, ID: c.ID}, web)
		want(t, "an order is rated", err, fault.NotFound, "access.absent")
	})
}

// Orders that may be about the same are suggested, with the reason, to officers of the place.
func TestLikeness(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.handler("a")
		first := w.complain(t, feedback.About{}, "中心路路灯不亮已经三天")
		item := w.visit(orgA)
		r := must(w.Rate(ctx, w.Resident(w.Elder), item, 1, web))(t)
		other := w.complain(t, feedback.About{}, "助餐点饭菜凉了")
		w.Move(20)
		second := w.complain(t, feedback.About{}, "中心路路灯三天不亮")
		w.Move(20)
		late := w.complain(t, feedback.About{}, "中心路路灯不亮，已经三天")
		likes := func(id string) (ids []string) {
			for _, l := range must(w.Show(ctx, a, id, ""))(t).Likes {
				ids = append(ids, l.Why+" "+l.Case.ID)
			}
			slices.Sort(ids)
			return ids
		}
		for id, ids := range map[string][]string{
			first.ID: {"words " + second.ID}, second.ID: {"words " + first.ID, "words " + late.ID}, late.ID: {"words " + second.ID}, other.ID: nil, r.Order: nil,
		} {
			slices.Sort(ids)
			if got := likes(id); !slices.Equal(got, ids) {
				t.Errorf("%s is like %v, want %v", id, got, ids)
			}
		}
		if sh := must(w.Show(ctx, w.Resident(w.Elder), second.ID, ""))(t); sh.Likes != nil {
			t.Errorf("the person is told of %v", sh.Likes)
		}
		same := must(w.Rate(ctx, w.Resident(w.Elder), w.visit(orgB), 5, web))(t)
		if same.Order != "" {
			t.Error("a good rating opened an order")
		}
	})
}

// Read models are what the records say; erased persons leave no words and nothing to compare by.
func TestRebuildAndErase(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		c := w.complain(t, w.visit(orgA), "护理员没有来")
		c = must(w.Forward(ctx, w.handler("a"), c.ID, c.Actions, orgA))(t)
		must(w.Answer(ctx, providerA, c.ID, c.Actions, "已经补上"))(t)
		must(w.Rate(ctx, w.Resident(w.Elder), w.visit(orgB), 1, web))(t)
		before := w.dump(t)
		if err := w.Service.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(before, w.dump(t)); d != "" || len(before) < 6 {
			t.Errorf("%d rows; %s", len(before), d)
		}
		open := func(field, sealed string) (string, error) {
			plain, err := w.keys.Unseal(ctx, w.Elder, field, sealed)
			return string(plain), err
		}
		err := w.World.DB.Read(ctx, func(q store.Queryer) error {
			name, rows, err := w.Export(q, caseworktest.Node, w.Elder, open)
			var all strings.Builder
			for _, r := range rows {
				all.WriteString(r["subject"] + r["text"] + r["level"])
			}
			if got := all.String(); name != "feedback" || got != "1护理员没有来细节一\n细节二已经补上" {
				t.Errorf("taken away: %s %q", name, got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.keys.Erase(ctx, w.Elder); err != nil {
			t.Fatal(err)
		}
		err = w.World.DB.Write(ctx, func(tx *store.Tx) error { return w.Erase(tx, caseworktest.Node, w.Elder) })
		if err != nil {
			t.Fatal(err)
		}
		if sh := must(w.Show(ctx, w.handler("a"), c.ID, ""))(t); !sh.Erased || sh.Said != (feedback.Said{}) || sh.Notes[1].Text != "" {
			t.Errorf("%+v", sh)
		}
		for _, row := range w.dump(t) {
			if f := strings.Fields(row); len(f) == 2 && len(f[0]) == 64 {
				t.Errorf("a token is left: %s", row)
			}
		}
	})
}

// Counts are of quarters that are over, for one's own providers, in groups that are never small.
func TestCounts(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, elder := t.Context(), w.Resident(w.Elder)
		for i := range 23 {
			level := []int{5, 5, 4, 3}[i%4]
			if i == 7 {
				level = 2
			}
			must(w.Rate(ctx, elder, w.visit(orgA), level, web))(t)
		}
		must(w.Rate(ctx, elder, w.visit(orgB), 1, web))(t)
		if got := must(w.Counts(ctx, providerA))(t); len(got) != 4 || got[0].Period != "2025-Q4" || got[0].Groups != nil {
			t.Errorf("the quarter that goes on: %+v", got)
		}
		w.Set("2026-04-01")
		got := must(w.Counts(ctx, providerA))(t)
		if want := []feedback.Group{{Low: 1, High: 4, Count: 11}, {Low: 5, High: 5, Count: 12}}; got[0].Period != "2026-Q1" || !slices.Equal(got[0].Groups, want) {
			t.Errorf("%+v, want %v", got[0], want)
		}
		if got := must(w.Counts(ctx, providerB))(t); got[0].Provider.ID != orgB || got[0].Groups != nil {
			t.Errorf("one rating is told: %+v", got)
		}
		if _, err := w.Counts(ctx, w.handler("a")); fault.KindOf(err) != fault.Denied {
			t.Errorf("an officer reads them: %v", err)
		}
	})
}
