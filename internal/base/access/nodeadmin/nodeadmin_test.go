package nodeadmin_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

var ctx = context.Background()

// year is an arrangement made up for 2028.
const year = "date,kind,name_zh,name_en,source\n" +
	"2028-01-01,off,元旦,New Year's Day,样本一号\n2028-01-25,off,春节,,样本一号\n2028-02-05,work,春节,,样本一号\n2028-04-04,off,清明,,样本一号\n" +
	"2028-05-01,off,劳动节,,样本一号\n2028-05-29,off,端午,,样本一号\n2028-10-02,off,国庆节、中秋节,,样本二号\n"

// world is a province's node of made-up persons with its administrator's tools.
type world struct {
	*accesstest.World
	*nodeadmin.Service
	changes int
	broken  error // what Changed answers
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	rooms := append([]store.Migrations{calendardb.Migrations(), regiondb.Migrations()}, accesstest.Migrations()...)
	storetest.Each(t, rooms, func(t *testing.T, db *store.DB) { test(t, newWorld(t, db)) })
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{World: accesstest.New(t, db)}
	now := shipped
	w.Service = &nodeadmin.Service{
		DB: db, Years: calendardb.Store{}, Townships: regiondb.Store{}, Records: ledgerdb.Store{}, Node: w.World.Node, Log: w.World.Log,
		Regions: tree, Calendar: func() *calendar.Calendar { return now }, Now: w.Clock.Now, Random: rand.Reader,
	}
	w.Service.Changed = func(ctx context.Context) error {
		w.changes++
		if w.broken != nil {
			return w.broken
		}
		return db.Read(ctx, func(q store.Queryer) error {
			list, err := regiondb.Store{}.All(q)
			if err != nil {
				return err
			}
			tree.SetTownships(list)
			now, err = calendardb.Store{}.Over(q, shipped)
			return err
		})
	}
	return w
}

// admin looks after the node in some regions.
func (w *world) admin(at ...region.Key) access.Actor {
	var mandates []access.Mandate
	for _, k := range at {
		mandates = append(mandates, access.Mandate{Role: accesstest.System, At: k})
	}
	return w.Who(mandates...)
}

// held is everything that an import could leave.
type held struct {
	Versions []calendar.Version
	Units    []region.TownshipUnit
	Imports  []region.TownshipImport
	Kinds    []string
	Changes  int
}

