package accessdb_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

var ctx = context.Background()

// each runs a test over an empty node on every database.
func each(t *testing.T, test func(t *testing.T, w *accesstest.World)) {
	t.Helper()
	storetest.Each(t, accesstest.Migrations(), func(t *testing.T, db *store.DB) { test(t, accesstest.New(t, db)) })
}

// want fails unless err is of a kind and a key; an empty key wants success.
func want(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if key == "" && err == nil {
		return
	}
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key || key == "" {
		t.Errorf("%s: %v, want %v %q", what, err, kind, key)
	}
}

func fresh(user string, home region.Key) access.NewAccount {
	return access.NewAccount{User: user, Name: "user-a", Home: home}
}

func TestWhoMayMakeAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		for i, c := range []struct {
			role access.Role
			at   region.Key
			home region.Key
			kind fault.Kind
			key  string
		}{
			{accesstest.System, accesstest.City, accesstest.City, 0, ""},
			{accesstest.System, accesstest.City, accesstest.County, 0, ""},
			{accesstest.System, accesstest.City, accesstest.Province, fault.NotFound, "access.absent"},
			{accesstest.System, accesstest.County, accesstest.Sibling, fault.NotFound, "access.absent"},
			{accesstest.System, accesstest.City, accesstest.Other, fault.NotFound, "access.absent"},
			{accesstest.System, accesstest.City, region.Key{}, fault.NotFound, "access.absent"},
			{accesstest.Security, accesstest.City, accesstest.County, fault.Denied, "access.denied"},
			{accesstest.Audit, accesstest.City, accesstest.County, fault.Denied, "access.denied"},
			{accesstest.Officer, accesstest.City, accesstest.County, fault.Denied, "access.denied"},
		} {
			who := w.Who(access.Mandate{Role: c.role, At: c.at})
			a, password, err := w.Make(ctx, who, fresh("user-"+string(rune('a'+i)), c.home))
			want(t, string(c.role)+" at "+c.at.String()+" for "+c.home.String(), err, c.kind, c.key)
			if (err == nil) != (a.ID != "") || (err == nil) != (len(password) == 19) {
				t.Errorf("%s: account %q with %q after %v", c.role, a.ID, password, err)
			}
		}
		_, _, err := w.Make(ctx, access.Visitor(), fresh("visitor", accesstest.County))
		want(t, "visitor", err, fault.NotFound, "access.absent")
		_, _, err = w.Make(ctx, access.Actor{}, fresh("nobody", accesstest.County))
		want(t, "zero actor", err, fault.NotFound, "access.absent")
		if n := len(w.Kinds(t)); n != 2 {
			t.Errorf("%d entries, want the 2 accounts made", n)
		}
	})
}

func TestNamesOfAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		for _, c := range []struct {
			n   access.NewAccount
			key string
		}{
			{access.NewAccount{User: "user-a", Name: "user-a"}, ""},
			{access.NewAccount{User: "USER-A ", Name: "user-a"}, "access.user.taken"},
			{access.NewAccount{User: "ｕｓｅｒ-a", Name: "user-a"}, "access.user.taken"}, // full width
			{access.NewAccount{User: "甲乙丙", Name: "用户甲·乙", Phone: "+86 851-0000 0000"}, ""},
			{access.NewAccount{User: "user_1.b@c-d", Name: "user_1.b@c-d"}, ""}, // the command line takes the user name where none is given
			{access.NewAccount{User: "ab", Name: "user-a"}, "access.user.form"},
			{access.NewAccount{User: "a b c", Name: "user-a"}, "access.user.form"},
			{access.NewAccount{User: "user\x00a", Name: "user-a"}, "access.user.form"},
			{access.NewAccount{User: "user-b", Name: " "}, "access.name.form"},
			{access.NewAccount{User: "user-b", Name: "<script>"}, "access.name.form"},
			{access.NewAccount{User: "user-b", Name: "user-b", Phone: "call me"}, "access.phone.form"},
		} {
			c.n.Home = accesstest.County
			_, _, err := w.Make(ctx, access.Operator(), c.n)
			kind := fault.Invalid
			if c.key == "access.user.taken" {
				kind = fault.Conflict
			}
			want(t, c.n.User, err, kind, c.key)
		}
	})
}

