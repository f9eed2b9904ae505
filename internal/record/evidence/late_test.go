package evidence_test

import (
	"slices"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
)

// Two carers visit one elder on one day, and the telephone of the first has no network until the evening. Times are hours of the day.
func TestACodeThatComesLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, d := w.elder(t, "a"), carer(t, "c"), carer(t, "d")
		p := w.sheet(t, clerk(t, "k"), a)
		code := func(what string, by access.Actor, v string, hour int64, place int, refusal string) {
			t.Helper()
			if err := w.claimed(by, visit(v), a, by.Person, evidence.Happened, hour); err != nil {
				t.Fatal(err)
			}
			w.wantCode(t, what, w.code(t, by, visit(v), a, p.Codes[place-1]), refusal)
			w.clock = w.clock.Add(24 * time.Hour) // wrong ones are counted by the day
		}
		code("the day before", d, "before", 1, 1, "")
		code("the second carer, with a network", d, "noon", 12, 3, "")
		code("passed over, for a visit after the next code's", c, "evening", 18, 2, evidence.Refused)
		code("at the same moment", c, "same", 12, 2, evidence.Refused)
		code("passed over, for a visit before the last code's", c, "long ago", 1, 2, evidence.Refused)
		code("without a time", c, "some time", 0, 2, evidence.Refused)
		code("the first carer, in the evening", c, "morning", 9, 2, "")
		w.wantGrade(t, "late", visit("morning"), evidence.E2)
		w.wantCode(t, "the same again", w.code(t, c, visit("morning"), a, p.Codes[1]), "")
		code("a late code used for another visit, which fits as well", d, "copied", 8, 2, evidence.Refused)
		for _, v := range []string{"morning", "copied"} {
			if st := w.standing(t, visit(v)); st.Grade != evidence.E1 || !slices.Equal(st.Suspect, []evidence.Reason{evidence.SameCode}) {
				t.Errorf("%s: %+v", v, st)
			}
		}
		code("a visit of which nobody knows when it was", d, "untimed", 0, 4, "")
		code("long after", d, "after", 30, 6, "")
		code("after one without a time", c, "between", 20, 5, evidence.Refused)
	})
}

// How far behind the last code one may come is as bounded as how far ahead, and where the elder crosses less out than was used it is found.
func TestACodePassedOverForLongIsDead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, d := w.elder(t, "a"), carer(t, "c"), carer(t, "d")
		p := w.sheet(t, clerk(t, "k"), a)
		for i, v := range []string{"1", "2", "3"} {
			if err := w.claimed(c, visit(v), a, c.Person, evidence.Happened, int64(i+1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.claimed(d, visit("4"), a, d.Person, evidence.Happened, 4); err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "the last of the window", w.code(t, d, visit("4"), a, p.Codes[window-1]), "")
		if err := w.claimed(d, visit("5"), a, d.Person, evidence.Happened, 5); err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "one more", w.code(t, d, visit("5"), a, p.Codes[window]), "")
		w.wantCode(t, "a window behind", w.code(t, c, visit("1"), a, p.Codes[0]), evidence.Refused)
		w.wantCode(t, "within it", w.code(t, c, visit("2"), a, p.Codes[1]), "")
		list, err := w.Reconcile(t.Context(), clerk(t, "k"), a, 2) // the elder gave the first alone
		if err != nil || !slices.Equal(list, []evidence.About{visit("2"), visit("4"), visit("5")}) {
			t.Errorf("not crossed out: %v, %v", list, err)
		}
	})
}
