package partysynth_test

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
	"mihe/internal/register/party/partytest"
)

// BenchmarkElders lists everybody of 60 and more among made-up people on a database file: what a rule run reads.
func BenchmarkElders(b *testing.B) {
	w := wish
	w.People = 20_000
	if testing.Short() {
		w.People = 4400
	}
	p, err := partysynth.Make(w)
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "mihe.db"), partytest.Migrations()...)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	s := partytest.New(b, db)
	b.Run("load", func(b *testing.B) {
		for range b.N {
			if _, err := s.Load(context.Background(), access.Operator(), p.Register()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(w.People)/b.Elapsed().Seconds(), "people/s")
	})
	b.Run("list", func(b *testing.B) {
		n := 0
		for range b.N {
			n = 0
			_, err := s.List(context.Background(), access.Operator(), party.ListWish{
				Region: partytest.County, BornBefore: "1961-01", Purpose: party.ServicePlanning,
				Groups: []party.Group{party.Attributes, party.Hardship, party.Health},
			}, func(party.Listed) error { n++; return nil })
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "elders/s")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/(1<<20), "MB_sys")
	})
}
