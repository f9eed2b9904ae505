package accessdb_test

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// meanwhile is a store in which something else was committed just before the use case's own transaction.
type meanwhile struct {
	access.Store
	first func(tx *store.Tx) error
}

// Account implements access.Store.
func (m *meanwhile) Account(q store.Queryer, node int64, id string) (access.Account, bool, error) {
	if tx, writing := q.(*store.Tx); writing && m.first != nil {
		do := m.first
		m.first = nil
		if err := do(tx); err != nil {
			return access.Account{}, false, err
		}
	}
	return m.Store.Account(q, node, id)
}

// What was looked up before a password was checked may have changed by the time a session is opened.
func TestASignInIsCheckedAgainAtItsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		within, node := w.Store, w.Node.Number
		do := func(first func(tx *store.Tx) error, step func() error) error {
			w.Store = &meanwhile{within, first}
			defer func() { w.Store = within }()
			w.Clock.Add(time.Hour)
			return step()
		}
		nothing := func(*store.Tx) error { return nil }
		enter := func() error { return signIn(w, "user-a", a.Pass, somewhere) }
		want(t, "nothing happened", do(nothing, enter), 0, "")
		opened := count(w.Kinds(t), "access.session.opened")
		other := func(tx *store.Tx) error {
			p, _, err := within.Password(tx, node, a.ID)
			p.Hash += "x"
			if err == nil {
				err = within.PutPassword(tx, node, a.ID, p)
			}
			return err
		}
		want(t, "the password was replaced", do(other, enter), fault.Invalid, "access.signin.wrong")
		enrolled := func(tx *store.Tx) error { return within.PutFactor(tx, node, a.ID, access.Factor{Secret: "x"}) }
		want(t, "a second factor was set up", do(enrolled, enter), fault.Invalid, "access.signin.wrong")
		if n := count(w.Kinds(t), "access.session.opened"); n != opened {
			t.Errorf("%d sessions noted, want %d", n, opened)
		}

		secret, _ := w.Enrol(t, a)
		code := func() error { return w.SignInFactor(ctx, access.Visitor(), a.ID, w.Code(t, secret), somewhere) }
		want(t, "nothing happened to the factor", do(nothing, code), 0, "")
		want(t, "another factor was set up", do(enrolled, code), fault.Invalid, "access.signin.wrong")

		who := actor(t, w, a, access.Way{Factor: true})
		drawn, err := w.BeginFactor(ctx, who, a.Pass)
		if err != nil {
			t.Fatal(err)
		}
		confirm := func() error { _, err := w.ConfirmFactor(ctx, who, w.Code(t, drawn), ""); return err }
		again := func(tx *store.Tx) error { return within.PutFactor(tx, node, a.ID, access.Factor{Pending: "x"}) }
		want(t, "another secret was drawn in a second window", do(again, confirm), fault.Conflict, "access.absent")
		want(t, "nothing happened to the secret", do(nothing, confirm), 0, "")
	})
}
