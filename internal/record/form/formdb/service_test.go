package formdb_test

import (
	"crypto/rand"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formdb"
)

const visitForm = `
format: 1
id: visit
title: {zh: 探访记录表, en: Record of a visit}
purpose: {zh: 安排探访, en: to arrange visits}
number: 样表01
authority: {zh: 样本县民政局, en: a made-up office}
approval: 样本备案〔2026〕1号
from: "2026-01-01"
to: "2026-12-31"
yearly: 12
fields:
  - {id: birth, title: {zh: 出生日期, en: date of birth}, purpose: {zh: 核对年龄, en: to check the age}, element: person.birth, source: persons, type: date}
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 其他情况, en: anything else}, element: visit.note, type: text, required: true}
`

const subject = "person_a"

// world is the forms of one node, with one person.
type world struct {
	*form.Service
	db    *store.DB
	keys  *keyring.Keys
	clock time.Time
}

func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), formdb.Migrations()}, func(t *testing.T, db *store.DB) {
		w := &world{db: db, keys: keyringtest.Keys(t, 1), clock: accesstest.Start}
		now := func() time.Time { w.clock = w.clock.Add(time.Second); return w.clock }
		w.Service = &form.Service{
			DB: db, Store: formdb.Store{}, Keys: w.keys, Node: 1, Home: accesstest.City, Now: now, Random: rand.Reader,
			Held: []form.Held{{Element: "person.birth", Source: "persons"}}, Log: &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now},
		}
		if err := w.keys.Create(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		exercise(t, w)
		chain, err := ledger.Verify(t.Context(), &ledgerdb.Source{DB: db, Node: 1}, ledger.Options{Node: "node_a"})
		if err != nil || !chain.OK {
			t.Errorf("the chain: %+v, %v", chain.FirstBad, err)
		}
	})
}

func who(t *testing.T, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("user-x", "person_x", []access.Mandate{{Role: "role", At: at}}, accesstest.Contains)
}

var own = access.Actor{ID: "user-a", Person: subject, Channel: access.Web}

func (w *world) register(t *testing.T, changes ...string) (*form.Layout, error) {
	t.Helper()
	return w.Register(t.Context(), who(t, accesstest.City, form.CanRegister), []byte(strings.NewReplacer(changes...).Replace(visitForm)))
}

func (w *world) must(t *testing.T, changes ...string) string {
	t.Helper()
	l, err := w.register(t, changes...)
	if err != nil {
		t.Fatal(err)
	}
	return l.Version()
}

func filling(version string) form.NewFilling {
	return form.NewFilling{
		Version: version, Subject: subject, Region: accesstest.County, Channel: access.Web, Basis: access.StatutoryDuty,
		Answers: map[string]string{"note": "楼梯太陡"},
	}
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: %v, want %v %s", what, err, kind, key)
	}
}

func (w *world) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := w.db.Read(t.Context(), func(q store.Queryer) error { return q.QueryRow(query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRegisterAsksOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.register(t, "source: persons, ", "")
		wantKind(t, "a field that a register holds", err, fault.Invalid, "form.once.held")
		w.must(t)
		_, err = w.register(t)
		wantKind(t, "the same again", err, fault.Conflict, "form.edition.twice")
		_, err = w.register(t, "id: visit", "id: other")
		wantKind(t, "a field that another form asks", err, fault.Invalid, "form.once.asked")
		w.must(t, "yearly: 12", "yearly: 4")
		list, err := w.List(t.Context(), who(t, accesstest.City, form.CanRead))
		if err != nil || len(list) != 1 || list[0].Yearly != 4 {
			t.Errorf("%v, %v", list, err)
		}
		w.clock = time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC) // what has expired asks nothing any more
		w.must(t, "id: visit", "id: other", `to: "2026-12-31"`, `to: "2027-12-31"`)
	})
}

func TestFillForOneselfAndForAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, version := t.Context(), w.must(t)
		f, err := w.Fill(ctx, own, filling(version))
		if err != nil || f.OnBehalf || f.Channel != access.Web {
			t.Fatalf("%+v, %v", f, err)
		}
		helper := who(t, accesstest.County, form.CanFill)
		c := filling(version)
		c.Channel, c.Supersedes, c.Answers = access.Counter, f.ID, map[string]string{"note": "楼梯已加扶手"}
		g, err := w.Fill(ctx, helper, c)
		if err != nil || !g.OnBehalf || g.Actor != "user-x" || g.Supersedes != f.ID {
			t.Fatalf("%+v, %v", g, err)
		}
		if n := w.count(t, `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'form.answers.corrected' AND header <> replace(header, '"on_behalf_of":"person_a","channel":"counter"', '')`); n != 1 {
			t.Errorf("%d entries say for whom and by which channel", n)
		}
		_, err = w.Fill(ctx, helper, c)
		wantKind(t, "corrected twice", err, fault.Conflict, "form.superseded")
		o, err := w.Open(ctx, own, g.ID)
		if err != nil || o.Answers["note"] != "楼梯已加扶手" || o.Layout.ID != "visit" {
			t.Errorf("%+v, %v", o, err)
		}
		if list, err := w.Of(ctx, own, subject, accesstest.County); err != nil || len(list) != 2 || list[1].SupersededBy != g.ID {
			t.Errorf("%+v, %v", list, err)
		}
		if n := w.count(t, `SELECT COUNT(*) FROM form_record WHERE body <> replace(body, '楼梯', '')`); n != 0 {
			t.Errorf("answers stand open in %d records", n)
		}
		for name, c := range map[string]struct {
			who  access.Actor
			kind fault.Kind
		}{
			"without the right": {who(t, accesstest.County, form.CanRead), fault.Denied}, "from elsewhere": {who(t, accesstest.Other, form.CanFill), fault.NotFound},
			"another person": {access.Actor{ID: "user-b", Person: "person_b"}, fault.NotFound}, "the zero actor": {access.Actor{}, fault.NotFound},
		} {
			if _, err := w.Fill(ctx, c.who, filling(version)); fault.KindOf(err) != c.kind || err == nil {
				t.Errorf("filled %s: %v", name, err)
			}
			if _, err := w.Open(ctx, c.who, g.ID); fault.KindOf(err) != c.kind || err == nil {
				t.Errorf("opened %s: %v", name, err)
			}
		}
		before := w.count(t, `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`)
		if _, err := w.Open(ctx, who(t, accesstest.County, form.CanReadAnswers), g.ID); err != nil {
			t.Error(err)
		}
		if after := w.count(t, `SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.person.read'`); after != before+1 {
			t.Errorf("a reading leaves %d entries", after-before)
		}
		if err := w.keys.Erase(ctx, subject); err != nil {
			t.Fatal(err)
		}
		if o, err := w.Open(ctx, who(t, accesstest.County, form.CanReadAnswers), g.ID); err != nil || !o.Erased || o.Answers != nil {
			t.Errorf("after erasure: %+v, %v", o, err)
		}
	})
}

