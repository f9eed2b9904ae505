package ruledb_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruledb"
)

// world is the rules of one node.
type world struct {
	*rule.Service
	db    *store.DB
	keys  *keyring.Keys
	clock time.Time
}

const entitlement = "eldercare_entitlement"

func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), ruledb.Migrations()}, func(t *testing.T, db *store.DB) {
		w := &world{db: db, keys: keyringtest.Keys(t, 1), clock: accesstest.Start}
		now := func() time.Time { w.clock = w.clock.Add(time.Second); return w.clock }
		w.Service = &rule.Service{
			DB: db, Store: ruledb.Store{}, Keys: w.keys, Node: 1, Home: accesstest.City, Now: now, Random: rand.Reader,
			Log: &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now},
		}
		exercise(t, w)
		chain, err := ledger.Verify(t.Context(), &ledgerdb.Source{DB: db, Node: 1}, ledger.Options{Node: "node_a"})
		if err != nil || !chain.OK {
			t.Errorf("the chain: %+v, %v", chain.FirstBad, err)
		}
	})
}

// who is an account with one right in a place; its person bears the same name.
func who(t *testing.T, account string, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(account, account, []access.Mandate{{Role: "role", At: at}}, accesstest.Contains)
}

// text is the shipped entitlement with another age of the allowance for the very old.
func text(t *testing.T, age string) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	raw := string(texts["eldercare-entitlement"])
	if age != "80" {
		raw = strings.Replace(raw, `value: "80"`, `value: "`+age+`"`, 1)
	}
	return []byte(raw)
}

func frozen(changes map[string]any) (list []rule.FrozenFact) {
	facts := map[string]any{
		"birth": "1947-03-09", "grade": "severe", "pension_scheme": "resident", "placement": "home", "disability": "none",
		"pension_age_reached": true, "hardship": true, "subsistence": false, "destitute": false,
		"lives_alone": true, "merit": false, "lost_only_child": false, "without_shelter": false,
	}
	maps.Copy(facts, changes)
	for id, v := range facts {
		if v != nil {
			list = append(list, rule.FrozenFact{ID: id, Value: v, Source: "样本登记", AsOf: "2026-03-01"})
		}
	}
	return list
}

func samples(n int) iter.Seq2[rule.Sample, error] {
	return func(yield func(rule.Sample, error) bool) {
		for i := range n {
			facts := map[string]any{}
			for _, f := range frozen(map[string]any{"birth": fmt.Sprintf("19%02d-01-01", 30+i%40)}) {
				facts[f.ID] = f.Value
			}
			if !yield(rule.Sample{Case: rule.Case{On: "2026-03-01", Facts: facts}, Group: fmt.Sprint("township ", i%2)}, nil) {
				return
			}
		}
	}
}

var question = rule.Question{Least: 5, Prices: map[string]money.Fen{"old_age_allowance": 10_000}}

// adopt takes a version the whole way.
func (w *world) adopt(t *testing.T, age, from string) string {
	t.Helper()
	version, err := w.Propose(t.Context(), who(t, "user-a", accesstest.City, rule.CanPropose), text(t, age), "样本文件一号")
	if err != nil {
		t.Fatal(err)
	}
	w.let(t, version, from)
	return version
}

