package accessdb_test

import (
	"slices"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// hands are the administrators of a place.
type hands struct{ system, security, audit access.Actor }

func handsOf(w *accesstest.World, at region.Key) hands {
	one := func(role access.Role) access.Actor {
		a := w.Who(access.Mandate{Role: role, At: at})
		a.ID = "acct_" + string(role)
		return a
	}
	return hands{one(accesstest.System), one(accesstest.Security), one(accesstest.Audit)}
}

// request is the number of what an account waits for, or "".
func request(t *testing.T, w *accesstest.World, account string) string {
	t.Helper()
	v, err := w.Show(ctx, access.Operator(), account)
	if err != nil {
		t.Fatal(err)
	}
	if v.Waits == nil {
		return ""
	}
	return v.Waits.ID
}

func state(t *testing.T, w *accesstest.World, account string) access.State {
	t.Helper()
	v, err := w.Show(ctx, access.Operator(), account)
	if err != nil {
		t.Fatal(err)
	}
	return v.State
}

// One administrator alone neither silences another nor comes in as one.
func TestAnAdministratorTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		by := handsOf(w, accesstest.County)
		for i, role := range []access.Role{accesstest.Security, accesstest.Audit, accesstest.System} {
			m := w.Member(t, "user-"+string(rune('a'+i)), accesstest.County, access.Mandate{Role: role, At: accesstest.County})
			want(t, "disable", w.Disable(ctx, by.system, m.ID), 0, "")
			if got := state(t, w, m.ID); got != access.Active {
				t.Fatalf("one hand made a %s %s", role, got)
			}
			first := request(t, w, m.ID)
			fresh, _, err := w.ResetPassword(ctx, by.system, m.ID)
			want(t, "reset", err, 0, "")
			want(t, "the new password before it is confirmed", signIn(w, m.Name, fresh, somewhere), fault.Invalid, "access.signin.wrong")
			want(t, "the old one", signIn(w, m.Name, m.Pass, somewhere), 0, "")
			want(t, "what another request replaced", w.Confirm(ctx, by.audit, m.ID, first), fault.Conflict, "access.request.gone")
			r := request(t, w, m.ID)
			want(t, "who asks", w.Confirm(ctx, by.system, m.ID, r), fault.Denied, "access.denied")
			self := by.audit
			self.ID = m.ID
			want(t, "the account itself", w.Confirm(ctx, self, m.ID, r), fault.Denied, "access.own_account")
			want(t, "an administrator of elsewhere", w.Confirm(ctx, handsOf(w, accesstest.Sibling).audit, m.ID, r), fault.NotFound, "access.absent")
			want(t, "confirm", w.Confirm(ctx, by.audit, m.ID, r), 0, "")
			want(t, "again", w.Confirm(ctx, by.audit, m.ID, r), fault.Conflict, "access.request.gone")
			want(t, "the new password", signIn(w, m.Name, fresh, somewhere), 0, "")
			want(t, "the old one now", signIn(w, m.Name, m.Pass, somewhere), fault.Invalid, "access.signin.wrong")
			want(t, "erase", w.Erase(ctx, by.system, m.ID), 0, "")
			if got := state(t, w, m.ID); got != access.Active {
				t.Fatalf("one hand made a %s %s", role, got)
			}
			want(t, "confirm the erasure", w.Confirm(ctx, by.security, m.ID, request(t, w, m.ID)), 0, "")
			if got := state(t, w, m.ID); got != access.Erased || request(t, w, m.ID) != "" {
				t.Errorf("two hands left a %s %s", role, got)
			}
		}
		kinds := w.Kinds(t)
		for kind, n := range map[string]int{"access.request.made": 9, "access.request.confirmed": 6, "access.password.reset": 3, "access.account.erased": 3} {
			if got := len(slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k != kind })); got != n {
				t.Errorf("%d entries %s, want %d", got, kind, n)
			}
		}
	})
}

// A password of whoever holds a role, and a tie to the sign-on, take the security administrator too; without a role they
// do not, and taking away is done at once.
func TestAWayInTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		by := handsOf(w, accesstest.County)
		plain := w.Member(t, "user-a", accesstest.County)
		fresh, _, err := w.ResetPassword(ctx, by.system, plain.ID)
		want(t, "reset", err, 0, "")
		want(t, "without a role the new password works", signIn(w, "user-a", fresh, somewhere), 0, "")

		m := w.Member(t, "user-b", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
		fresh, _, err = w.ResetPassword(ctx, by.system, m.ID)
		want(t, "reset", err, 0, "")
		want(t, "with a role it does not", signIn(w, "user-b", fresh, somewhere), fault.Invalid, "access.signin.wrong")
		r := request(t, w, m.ID)
		want(t, "the audit administrator", w.Confirm(ctx, by.audit, m.ID, r), fault.Denied, "access.request.other")
		want(t, "the security administrator", w.Confirm(ctx, by.security, m.ID, r), 0, "")
		want(t, "confirmed", signIn(w, "user-b", fresh, somewhere), 0, "")

		want(t, "tie", w.LinkOther(ctx, by.system, m.ID, "https://id.example", "sub-b"), 0, "")
		come := func() error {
			_, err := w.SignInLinked(ctx, access.Visitor(), "https://id.example", "sub-b", somewhere, false)
			return err
		}
		want(t, "not tied yet", come(), fault.NotFound, "access.link.unknown")
		want(t, "confirm the tie", w.Confirm(ctx, by.security, m.ID, request(t, w, m.ID)), 0, "")
		want(t, "tied", come(), 0, "")

		above := w.Member(t, "user-c", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.City})
		_, _, err = w.ResetPassword(ctx, by.system, above.ID)
		want(t, "somebody who stands above too", err, fault.Denied, "access.account.beyond")
		_, _, err = w.ResetPassword(ctx, handsOf(w, accesstest.City).system, above.ID)
		want(t, "from above", err, 0, "")
		want(t, "confirmed from below", w.Confirm(ctx, by.security, above.ID, request(t, w, above.ID)), fault.Denied, "access.account.beyond")

		want(t, "disable", w.Disable(ctx, by.system, m.ID), 0, "")
		if state(t, w, m.ID) != access.Disabled {
			t.Error("a handler is not disabled at once")
		}
	})
}

// What nobody confirms in time lapses, whoever asked before becoming an administrator of another kind does not confirm,
// and the operator is bound by none of it.
func TestRequestsLapse(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		by := handsOf(w, accesstest.County)
		m := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Audit, At: accesstest.County})
		want(t, "disable", w.Disable(ctx, by.system, m.ID), 0, "")
		r := request(t, w, m.ID)
		moved := by.security
		moved.ID = by.system.ID
		want(t, "who asked", w.Confirm(ctx, moved, m.ID, r), fault.Denied, "access.request.own")
		w.Clock.Add(14*24*time.Hour - time.Second)
		if request(t, w, m.ID) != r {
			t.Error("a request lapses before its time")
		}
		w.Clock.Add(time.Second)
		want(t, "too late", w.Confirm(ctx, by.security, m.ID, r), fault.Conflict, "access.request.gone")
		want(t, "the operator", w.Disable(ctx, access.Operator(), m.ID), 0, "")
		if state(t, w, m.ID) != access.Disabled {
			t.Error("the operator waits for somebody")
		}
	})
}

func TestWhoAsksDoesNotConfirm(t *testing.T) {
	_, err := access.NewPolicy(map[access.Role][]access.Right{"both": {access.ManageAccount, access.ConfirmAccount}})
	if err == nil {
		t.Error("a role asks and confirms")
	}
}
