package accessdb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/store"
)

var nodeStore = accessdb.Store{}

// leftOf counts what could still find or open an account.
func leftOf(t *testing.T, w *accesstest.World, account string) int {
	t.Helper()
	return rows(t, w, `SELECT count(token) FROM access_token WHERE node = 1 AND account = $1`, account) +
		rows(t, w, `SELECT count(hash) FROM access_password WHERE node = 1 AND account = $1`, account) +
		rows(t, w, `SELECT count(secret) FROM access_factor WHERE node = 1 AND account = $1`, account) +
		rows(t, w, `SELECT count(hash) FROM access_recovery WHERE node = 1 AND account = $1`, account) +
		rows(t, w, `SELECT count(token) FROM access_session WHERE node = 1 AND account = $1`, account)
}

func TestErase(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
		w.Enrol(t, a)
		open(t, w, "one", a.ID)
		want(t, "tie", w.LinkOther(ctx, access.Operator(), a.ID, "https://id.example", "sub-1"), 0, "")
		if n := leftOf(t, w, a.ID); n != 2+1+1+8+1 {
			t.Fatalf("before: %d rows, want two tokens, password, factor, eight codes, session", n)
		}
		who := w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City})
		for range 2 { // twice is harmless
			want(t, "erase", w.Erase(ctx, who, a.ID), 0, "")
		}
		if n := leftOf(t, w, a.ID); n != 0 {
			t.Errorf("%d rows could still find or open the account", n)
		}
		want(t, "sign in", signIn(w, "user-a", a.Pass, somewhere), fault.Invalid, "access.signin.wrong")
		v, err := w.Show(ctx, who, a.ID)
		if err != nil || v.State != access.Erased || v.UserName != "" || v.PersonName != "" || v.PhoneNumber != "" {
			t.Errorf("what is shown: %+v, %v", v, err)
		}
		list, total, err := w.List(ctx, who, access.Filter{}, 0, 10)
		if err != nil || total != 1 || list[0].State != access.Erased || list[0].PersonName != "" {
			t.Errorf("what is listed: %+v, %v", list, err)
		}
		for name, err := range map[string]error{
			"enable": w.Enable(ctx, who, a.ID), "disable": w.Disable(ctx, who, a.ID),
			"tie": w.LinkOther(ctx, who, a.ID, "https://id.example", "sub-2"),
		} {
			want(t, name, err, fault.Conflict, "access.account.gone")
		}
		_, _, err = w.ResetPassword(ctx, who, a.ID)
		want(t, "reset", err, fault.Conflict, "access.account.gone")
		if n := count(w.Kinds(t), "access.account.erased"); n != 1 {
			t.Errorf("%d entries, want 1", n)
		}
		_, _, err = w.Make(ctx, access.Operator(), fresh("user-a", accesstest.County))
		want(t, "the name is free again", err, 0, "")
	})
}

// disk is a node whose database and keyring lie in files.
type disk struct {
	folder string
	*accesstest.World
	ring *keyring.Ring
	db   *store.DB
}

func onDisk(t *testing.T, folder string) *disk {
	t.Helper()
	db, err := store.Open(ctx, filepath.Join(folder, "mihe.db"), accesstest.Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keyring.Open(ctx, filepath.Join(folder, "keyring.db"))
	if err != nil {
		t.Fatal(err)
	}
	keys := ring.For(1)
	if err := keys.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	return &disk{folder, accesstest.With(t, db, keys), ring, db}
}

func (d *disk) close(t *testing.T) {
	t.Helper()
	if err := errors.Join(d.db.Close(), d.ring.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestAnErasedPersonStaysErased restores an older copy of the database beside the current keyring.
func TestAnErasedPersonStaysErased(t *testing.T) {
	folder := t.TempDir()
	d := onDisk(t, folder)
	a, b := d.Member(t, "user-a", accesstest.County), d.Member(t, "user-b", accesstest.County)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := store.Backup(ctx, d.db, backup); err != nil {
		t.Fatal(err)
	}
	want(t, "erase", d.Erase(ctx, access.Operator(), a.ID), 0, "")
	d.close(t)
	for _, name := range []string{"mihe.db", "mihe.db-wal", "mihe.db-shm"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.Rename(backup, filepath.Join(folder, "mihe.db")); err != nil {
		t.Fatal(err)
	}
	d = onDisk(t, folder)
	defer d.close(t)
	if n := leftOf(t, d.World, a.ID); n != 2 {
		t.Fatalf("the older copy brought back %d rows, want token and password: the test proves nothing", n)
	}
	want(t, "reconcile", d.Reconcile(ctx), 0, "")
	if n := leftOf(t, d.World, a.ID); n != 0 {
		t.Errorf("%d rows are still there", n)
	}
	if v, err := d.Show(ctx, access.Operator(), a.ID); err != nil || v.State != access.Erased || v.PersonName != "" {
		t.Errorf("the person is back: %+v, %v", v, err)
	}
	want(t, "the erased", signIn(d.World, "user-a", a.Pass, somewhere), fault.Invalid, "access.signin.wrong")
	want(t, "the other", signIn(d.World, "user-b", b.Pass, somewhere), 0, "")
	before := len(d.Kinds(t))
	want(t, "reconcile again", d.Reconcile(ctx), 0, "")
	if after := len(d.Kinds(t)); after != before {
		t.Error("a second reconciliation finds something to do")
	}
}

// stubborn are keys that cannot be destroyed at first.
type stubborn struct {
	access.Keys
	fails bool
}

func (s *stubborn) Erase(ctx context.Context, subject string) error {
	if s.fails {
		return fault.New(fault.Unavailable, "store.readonly")
	}
	return s.Keys.Erase(ctx, subject)
}

func TestAKeyThatSurvivedIsDestroyedLater(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		keys := &stubborn{w.Keys, true}
		w.Keys = keys
		a := w.Member(t, "user-a", accesstest.County)
		want(t, "erase", w.Erase(ctx, access.Operator(), a.ID), fault.Unavailable, "store.readonly")
		if n := leftOf(t, w, a.ID); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if gone, err := keys.Erased(ctx); err != nil || len(gone) != 0 {
			t.Fatalf("erased: %v, %v", gone, err)
		}
		keys.fails = false
		want(t, "reconcile", w.Reconcile(ctx), 0, "")
		if gone, err := keys.Erased(ctx); err != nil || len(gone) != 1 || gone[0] != a.Person {
			t.Errorf("erased: %v, %v", gone, err)
		}
	})
}
