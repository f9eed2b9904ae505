package app

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// A chain that rested for days needs no new signature; an entry that has waited for one longer than a day is told.
func TestDoctorOnCheckpoints(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	n := a.Node
	write := func(at time.Time) {
		t.Helper()
		n.Log.Now = func() time.Time { return at }
		err := a.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := n.Log.Append(tx, access.Operator().Entry("app.backup.restored", region.Country))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, level Level, entries int64) {
		t.Helper()
		f, err := a.checkCheckpoint(t.Context(), n)
		if err != nil || f.Level != level || f.Detail[1] != entries {
			t.Errorf("%s: %+v, %v; want %s with %d entries", what, f, err, level, entries)
		}
	}
	days := func(n int) time.Time { return time.Now().AddDate(0, 0, -n) }
	write(days(9))
	if _, err := n.Keeper.Sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("nothing since", Good, 0)
	write(days(0))
	want("an entry of now after nine days of rest", Good, 1)
	if _, err := n.Keeper.Sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(days(2))
	write(days(0))
	want("an entry of two days ago, never signed", Warn, 2)
}