func (w *world) held(t *testing.T) (h held) {
	t.Helper()
	err := w.World.DB.Read(ctx, func(q store.Queryer) (err error) {
		if h.Versions, err = (calendardb.Store{}).Versions(q); err != nil {
			return err
		}
		if h.Units, err = (regiondb.Store{}).All(q); err != nil {
			return err
		}
		h.Imports, err = regiondb.Store{}.Imports(q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Kinds, h.Changes = w.Kinds(t), w.changes
	return h
}

// unchanged fails when a use case left anything.
func (w *world) unchanged(t *testing.T, what string, before held) {
	t.Helper()
	if diff := cmp.Diff(before, w.held(t)); diff != "" {
		t.Errorf("%s left something (-before +after):\n%s", what, diff)
	}
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

func TestAYearIsImported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, err := w.Calendar().Working("2028-02-05"); err == nil {
			t.Fatal("2028 is known before it is imported")
		}
		r, err := w.ImportYear(ctx, w.admin(accesstest.Province), `C:\folder\2028.csv`, []byte(year))
		if err != nil || !r.Added || r.Version.Number != 1 || r.Version.Year != 2028 || r.Version.Name != "2028.csv" || r.Version.Actor != "acct_test" {
			t.Fatalf("ImportYear = %+v, %v", r, err)
		}
		if works, err := w.Calendar().Working("2028-02-05"); err != nil || !works { // a Saturday, worked in exchange
			t.Errorf("the make-up day: %t, %v", works, err)
		}
		h := w.held(t)
		if !slices.Equal(h.Kinds, []string{"access.calendar.imported"}) || h.Changes != 1 {
			t.Errorf("entries %v, told %d times", h.Kinds, h.Changes)
		}
		sum := sha256.Sum256([]byte(year))
		body := fmt.Sprintf(`{"at_ms":%d,"name":"2028.csv","sha256":"%s","year":2028,"version":1,"days":7}`, accesstest.Start.UnixMilli(), hex.EncodeToString(sum[:]))
		if got := records(t, w); !slices.Equal(got, []string{"access.calendar " + body}) {
			t.Errorf("records %v, want %s", got, body)
		}
		again, err := w.ImportYear(ctx, w.admin(accesstest.Province), "again.csv", []byte(year))
		if err != nil || again.Added || again.Version != r.Version {
			t.Errorf("the same file again: %+v, %v", again, err)
		}
		w.unchanged(t, "the same file again", h)
		if err := w.Rebuild(ctx); err != nil {
			t.Errorf("the accounts can no longer be rebuilt: %v", err)
		}
	})
}

// records are the records of the room access, as they are kept.
func records(t *testing.T, w *world) (list []string) {
	t.Helper()
	err := w.World.DB.Read(ctx, func(q store.Queryer) error {
		return ledgerdb.Store{}.Records(q, 1, "access", 0, func(_ int64, r ledger.Record) error {
			list = append(list, r.Kind+" "+string(r.Body))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWhoMayImportAYear(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for what, c := range map[string]struct {
			who  access.Actor
			kind fault.Kind
			key  string
		}{
			"above":          {w.admin(region.Country), 0, ""},
			"whole node":     {w.admin(accesstest.Province), 0, ""},
			"operator":       {access.Operator(), 0, ""},
			"part":           {w.admin(accesstest.County), fault.NotFound, "access.absent"},
			"other province": {w.admin(accesstest.Other), fault.NotFound, "access.absent"},
			"security":       {w.Who(access.Mandate{Role: accesstest.Security, At: accesstest.Province}), fault.Denied, "access.denied"},
			"audit":          {w.Who(access.Mandate{Role: accesstest.Audit, At: accesstest.Province}), fault.Denied, "access.denied"},
			"officer":        {w.Who(access.Mandate{Role: accesstest.Officer, At: accesstest.Province}), fault.Denied, "access.denied"},
			"visitor":        {access.Visitor(), fault.NotFound, "access.absent"},
			"zero":           {access.Actor{}, fault.NotFound, "access.absent"},
		} {
			before := w.held(t)
			_, err := w.ImportYear(ctx, c.who, "2028.csv", []byte(strings.ReplaceAll(year, "样本一号", what)))
			want(t, what, err, c.kind, c.key)
			if c.key != "" {
				w.unchanged(t, what, before)
			} else if after := w.held(t); len(after.Versions) != len(before.Versions)+1 {
				t.Errorf("%s stored nothing", what)
			}
		}
	})
}

func TestABadYearStoresNothingAndSaysWhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.held(t)
		bad := strings.NewReplacer("2028-04-04,off", "2028-04-31,off", "2028-05-01,off,劳动节", "2028-05-01,maybe,劳动节").Replace(year)
		r, err := w.ImportYear(ctx, w.admin(accesstest.Province), "2028.csv", []byte(bad))
		want(t, "bad year", err, fault.Invalid, "calendar.import.rejected")
		if got, want := places(r.Problems), []string{"5 date calendar.import.date", "6 kind calendar.import.kind", "9 name_zh calendar.import.holiday"}; !slices.Equal(got, want) {
			t.Errorf("problems %v, want %v", got, want)
		}
		w.unchanged(t, "a bad year", before)
	})
}

// places are where the problems are, and what they are.
func places(list []csvfile.Problem) (all []string) {
	for _, p := range list {
		all = append(all, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Key))
	}
	return all
}

// file is a list of made-up townships, n of each county.
func file(n int, counties ...region.Key) []byte {
	var list []region.TownshipUnit
	for _, c := range counties {
		list = append(list, region.SyntheticTownships(c, n, 1, region.CensusDay)...)
	}
	return region.TownshipsCSV(list...)
}

