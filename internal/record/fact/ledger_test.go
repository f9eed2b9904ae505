package fact_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// logged returns the kinds and regions of a node's entries, and the records they commit to.
func logged(t *testing.T, s *fact.Service) (entries []string, records []string) {
	t.Helper()
	err := s.DB.Read(context.Background(), func(q store.Queryer) error {
		err := ledgerdb.Store{}.Each(q, s.Node, 1, func(l ledger.Logged) error {
			entries = append(entries, l.Kind+" "+l.Actor+" "+l.Region)
			return nil
		})
		if err != nil {
			return err
		}
		return ledgerdb.Store{}.Records(q, s.Node, "fact", 0, func(_ int64, r ledger.Record) error {
			records = append(records, string(r.Body))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, records
}

// recomputed is the sum over a batch by the words of docs/facts.md alone, as a program in another language would do it.
func recomputed(t *testing.T, db *store.DB, node, batch int64) string {
	t.Helper()
	sum := sha256.New()
	text := func(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }
	type line struct {
		sheet int64
		words string
	}
	err := db.Read(context.Background(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT sheet, level, variable, period, sex, residence, age, vintage FROM fact_sheet
			WHERE node = $1 AND batch = $2 ORDER BY sheet`, node, batch)
		sheets, err := store.All(rows, err, func(r *sql.Rows) (l line, err error) {
			var level int64
			var s [6]string
			err = r.Scan(&l.sheet, &level, &s[0], &s[1], &s[2], &s[3], &s[4], &s[5])
			l.words = fmt.Sprintf("S|%d|%d", l.sheet, level)
			for _, one := range s {
				l.words += "|" + text(one)
			}
			return l, err
		})
		if err != nil {
			return err
		}
		named := map[int64]bool{}
		for _, sheet := range sheets {
			_, _ = fmt.Fprintln(sum, sheet.words)
			rows, err := q.Query(`SELECT region, series, state, decimals, value FROM fact_observation
				WHERE node = $1 AND batch = $2 AND sheet = $3 ORDER BY region`, node, batch, sheet.sheet)
			if _, err := store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
				var code string
				var series, state, decimals int64
				var value sql.NullFloat64
				err = r.Scan(&code, &series, &state, &decimals, &value)
				written := "-"
				if value.Valid {
					written = fmt.Sprintf("%016x", math.Float64bits(value.Float64))
				}
				named[series] = true
				_, _ = fmt.Fprintf(sum, "C|%d|%s|%d|%d|%d|%s\n", sheet.sheet, code, series, state, decimals, written)
				return none, err
			}); err != nil {
				return err
			}
		}
		rows, err = q.Query(`SELECT series, version, owner, variable, source FROM fact_series WHERE node = $1 ORDER BY series`, node)
		_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
			var n [3]int64
			var variable, source string
			if err = r.Scan(&n[0], &n[1], &n[2], &variable, &source); err == nil && named[n[0]] {
				_, _ = fmt.Fprintf(sum, "R|%d|%d|%d|%s|%s\n", n[0], n[1], n[2], text(variable), text(source))
			}
			return none, err
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

const twoRows = "growth,520526,2019,,,7.4,,yearbook 统计年鉴,v1\n" + "income_both,520527,2020-Q1,,rural,,suppressed,bulletin,\n"

func TestAPublishedBatchStandsInTheLedger(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		s := facttest.Service(db, factdb.Store{})
		load(t, s, facttest.Observation()) // so that numbers do not all begin at 1
		if _, err := importText(s, facttest.Header+twoRows); err != nil {
			t.Fatal(err)
		}
		entries, records := logged(t, s)
		if diff := cmp.Diff([]string{"fact.batch.published operator 000000@nation", "fact.batch.published operator 000000@nation"}, entries); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
		var m fact.Manifest
		if err := json.Unmarshal([]byte(records[1]), &m); err != nil {
			t.Fatal(err)
		}
		file := sha256.Sum256([]byte(facttest.Header + twoRows))
		want := fact.Manifest{
			Batch: 2, Order: 2, Name: "data.csv", SHA256: hex.EncodeToString(file[:]), Actor: "operator", AtMs: facttest.Now.UnixMilli(),
			Region: "000000@nation", Rows: 2, Vintages: []string{"", "v1"}, First: "2019", Last: "2020-Q1",
			Series: []fact.ManifestSeries{
				{Number: 2, Version: 1, Owner: 1, Variable: "growth", Source: "yearbook 统计年鉴"},
				{Number: 3, Version: 1, Owner: 1, Variable: "income", Source: "bulletin"},
			},
			CellsSHA256: recomputed(t, db, 1, 2),
		}
		if diff := cmp.Diff(want, m); diff != "" {
			t.Errorf("manifest (-want +got):\n%s", diff)
		}
		if n, wrong, err := s.VerifyBatches(context.Background(), access.Operator()); n != 2 || wrong != nil || err != nil {
			t.Errorf("VerifyBatches = %d, %+v, %v; want both to agree", n, wrong, err)
		}
	})
}

// Every way of altering what is stored is found, and the batch is named.
func TestVerifyBatchesFindsEveryAlteration(t *testing.T) {
	alterations := map[string]struct{ statement, what string }{
		"a value":           {`UPDATE fact_observation SET value = 7.4000000000000004 + 1e-15 WHERE node = 1 AND batch = 2 AND sheet = 0`, "cells"},
		"a place":           {`UPDATE fact_observation SET region = '520528' WHERE node = 1 AND batch = 2 AND sheet = 0`, "cells"},
		"decimals":          {`UPDATE fact_observation SET decimals = 2 WHERE node = 1 AND batch = 2 AND sheet = 0`, "cells"},
		"a state":           {`UPDATE fact_observation SET state = 2 WHERE node = 1 AND batch = 2 AND sheet = 1`, "cells"},
		"a hidden value":    {`UPDATE fact_observation SET value = 0 WHERE node = 1 AND batch = 2 AND sheet = 1`, "cells"},
		"a cell less":       {`DELETE FROM fact_observation WHERE node = 1 AND batch = 2 AND sheet = 1`, "cells"},
		"a cell more":       {`INSERT INTO fact_observation (node, batch, sheet, region, series, state, decimals, value) VALUES (1, 2, 9, '520521', 2, 1, 0, 1)`, "cells"},
		"a sheet's vintage": {`UPDATE fact_sheet SET vintage = 'v2' WHERE node = 1 AND batch = 2 AND sheet = 0`, "cells"},
		"a sheet more":      {`INSERT INTO fact_sheet (node, batch, sheet, variable, period, sex, residence, age, level, vintage) VALUES (1, 2, 9, 'x', '2020', '', '', '', 1, '')`, "cells"},
		"a source":          {`UPDATE fact_series SET source = 'somebody' WHERE node = 1 AND series = 2`, "cells"},
		"another series":    {`UPDATE fact_observation SET series = 3 WHERE node = 1 AND batch = 2 AND sheet = 0`, "cells"},
		"who brought it":    {`UPDATE fact_batch SET actor = 'acct_b' WHERE node = 1 AND batch = 2`, "row"},
		"the file's sum":    {`UPDATE fact_batch SET sha256 = '' WHERE node = 1 AND batch = 2`, "row"},
		"its record":        {`UPDATE fact_batch SET record = 'batch_x' WHERE node = 1 AND batch = 2`, "record"},
		"hidden again":      {`DELETE FROM fact_batch WHERE node = 1 AND batch = 2`, "row"},
	}
	storetest.EachFresh(t, facttest.Migrations(), func(t *testing.T, open func(*testing.T) *store.DB) {
		for name, tc := range alterations {
			t.Run(name, func(t *testing.T) {
				s := facttest.Service(open(t), factdb.Store{})
				load(t, s, facttest.Observation())
				if _, err := importText(s, facttest.Header+twoRows); err != nil {
					t.Fatal(err)
				}
				if n, wrong, err := s.VerifyBatches(context.Background(), access.Operator()); n != 2 || wrong != nil || err != nil {
					t.Fatalf("before: %d, %+v, %v", n, wrong, err)
				}
				err := s.DB.Write(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Exec(tc.statement)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				n, wrong, err := s.VerifyBatches(context.Background(), access.Operator())
				if err != nil || n != 1 || wrong == nil || wrong.Batch != 2 && tc.what != "record" || wrong.What != tc.what {
					t.Errorf("VerifyBatches = %d, %+v, %v; want batch 2 to differ in its %s", n, wrong, err, tc.what)
				}
			})
		}
	})
}

func TestAFileTurnedAwayIsRecordedWithoutItsRows(t *testing.T) {
	s := open(t)
	const secret = "a name that should not be here"
	_, err := importText(s, facttest.Header+"growth,520526,2019,,,"+secret+",,yearbook,\n"+good)
	if fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err = s.Import(ctx, access.Operator(), facttest.File("x.csv", facttest.Header+good), fact.ImportOptions{
		ID: "imp_of_a_page", Progress: func(fact.Step, int64) { cancel() },
	})
	if fault.KindOf(err) != fault.Unavailable {
		t.Fatal(err)
	}
	entries, records := logged(t, s)
	want := []string{"fact.import.refused operator 520526@county", "fact.import.cancelled operator 000000@nation"}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Fatalf("entries (-want +got):\n%s", diff)
	}
	var refused fact.TurnedAway
	if err := json.Unmarshal([]byte(records[0]), &refused); err != nil || refused.Read != 2 || refused.Rejected != 1 || refused.Name != "data.csv" || len(refused.SHA256) != 64 {
		t.Errorf("record %s, %v; want the counts", records[0], err)
	}
	if strings.Contains(strings.Join(records, ""), "name that") {
		t.Errorf("the record tells what stood in a row: %s", records)
	}
	// A dry run changes nothing, and neither does a file that says nothing new.
	_, _ = s.Import(context.Background(), access.Operator(), facttest.File("x.csv", facttest.Header+"x\n"), fact.ImportOptions{DryRun: true})
	if again, _ := logged(t, s); len(again) != 2 {
		t.Errorf("a dry run left an entry: %v", again)
	}
}

var (
	bijie   = region.Key{Code: "520500", Level: region.Prefecture}
	hezhang = region.Key{Code: "520526", Level: region.County}
)

// clerk is the actor of an account that may import in the places given, and read there.
func clerk(t *testing.T, account string, places ...region.Key) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"statistician": {fact.CanImport, fact.CanRead}})
	if err != nil {
		t.Fatal(err)
	}
	var mandates []access.Mandate
	for _, at := range places {
		mandates = append(mandates, access.Mandate{Role: "statistician", At: at})
	}
	above := map[region.Key]region.Key{ // the map of facttest, written out by hand
		hezhang: bijie, {Code: "520527", Level: region.County}: bijie, bijie: {Code: "520000", Level: region.Province},
		{Code: "520000", Level: region.Province}: region.Country,
	}
	return p.Actor(account, "person_"+account, mandates, func(a, k region.Key) bool {
		for ; k != (region.Key{}); k = above[k] {
			if k == a {
				return true
			}
		}
		return false
	})
}

func TestRowsElsewhereAreRefusedWhereTheyStand(t *testing.T) {
	s := open(t)
	load(t, s, facttest.Observation(func(o *fact.Observation) {
		o.Variable, o.Value, o.Region.Code, o.Source = "growth", 5, "520527", "held"
	}))
	here, away := "growth,520526,2019,,,7.4,,yearbook,\n", "growth,520527,2020,,,6,,held,\n"
	content := facttest.Header + here + away + "growth,520500,2019,,,7,,yearbook,\n" + "growth,nowhere,2019,,,7,,yearbook,\n"
	bring := func(who access.Actor, content string) (fact.Report, error) {
		return s.Import(context.Background(), who, facttest.File("x.csv", content), fact.ImportOptions{})
	}
	report, err := bring(clerk(t, "user-a", hezhang), content)
	want := []wrong{{3, "region", "520527", "region.away"}, {4, "region", "520500", "region.away"}, {5, "region", "nowhere", "region.format"}}
	if diff := cmp.Diff(want, said(report), cmp.AllowUnexported(wrong{})); diff != "" || fault.KindOf(err) != fault.Invalid {
		t.Errorf("rejections (-want +got):\n%s%v", diff, err)
	}
	// Whoever may import there hears that the row contradicts what is held; the first must not learn that anything is.
	report, _ = bring(clerk(t, "user-b", bijie), content)
	if diff := cmp.Diff([]wrong{{3, "value", "6", "revision"}, {5, "region", "nowhere", "region.format"}}, said(report), cmp.AllowUnexported(wrong{})); diff != "" {
		t.Errorf("rejections in the prefecture (-want +got):\n%s", diff)
	}
	if report, err = bring(clerk(t, "user-a", hezhang), facttest.Header+here); err != nil || report.Stored != 1 {
		t.Errorf("one's own county: %+v, %v", report, err)
	}
}

func TestBatchesAreListedWhereTheyConcern(t *testing.T) {
	s := open(t)
	s.Home = region.Key{Code: "520000", Level: region.Province}
	county, prefecture := clerk(t, "user-a", hezhang), clerk(t, "user-b", bijie)
	both := clerk(t, "user-c", hezhang, region.Key{Code: "520527", Level: region.County})
	for _, one := range []struct {
		who  access.Actor
		rows string
	}{
		{county, "growth,520526,2019,,,7.4,,yearbook,\n"},
		{prefecture, "growth,520526,2018,,,7.4,,yearbook,\n" + "growth,520527,2018,,,7.4,,yearbook,\n"},
		{both, "growth,520526,2017,,,7.4,,yearbook,\n" + "growth,520527,2017,,,7.4,,yearbook,\n"},
		{access.Operator(), "growth,520000,2017,,,7.4,,yearbook,\n"},
	} {
		if _, err := s.Import(context.Background(), one.who, facttest.File("x.csv", facttest.Header+one.rows), fact.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		who  access.Actor
		want []int64
	}{
		"the county":                  {county, []int64{1}},
		"the prefecture":              {prefecture, []int64{2, 1}},
		"two counties, and one's own": {both, []int64{3, 1}},
		"another province":            {clerk(t, "user-d", region.Key{Code: "530000", Level: region.Province}), nil},
		"the operator":                {access.Operator(), []int64{4, 3, 2, 1}},
	} {
		all, err := s.Batches(context.Background(), tc.who)
		var got []int64
		for _, b := range all {
			got = append(got, b.Order)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
			t.Errorf("%s sees (-want +got):\n%s%v", name, diff, err)
		}
	}
	if _, err := s.Batches(context.Background(), access.Visitor()); fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor lists batches: %v", err)
	}
}

// The example of docs/facts.md, whose sum was computed by Python.
func TestDigestOfTheDocumentedExample(t *testing.T) {
	d, v := fact.NewDigest(), 7.4
	d.Sheet(0, fact.SheetKey{Variable: "growth", Period: "2019", Level: region.County, Vintage: "v1"})
	d.Cell(0, "520526", 2, int64(fact.Observed), 1, &v)
	d.Cell(0, "520527", 2, int64(fact.Suppressed), 0, nil)
	d.Series(2, 1, 1, fact.Series{Variable: "growth", Source: "yearbook"})
	raw, err := os.ReadFile("../../../docs/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Sum(); !strings.Contains(string(raw), "`"+got+"`") {
		t.Errorf("the sum is %s, and docs/facts.md says another", got)
	}
}