// TestOneAccountOnceOnly makes accounts of one name at the same time, past the first look at who has it.
func TestOneAccountOnceOnly(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		errs := make(chan error, 8)
		for range cap(errs) {
			go func() {
				_, _, err := w.Make(ctx, access.Operator(), fresh("user-a", accesstest.County))
				errs <- err
			}()
		}
		made := 0
		for range cap(errs) {
			err := <-errs
			if err == nil {
				made++
				continue
			}
			want(t, "second", err, fault.Conflict, "access.user.taken")
		}
		if made != 1 {
			t.Errorf("%d accounts of one name", made)
		}
	})
}

func TestGiveAndTake(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County)
		security := w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.City})
		county := w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.County})
		for _, c := range []struct {
			what string
			who  access.Actor
			role access.Role
			at   region.Key
			from string
			till string
			kind fault.Kind
			key  string
		}{
			{"by the system administrator", w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City}), accesstest.Officer, accesstest.County, "", "", fault.Denied, "access.denied"},
			{"above the giver", county, accesstest.Officer, accesstest.City, "", "", fault.NotFound, "access.absent"},
			{"beside the giver", county, accesstest.Officer, accesstest.Sibling, "", "", fault.NotFound, "access.absent"},
			{"elsewhere", security, accesstest.Officer, accesstest.Other, "", "", fault.NotFound, "access.absent"},
			{"unknown role", security, "emperor", accesstest.County, "", "", fault.Invalid, "access.role.unknown"},
			{"no day", security, accesstest.Officer, accesstest.County, "3 March", "", fault.Invalid, "access.mandate.day"},
			{"over before it begins", security, accesstest.Officer, accesstest.County, "2026-05-01", "2026-05-01", fault.Invalid, "access.mandate.order"},
			{"over already", security, accesstest.Officer, accesstest.County, "", "2026-03-03", fault.Invalid, "access.mandate.order"},
			{"administrator without a second factor", security, accesstest.Audit, accesstest.County, "", "", fault.Conflict, "access.role.factor"},
			{"good", security, accesstest.Officer, accesstest.County, "", "2026-05-20", 0, ""},
			{"again", security, accesstest.Officer, accesstest.County, "", "", fault.Conflict, "access.role.held"},
			{"a second region", security, accesstest.Officer, accesstest.Sibling, "2026-04-01", "", 0, ""},
			{"audit beside work", access.Operator(), accesstest.Audit, accesstest.County, "", "", fault.Conflict, "access.role.apart"},
		} {
			_, err := w.Give(ctx, c.who, access.NewMandate{Account: a.ID, Mandate: access.Mandate{Role: c.role, At: c.at}, From: c.from, Until: c.till})
			want(t, c.what, err, c.kind, c.key)
		}
		if got := placesOf(t, w, a.ID); !slices.Equal(got, []region.Key{accesstest.County}) {
			t.Errorf("in force today: %v", got)
		}
		w.Clock.Add(40 * 24 * time.Hour)
		if got := placesOf(t, w, a.ID); len(got) != 2 {
			t.Errorf("in force in April: %v", got)
		}
		w.Clock.Add(45 * 24 * time.Hour)
		if got := placesOf(t, w, a.ID); !slices.Equal(got, []region.Key{accesstest.Sibling}) {
			t.Errorf("in force in late May, after the first has ended: %v", got)
		}
	})
}

// placesOf is where an account may work now. The 90 days of its password do not pass.
func placesOf(t *testing.T, w *accesstest.World, account string) []region.Key {
	t.Helper()
	who, err := w.Actor(ctx, account, access.Way{})
	if err != nil {
		t.Fatal(err)
	}
	places, _ := who.Places(accesstest.Work)
	return places
}

func TestNobodyChangesTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		sec := w.Member(t, "user-sec", accesstest.County, access.Mandate{Role: accesstest.Security, At: accesstest.City})
		sys := w.Member(t, "user-sys", accesstest.County, access.Mandate{Role: accesstest.System, At: accesstest.City})
		self, err := w.Actor(ctx, sec.ID, access.Way{Factor: true})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Give(ctx, self, access.NewMandate{Account: sec.ID, Mandate: access.Mandate{Role: accesstest.Officer, At: accesstest.County}})
		want(t, "give oneself", err, fault.Denied, "access.own_account")
		want(t, "take one's own", w.Take(ctx, self, sec.ID, mandateOf(t, w, sec.ID)), fault.Denied, "access.own_account")
		want(t, "own factor", w.ResetFactor(ctx, self, sec.ID), fault.Denied, "access.own_account")
		if self, err = w.Actor(ctx, sys.ID, access.Way{Factor: true}); err != nil {
			t.Fatal(err)
		}
		want(t, "disable oneself", w.Disable(ctx, self, sys.ID), fault.Denied, "access.own_account")
		want(t, "erase oneself", w.Erase(ctx, self, sys.ID), fault.Denied, "access.own_account")
		_, _, err = w.ResetPassword(ctx, self, sys.ID)
		want(t, "own reset", err, fault.Denied, "access.own_account")
		want(t, "tie oneself", w.LinkOther(ctx, self, sys.ID, "https://id.example", "1"), fault.Denied, "access.own_account")
		// The control: the same may do all of it to another.
		want(t, "disable another", w.Disable(ctx, self, sec.ID), 0, "")
	})
}

func mandateOf(t *testing.T, w *accesstest.World, account string) string {
	t.Helper()
	v, err := w.Show(ctx, access.Operator(), account)
	if err != nil || len(v.All) == 0 {
		t.Fatalf("mandates of %s: %v, %v", account, v.All, err)
	}
	return v.All[0].ID
}

func TestOnlyWhoSeesAnAccountTouchesIt(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		a := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Reader, At: accesstest.County})
		mandate := mandateOf(t, w, a.ID)
		uses := map[string]struct {
			role access.Role // which may
			do   func(who access.Actor, id string) error
		}{
			"disable": {accesstest.System, func(who access.Actor, id string) error { return w.Disable(ctx, who, id) }},
			"enable":  {accesstest.System, func(who access.Actor, id string) error { return w.Enable(ctx, who, id) }},
			"erase":   {accesstest.System, func(who access.Actor, id string) error { return w.Erase(ctx, who, id) }},
			"reset": {accesstest.System, func(who access.Actor, id string) error {
				_, _, err := w.ResetPassword(ctx, who, id)
				return err
			}},
			"link":   {accesstest.System, func(who access.Actor, id string) error { return w.LinkOther(ctx, who, id, "https://id.example", "1") }},
			"unlink": {accesstest.System, func(who access.Actor, id string) error { return w.Unlink(ctx, who, id) }},
			"factor": {accesstest.Security, func(who access.Actor, id string) error { return w.ResetFactor(ctx, who, id) }},
			"give": {accesstest.Security, func(who access.Actor, id string) error {
				_, err := w.Give(ctx, who, access.NewMandate{Account: id, Mandate: access.Mandate{Role: accesstest.Reader, At: accesstest.County}})
				return err
			}},
			"take": {accesstest.Security, func(who access.Actor, id string) error {
				return w.Take(ctx, who, id, mandate)
			}},
		}
		before := len(w.Kinds(t))
		for name, use := range uses {
			wrong := accesstest.Security
			if use.role == wrong {
				wrong = accesstest.System
			}
			for _, at := range []region.Key{accesstest.Sibling, accesstest.Other} {
				want(t, name+" from outside", use.do(w.Who(access.Mandate{Role: use.role, At: at}), a.ID), fault.NotFound, "access.absent")
			}
			want(t, name+" what never was", use.do(w.Who(access.Mandate{Role: use.role, At: accesstest.Province}), "acct_none"), fault.NotFound, "access.absent")
			for _, role := range []access.Role{wrong, accesstest.Audit, accesstest.Officer} {
				want(t, name+" as "+string(role), use.do(w.Who(access.Mandate{Role: role, At: accesstest.Province}), a.ID), fault.Denied, "access.denied")
			}
			want(t, name+" as a visitor", use.do(access.Visitor(), a.ID), fault.NotFound, "access.absent")
		}
		if after := len(w.Kinds(t)); after != before {
			t.Errorf("what was refused left %d entries", after-before)
		}
	})
}

