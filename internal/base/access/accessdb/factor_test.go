package accessdb_test

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
)

func TestTheSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		secret, codes := w.Enrol(t, a)
		entered, err := w.SignIn(ctx, access.Visitor(), access.SignIn{User: "user-a", Password: a.Pass, Address: somewhere})
		if err != nil || entered != (access.Entered{Account: a.ID, Factor: true}) {
			t.Fatalf("password alone: %+v, %v", entered, err)
		}
		if n := count(w.Kinds(t), "access.session.opened"); n != 0 {
			t.Errorf("%d sessions were opened by half a sign-in", n)
		}
		try := func(code string) error { return w.SignInFactor(ctx, access.Visitor(), a.ID, code, somewhere) }
		want(t, "the code that enrolled", try(w.Code(t, secret)), fault.Invalid, "access.factor.wrong")
		w.Clock.Add(30 * time.Second)
		now := w.Code(t, secret)
		want(t, "the code of now", try(now[:3]+" "+now[3:]), 0, "")
		want(t, "again", try(now), fault.Invalid, "access.factor.wrong")
		w.Clock.Add(60 * time.Second)
		late := w.Code(t, secret)
		w.Clock.Add(30 * time.Second)
		want(t, "of the step before", try(late), 0, "")
		w.Clock.Add(90 * time.Second)
		old := w.Code(t, secret)
		w.Clock.Add(60 * time.Second)
		want(t, "two steps old", try(old), fault.Invalid, "access.factor.wrong")
		w.Clock.Add(30 * time.Second)
		early := w.Code(t, secret)
		w.Clock.Add(-30 * time.Second)
		want(t, "one step ahead", try(early), 0, "")
		w.Clock.Add(-24 * time.Hour)
		want(t, "with the clock set back, a code of then", try(w.Code(t, secret)), fault.Invalid, "access.factor.wrong")
		want(t, "a recovery code", try(codes[3]), 0, "")
		want(t, "the same again", try(codes[3]), fault.Invalid, "access.factor.wrong")
		want(t, "another in capitals without hyphens", try("  "+codes[4][:4]+codes[4][5:]), 0, "")
		want(t, "nothing", try(""), fault.Invalid, "access.factor.wrong")
		me, err := w.Me(ctx, actor(t, w, a, access.Way{Factor: true}))
		if err != nil || me.Recovery != 6 || !me.HasFactor {
			t.Errorf("recovery codes left: %d, %v, %v", me.Recovery, me.HasFactor, err)
		}
	})
}

func actor(t *testing.T, w *accesstest.World, m accesstest.Member, way access.Way) access.Actor {
	t.Helper()
	who, err := w.Actor(ctx, m.ID, way)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func TestCodesCannotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		secret, _ := w.Enrol(t, a)
		w.Clock.Add(time.Minute)
		for range 5 {
			want(t, "guess", w.SignInFactor(ctx, access.Visitor(), a.ID, "000000x", somewhere), fault.Invalid, "access.factor.wrong")
		}
		if waits(t, w.SignInFactor(ctx, access.Visitor(), a.ID, w.Code(t, secret), "192.0.2.7")) == 0 {
			t.Error("a sixth code is tried at once, from anywhere")
		}
		want(t, "an account without", w.SignInFactor(ctx, access.Visitor(), "acct_none", "000000", "192.0.2.8"), fault.Invalid, "access.signin.wrong")
	})
}

func TestAdministratorsNeedIt(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.City, access.Mandate{Role: accesstest.Security, At: accesstest.City})
		b := w.Member(t, "user-b", accesstest.City, access.Mandate{Role: accesstest.Officer, At: accesstest.City})
		if who := actor(t, w, a, access.Way{}); who.Check(access.ManageRoles) == nil {
			t.Error("an administrator administers without a second factor")
		}
		if who := actor(t, w, a, access.Way{Factor: true}); who.Check(access.ManageRoles) != nil {
			t.Error("an administrator does not administer with one")
		}
		if who := actor(t, w, b, access.Way{}); who.Check(accesstest.Work) != nil {
			t.Error("an officer works without")
		}
		w.Enrol(t, a)
		if who := actor(t, w, a, access.Way{}); who.Check(access.ManageRoles) == nil {
			t.Error("enrolled, but not signed in with it")
		}
		want(t, "taken away", w.ResetFactor(ctx, w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.Province}), a.ID), 0, "")
		want(t, "password alone again", signIn(w, "user-a", a.Pass, somewhere), 0, "")
	})
}

func TestEnrolling(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		who := actor(t, w, a, access.Way{})
		_, err := w.BeginFactor(ctx, who, "wrong")
		want(t, "without the password", err, fault.Invalid, "access.password.wrong")
		_, err = w.PendingFactor(ctx, who)
		want(t, "nothing pending", err, fault.NotFound, "access.absent")
		secret, err := w.BeginFactor(ctx, who, a.Pass)
		want(t, "begin", err, 0, "")
		_, err = w.ConfirmFactor(ctx, who, "000000", "")
		want(t, "a wrong code", err, fault.Invalid, "access.factor.wrong")
		want(t, "nothing is asked yet", signIn(w, "user-a", a.Pass, somewhere), 0, "")
		if again, err := w.PendingFactor(ctx, who); err != nil || again != secret {
			t.Errorf("pending %q, %v, want %q", again, err, secret)
		}
		if codes, err := w.ConfirmFactor(ctx, who, w.Code(t, secret), ""); err != nil || len(codes) != 8 {
			t.Errorf("confirm: %v, %v", codes, err)
		}
		_, err = w.ConfirmFactor(ctx, who, w.Code(t, secret), "")
		want(t, "confirm twice", err, fault.NotFound, "access.absent")
		_, err = w.BeginFactor(ctx, access.Visitor(), a.Pass)
		want(t, "a visitor", err, fault.Denied, "access.denied")
	})
}
