package indicator_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// elders is a world that knows the residents and the elders of one county, of whom 25 % are elders. It is small, since the
// race detector makes the database slow.
func elders(t *testing.T) indicatortest.World {
	t.Helper()
	w := indicatortest.Empty(t)
	must(t, w, "population,520526,2020-11-01,,,400000,,made up,r0", "population_60_plus,520526,2020-11-01,,,100000,,made up,r0")
	return w
}

var eldersOfBijie = indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "520500"}

// publishing publishes a recount the first time a column is read: after the index was built, before the cells are seen.
type publishing struct {
	fact.Reader
	once    sync.Once
	publish func()
}

func (p *publishing) Cells(q store.Queryer, query fact.Query) ([]fact.Cell, error) {
	cells, err := p.Reader.Cells(q, query)
	p.once.Do(p.publish)
	return cells, err
}

// An answer never mixes two data versions: the first column is read before a recount, the others would be after it.
func TestAnAnswerStartsAgainWhenTheDataMoves(t *testing.T) {
	w := elders(t)
	reader := &publishing{Reader: w.Facts.Store, publish: func() {
		must(t, w, "population,520526,2020-11-01,,,1000000,,made up,recount", "population_60_plus,520526,2020-11-01,,,300000,,made up,recount")
	}}
	s, err := indicator.NewService(w.Facts.DB, reader, 1, w.Regions, w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	g := ask(t, s, eldersOfBijie)
	near(t, "the recounted county", group(t, g, "520526").Value, 30)
}

// Questions race with imports under the race detector. Every recount adds four people and one elder, so that the
// share never moves: another share than 25 % would be a numerator of one version over a denominator of another.
func TestQuestionsRaceWithImports(t *testing.T) {
	w := elders(t)
	recount := func(n int) {
		must(t, w, fmt.Sprintf("population,520526,2020-11-01,,,%d,,made up,r%d", 400000+4*n, n),
			fmt.Sprintf("population_60_plus,520526,2020-11-01,,,%d,,made up,r%d", 100000+n, n))
	}
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for !done.Load() {
				g, err := w.Indicators.Gap(context.Background(), access.Visitor(), eldersOfBijie)
				if err != nil {
					t.Error(err)
					return
				}
				for _, l := range g.Groups {
					if l.Code == "520526" && math.Abs(*l.Value-25) > 1e-9 {
						t.Errorf("share = %v, numerator %v, denominator %v", *l.Value, *l.Numerator, *l.Denominator)
					}
				}
			}
		})
	}
	const last = 25
	for n := 1; n <= last; n++ {
		recount(n)
	}
	done.Store(true)
	readers.Wait()
	g := ask(t, w.Indicators, eldersOfBijie)
	near(t, "people in the end", group(t, g, "520526").Denominator, 400000+4*last)
}

// failing fails to read cells as long as it is told to.
type failing struct {
	fact.Reader
	broken atomic.Bool
}

func (f *failing) Cells(q store.Queryer, query fact.Query) ([]fact.Cell, error) {
	if f.broken.Load() {
		return nil, fault.Wrap(errors.New("disk away"), fault.Unavailable, "store.slow")
	}
	return f.Reader.Cells(q, query)
}

// A disk that was away for a moment is not remembered as an answer.
func TestAFailureIsNotRemembered(t *testing.T) {
	w := elders(t)
	reader := &failing{Reader: w.Facts.Store}
	s, err := indicator.NewService(w.Facts.DB, reader, 1, w.Regions, w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	reader.broken.Store(true)
	if _, err := s.Gap(context.Background(), access.Visitor(), eldersOfBijie); fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("with the disk away: %v, want unavailable", err)
	}
	reader.broken.Store(false)
	near(t, "elders", group(t, ask(t, s, eldersOfBijie), "520526").Value, 25)
}
