package accessdb_test

import (
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
)

const report access.Right = "thing.report"

// A machine is made by one administrator and confirmed by another, does one thing in one place, and nothing after it has ended. Its token is kept
// nowhere.
func TestAMachine(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		w.MachineRights = []access.Right{report}
		security := w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.City})
		audit := w.Policy.Actor("acct_audit", "person_audit", []access.Mandate{{Role: accesstest.Audit, At: accesstest.County}}, accesstest.Contains)
		wish := access.NewMachine{Name: "gateway", Right: report, At: accesstest.County}
		for what, try := range map[string]struct {
			who  access.Actor
			wish access.NewMachine
			kind fault.Kind
			key  string
		}{
			"by the system administrator": {w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City}), wish, fault.Denied, "access.denied"},
			"by the audit administrator":  {audit, wish, fault.Denied, "access.denied"},
			"elsewhere":                   {security, access.NewMachine{Name: "gateway", Right: report, At: accesstest.Other}, fault.NotFound, "access.absent"},
			"with a right of people":      {security, access.NewMachine{Name: "gateway", Right: accesstest.Work, At: accesstest.County}, fault.Invalid, "access.machine.right"},
			"without a right":             {security, access.NewMachine{Name: "gateway", At: accesstest.County}, fault.Invalid, "access.machine.right"},
			"without a name":              {security, access.NewMachine{Right: report, At: accesstest.County}, fault.Invalid, "access.machine.name"},
			"by nobody":                   {access.Actor{}, wish, fault.NotFound, "access.absent"},
		} {
			_, token, err := w.MakeMachine(ctx, try.who, try.wish)
			if want(t, what, err, try.kind, try.key); token != "" {
				t.Errorf("%s: a token was given out", what)
			}
		}
		m, token, err := w.MakeMachine(ctx, security, wish)
		want(t, "made", err, 0, "")
		if strings.Contains(dump(t, w), token) {
			t.Error("the token is kept")
		}
		_, err = w.Machine(ctx, token)
		want(t, "before it is confirmed", err, fault.Denied, access.NoToken)
		want(t, "confirmed by who made it", w.ConfirmMachine(ctx, security, m.ID), fault.Denied, "access.request.own")
		beside := w.Policy.Actor("acct_beside", "person_beside", []access.Mandate{{Role: accesstest.Audit, At: accesstest.Sibling}}, accesstest.Contains)
		want(t, "confirmed from beside", w.ConfirmMachine(ctx, beside, m.ID), fault.NotFound, "access.absent")
		want(t, "confirmed", w.ConfirmMachine(ctx, audit, m.ID), 0, "")
		want(t, "confirmed twice", w.ConfirmMachine(ctx, audit, m.ID), fault.Conflict, "access.account.already")
		who, err := w.Machine(ctx, token)
		want(t, "its token", err, 0, "")
		for what, ok := range map[string]bool{
			"its right there": who.May(report, accesstest.County), "it is a machine": who.Machine(), "nobody is signed in": !who.SignedIn(),
			"not above": !who.May(report, accesstest.City), "not beside": !who.May(report, accesstest.Sibling), "nothing else": !who.May(accesstest.See, accesstest.County),
			"no account of its own": who.Check(access.Own) != nil,
		} {
			if !ok {
				t.Errorf("%s: no", what)
			}
		}
		_, err = w.Machine(ctx, token+"x")
		want(t, "another token", err, fault.Denied, access.NoToken)
		before := dump(t, w)
		want(t, "rebuild", w.Rebuild(ctx), 0, "")
		if dump(t, w) != before {
			t.Error("rebuilt, the machines are others")
		}
		_, err = w.Machine(ctx, token)
		want(t, "rebuilt, its token", err, 0, "")
		want(t, "ended by who confirmed it", w.EndMachine(ctx, audit, m.ID), fault.Denied, "access.denied")
		want(t, "ended", w.EndMachine(ctx, security, m.ID), 0, "")
		_, err = w.Machine(ctx, token)
		want(t, "after its end", err, fault.Denied, access.NoToken)
		want(t, "confirmed after its end", w.ConfirmMachine(ctx, audit, m.ID), fault.Conflict, "access.account.already")
		if kinds := strings.Join(w.Kinds(t), " "); !strings.Contains(kinds, "access.machine.made access.machine.confirmed access.machine.ended") {
			t.Errorf("the ledger has %s", kinds)
		}
		list, err := w.Machines(ctx, w.Who(access.Mandate{Role: accesstest.Audit, At: accesstest.Sibling}))
		if err != nil || len(list) != 0 {
			t.Errorf("beside there are %v, %v", list, err)
		}
	})
}

// A machine that sends without end waits for the next minute, and holds up no other.
func TestAMachineIsPaced(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		w.MachineRights = []access.Right{report}
		var tokens []string
		for _, name := range []string{"one", "two"} {
			_, token, err := w.MakeMachine(ctx, access.Operator(), access.NewMachine{Name: name, Right: report, At: accesstest.County})
			want(t, name, err, 0, "")
			tokens = append(tokens, token)
		}
		sent := 0
		for ; sent < 1000; sent++ {
			if _, err := w.Machine(ctx, tokens[0]); err != nil {
				want(t, "too fast", err, fault.Denied, access.TooFast)
				break
			}
		}
		if sent != 120 {
			t.Errorf("%d requests in a minute", sent)
		}
		_, err := w.Machine(ctx, tokens[1])
		want(t, "another machine", err, 0, "")
		w.Clock.Add(time.Minute)
		_, err = w.Machine(ctx, tokens[0])
		want(t, "a minute later", err, 0, "")
	})
}
