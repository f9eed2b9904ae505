package ruledb_test

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/decide/rule"
)

// A version that was adopted is everybody's to read; what is proposed, and every report, is for those who may read proposals.
func TestView(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, reader := t.Context(), who(t, "user-r", accesstest.City, rule.CanRead)
		held := w.adopt(t, "80", "2026-01-01")
		proposed, err := w.Propose(ctx, who(t, "user-a", accesstest.City, rule.CanPropose), text(t, "75"), "样本文件二号")
		if err != nil {
			t.Fatal(err)
		}
		var reports []string
		for range 2 {
			id, _, err := w.Weigh(ctx, who(t, "user-a", accesstest.City, rule.CanPropose), proposed, question, samples(80))
			if err != nil {
				t.Fatal(err)
			}
			reports = append(reports, id)
		}
		if all, err := w.InForce(ctx); err != nil || len(all) != 1 || all[0].Version != held {
			t.Errorf("in force: %+v, %v", all, err)
		}
		v, err := w.View(ctx, access.Visitor(), held)
		if err != nil || v.Rules.Version() != held || !v.Adopted() || len(v.Adoptions) != 1 || v.Reports != nil || v.Insider {
			t.Errorf("a visitor sees %+v, %v", v, err)
		}
		for _, one := range []access.Actor{access.Visitor(), {}, who(t, "user-d", accesstest.City, rule.CanDecide), who(t, "user-o", accesstest.Other, rule.CanRead)} {
			_, err := w.View(ctx, one, proposed)
			wantKind(t, "a proposal for "+one.ID, err, fault.NotFound, "rule.version.absent")
		}
		v, err = w.View(ctx, reader, proposed)
		if err != nil || v.Adopted() || len(v.Reports) != 2 || v.Reports[0].ID != reports[1] || v.Reports[1].ID != reports[0] || v.Reports[0].Before != held {
			t.Errorf("a reader sees %+v, %v", v.Reports, err)
		}
		_, err = w.View(ctx, reader, "none")
		wantKind(t, "no version", err, fault.NotFound, "rule.version.absent")
	})
}
