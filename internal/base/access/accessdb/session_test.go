package accessdb_test

import (
	"context"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

func open(t *testing.T, w *accesstest.World, hash, account string) {
	t.Helper()
	want(t, "keep "+hash, w.KeepSession(ctx, hash, account, "{}"), 0, "")
}

func alive(t *testing.T, w *accesstest.World, hash string) bool {
	t.Helper()
	n, found, err := w.FindSession(ctx, hash)
	if err != nil || found != (n.Hash == hash) {
		t.Fatalf("session %s: %+v, %v", hash, n, err)
	}
	return found
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		open(t, w, "idle", "acct_a")
		w.Clock.Add(access.SessionIdle - time.Second)
		if !alive(t, w, "idle") {
			t.Error("ended before its time")
		}
		w.Clock.Add(access.SessionIdle - time.Second)
		if !alive(t, w, "idle") {
			t.Error("its use was not noted")
		}
		w.Clock.Add(access.SessionIdle)
		if alive(t, w, "idle") {
			t.Error("outlives half an hour without a request")
		}
		open(t, w, "busy", "acct_a")
		for used := time.Duration(0); used < access.SessionLife-time.Minute; used += 20 * time.Minute {
			if !alive(t, w, "busy") {
				t.Fatalf("ended after %v of use", used)
			}
			w.Clock.Add(20 * time.Minute)
		}
		if alive(t, w, "busy") {
			t.Error("outlives twelve hours")
		}
		open(t, w, "back", "acct_a")
		w.Clock.Add(-access.SessionIdle)
		if alive(t, w, "back") {
			t.Error("goes on though the clock was set back under it")
		}
		w.Clock.Add(access.SessionIdle)
		if !alive(t, w, "back") {
			t.Error("a jump of the clock there and back has ended it for good")
		}
		w.Clock.Add(access.SessionIdle - time.Minute)
		if !alive(t, w, "back") {
			t.Fatal("ended before its time")
		}
		w.Clock.Add(-10 * time.Minute) // to after it began, and before it was last used
		if alive(t, w, "back") {
			t.Error("goes on though the clock was set back since it was last used")
		}
	})
}

// TestRequestsDoNotWrite counts the rows that change: a request notes the use of its session every five minutes at most.
func TestRequestsDoNotWrite(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		open(t, w, "one", "acct_a")
		last, noted := int64(0), 0
		for range 100 {
			n, _, err := w.FindSession(ctx, "one")
			if err != nil {
				t.Fatal(err)
			}
			if n.SeenMs != last {
				noted++
				last = n.SeenMs
			}
			w.Clock.Add(10 * time.Second)
		}
		if noted != 4 { // at 0, 300, 600 and 900 seconds
			t.Errorf("100 requests in 16 minutes were noted %d times, want 4", noted)
		}
	})
}

func TestSessionsEndWithWhatOpenedThem(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Reader, At: accesstest.County})
		b := w.Member(t, "user-b", accesstest.County)
		self := actor(t, w, a, access.Way{})
		root := access.Operator()
		for name, end := range map[string]func() error{
			"a role given": func() error {
				_, err := w.Give(ctx, root, access.NewMandate{Account: a.ID, Mandate: access.Mandate{Role: accesstest.Officer, At: accesstest.County}})
				return err
			},
			"a role taken":    func() error { return w.Take(ctx, root, a.ID, mandateOf(t, w, a.ID)) },
			"factor removed":  func() error { return w.ResetFactor(ctx, root, a.ID) },
			"ended by itself": func() error { return w.EndSession(ctx, self, "one") },
		} {
			open(t, w, "one", a.ID)
			open(t, w, "other", b.ID)
			want(t, name, end(), 0, "")
			if alive(t, w, "one") || !alive(t, w, "other") {
				t.Errorf("%s: the account's session lives %v, another's %v", name, alive(t, w, "one"), alive(t, w, "other"))
			}
		}
		open(t, w, "one", a.ID)
		open(t, w, "two", a.ID)
		want(t, "change", w.ChangePassword(ctx, self, a.Pass, "fifteen-horses-7", "two"), 0, "")
		if alive(t, w, "one") || !alive(t, w, "two") {
			t.Error("after a change of password only the session it was made in goes on")
		}
		_, _, err := w.ResetPassword(ctx, root, a.ID)
		want(t, "reset", err, 0, "")
		if alive(t, w, "two") {
			t.Error("the password was reset, and the session goes on")
		}
		open(t, w, "three", a.ID)
		want(t, "disable", w.Disable(ctx, root, a.ID), 0, "")
		if alive(t, w, "three") {
			t.Error("a disabled account goes on")
		}
		if who := actor(t, w, a, access.Way{Factor: true}); who.SignedIn() || who.Check(access.Own) == nil {
			t.Errorf("a disabled account is %+v", who)
		}
	})
}

func TestOnesOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a, b := w.Member(t, "user-a", accesstest.County), w.Member(t, "user-b", accesstest.County)
		open(t, w, "one", a.ID)
		w.Clock.Add(time.Minute)
		open(t, w, "two", a.ID)
		open(t, w, "other", b.ID)
		list, err := w.OwnSessions(ctx, actor(t, w, a, access.Way{}))
		if err != nil || len(list) != 2 || list[0].Hash != "two" {
			t.Errorf("own sessions: %+v, %v", list, err)
		}
		want(t, "another's", w.EndSession(ctx, actor(t, w, a, access.Way{}), "other"), fault.NotFound, "access.absent")
		want(t, "a visitor's", w.EndSession(ctx, access.Visitor(), "other"), fault.Denied, "access.denied")
		want(t, "one's own", w.EndSession(ctx, actor(t, w, a, access.Way{}), "one"), 0, "")
	})
}

// TestNodesDoNotMix keeps two nodes in one database: what one has, the other has never heard of.
func TestNodesDoNotMix(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		open(t, w, "one", a.ID)
		other := accesstest.With(t, w.DB, w.Keys)
		other.Node.Number = 2
		if _, found, err := other.FindSession(ctx, "one"); found || err != nil {
			t.Errorf("the other node knows the session: %v", err)
		}
		if who, err := other.Actor(ctx, a.ID, access.Way{Factor: true}); err != nil || who.SignedIn() {
			t.Errorf("the other node knows the account: %+v, %v", who, err)
		}
		want(t, "sign in there", signIn(other, "user-a", a.Pass, somewhere), fault.Invalid, "access.signin.wrong")
		if list, total, err := other.List(ctx, access.Operator(), access.Filter{}, 0, 10); err != nil || total != 0 || len(list) != 0 {
			t.Errorf("the other node lists %v, %v", list, err)
		}
		want(t, "disable there", other.Disable(ctx, access.Operator(), a.ID), fault.NotFound, "access.absent")
		want(t, "here", signIn(w, "user-a", a.Pass, somewhere), 0, "")
	})
}

func TestNodes(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		n := &access.Nodes{
			DB: w.DB, Store: nodeStore, Now: w.Now, Random: w.Random,
			Log: func(access.Node) access.Appender { return w.Log },
		}
		wish := access.NewNode{Slug: "dafang", Host: "Dafang.example", Region: accesstest.County, Synthetic: true}
		wish.Name.Zh = "大方"
		_, err := n.Add(ctx, w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.Province}), wish)
		want(t, "a security administrator", err, fault.Denied, "access.denied")
		first, err := n.Add(ctx, access.Operator(), wish)
		if err != nil || first.Number != 1 || first.Host != "dafang.example" {
			t.Fatalf("first node: %+v, %v", first, err)
		}
		_, err = n.Add(ctx, access.Operator(), wish)
		want(t, "the same again", err, fault.Conflict, "access.node.taken")
		wish.Slug = "hezhang"
		_, err = n.Add(ctx, access.Operator(), wish)
		want(t, "the same host", err, fault.Conflict, "access.node.taken")
		wish.Host, wish.Slug = "hezhang.example", "No Good"
		_, err = n.Add(ctx, access.Operator(), wish)
		want(t, "no slug", err, fault.Invalid, "access.node.form")
		wish.Slug = "hezhang"
		second, err := n.Add(ctx, access.Operator(), wish)
		if err != nil || second.Number != 2 || second.ID == first.ID {
			t.Fatalf("second node: %+v, %v", second, err)
		}
		list, err := n.All(ctx)
		if err != nil || len(list) != 2 || list[0] != first || list[1] != second {
			t.Errorf("nodes: %+v, %v", list, err)
		}
	})
}

// rows counts rows, for what must be gone.
func rows(t *testing.T, w *accesstest.World, query string, args ...any) (n int) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(q store.Queryer) error { return q.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
