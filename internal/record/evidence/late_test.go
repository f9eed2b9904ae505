package evidence_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
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

// A code comes late for a visit that is claimed for the day for which it was planned, and for no other: who knows a code that was passed over moves no
// visit to where it stands. In its turn a code counts whatever is claimed.
func TestACodeComesLateForTheDayOfItsVisitAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, by := w.elder(t, "a"), carer(t, "c")
		p := w.sheet(t, clerk(t, "k"), a)
		day := func(n int) string { return time.Date(1970, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) }
		ms := func(n, minute int64) int64 { return (n*24*60 - 8*60 + minute) * 60_000 } // of a day in China
		for i, c := range []struct {
			name        string
			claimed     int64
			first, last string
			place       int
			refusal     string
		}{
			{"in its turn, claimed for another day", ms(5, 0), day(9), day(9), 1, ""},
			{"in its turn, without a day", ms(8, 0), "", "", 4, ""},
			{"claimed for the day before", ms(6, -1), day(6), day(6), 3, evidence.Refused},
			{"claimed for the day after", ms(7, 0), day(6), day(6), 3, evidence.Refused},
			{"of a day that nobody said", ms(6, 60), "", "", 3, evidence.Refused},
			{"past midnight", ms(7, 0), day(6), day(7), 3, ""},
			{"at the first moment of the day", ms(6, 0), day(6), day(6), 2, ""},
		} {
			v := visit(fmt.Sprint(i))
			if err := w.claimed(by, v, a, by.Person, evidence.Happened, c.claimed); err != nil {
				t.Fatal(err)
			}
			w.wantCode(t, c.name, w.codeFor(t, by, v, a, p.Codes[c.place-1], c.first, c.last), c.refusal)
			w.clock = w.clock.Add(24 * time.Hour) // wrong ones are counted by the day
		}
	})
}

// What the elder says of her paper holds for codes that come afterwards, too: two that were passed over, for visits before that of the code behind them.
func TestACodeThatComesLateAndIsNotCrossedOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			name      string
			asked, of int // after how many codes she is asked, and the first that is not crossed out
			suspect   []int
		}{
			{"before they were given", 1, 2, nil},
			{"between, she gave neither", 2, 2, []int{2, 3, 4}},
			{"between, she gave the first of them", 2, 3, []int{3, 4}},
			{"between, she gave all", 2, 5, nil},
			{"between the late ones, she gave none of them", 3, 2, []int{2, 3, 4}},
			{"after, she gave the first of them", 4, 3, []int{3, 4}},
			{"never", 9, 1, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				a, by := w.elder(t, c.name), carer(t, "c")
				p := w.sheet(t, clerk(t, "k"), a)
				of := func(place int) evidence.About { return visit(fmt.Sprint(c.name, place)) }
				ask := func(after int) {
					if after != c.asked {
						return
					}
					if _, err := w.Reconcile(t.Context(), clerk(t, "k"), a, int64(c.of)); err != nil {
						t.Fatal(err)
					}
				}
				for i, place := range []int{1, 4, 3, 2} {
					if err := w.claimed(by, of(place), a, by.Person, evidence.Happened, int64(place)); err != nil {
						t.Fatal(err)
					}
					w.wantCode(t, fmt.Sprint(place), w.code(t, by, of(place), a, p.Codes[place-1]), "")
					ask(i + 1)
				}
				for place := 1; place <= 4; place++ {
					st, want := w.standing(t, of(place)), evidence.Standing{Grade: evidence.E2, Ways: []evidence.Way{evidence.Deliverer, evidence.PaperCode}}
					if slices.Contains(c.suspect, place) {
						want.Grade, want.Suspect = evidence.E1, []evidence.Reason{evidence.BeyondCard}
					}
					if diff := cmp.Diff(want, st, cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("code %d (-want +got):\n%s", place, diff)
					}
				}
			})
		}
	})
}

// A code that is given after the elder was asked counts in its turn, and late where one behind it has been given since.
func TestACodeThatIsGivenAfterTheElderWasAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, by := w.elder(t, "a"), carer(t, "c")
		p := w.sheet(t, clerk(t, "k"), a)
		for i, place := range []int{2, 3, 5, 4} {
			if err := w.claimed(by, visit(fmt.Sprint(place)), a, by.Person, evidence.Happened, int64(place)); err != nil {
				t.Fatal(err)
			}
			w.wantCode(t, fmt.Sprint(place), w.code(t, by, visit(fmt.Sprint(place)), a, p.Codes[place-1]), "")
			if i == 0 {
				if list, err := w.Reconcile(t.Context(), clerk(t, "k"), a, 2); err != nil || len(list) != 1 { // the first, she says
					t.Fatal(list, err)
				}
			}
		}
		for v, want := range map[string]evidence.Grade{"2": evidence.E1, "3": evidence.E2, "5": evidence.E2, "4": evidence.E2} {
			w.wantGrade(t, v, visit(v), want)
		}
	})
}

// A node that is upgraded knows when elders were asked, as one does that is rebuilt.
func TestUpgradedSheetsKnowWhenTheElderWasAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"never", "once", "twice"} {
			w.sheet(t, clerk(t, "k"), w.elder(t, name))
		}
		for _, name := range []string{"twice", "once", "twice"} {
			if _, err := w.Reconcile(t.Context(), clerk(t, "k"), "person_"+name, 2); err != nil {
				t.Fatal(err)
			}
		}
		before := w.dump(t)
		dialect := map[store.Dialect]string{store.SQLite: "sqlite", store.Postgres: "postgres"}[w.db.Dialect()]
		text, err := fs.ReadFile(evidencedb.Migrations().FS, "0002_opened."+dialect+".sql")
		if err != nil {
			t.Fatal(err)
		}
		_, update, _ := strings.Cut(string(text), "-- or 0: never asked\n")
		err = w.db.Write(t.Context(), func(tx *store.Tx) error {
			if r, err := tx.Exec(`UPDATE evidence_means SET open_seq = 0 WHERE open_seq > 0`); err != nil {
				return err
			} else if n, err := r.RowsAffected(); err != nil || n != 2 {
				t.Errorf("%d sheets were asked about, %v", n, err)
			}
			_, err := tx.Exec(update)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.dump(t)); diff != "" {
			t.Errorf("upgraded (-before +after):\n%s", diff)
		}
	})
}
