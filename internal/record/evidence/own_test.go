package evidence_test

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
)

// A person sees what she confirms with, and ends what she has lost; so does whoever may confirm in her name and does not deliver to her. Nobody else.
func TestOnesOwnMeans(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := w.elder(t, "a"), w.elder(t, "b"), carer(t, "c")
		self, other := who(t, "a", region0), who(t, "b", region0)
		relative, hand := who(t, "r", region0), carer(t, "c")
		relative.OnBehalfOf, hand.OnBehalfOf = a, a
		w.means["person_r "+a], w.means["person_c "+a] = true, true
		theirs := w.sheet(t, clerk(t, "k"), b)
		old := w.sheet(t, clerk(t, "k"), a)
		p := w.sheet(t, clerk(t, "k"), a)
		w.visited(t, c, visit("1"), a)
		w.wantCode(t, "one is passed over", w.code(t, c, visit("1"), a, p.Codes[1]), "")
		for name, x := range map[string]access.Actor{"the person": self, "a relative": relative, "the carer, under a mandate": hand} {
			list, err := w.Mine(t.Context(), x)
			if err != nil || len(list) != 2 || list[0].ID != old.ID || list[0].EndedMs == 0 || list[1].ID != p.ID || list[1].EndedMs != 0 || list[1].Used != 1 {
				t.Errorf("%s sees %+v, %v", name, list, err)
			}
		}
		stranger := who(t, "s", region0)
		stranger.OnBehalfOf = a
		for name, x := range map[string]access.Actor{"without a mandate": stranger, "nobody": {}} {
			_, err := w.Mine(t.Context(), x)
			wantKey(t, name, err, fault.NotFound, "access.absent")
		}
		for name, x := range map[string]access.Actor{"another person": other, "without a mandate": stranger, "an officer": clerk(t, "k"), "nobody": {}} {
			_, err := w.Lost(t.Context(), x, p.ID)
			wantKey(t, name, err, fault.NotFound, "access.absent")
		}
		_, err := w.Lost(t.Context(), hand, p.ID)
		wantKey(t, "the carer, under a mandate", err, fault.Denied, "evidence.lost.deliverer")
		_, err = w.Lost(t.Context(), self, "means_nothing")
		wantKey(t, "what is not there", err, fault.NotFound, "access.absent")
		_, err = w.Lost(t.Context(), self, theirs.ID)
		wantKey(t, "another person's", err, fault.NotFound, "access.absent")
		w.visited(t, c, visit("2"), a)
		m, err := w.Lost(t.Context(), self, p.ID)
		if err != nil || m.EndedMs == 0 {
			t.Fatalf("lost: %+v, %v", m, err)
		}
		w.wantCode(t, "a code of what was lost", w.code(t, c, visit("2"), a, p.Codes[2]), evidence.Refused)
		w.wantGrade(t, "what was confirmed before", visit("1"), evidence.E2)
		before := w.dump(t)
		if again, err := w.Lost(t.Context(), relative, p.ID); err != nil || again != m {
			t.Errorf("said again: %+v, %v; want %+v", again, err, m)
		}
		if len(before) != len(w.dump(t)) {
			t.Error("said again it changes something")
		}
		next := w.sheet(t, clerk(t, "k"), a)
		if m, err := w.Lost(t.Context(), relative, next.ID); err != nil || m.EndedMs == 0 {
			t.Errorf("a relative: %+v, %v", m, err)
		}
	})
}
