package delivery_test

import (
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// TestErasure: what a person has is taken along; erased, her plans end, her visits to come are cancelled, her account is gone and does not
// come back with a rebuild, what a carer reports then is kept, and what was delivered is still settled.
func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		elder := w.persons[0]
		p := w.plan(func(p *delivery.Plan) { p.PayTo = delivery.ToPerson })
		past, begun, coming := w.visit(p.ID, "2026-03-03", 9, 0), w.visit(p.ID, "2026-03-04", 9, 0), w.visit(p.ID, "2026-03-20", 9, 0)
		w.done(0, past, "good")
		w.report(0, begun.ID, delivery.Start, begun.FromMs, "")
		w.pays(elder)
		var rows []map[string]string
		err := w.db.Read(ctx, func(q store.Queryer) (err error) {
			_, rows, err = w.Export(q, 1, elder, func(field, sealed string) (string, error) {
				plain, err := w.Keys.Unseal(ctx, elder, field, sealed)
				return string(plain), err
			})
			return err
		})
		has := func(key, value string) bool {
			return slices.ContainsFunc(rows, func(r map[string]string) bool { return r[key] == value })
		}
		if err != nil || len(rows) != 5 || !has("account", "6200000000000001") || !has("visit", coming.ID) || !has("share", "40.00") {
			t.Errorf("taken along: %v, %v", rows, err)
		}
		if err := w.db.Write(ctx, func(tx *store.Tx) error { return w.Erase(tx, 1, elder) }); err != nil {
			t.Fatal(err)
		}
		delete(w.homes, elder)
		got, err := w.Move(ctx, w.carer(0), delivery.Move{ID: device(t), Visit: begun.ID, Step: delivery.Finish, ClaimedMs: begun.UntilMs})
		if err != nil || got.Why != "gone" {
			t.Errorf("reported after the erasure: %+v, %v", got, err)
		}
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		err = w.db.Read(ctx, func(q store.Queryer) error {
			a, found, err := w.Store.Account(q, 1, elder)
			v, err2 := w.Store.Visit(q, 1, coming.ID)
			plan, err3 := w.Store.Plan(q, 1, p.ID)
			if found || v.State != delivery.Cancelled || plan.Why != "erased" || err2 != nil || err3 != nil {
				t.Errorf("account %v %v, visit %s, plan %s: %v %v", a, found, v.State, plan.Why, err2, err3)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.later("2026-04-02")
		d := w.approve(w.draw())
		_, missing, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		wants(t, "a file for who was erased", err, fault.Conflict, "delivery.pay.nothing")
		if len(d.Result.Lines) != 1 || len(missing) != 1 || missing[0].Why != "no_account" {
			t.Errorf("lines %v, missing %v", d.Result.Lines, missing)
		}
	})
}

// TestFamilyReads: the person herself, whoever acts for her, and the offices; nobody else learns that she is there.
func TestFamilyReads(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		elder := w.persons[0]
		p := w.plan()
		w.done(0, w.visit(p.ID, "2026-03-03", 9, 0), "good")
		relative := w.who("acct_r", w.persons[1], access.Own)
		acting := relative
		acting.OnBehalfOf = elder
		for name, who := range map[string]access.Actor{"herself": w.who("acct_e", elder, access.Own), "a relative under a mandate": acting, "an office": w.planner()} {
			list, err := w.Visits(ctx, who, elder)
			if err != nil || len(list) != 1 || list[0].Grade != "E2" {
				t.Errorf("%s: %+v, %v", name, list, err)
			}
		}
		_, err := w.Visits(ctx, relative, elder)
		wants(t, "a relative without one", err, fault.Denied, "access.denied")
		_, err = w.Visits(ctx, w.carer(0), elder)
		wants(t, "a carer", err, fault.Denied, "access.denied")
		_, err = w.Visits(ctx, access.Actor{}, elder)
		wants(t, "nobody", err, fault.NotFound, "access.absent")
		_, err = w.ProviderMonth(ctx, w.agent(orgB), orgA, "2026-03", 1)
		wants(t, "another provider's month", err, fault.Denied, "access.denied")
		cycles, err := w.Cycles(ctx, w.settler(), "2026-03")
		if err != nil || len(cycles) != 1 || cycles[0].Took != 1 {
			t.Errorf("cycles %+v, %v", cycles, err)
		}
	})
}