func TestListsShowTheActorsRegionsOnly(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		for user, home := range map[string]region.Key{
			"user-a": accesstest.County, "user-b": accesstest.County, "user-c": accesstest.Sibling, "user-d": accesstest.City, "user-e": accesstest.Other,
		} {
			w.Member(t, user, home, access.Mandate{Role: accesstest.Reader, At: home})
		}
		for _, c := range []struct {
			at    []region.Key
			f     access.Filter
			names []string
		}{
			{[]region.Key{accesstest.County}, access.Filter{}, []string{"user-a", "user-b"}},
			{[]region.Key{accesstest.City}, access.Filter{}, []string{"user-a", "user-b", "user-c", "user-d"}},
			{[]region.Key{accesstest.County, accesstest.Other}, access.Filter{}, []string{"user-a", "user-b", "user-e"}},
			{[]region.Key{accesstest.City}, access.Filter{User: "User-C"}, []string{"user-c"}},
			{[]region.Key{accesstest.County}, access.Filter{User: "user-c"}, nil},
			{[]region.Key{accesstest.City}, access.Filter{User: "nobody"}, nil},
			{[]region.Key{accesstest.City}, access.Filter{At: accesstest.County}, []string{"user-a", "user-b"}},
			{[]region.Key{accesstest.County}, access.Filter{At: accesstest.Province}, []string{"user-a", "user-b"}},
			{[]region.Key{accesstest.City}, access.Filter{Role: accesstest.Officer}, nil},
			{[]region.Key{accesstest.City}, access.Filter{State: access.Disabled}, nil},
		} {
			var mandates []access.Mandate
			for _, at := range c.at {
				mandates = append(mandates, access.Mandate{Role: accesstest.System, At: at})
			}
			page, total, err := w.List(ctx, w.Who(mandates...), c.f, 0, 10)
			var names []string
			for _, l := range page {
				names = append(names, l.UserName)
			}
			slices.Sort(names)
			if diff := cmp.Diff(c.names, names); err != nil || diff != "" || total != len(c.names) {
				t.Errorf("%v %+v: %d, %v (-want +got)\n%s", c.at, c.f, total, err, diff)
			}
		}
		_, _, err := w.List(ctx, w.Who(access.Mandate{Role: accesstest.Officer, At: accesstest.Province}), access.Filter{}, 0, 10)
		want(t, "an officer", err, fault.Denied, "access.denied")
	})
}

func TestAPageOfNamesIsOneEntry(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		for _, user := range []string{"user-a", "user-b", "user-c"} {
			w.Member(t, user, accesstest.County)
		}
		who := w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City})
		before := len(w.Kinds(t))
		page, total, err := w.List(ctx, who, access.Filter{}, 1, 2)
		if err != nil || len(page) != 2 || total != 3 || page[0].UserName == "" {
			t.Fatalf("second and third of %d: %v, %v", total, page, err)
		}
		if after := w.Kinds(t)[before:]; !slices.Equal(after, []string{"access.person.read"}) {
			t.Errorf("reading two names left %v", after)
		}
		if uses, err := w.OwnUses(ctx, access.Actor{}, 0, 10); err == nil {
			t.Errorf("the zero actor sees uses: %v", uses)
		}
		first, err := w.Actor(ctx, page[0].ID, access.Way{})
		if err != nil {
			t.Fatal(err)
		}
		uses, err := w.OwnUses(ctx, first, 0, 10)
		if err != nil || len(uses) != 2 || uses[0].Kind != "access.person.read" || uses[0].Purpose != string(access.AccountAdministration) || uses[0].Actor != who.ID {
			t.Errorf("what the person sees of it: %+v, %v", uses, err)
		}
		if page, _, err = w.List(ctx, who, access.Filter{}, 5, 2); err != nil || len(page) != 0 {
			t.Errorf("a page beyond the last: %v, %v", page, err)
		}
	})
}
