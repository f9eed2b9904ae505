package indicator_test

import (
	"context"
	"iter"
	"strconv"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// rates yields a rate of every county for each of some years.
func rates(w indicatortest.World, variable string, from, years int) iter.Seq2[fact.Observation, error] {
	return func(yield func(fact.Observation, error) bool) {
		for year := from; year < from+years; year++ {
			for i, u := range w.Regions.At(region.CensusDay).Units(region.County) {
				o := fact.Observation{
					Variable: variable, Region: u.Key, Period: strconv.Itoa(year), Source: "made up", Vintage: "a",
					Value: float64((i*7919 + year) % 100), State: fact.Observed,
				}
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}

// fresh forgets every answer: a service of its own over the same database.
func fresh(b *testing.B, w indicatortest.World) *indicator.Service {
	b.Helper()
	s, err := indicator.NewService(w.Facts.DB, w.Facts.Store, 1, w.Regions, w.Indicators.Registry())
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkCold asks what costs most for the first time: twenty years of every county, the list, a county's profile.
func BenchmarkCold(b *testing.B) {
	w := indicatortest.Shipped(b)
	if _, _, err := w.Facts.Load(context.Background(), access.Operator(), "rates", rates(w, "digital_campus", 2001, 20), nil); err != nil {
		b.Fatal(err)
	}
	ctx, who := context.Background(), access.Visitor()
	gap := func(q indicator.Question) func(*indicator.Service) error {
		return func(s *indicator.Service) error {
			_, err := s.Gap(ctx, who, q)
			return err
		}
	}
	for _, bench := range []struct {
		name string
		ask  func(*indicator.Service) error
	}{
		{"20 years by county", gap(indicator.Question{ID: "digital_campus", By: indicator.ByCounty})},
		{"20 years by economic region", gap(indicator.Question{ID: "digital_campus", By: indicator.ByEconomicRegion})},
		{"census by economic region", gap(indicator.Question{ID: "bath", By: indicator.ByEconomicRegion})},
		{"list", func(s *indicator.Service) error {
			_, err := s.List(ctx, who)
			return err
		}},
		{"profile", func(s *indicator.Service) error {
			_, err := s.Profile(ctx, who, region.Key{Code: "520526", Level: region.County})
			return err
		}},
		{"profile and nine more", func(s *indicator.Service) error {
			for _, u := range w.Regions.At(region.ListDay).Units(region.County)[:10] {
				if _, err := s.Profile(ctx, who, u.Key); err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				s := fresh(b, w)
				b.StartTimer()
				if err := bench.ask(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
