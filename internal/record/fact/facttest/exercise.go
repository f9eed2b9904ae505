package facttest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Exercise runs what every store of facts must do. open returns a service over an empty database.
func Exercise(t *testing.T, open func(t *testing.T) *fact.Service) {
	t.Helper()
	for name, try := range map[string]func(*testing.T, *fact.Service){
		"a cell comes back as it was published":    comesBack,
		"nothing is seen before it is published":   unseen,
		"the batch published last is in force":     lastWins,
		"within a batch the greater vintage wins":  vintageWins,
		"the same facts again change nothing":      again,
		"a contradiction refuses the whole batch":  contradiction,
		"another source may say something else":    otherSource,
		"holdings tell what there is":              holdings,
		"nodes do not see each other":              nodes,
		"a dead load is cleared away after a day":  orphan,
		"a version that moved refuses publication": moved,
		"loads at the same time are all kept":      concurrent,
		"more rows than one batch holds":           many,
		"no observation":                           invalid,
	} {
		t.Run(name, func(t *testing.T) { try(t, open(t)) })
	}
}

// mustLoad loads and checks the counts.
func mustLoad(t *testing.T, s *fact.Service, name string, stored, unchanged int64, all ...fact.Observation) {
	t.Helper()
	gotStored, gotUnchanged, err := s.Load(context.Background(), access.Operator(), name, Seq(all...), nil)
	if err != nil || gotStored != stored || gotUnchanged != unchanged {
		t.Fatalf("Load %s = %d stored, %d unchanged, %v; want %d, %d", name, gotStored, gotUnchanged, err, stored, unchanged)
	}
}

var population = fact.Query{Variable: "population", Period: "2020", Level: region.County}

func comesBack(t *testing.T, s *fact.Service) {
	at := func(code region.Code) func(*fact.Observation) {
		return func(o *fact.Observation) { o.Region.Code = code }
	}
	value := func(v float64, decimals int, state fact.State) func(*fact.Observation) {
		return func(o *fact.Observation) { o.Value, o.Decimals, o.State = v, decimals, state }
	}
	mustLoad(t, s, "first", 6, 0,
		Observation(at("520527"), value(0, 0, fact.Missing)),
		Observation(at("110101"), value(-12.50, 2, fact.Observed)),
		Observation(at("520526"), value(123456789.123456, 6, fact.Observed)),
		Observation(at("110102"), value(0, 1, fact.Observed)),
		Observation(at("110105"), value(0, 0, fact.Suppressed)),
		Observation(at("110106"), value(0, 0, fact.NotApplicable)),
	)
	key := func(code region.Code) region.Key { return region.Key{Code: code, Level: region.County} }
	want := []fact.Cell{
		{Region: key("110101"), Value: -12.5, Decimals: 2, State: fact.Observed, Source: "census"},
		{Region: key("110102"), Value: 0, Decimals: 1, State: fact.Observed, Source: "census"},
		{Region: key("110105"), State: fact.Suppressed, Source: "census"},
		{Region: key("110106"), State: fact.NotApplicable, Source: "census"},
		{Region: key("520526"), Value: 123456789.123456, Decimals: 6, State: fact.Observed, Source: "census"},
		{Region: key("520527"), State: fact.Missing, Source: "census"},
	}
	got := Cells(t, s, population)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Cells (-want +got):\n%s", diff)
	}
	for i, text := range []string{"-12.50", "0.0", "", "", "123456789.123456", ""} {
		if got[i].Text() != text {
			t.Errorf("%s prints %q, want %q", got[i].Region, got[i].Text(), text)
		}
	}
	batches, err := s.Batches(context.Background(), access.Operator())
	if err != nil || len(batches) != 1 || batches[0].Name != "first" || batches[0].Rows != 6 || batches[0].Actor != "operator" ||
		batches[0].AtMs != Now.UnixMilli() || len(batches[0].SHA256) != 64 {
		t.Errorf("Batches = %+v, %v", batches, err)
	}
}

