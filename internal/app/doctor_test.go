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

// Who may no longer sign in administers nothing.
func TestDoctorOnAdministrators(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	n, who := a.Node, access.Operator()
	made := map[access.Role]string{}
	for _, role := range []access.Role{"system_admin", "security_admin", "audit_admin"} {
		account, _, err := n.Accounts.Make(t.Context(), who, access.NewAccount{User: string(role), Name: "name", Home: n.Region})
		if err != nil {
			t.Fatal(err)
		}
		made[role] = account.ID
		mandate := access.NewMandate{Account: account.ID, Mandate: access.Mandate{Role: role, At: n.Region}}
		if _, err := n.Accounts.Give(t.Context(), who, mandate); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, level Level, have int) {
		t.Helper()
		f, err := a.checkAccounts(t.Context(), n)
		if err != nil || f.Level != level || f.Detail[1] != have {
			t.Errorf("%s: %+v, %v; want %s with %d", what, f, err, level, have)
		}
	}
	want("all three", Good, 3)
	if err := n.Accounts.Disable(t.Context(), who, made["audit_admin"]); err != nil {
		t.Fatal(err)
	}
	want("one disabled", Warn, 2)
}
