package accessdb_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
)

const somewhere = "192.0.2.1"

func signIn(w *accesstest.World, user, password, from string) error {
	_, err := w.SignIn(ctx, access.Visitor(), access.SignIn{User: user, Password: password, Address: from})
	return err
}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
		off := w.Member(t, "user-off", accesstest.County)
		want(t, "disable", w.Disable(ctx, access.Operator(), off.ID), 0, "")
		for _, c := range []struct{ what, user, password, key string }{
			{"good", "user-a", a.Pass, ""},
			{"in capitals", " USER-A", a.Pass, ""},
			{"wrong", "user-a", a.Pass + "x", "access.signin.wrong"},
			{"empty", "user-a", "", "access.signin.wrong"},
			{"unknown", "user-z", a.Pass, "access.signin.wrong"},
			{"nobody", "", "", "access.signin.wrong"},
			{"disabled", "user-off", off.Pass, "access.signin.wrong"},
			{"very long", "user-a", strings.Repeat("x", 1000), "access.signin.wrong"},
		} {
			want(t, c.what, signIn(w, c.user, c.password, somewhere), fault.Invalid, c.key)
		}
		want(t, "enable", w.Enable(ctx, access.Operator(), off.ID), 0, "")
		want(t, "enabled again", signIn(w, "user-off", off.Pass, somewhere), 0, "")
		kinds := w.Kinds(t)
		if n := count(kinds, "access.session.opened"); n != 3 {
			t.Errorf("%d sessions noted, want 3", n)
		}
		// The first failure of each of four names; the very long one is not even counted.
		if n := count(kinds, "access.signin.refused"); n != 4 {
			t.Errorf("%d failures noted, want 4", n)
		}
	})
}

func count(kinds []string, kind string) (n int) {
	for _, k := range kinds {
		if k == kind {
			n++
		}
	}
	return n
}

// TestAnUnknownUserCostsAsMuch compares the time of one hash: without it an unknown name would be answered a hundred
// times faster.
func TestAnUnknownUserCostsAsMuch(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		w.Member(t, "user-a", accesstest.County)
		took := func(user string) time.Duration {
			best := time.Hour
			for range 5 {
				w.Clock.Add(time.Hour)
				start := time.Now()
				want(t, user, signIn(w, user, "no such password", somewhere), fault.Invalid, "access.signin.wrong")
				best = min(best, time.Since(start))
			}
			return best
		}
		known, unknown := took("user-a"), took("user-z")
		if unknown*8 < known || known*8 < unknown { // the machine may be busy
			t.Errorf("known %v, unknown %v", known, unknown)
		}
	})
}

// waits tells how many minutes a sign-in is told to wait; 0 is none.
func waits(t *testing.T, err error) int64 {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Key != access.TooMany {
		return 0
	}
	return f.Args[1].(int64)
}

func TestFailuresBringGrowingWaits(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		for _, user := range []string{"user-a", "user-z"} { // one that exists, one that does not: the same
			for i := range 5 {
				want(t, "failure", signIn(w, user, "wrong", somewhere), fault.Invalid, "access.signin.wrong")
				if i < 4 {
					w.Clock.Add(time.Second)
				}
			}
			var got []time.Duration
			for range 8 {
				begun := w.Now()
				for waits(t, signIn(w, user, "wrong", somewhere)) > 0 {
					w.Clock.Add(time.Second)
				}
				got = append(got, w.Now().Sub(begun))
			}
			wanted := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute}
			if !slices.Equal(got[:6], wanted[:6]) {
				t.Errorf("%s waits %v, want %v", user, got, wanted)
			}
			if waits(t, signIn(w, user, a.Pass, "192.0.2.99")) == 0 {
				t.Error("the right password opens during a wait")
			}
		}
		w.Clock.Add(16 * time.Minute)
		want(t, "after the wait", signIn(w, "user-a", a.Pass, "192.0.2.99"), 0, "")
		for range 4 {
			want(t, "after success", signIn(w, "user-a", "wrong", "192.0.2.98"), fault.Invalid, "access.signin.wrong")
		}
		want(t, "strikes are forgotten by success", signIn(w, "user-a", a.Pass, "192.0.2.98"), 0, "")
	})
}

func TestAnAddressWaitsToo(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		tried := 0
		for ; tried < 60; tried++ {
			if waits(t, signIn(w, "user-"+string(rune('A'+tried%26))+string(rune('A'+tried/26)), "wrong", somewhere)) > 0 {
				break
			}
		}
		if tried != 30 {
			t.Errorf("an address is stopped after %d different names, want 30", tried)
		}
		if waits(t, signIn(w, "user-a", a.Pass, somewhere)) == 0 {
			t.Error("the address may go on with another name")
		}
		want(t, "another address", signIn(w, "user-a", a.Pass, "192.0.2.2"), 0, "")
	})
}

// TestTheClockForgivesNothing sets the clock back and forth during a wait.
func TestTheClockForgivesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		for range 6 {
			want(t, "failure", signIn(w, "user-a", "wrong", somewhere), fault.Invalid, "access.signin.wrong")
			w.Clock.Add(31 * time.Second)
		}
		for _, back := range []time.Duration{time.Second, time.Hour, 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
			w.Clock.Add(-back)
			if waits(t, signIn(w, "user-a", a.Pass, somewhere)) == 0 {
				t.Errorf("set back by %v, the wait is forgiven", back)
			}
		}
		w.Clock.Add(16 * time.Minute)
		want(t, "the wait ends by the new clock", signIn(w, "user-a", a.Pass, somewhere), 0, "")
	})
}