func TestWhatMayNotBeFilled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.Fill(ctx, own, filling(w.must(t, "number: 样表01", `number: ""`)))
		wantKind(t, "without a number", err, fault.Conflict, "form.unnumbered")
		version := w.must(t)
		c := filling(version)
		c.Channel = access.Job
		_, err = w.Fill(ctx, own, c)
		wantKind(t, "by no channel of people", err, fault.Invalid, "form.channel")
		w.clock = time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC)
		_, err = w.Fill(ctx, own, filling(version))
		wantKind(t, "after its days", err, fault.Conflict, "form.expired")
		_, err = w.Print(ctx, own, version, subject, accesstest.County)
		wantKind(t, "printed after its days", err, fault.Conflict, "form.expired")
	})
}

func TestPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, version, helper := t.Context(), w.must(t), who(t, accesstest.County, form.CanFill)
		sheet, err := w.Print(ctx, helper, version, subject, accesstest.County)
		if err != nil {
			t.Fatal(err)
		}
		found, l, err := w.Find(ctx, helper, strings.ToLower(sheet.Code))
		if err != nil || found.Subject != subject || l.Version() != version {
			t.Errorf("%+v, %v", found, err)
		}
		_, _, err = w.Find(ctx, helper, sheet.Code[:8]+"0")
		if sheet.Code[8] != '0' {
			wantKind(t, "a slip", err, fault.Invalid, "form.code.wrong")
		}
		_, _, err = w.Find(ctx, who(t, accesstest.Other, form.CanFill), sheet.Code)
		wantKind(t, "from elsewhere", err, fault.NotFound, "access.absent")
		c := form.NewFilling{Code: sheet.Code, Answers: map[string]string{"note": "纸上写的"}, Basis: access.StatutoryDuty, Subject: "person_b"}
		f, err := w.Fill(ctx, helper, c)
		if err != nil || f.Channel != access.Paper || f.Subject != subject || f.Sheet != sheet.Code {
			t.Fatalf("%+v, %v", f, err)
		}
		_, err = w.Fill(ctx, helper, c)
		wantKind(t, "keyed in twice", err, fault.Conflict, "form.sheet.used")
		c.Supersedes = f.ID
		if _, err := w.Fill(ctx, helper, c); err != nil {
			t.Errorf("a slip of whoever keyed it in cannot be corrected: %v", err)
		}
		before := w.dump(t)
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.dump(t)); diff != "" || len(before) != 4 {
			t.Errorf("%d rows; rebuilt (-before +after):\n%s", len(before), diff)
		}
	})
}

// dump is the read models, row by row.
func (w *world) dump(t *testing.T) (rows []string) {
	t.Helper()
	err := w.db.Read(t.Context(), func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT version || form || record || actor FROM form_edition ORDER BY seq`,
			`SELECT code || record || version || subject || region || actor || used_by FROM form_sheet ORDER BY seq`,
			`SELECT id || form || version || subject || case_id || region || channel || actor || on_behalf || sheet || supersedes || superseded_by FROM form_filling ORDER BY seq`,
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

// What was filled is counted by form and place: a corrected form once, one that somebody else filled as such, an older one not at all.
func TestTaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		version := w.must(t)
		old := w.must(t, "id: visit", "id: old", "to: \"2026-12-31\"", "to: \"2026-01-31\"", "element: visit.note", "element: old.note")
		if _, err := w.Fill(ctx, own, filling(version)); err != nil {
			t.Fatal(err)
		}
		since := w.clock.Add(time.Millisecond)
		first, err := w.Fill(ctx, own, filling(version))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			who        access.Actor
			supersedes string
		}{{own, first.ID}, {who(t, accesstest.County, form.CanFill), ""}} {
			f := filling(version)
			f.Supersedes, f.Channel = c.supersedes, access.Counter
			if _, err := w.Fill(ctx, c.who, f); err != nil {
				t.Fatal(err)
			}
		}
		got, err := w.Taken(ctx, who(t, accesstest.City, form.CanRead), since)
		want := []form.Tally{{Form: "visit", Region: accesstest.County, Fillings: 2, People: 1, OnBehalf: 1}}
		if diff := cmp.Diff(want, got.Tallies); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if len(got.Layouts) != 2 || got.Layouts[0].Version() != old || got.Layouts[1].Version() != version {
			t.Errorf("%d layouts, want that of the form whose days are over too", len(got.Layouts))
		}
		_, err = w.Taken(ctx, who(t, accesstest.City, form.CanFill), since)
		wantKind(t, "without the right", err, fault.Denied, "access.denied")
	})
}