func (w *world) let(t *testing.T, version, from string) {
	t.Helper()
	id, _, err := w.Weigh(t.Context(), who(t, "user-a", accesstest.City, rule.CanPropose), version, question, samples(80))
	if err == nil {
		err = w.Adopt(t.Context(), who(t, "user-b", accesstest.City, rule.CanAdopt), rule.NewAdoption{Version: version, From: from, Comparison: id, Basis: "样本决定一号"})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// subject is the one person.
const subject = "person_a"

func (w *world) person(t *testing.T) {
	t.Helper()
	if err := w.keys.Create(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
}

func (w *world) decide(t *testing.T, changes map[string]any) rule.Decision {
	t.Helper()
	d, _, err := w.Decide(t.Context(), who(t, "user-c", accesstest.County, rule.CanDecide), wish(changes))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wish(changes map[string]any) rule.NewDecision {
	return rule.NewDecision{Set: entitlement, Subject: subject, Case: "case_a", Region: accesstest.County, On: "2026-03-08", Facts: frozen(changes), Basis: access.StatutoryDuty}
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || key != "" && f.Key != key {
		t.Errorf("%s: %v, want %v %s", what, err, kind, key)
	}
}

func TestAVersionIsProposedComparedAdopted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		proposer, adopter := who(t, "user-a", accesstest.City, rule.CanPropose), who(t, "user-b", accesstest.City, rule.CanAdopt)
		version, err := w.Propose(ctx, proposer, text(t, "80"), "样本文件一号")
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Propose(ctx, proposer, append(text(t, "80"), "# another remark\n"...), "样本文件一号")
		wantKind(t, "the same again", err, fault.Conflict, "rule.version.twice")
		_, err = w.Holding(ctx, entitlement, "2026-03-01")
		wantKind(t, "what was proposed holds for nobody", err, fault.NotFound, "rule.none")

		a := rule.NewAdoption{Version: version, From: "2026-01-01", Comparison: "impact_none", Basis: "样本决定一号"}
		wantKind(t, "without a report", w.Adopt(ctx, adopter, a), fault.Conflict, "rule.adoption.uncompared")
		id, report, err := w.Weigh(ctx, proposer, version, question, samples(80))
		if err != nil || report.Before != "" || report.Cost == nil {
			t.Fatalf("%+v, %v", report, err)
		}
		a.Comparison = id
		both := who(t, "user-a", accesstest.City, rule.CanPropose, rule.CanAdopt)
		wantKind(t, "by who proposed it", w.Adopt(ctx, both, a), fault.Denied, "rule.adoption.same_person")
		a.From = "2020-01-01"
		wantKind(t, "before its parameters", w.Adopt(ctx, adopter, a), fault.Invalid, "rule.not_in_force")
		a.From = "2026-01-01"
		if err := w.Adopt(ctx, adopter, a); err != nil {
			t.Fatal(err)
		}

		second, err := w.Propose(ctx, proposer, text(t, "75"), "样本文件二号")
		if err != nil {
			t.Fatal(err)
		}
		a.Version, a.From = second, "2026-07-01"
		wantKind(t, "with another version's report", w.Adopt(ctx, adopter, a), fault.Conflict, "rule.adoption.uncompared")
		if a.Comparison, report, err = w.Weigh(ctx, proposer, second, question, samples(80)); err != nil || report.Before != version {
			t.Fatalf("%+v, %v", report, err)
		}
		kept, err := w.Report(ctx, who(t, "user-d", accesstest.City, rule.CanRead), a.Comparison)
		if diff := cmp.Diff(report, kept); err != nil || diff != "" {
			t.Errorf("the report as kept (%v):\n%s", err, diff)
		}
		outdated := a.Comparison
		a.From = "2025-12-31"
		wantKind(t, "before the last", w.Adopt(ctx, adopter, a), fault.Conflict, "rule.adoption.earlier")
		a.From = "2026-07-01"
		if err := w.Adopt(ctx, adopter, a); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "a report that is out of date", w.Adopt(ctx, adopter, a), fault.Conflict, "rule.adoption.outdated")
		if a.Comparison == outdated {
			w.let(t, version, "2027-01-01") // an old one can come back, after a new report
		}
		for on, want := range map[string]string{"2026-01-01": version, "2026-06-30": version, "2026-07-01": second, "2026-12-31": second, "2027-01-01": version} {
			set, err := w.Holding(ctx, entitlement, on)
			if err != nil || set.Version() != want {
				t.Errorf("on %s: %v, %v", on, set, err)
			}
		}
		all, err := w.List(ctx, who(t, "user-d", accesstest.City, rule.CanRead), entitlement)
		if err != nil || len(all.Versions) != 2 || len(all.Adoptions) != 3 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestADecisionStaysAndIsExplained(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.adopt(t, "80", "2026-01-01")
		w.person(t)
		_, out, err := w.Decide(ctx, who(t, "user-c", accesstest.County, rule.CanDecide), wish(map[string]any{"grade": nil, "hardship": nil}))
		wantKind(t, "with facts missing", err, fault.Invalid, "rule.decision.missing")
		if got := strings.Join(out.Missing, " "); got != "grade hardship" {
			t.Errorf("missing %q", got)
		}
		d := w.decide(t, nil)
		w.adopt(t, "75", "2026-01-01") // a new version changes no decision

		reader := who(t, "user-e", accesstest.County, rule.CanReadDecision)
		x, err := w.Explain(ctx, reader, d.ID)
		if err != nil || x.Erased || !x.Outcome.Known || x.Decision.Case != "case_a" || len(x.Frozen.Facts) != 13 {
			t.Fatalf("%+v, %v", x, err)
		}
		if diff, err := x.Recompute(); err != nil || len(diff) > 0 {
			t.Errorf("recomputed: %v, %v", diff, err)
		}
		words, err := i18n.Load(rule.Words)
		if err != nil {
			t.Fatal(err)
		}
		if zh := strings.Join(x.Outcome.Trace.Say(words, i18n.ZhCN), "\n"); !strings.Contains(zh, "满周年数，周岁：78") {
			t.Errorf("in words: %s", zh)
		}
		// The control: one fact altered in a copy.
		for i := range x.Frozen.Facts {
			if x.Frozen.Facts[i].ID == "birth" {
				x.Frozen.Facts[i].Value = "1944-03-09"
			}
		}
		if diff, err := x.Recompute(); err != nil || len(diff) == 0 {
			t.Errorf("an altered fact is not noticed (%v)", err)
		}

		corrector := who(t, "user-c", accesstest.County, rule.CanDecide)
		c := rule.Correction{Decision: d.ID, Reason: "出生日期录错了", On: "2026-03-08", Facts: frozen(map[string]any{"birth": "1940-03-09"}), Basis: access.StatutoryDuty}
		next, _, err := w.Correct(ctx, corrector, c)
		if err != nil || next.Supersedes != d.ID {
			t.Fatalf("%+v, %v", next, err)
		}
		_, _, err = w.Correct(ctx, corrector, c)
		wantKind(t, "corrected twice", err, fault.Conflict, "rule.decision.superseded")
		own := access.Actor{ID: "user-p", Person: subject, Channel: access.Web}
		list, err := w.Of(ctx, own, subject, accesstest.County)
		if err != nil || len(list) != 2 || list[1].SupersededBy != next.ID || list[0].ID != next.ID {
			t.Errorf("%+v, %v", list, err)
		}
		if x, err = w.Explain(ctx, own, next.ID); err != nil || x.Frozen.Reason != c.Reason {
			t.Errorf("one's own: %+v, %v", x, err)
		}
	})
}

func TestErasedLeavesATombstone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.adopt(t, "80", "2026-01-01")
		w.person(t)
		d := w.decide(t, map[string]any{"birth": "1931-11-29"})
		for _, plain := range []string{"1931-11-29", "old_age_allowance", "样本登记"} {
			if n := w.count(t, `SELECT COUNT(*) FROM rule_record WHERE node = 1 AND kind = 'rule.decision' AND body <> replace(body, $1, '')`, plain); n != 0 {
				t.Errorf("%s stands in %d records of decisions", plain, n)
			}
		}
		if err := w.keys.Erase(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		x, err := w.Explain(t.Context(), who(t, "user-e", accesstest.County, rule.CanReadDecision), d.ID)
		if err != nil || !x.Erased || len(x.Frozen.Facts) > 0 || x.Outcome.Value != nil || x.ID != d.ID {
			t.Errorf("%+v, %v", x, err)
		}
		_, err = x.Recompute()
		wantKind(t, "recomputing", err, fault.NotFound, "rule.decision.erased")
		_, _, err = w.Decide(t.Context(), who(t, "user-c", accesstest.County, rule.CanDecide), wish(nil))
		wantKind(t, "deciding about who was erased", err, fault.NotFound, "keyring.erased")
	})
}

