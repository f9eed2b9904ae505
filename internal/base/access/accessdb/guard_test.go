package accessdb_test

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
)

// A code of another room is tried no more often than a password: five for nothing, then a wait in which nothing is tried at all, and only for
// the account that tried.
func TestGuard(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		var actors [2]access.Actor
		for i, user := range []string{"user-a", "user-b"} {
			var err error
			if actors[i], err = w.Actor(ctx, w.Member(t, user, accesstest.County).ID, access.Way{}); err != nil {
				t.Fatal(err)
			}
		}
		a, b := actors[0], actors[1]
		tried := 0
		wrong := func() error { tried++; return fault.New(fault.Invalid, "some.code") }
		right := func() error { tried++; return nil }
		for range 5 {
			want(t, "wrong", w.Guard(ctx, a, wrong), fault.Invalid, "some.code")
		}
		if waits(t, w.Guard(ctx, a, right)) == 0 || tried != 5 {
			t.Errorf("%d tries, and no wait", tried)
		}
		want(t, "another account", w.Guard(ctx, b, right), 0, "")
		w.Clock.Add(time.Minute)
		want(t, "after the wait", w.Guard(ctx, a, right), 0, "")
		for range 4 {
			want(t, "forgotten by success", w.Guard(ctx, a, wrong), fault.Invalid, "some.code")
		}
		want(t, "nobody", w.Guard(ctx, access.Visitor(), right), fault.Denied, "access.denied")
	})
}