func unseen(t *testing.T, s *fact.Service) {
	batch := begin(t, s, Now)
	if cells, version := Cells(t, s, population), Version(t, s); len(cells) != 0 || version != 0 || len(Holdings(t, s)) != 0 {
		t.Errorf("an unpublished load shows %d cells at version %d", len(cells), version)
	}
	err := s.DB.Write(context.Background(), func(tx *store.Tx) error {
		return s.Store.Publish(tx, s.Node, fact.Batch{Number: batch, Order: 1, Name: "late", Rows: 1})
	})
	if err != nil {
		t.Fatalf("publish: %v", err)
	}
	if cells, version := Cells(t, s, population), Version(t, s); len(cells) != 1 || version != 1 {
		t.Errorf("after publication: %d cells at version %d, want 1 and 1", len(cells), version)
	}
}

// begin stores one cell of a load without publishing it, as a process that dies would.
func begin(t *testing.T, s *fact.Service, at time.Time) (batch int64) {
	t.Helper()
	err := s.DB.Write(context.Background(), func(tx *store.Tx) (err error) {
		if batch, err = s.Store.Begin(tx, s.Node, fact.Batch{Name: "dying", AtMs: at.UnixMilli()}); err != nil {
			return err
		}
		series, err := s.Store.Series(tx, s.Node, []fact.Series{{Variable: "population", Source: "census"}})
		if err != nil {
			return err
		}
		sheet := fact.Sheet{Key: fact.SheetKey{Variable: "population", Period: "2020", Level: region.County}, Count: 1, Observed: 1, Sources: 1, Source: "census"}
		if err := s.Store.AddSheets(tx, s.Node, batch, []fact.Sheet{sheet}); err != nil {
			return err
		}
		return s.Store.AddRows(tx, s.Node, batch, []fact.Row{{Region: "520526", Series: series[0], Value: 1, State: fact.Observed}})
	})
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	return batch
}

