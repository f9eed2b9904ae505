package fact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// layers are the common facts and those of two nodes in one database.
type layers struct {
	common, a, b *fact.Service
	reader       fact.Layered
}

func openLayers(db *store.DB) layers {
	s := facttest.Service(db, factdb.Store{})
	l := layers{reader: fact.Layered{Facts: factdb.Store{}}}
	l.common, l.a, l.b = facttest.Of(s, 0), facttest.Of(s, 1), facttest.Of(s, 2)
	l.a.Seen, l.b.Seen = l.reader, l.reader
	return l
}

// value changes what is observed, where.
func value(code region.Code, v float64) func(*fact.Observation) {
	return func(o *fact.Observation) { o.Region.Code, o.Value = code, v }
}

func load(t *testing.T, s *fact.Service, all ...fact.Observation) {
	t.Helper()
	if _, _, err := s.Load(context.Background(), access.Operator(), "batch", facttest.Seq(all...), nil); err != nil {
		t.Fatal(err)
	}
}

// answers is everything that a reader tells a node: what is held, both ways, and every map of it.
type answers struct {
	Version         int64
	Holdings, Split []fact.Holding
	Cells           map[fact.Query][]fact.Cell
}

func ask(t *testing.T, db *store.DB, r fact.Sifter, node int64) answers {
	t.Helper()
	all := answers{Cells: map[fact.Query][]fact.Cell{}}
	err := db.Read(context.Background(), func(q store.Queryer) (err error) {
		if all.Version, err = r.Version(q, node); err != nil {
			return err
		}
		if all.Holdings, err = r.Holdings(q, node); err != nil {
			return err
		}
		if all.Split, err = r.Split(q, node); err != nil {
			return err
		}
		for _, h := range all.Holdings {
			for _, vintage := range []string{"", h.Vintage} {
				query := fact.Query{Node: node, Variable: h.Variable, Breakdown: h.Breakdown, Period: h.Period, Level: h.Level, Vintage: vintage}
				if all.Cells[query], err = r.Cells(q, query); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// counties is the one map of most of these tests.
func counties(node int64) fact.Query {
	return fact.Query{Node: node, Variable: "population", Period: "2020", Level: region.County}
}

func values(cells []fact.Cell) (list []float64) {
	for _, c := range cells {
		list = append(list, c.Value)
	}
	return list
}

func TestOwnFactsLieOverTheCommonOnes(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		l := openLayers(db)
		load(t, l.common, facttest.Observation(value("520521", 10)), facttest.Observation(value("520526", 20)))
		load(t, l.a, facttest.Observation(value("520526", 21)), facttest.Observation(value("520527", 31)))
		seen := ask(t, db, l.reader, 1)
		if diff := cmp.Diff([]float64{10, 21, 31}, values(seen.Cells[counties(1)])); diff != "" {
			t.Errorf("node 1 (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]float64{10, 20}, values(ask(t, db, l.reader, 2).Cells[counties(2)])); diff != "" {
			t.Errorf("node 2, which added nothing (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]float64{10, 20}, values(ask(t, db, l.reader, 0).Cells[counties(0)])); diff != "" {
			t.Errorf("the common layer itself (-want +got):\n%s", diff)
		}
		if len(seen.Holdings) != 2 || seen.Holdings[0].Owner != 0 || seen.Holdings[1].Owner != 1 || seen.Holdings[1].Order <= seen.Holdings[0].Order {
			t.Errorf("Holdings = %+v, want the common one below the node's own", seen.Holdings)
		}
		load(t, l.common, facttest.Observation(value("520526", 22), func(o *fact.Observation) { o.Vintage = "revised" }))
		after := ask(t, db, l.reader, 1)
		if after.Version <= seen.Version || after.Cells[counties(1)][1].Value != 21 {
			t.Errorf("after a common revision: version %d (was %d), cells %v; want it to move and the own figure to stay",
				after.Version, seen.Version, after.Cells[counties(1)])
		}
		if last := after.Holdings[len(after.Holdings)-1]; !slices.ContainsFunc(after.Holdings, func(h fact.Holding) bool { return h.Owner == 1 && h.Order > last.Order }) {
			t.Errorf("Holdings = %+v, want the node's own above every common one", after.Holdings)
		}
	})
}

func TestNodesNeverSeeEachOthersFacts(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		l := openLayers(db)
		load(t, l.common, facttest.Observation(), facttest.Observation(value("520527", 5)))
		load(t, l.a, facttest.Observation(value("520521", 9)))
		before := ask(t, db, l.reader, 1)
		neighbour := []fact.Observation{
			facttest.Observation(value("520526", 1)),
			facttest.Observation(value("520521", 2)),
			facttest.Observation(func(o *fact.Observation) { o.Source = "another" }, value("520527", 3)),
			facttest.Observation(func(o *fact.Observation) { o.Period, o.Vintage = "2021", "v2" }),
			facttest.Observation(func(o *fact.Observation) { o.Variable = "secret" }),
		}
		load(t, l.b, neighbour...)
		if diff := cmp.Diff(before, ask(t, db, l.reader, 1)); diff != "" {
			t.Errorf("node 1 sees what node 2 loaded (-before +after):\n%s", diff)
		}
		batches, err := l.a.Batches(context.Background(), access.Operator())
		if err != nil || len(batches) != 1 {
			t.Errorf("node 1 lists %d batches, %v; want its own", len(batches), err)
		}
		// The same facts loaded where node 1 may see them do show, so the comparison could have failed.
		load(t, l.common, neighbour[2:]...)
		if diff := cmp.Diff(before, ask(t, db, l.reader, 1)); diff == "" {
			t.Error("common facts do not show either: the comparison sees nothing")
		}
		// And an import compares with the node's own facts alone: what node 2 holds neither contradicts nor counts.
		report, err := importText(l.a, facttest.Header+"population,520527,2020,,,77,,another,\n")
		if err != nil || report.Stored != 1 {
			t.Errorf("Import = %+v, %v; want one row stored", report, err)
		}
	})
}

func TestSeriesLeftOutAreAsIfNeverLoaded(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		from := func(source string) func(*fact.Observation) {
			return func(o *fact.Observation) { o.Source = source }
		}
		census := []fact.Observation{facttest.Observation(value("520521", 10)), facttest.Observation(value("520526", 20))}
		with, without := openLayers(db), facttest.Of(facttest.Service(db, factdb.Store{}), 7)
		load(t, with.a, census...)
		load(t, with.a, facttest.Observation(value("520526", 21), from("bulletin")), facttest.Observation(value("520527", 31), from("census")),
			facttest.Observation(value("520528", 41), from("another")))
		load(t, without, census...)
		load(t, without, facttest.Observation(value("520527", 31)))
		only := func(owner int64, s fact.Series) bool {
			return owner == 1 && s == fact.Series{Variable: "population", Source: "census"}
		}
		err := db.Read(context.Background(), func(q store.Queryer) error {
			split, err := with.reader.Split(q, 1)
			if err != nil {
				return err
			}
			got := fact.Sift(split, only)
			want, err := without.Store.Holdings(q, 7)
			if err != nil {
				return err
			}
			for i := range want {
				want[i].Owner = 1
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("holdings (-never loaded +left out):\n%s", diff)
			}
			whole, err := with.reader.Holdings(q, 1)
			if diff := cmp.Diff(whole, fact.Sift(split, nil)); diff != "" || err != nil {
				t.Errorf("nothing left out (-Holdings +Sift of Split):\n%s%v", diff, err)
			}
			cells, err := with.reader.CellsOf(q, counties(1), only)
			if err != nil {
				return err
			}
			never, err := without.Store.Cells(q, counties(7))
			if diff := cmp.Diff(never, cells); diff != "" || err != nil {
				t.Errorf("cells (-never loaded +left out):\n%s%v", diff, err)
			}
			all, err := with.reader.Cells(q, counties(1))
			if cmp.Equal(all, cells) {
				t.Error("nothing was left out, so the comparison could not fail")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