// count counts rows.
func (w *world) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := w.db.Read(t.Context(), func(q store.Queryer) error { return q.QueryRow(query, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// Outside one's places a decision is not there, inside without the right it is refused, and nobody reads without an entry.
func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		version := w.adopt(t, "80", "2026-01-01")
		w.person(t)
		d := w.decide(t, nil)
		all := []access.Right{rule.CanRead, rule.CanPropose, rule.CanAdopt, rule.CanDecide, rule.CanReadDecision}
		none := iter.Seq2[map[string]any, error](func(func(map[string]any, error) bool) {})
		uses := map[access.Right]func(a access.Actor) error{
			rule.CanRead:    func(a access.Actor) error { _, err := w.List(ctx, a, ""); return err },
			rule.CanPropose: func(a access.Actor) error { _, _, err := w.Weigh(ctx, a, version, question, samples(80)); return err },
			rule.CanAdopt: func(a access.Actor) error {
				return w.Adopt(ctx, a, rule.NewAdoption{Version: version, From: "2026-01-01", Comparison: "none", Basis: "样本决定"})
			},
			rule.CanDecide: func(a access.Actor) error {
				_, err := w.Run(ctx, a, entitlement, "2026-03-01", accesstest.County, none, nil)
				return err
			},
			rule.CanReadDecision: func(a access.Actor) error { _, err := w.Explain(ctx, a, d.ID); return err },
		}
		for right, use := range uses {
			for _, held := range all {
				err := use(who(t, "user-x", accesstest.City, held))
				if refused := fault.KindOf(err) == fault.Denied && err != nil; refused == (held == right) {
					t.Errorf("%s with %s: %v", right, held, err)
				}
			}
			wantKind(t, string(right)+" from elsewhere", use(who(t, "user-x", accesstest.Other, all...)), fault.NotFound, "access.absent")
			if err := use(access.Actor{}); err == nil {
				t.Errorf("%s: the zero actor may", right)
			}
		}
		_, err := w.Explain(ctx, who(t, "user-x", accesstest.Other, all...), "decision_none")
		wantKind(t, "one that is not there", err, fault.NotFound, "access.absent")
		_, err = w.Explain(ctx, access.Actor{ID: "user-q", Person: "person_b"}, d.ID)
		wantKind(t, "another person's", err, fault.NotFound, "access.absent")
		before := w.count(t, `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`)
		if _, err := w.Explain(ctx, who(t, "user-e", accesstest.County, rule.CanReadDecision), d.ID); err != nil {
			t.Fatal(err)
		}
		if after := w.count(t, `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`); after != before+1 {
			t.Errorf("a reading leaves %d entries", after-before)
		}
	})
}