func lastWins(t *testing.T, s *fact.Service) {
	revised := func(v float64, vintage string) func(*fact.Observation) {
		return func(o *fact.Observation) { o.Value, o.Vintage = v, vintage }
	}
	other := func(o *fact.Observation) { o.Region.Code = "520527" }
	mustLoad(t, s, "z first", 2, 0, Observation(revised(1, "z")), Observation(revised(2, "z"), other))
	mustLoad(t, s, "a second", 1, 0, Observation(revised(3, "a")))
	for vintage, want := range map[string][]float64{"": {3, 2}, "z": {1, 2}, "a": {3}, "none": nil} {
		q := population
		q.Vintage = vintage
		var got []float64
		for _, c := range Cells(t, s, q) {
			got = append(got, c.Value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("vintage %q (-want +got):\n%s", vintage, diff)
		}
	}
}

func vintageWins(t *testing.T, s *fact.Service) {
	// Beijing's gross product of 2020 in two compilations, in 100 million yuan (province-series.csv).
	gdp := func(v float64, decimals int, vintage string) fact.Observation {
		return Observation(func(o *fact.Observation) {
			o.Variable, o.Region = "gdp", region.Key{Code: "110000", Level: region.Province}
			o.Value, o.Decimals, o.Vintage = v, decimals, vintage
		})
	}
	mustLoad(t, s, "both", 2, 0, gdp(38503.6, 1, "compiled to 2024"), gdp(35943.25, 2, "compiled to 2020"))
	cells := Cells(t, s, fact.Query{Variable: "gdp", Period: "2020", Level: region.Province})
	if len(cells) != 1 || cells[0].Text() != "38503.6" || cells[0].Vintage != "compiled to 2024" {
		t.Errorf("Cells = %+v, want the compilation to 2024", cells)
	}
}

func again(t *testing.T, s *fact.Service) {
	missing := Observation(func(o *fact.Observation) { o.State, o.Region.Code = fact.Missing, "520527" })
	mustLoad(t, s, "first", 2, 0, Observation(), missing)
	mustLoad(t, s, "again", 0, 2, missing, Observation())
	if got := Version(t, s); got != 1 {
		t.Errorf("version = %d after the same facts again, want 1", got)
	}
	more := Observation(func(o *fact.Observation) { o.Period = "2021" })
	mustLoad(t, s, "more", 1, 2, Observation(), more, missing)
	if got := Version(t, s); got != 2 {
		t.Errorf("version = %d after one new fact, want 2", got)
	}
}

func contradiction(t *testing.T, s *fact.Service) {
	mustLoad(t, s, "first", 1, 0, Observation())
	other := Observation(func(o *fact.Observation) { o.Period = "2021" })
	for what, all := range map[string][]fact.Observation{
		"fact.load.revision":  {other, Observation(func(o *fact.Observation) { o.Value++ })},
		"fact.load.duplicate": {other, other},
	} {
		_, _, err := s.Load(context.Background(), access.Operator(), what, Seq(all...), nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Key != what {
			t.Errorf("Load = %v, want invalid %s", err, what)
		}
	}
	if got := Version(t, s); got != 1 {
		t.Errorf("version = %d, want 1", got)
	}
	if _, _, err := s.Load(context.Background(), access.Visitor(), "denied", Seq(other), nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor's Load = %v, want denied", err)
	}
}

func otherSource(t *testing.T, s *fact.Service) {
	bulletin := Observation(func(o *fact.Observation) { o.Source, o.Value = "bulletin", 655000 })
	mustLoad(t, s, "census", 1, 0, Observation())
	mustLoad(t, s, "bulletin", 1, 0, bulletin)
	mustLoad(t, s, "census again", 0, 1, Observation())
	cells := Cells(t, s, population)
	if len(cells) != 1 || cells[0].Source != "bulletin" || cells[0].Value != 655000 {
		t.Errorf("Cells = %+v, want the bulletin's, which was published last", cells)
	}
}

func holdings(t *testing.T, s *fact.Service) {
	mustLoad(t, s, "first", 4, 0,
		Observation(),
		Observation(func(o *fact.Observation) { o.Region.Code, o.State, o.Source = "520527", fact.Suppressed, "a note" }),
		Observation(func(o *fact.Observation) { o.Sex, o.Residence, o.Age = fact.Female, fact.Rural, "60-64" }),
		Observation(func(o *fact.Observation) { o.Region, o.Vintage = region.Country, "v2" }),
	)
	mustLoad(t, s, "second", 1, 0, Observation(func(o *fact.Observation) { o.Region.Code = "110101" }))
	want := []fact.Holding{
		{Variable: "population", Period: "2020", Owner: 1, Level: region.Nation, Vintage: "v2", Source: "census", Sources: 1, Count: 1, Observed: 1, Order: 1},
		{Variable: "population", Period: "2020", Owner: 1, Level: region.County, Source: "a note", Sources: 2, Count: 2, Observed: 1, Order: 1},
		{Variable: "population", Period: "2020", Owner: 1, Level: region.County, Source: "census", Sources: 1, Count: 1, Observed: 1, Order: 2},
		{
			Variable: "population", Period: "2020", Breakdown: fact.Breakdown{Sex: fact.Female, Residence: fact.Rural, Age: "60-64"},
			Owner: 1, Level: region.County, Source: "census", Sources: 1, Count: 1, Observed: 1, Order: 1,
		},
	}
	if diff := cmp.Diff(want, Holdings(t, s)); diff != "" {
		t.Errorf("Holdings (-want +got):\n%s", diff)
	}
}

func nodes(t *testing.T, s *fact.Service) {
	mustLoad(t, s, "ours", 1, 0, Observation())
	neighbour := Of(s, 2)
	mustLoad(t, neighbour, "theirs", 1, 0, Observation(func(o *fact.Observation) { o.Value = 7 }))
	for _, one := range []*fact.Service{s, neighbour} {
		if cells, version := Cells(t, one, population), Version(t, one); len(cells) != 1 || version != 1 {
			t.Errorf("node %d has %d cells at version %d, want 1 and 1", one.Node, len(cells), version)
		}
	}
}

func orphan(t *testing.T, s *fact.Service) {
	dead := begin(t, s, Now.Add(-25*time.Hour))
	alive := begin(t, s, Now.Add(-23*time.Hour))
	mustLoad(t, s, "next", 1, 0, Observation())
	publish := func(batch int64) error {
		return s.DB.Write(context.Background(), func(tx *store.Tx) error {
			return s.Store.Publish(tx, s.Node, fact.Batch{Number: batch, Order: Version(t, s) + 1, Name: "late", Rows: 1})
		})
	}
	if err := publish(dead); fault.KindOf(err) != fault.Conflict {
		t.Errorf("publishing a load that was cleared away = %v, want a conflict", err)
	}
	if err := publish(alive); err != nil {
		t.Errorf("publishing a load of yesterday evening: %v", err)
	}
	read(t, s, func(q store.Queryer) error {
		left, err := s.Store.Orphans(q, s.Node, Now.Add(time.Hour).UnixMilli())
		if len(left) != 0 {
			t.Errorf("orphans left: %v", left)
		}
		return err
	})
}

func moved(t *testing.T, s *fact.Service) {
	batch := begin(t, s, Now)
	mustLoad(t, s, "meanwhile", 1, 0, Observation(func(o *fact.Observation) { o.Period = "2021" }))
	err := s.DB.Write(context.Background(), func(tx *store.Tx) error {
		return s.Store.Publish(tx, s.Node, fact.Batch{Number: batch, Order: 1, Name: "late", Rows: 1})
	})
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("publishing over version 0 at version 1 = %v, want a conflict", err)
	}
	if got := Version(t, s); got != 1 {
		t.Errorf("version = %d, want 1", got)
	}
}

func concurrent(t *testing.T, s *fact.Service) {
	const loads = 3
	done := make(chan error, loads)
	for i := range loads {
		go func() {
			year := func(o *fact.Observation) { o.Period = fmt.Sprint(2001 + i) }
			_, _, err := s.Load(context.Background(), access.Operator(), fmt.Sprint("load ", i), Seq(Observation(year)), nil)
			done <- err
		}()
	}
	for range loads {
		if err := <-done; err != nil {
			t.Errorf("load: %v", err)
		}
	}
	if got := Version(t, s); got != loads {
		t.Errorf("version = %d, want %d", got, loads)
	}
	if got := len(Holdings(t, s)); got != loads {
		t.Errorf("%d holdings, want %d", got, loads)
	}
}

func many(t *testing.T, s *fact.Service) {
	const variables, years, units = 3, 2, 2000
	var told int64
	stored, unchanged, err := s.Load(context.Background(), access.Operator(), "grid", Grid(variables, years, units),
		func(rows int64) { told = rows })
	if err != nil || stored != variables*years*units || unchanged != 0 || told != stored {
		t.Fatalf("Load = %d, %d, %v and %d told; want %d", stored, unchanged, err, told, variables*years*units)
	}
	cells := Cells(t, s, fact.Query{Variable: "v01", Period: "2002", Level: region.County})
	if len(cells) != units {
		t.Fatalf("%d cells, want %d", len(cells), units)
	}
	for u, c := range cells {
		want := float64((1*7919+1*104729+u*31)%100000) / 10
		if c.Region.Code != region.Code(fmt.Sprint(100001+u)) || c.Value != want {
			t.Fatalf("cell %d = %+v, want %v", u, c, want)
		}
	}
}

func invalid(t *testing.T, s *fact.Service) {
	for column, change := range map[string]func(*fact.Observation){
		"variable":  func(o *fact.Observation) { o.Variable = "" },
		"region":    func(o *fact.Observation) { o.Region.Level = region.NoLevel },
		"period":    func(o *fact.Observation) { o.Period = "2020-13" },
		"sex":       func(o *fact.Observation) { o.Sex = "other" },
		"residence": func(o *fact.Observation) { o.Residence = "sub" },
		"age":       func(o *fact.Observation) { o.Age = "old" },
		"source":    func(o *fact.Observation) { o.Source = "" },
		"state":     func(o *fact.Observation) { o.State = fact.Unknown },
		"value":     func(o *fact.Observation) { o.Value, o.Decimals = 3.14159, 2 },
	} {
		_, _, err := s.Load(context.Background(), access.Operator(), column, Seq(Observation(change)), nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != column {
			t.Errorf("Load with a wrong %s = %v, want invalid at %s", column, err, column)
		}
	}
	for _, k := range []region.Key{{Code: "520526101", Level: region.Township}, {Code: "520526101", Level: region.County}} {
		_, _, err := s.Load(context.Background(), access.Operator(), "township", Seq(Observation(func(o *fact.Observation) { o.Region = k })), nil)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != "region" {
			t.Errorf("Load about %s = %v, want invalid: a cell has room for six digits", k, err)
		}
	}
	if got := Version(t, s); got != 0 {
		t.Errorf("version = %d, want 0", got)
	}
}