func TestAttemptsAtOnceAllCount(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		w.Member(t, "user-a", accesstest.County)
		errs := make(chan error, 20)
		for range cap(errs) {
			go func() { errs <- signIn(w, "user-a", "wrong", somewhere) }()
		}
		tried := 0
		for range cap(errs) {
			if err := <-errs; waits(t, err) == 0 {
				want(t, "attempt", err, fault.Invalid, "access.signin.wrong")
				tried++
			}
		}
		if tried != 5 {
			t.Errorf("%d passwords were tried at once, want 5", tried)
		}
	})
}

func TestAFloodDoesNotFloodTheLedger(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		w.Member(t, "user-a", accesstest.County)
		for range 200 {
			_ = signIn(w, "user-a", "wrong", somewhere) // most are refused
			w.Clock.Add(10 * time.Second)
		}
		if n := count(w.Kinds(t), "access.signin.refused"); n < 4 || n > 9 {
			t.Errorf("200 attempts in 33 minutes left %d entries, want one a window", n)
		}
	})
}

func TestPasswords(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
		who, err := w.Actor(ctx, a.ID, access.Way{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ what, old, fresh, key string }{
			{"short", a.Pass, "abc-12345", "access.password.length"},
			{"nine Chinese characters", a.Pass, "春眠不觉晓处处1", "access.password.length"},
			{"one kind", a.Pass, "abcdefghijk", "access.password.kinds"},
			{"user name", a.Pass, "my-USER-A-2026", "access.password.user"},
			{"common", a.Pass, "Password123", "access.password.common"},
			{"over and over", a.Pass, "a1a1a1a1a1a1", "access.password.common"},
			{"the same", a.Pass, a.Pass, "access.password.same"},
			{"too long", a.Pass, strings.Repeat("a1", 200), "access.password.length"},
			{"not proven", "wrong", "fifteen-horses-7", "access.password.wrong"},
			{"good", a.Pass, "fifteen-horses-7", ""},
			{"from the new one", "fifteen-horses-7", "春眠不觉晓处处闻啼鸟7", ""},
		} {
			want(t, c.what, w.ChangePassword(ctx, who, c.old, c.fresh, ""), fault.Invalid, c.key)
		}
		want(t, "the old one", signIn(w, "user-a", a.Pass, somewhere), fault.Invalid, "access.signin.wrong")
		want(t, "the new one", signIn(w, "user-a", "春眠不觉晓处处闻啼鸟7", somewhere), 0, "")
		want(t, "a visitor", w.ChangePassword(ctx, access.Visitor(), a.Pass, "fifteen-horses-8", ""), fault.Denied, "access.denied")
		for range 5 {
			_ = w.ChangePassword(ctx, who, "wrong", "fifteen-horses-8", "")
		}
		if waits(t, w.ChangePassword(ctx, who, "wrong", "fifteen-horses-8", "")) == 0 {
			t.Error("whoever finds an open page may guess the password without end")
		}
	})
}

func TestAPasswordForOneUseOpensNothingElse(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a, first, err := w.Make(ctx, access.Operator(), fresh("user-a", accesstest.County))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Give(ctx, access.Operator(), access.NewMandate{Account: a.ID, Mandate: access.Mandate{Role: accesstest.Officer, At: accesstest.County}}); err != nil {
			t.Fatal(err)
		}
		holds := func(what string, way access.Way, want bool) access.Actor {
			t.Helper()
			who, err := w.Actor(ctx, a.ID, way)
			if err != nil || (who.Check(accesstest.Work) == nil) != want || who.Check(access.Own) != nil {
				t.Errorf("%s: holds the role: %v, want %v (%v)", what, who.Check(accesstest.Work) == nil, want, err)
			}
			return who
		}
		want(t, "first sign-in", signIn(w, "user-a", first, somewhere), 0, "")
		who := holds("with the first password", access.Way{}, false)
		holds("through the provider", access.Way{Provider: true}, true)
		want(t, "change", w.ChangePassword(ctx, who, first, "fifteen-horses-7", ""), 0, "")
		holds("with one's own", access.Way{}, true)
		w.Clock.Add(90*24*time.Hour - time.Second)
		holds("on the last day", access.Way{}, true)
		w.Clock.Add(time.Second)
		holds("after 90 days", access.Way{}, false)
		w.Clock.Add(-80 * 24 * time.Hour)
		holds("with the clock set back", access.Way{}, true)
		second, _, err := w.ResetPassword(ctx, access.Operator(), a.ID)
		if err != nil || second == first {
			t.Fatalf("reset: %q, %v", second, err)
		}
		holds("after a reset", access.Way{}, false)
		want(t, "the one before the reset", signIn(w, "user-a", "fifteen-horses-7", somewhere), fault.Invalid, "access.signin.wrong")
		want(t, "the one given out", signIn(w, "user-a", second, somewhere), 0, "")
	})
}