func TestTownshipsAreImported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, err := w.ImportTownships(ctx, w.admin(accesstest.County), "../list.csv", file(3, accesstest.County))
		if err != nil || !r.Added || len(r.File.New) != 3 || r.Import.Name != "list.csv" || r.Import.Number != 1 {
			t.Fatalf("ImportTownships = %+v, %v", r, err)
		}
		if got := len(w.Regions.At("2026-03-03").Children(accesstest.County)); got != 3 {
			t.Errorf("%d townships on the map, want 3", got)
		}
		h := w.held(t)
		if !slices.Equal(h.Kinds, []string{"access.townships.imported"}) || h.Changes != 1 {
			t.Errorf("entries %v, told %d times", h.Kinds, h.Changes)
		}
		sum := sha256.Sum256(file(3, accesstest.County))
		body := fmt.Sprintf(`{"at_ms":%d,"name":"list.csv","sha256":"%s","import":1,"added":3,"unchanged":0,"synthetic":true,"region":"520521@county"}`,
			accesstest.Start.UnixMilli(), hex.EncodeToString(sum[:]))
		if got := records(t, w); !slices.Equal(got, []string{"access.townships " + body}) {
			t.Errorf("records %v, want %s", got, body)
		}
		again, err := w.ImportTownships(ctx, w.admin(accesstest.County), "again.csv", file(2, accesstest.County))
		if err != nil || again.Added || again.File.Unchanged != 2 {
			t.Errorf("what is known already: %+v, %v", again, err)
		}
		w.unchanged(t, "what is known already", h)
		if r, err = w.ImportTownships(ctx, w.admin(accesstest.Province), "both.csv", file(4, accesstest.County, accesstest.Sibling)); err != nil || len(r.File.New) != 5 {
			t.Errorf("two counties: %+v, %v", r, err)
		}
		if err := w.Rebuild(ctx); err != nil {
			t.Errorf("the accounts can no longer be rebuilt: %v", err)
		}
	})
}

func TestEveryRowsCountyMustBeTheActors(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		outside := region.Key{Code: "530102", Level: region.County} // in another province than the node
		for what, c := range map[string]struct {
			who  access.Actor
			raw  []byte
			want []string
		}{
			"own county":       {w.admin(accesstest.County), file(1, accesstest.County), nil},
			"one of two":       {w.admin(accesstest.County), file(1, accesstest.County, accesstest.Sibling), []string{"3 parent access.townships.outside"}},
			"both of two":      {w.admin(accesstest.County, accesstest.Sibling), file(1, accesstest.County, accesstest.Sibling), nil},
			"city":             {w.admin(accesstest.City), file(1, accesstest.County, accesstest.Sibling), nil},
			"outside the node": {w.admin(region.Country), file(1, outside), []string{"2 parent access.townships.outside"}},
			"by the operator":  {access.Operator(), file(1, outside), []string{"2 parent access.townships.outside"}},
			"other province":   {w.admin(accesstest.Other), file(1, accesstest.County), []string{"2 parent access.townships.outside"}},
		} {
			t.Run(what, func(t *testing.T) {
				before := w.held(t)
				r, err := w.ImportTownships(ctx, c.who, "list.csv", c.raw)
				if got := places(r.File.Problems); !slices.Equal(got, c.want) || (err == nil) != (c.want == nil) {
					t.Errorf("problems %v, %v; want %v", got, err, c.want)
				}
				if c.want != nil {
					w.unchanged(t, what, before)
				}
			})
		}
		for what, who := range map[string]access.Actor{
			"visitor": access.Visitor(), "zero": {}, "officer": w.Who(access.Mandate{Role: accesstest.Officer, At: accesstest.Province}),
		} {
			before := w.held(t)
			_, err := w.ImportTownships(ctx, who, "list.csv", file(1, accesstest.County))
			want(t, what, err, fault.Denied, "access.denied")
			w.unchanged(t, what, before)
		}
	})
}

func TestRealAndMadeUpStayApart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		genuine := region.TownshipsCSV(region.TownshipUnit{
			Code: "520521101", Name: i18n.Name{Zh: "样本镇"}, Parent: "520521", Type: region.TypeTown, From: region.CensusDay, Source: "sample",
		})
		mixed := append(slices.Clone(genuine), file(1, accesstest.County)[len(region.TownshipsCSV()):]...)
		for _, c := range []struct {
			synthetic bool
			raw       []byte
			want      []string
		}{
			{true, genuine, []string{"2 synthetic access.townships.real"}},
			{true, mixed, []string{"2 synthetic access.townships.real"}},
			{false, mixed, []string{"3 synthetic access.townships.synthetic"}},
			{false, file(1, accesstest.County), []string{"2 synthetic access.townships.synthetic"}},
			{false, genuine, nil},
			{true, file(1, accesstest.County), nil},
		} {
			w.Service.Node.Synthetic = c.synthetic
			before := w.held(t)
			r, err := w.ImportTownships(ctx, w.admin(accesstest.Province), "list.csv", c.raw)
			if got := places(r.File.Problems); !slices.Equal(got, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("synthetic node %t: problems %v, %v; want %v", c.synthetic, got, err, c.want)
			}
			if c.want != nil {
				w.unchanged(t, "refused", before)
			}
		}
	})
}

func TestWhatFailsHalfwayLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		who, before := w.admin(accesstest.Province), w.held(t)
		w.Service.Townships = stale{}
		_, err := w.ImportTownships(ctx, who, "list.csv", file(1, accesstest.County))
		want(t, "another import came between", err, fault.Conflict, "region.changed")
		w.unchanged(t, "another import came between", before)
		w.Service.Townships = regiondb.Store{}

		log := w.Service.Log
		w.Service.Log = brokenLog{}
		if _, err := w.ImportTownships(ctx, who, "list.csv", file(1, accesstest.County)); !errors.Is(err, errBroken) {
			t.Errorf("the ledger is broken: %v", err)
		}
		if _, err := w.ImportYear(ctx, who, "2028.csv", []byte(year)); !errors.Is(err, errBroken) {
			t.Errorf("the ledger is broken: %v", err)
		}
		w.unchanged(t, "the ledger is broken", before)
		w.Service.Log = log

		w.broken = errBroken
		if _, err := w.ImportYear(ctx, who, "2028.csv", []byte(year)); !errors.Is(err, errBroken) {
			t.Errorf("the new calendar cannot be put in force: %v", err)
		}
		if h := w.held(t); len(h.Versions) != 1 || len(h.Kinds) != 1 {
			t.Errorf("what is stored is not stored whole: %+v", h)
		}
	})
}

// stale saw the list before somebody else's import.
type stale struct{ regiondb.Store }

func (stale) Version(store.Queryer) (int64, error) { return 41, nil }

var errBroken = errors.New("broken")

type brokenLog struct{}

func (brokenLog) Append(*store.Tx, ledger.Entry) (int64, error) { return 0, errBroken }

func TestOverview(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		whole, county := w.admin(accesstest.Province), w.admin(accesstest.County)
		for _, counties := range [][]region.Key{{accesstest.County}, {accesstest.Sibling}} {
			if _, err := w.ImportTownships(ctx, whole, "list.csv", file(2, counties...)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.ImportYear(ctx, whole, "2028.csv", []byte(year)); err != nil {
			t.Fatal(err)
		}
		o, err := w.Overview(ctx, whole)
		if err != nil || !o.WholeNode || len(o.Counties) != 2 || o.Counties[0].Townships != 2 || !o.Counties[0].Synthetic || len(o.Brought) != 3 {
			t.Errorf("whole node: %+v, %v", o, err)
		}
		if b := o.Brought[0]; b.Year != 2028 || b.Count != 7 || b.Seq != 3 || b.Name != "2028.csv" {
			t.Errorf("the last import: %+v", b)
		}
		last := o.Years[len(o.Years)-1]
		if diff := cmp.Diff(nodeadmin.Year{Number: 2028, Off: 6, Work: 1, Sources: []string{"样本一号", "样本二号"}, Version: 1, ImportedOnMs: accesstest.Start.UnixMilli()}, last); diff != "" {
			t.Errorf("2028 (-want +got):\n%s", diff)
		}
		// 2020 to 2026 are shipped; 2027 is missing and not shown.
		if len(o.Years) != 8 || o.Years[0].Number != 2020 || o.Years[6].Number != 2026 || o.Years[0].Version != 0 {
			t.Errorf("years %+v", o.Years)
		}
		if o, err = w.Overview(ctx, county); err != nil || o.WholeNode || len(o.Counties) != 1 || o.Counties[0].Key != accesstest.County || len(o.Brought) != 1 || o.Brought[0].Seq != 1 {
			t.Errorf("one county: %+v, %v", o, err)
		}
		_, err = w.Overview(ctx, w.Who(access.Mandate{Role: accesstest.Audit, At: accesstest.Province}))
		want(t, "an auditor", err, fault.Denied, "access.denied")
		w.Service.Node.Number = 2
		if o, err = w.Overview(ctx, whole); err != nil || len(o.Brought) != 0 {
			t.Errorf("another node sees what was brought here: %+v, %v", o.Brought, err)
		}
	})
}