func TestARunIsOneEntry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.adopt(t, "80", "2026-01-01")
		before, n := w.count(t, `SELECT COUNT(*) FROM ledger_entry`), 0
		cases := func(yield func(map[string]any, error) bool) {
			for s, err := range samples(1_000) {
				if !yield(s.Facts, err) {
					return
				}
			}
		}
		tally, err := w.Run(t.Context(), who(t, "user-c", accesstest.City, rule.CanDecide), entitlement, "2026-03-01", accesstest.County, cases,
			func(int64, rule.Outcome) error { n++; return nil })
		if err != nil || tally.Cases != 1_000 || n != 1_000 || tally.Counts["visits"] == 0 {
			t.Errorf("%+v, %d, %v", tally, n, err)
		}
		if after := w.count(t, `SELECT COUNT(*) FROM ledger_entry`); after != before+1 {
			t.Errorf("%d entries for one run", after-before)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.Run(ctx, who(t, "user-c", accesstest.City, rule.CanDecide), entitlement, "2026-03-01", accesstest.County, cases, nil); err == nil {
			t.Error("a run goes on after it was cancelled")
		}
	})
}

func TestRebuild(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.adopt(t, "80", "2026-01-01")
		w.adopt(t, "75", "2026-02-01")
		w.person(t)
		d := w.decide(t, nil)
		if _, _, err := w.Correct(t.Context(), who(t, "user-c", accesstest.County, rule.CanDecide),
			rule.Correction{Decision: d.ID, Reason: "等级有误", On: "2026-03-08", Facts: frozen(map[string]any{"grade": "mild"}), Basis: access.StatutoryDuty}); err != nil {
			t.Fatal(err)
		}
		before := w.dump(t)
		if err := w.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.dump(t)); diff != "" || len(before) != 8 {
			t.Errorf("%d rows; rebuilt (-before +after):\n%s", len(before), diff)
		}
	})
}

// dump is the read models, row by row.
func (w *world) dump(t *testing.T) (rows []string) {
	t.Helper()
	err := w.db.Read(t.Context(), func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT version || rules || source || actor || person || record FROM rule_version ORDER BY seq`,
			`SELECT id || version || before_version FROM rule_comparison ORDER BY seq`,
			`SELECT rules || from_on || id || version || comparison || basis || actor FROM rule_adoption ORDER BY seq`,
			`SELECT id || subject || case_id || rules || version || decided_on || region || actor || supersedes || superseded_by FROM rule_decision ORDER BY seq`,
		} {
			found, err := q.Query(query)
			some, err := store.All(found, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
			if err != nil {
				return err
			}
			rows = append(rows, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
