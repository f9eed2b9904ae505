package fact_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

func TestAFailingSequenceStoresNothing(t *testing.T) {
	s := open(t)
	broken := errors.New("the shipped file is damaged")
	_, _, err := s.Load(context.Background(), access.Operator(), "x", func(yield func(fact.Observation, error) bool) {
		_ = yield(facttest.Observation(), nil) && yield(fact.Observation{}, broken)
	}, nil)
	if !errors.Is(err, broken) || facttest.Version(t, s) != 0 {
		t.Errorf("Load = %v at version %d, want the sequence's error and nothing stored", err, facttest.Version(t, s))
	}
}

// TestAnotherBatchMeanwhile publishes something while a file is being stored: the import must compare again.
func TestAnotherBatchMeanwhile(t *testing.T) {
	for name, tc := range map[string]struct {
		meanwhile float64 // what the other batch says of the same key
		kind      fault.Kind
		version   int64
	}{
		"which says the same":      {61.25, fault.Internal, 2},
		"which contradicts a row":  {99, fault.Invalid, 1},
		"which has nothing common": {-1, fault.Internal, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			once := false
			other := facttest.Observation(func(o *fact.Observation) {
				o.Variable, o.Period, o.Value, o.Decimals, o.Source = "broadband_share", "2023", tc.meanwhile, 2, "county bulletin 2023"
				if tc.meanwhile < 0 {
					o.Value, o.Period = 1, "2022"
				}
			})
			progress := func(step fact.Step, _ int64) {
				if step == fact.Storing && !once {
					once = true
					if _, _, err := s.Load(context.Background(), access.Operator(), "meanwhile", facttest.Seq(other), nil); err != nil {
						t.Errorf("the other batch: %v", err)
					}
				}
			}
			content := facttest.Header + good + strings.ReplaceAll(good, "2023,,,", "2024,,,")
			r, err := s.Import(context.Background(), access.Operator(), facttest.File("x.csv", content), fact.ImportOptions{Progress: progress})
			if !once || (err == nil) != (tc.kind == fault.Internal) || err != nil && fault.KindOf(err) != tc.kind {
				t.Errorf("Import = %+v, %v", r, err)
			}
			if v := facttest.Version(t, s); v != tc.version {
				t.Errorf("version = %d, want %d", v, tc.version)
			}
			cells := facttest.Cells(t, s, fact.Query{Variable: "broadband_share", Period: "2024", Level: region.County})
			if (len(cells) == 1) != (err == nil) {
				t.Errorf("%d cells for 2024 after %v", len(cells), err)
			}
		})
	}
}

func TestACancelledImportIsNeverSeen(t *testing.T) {
	for _, at := range []fact.Step{fact.Checking, fact.Storing} {
		s := open(t)
		ctx, cancel := context.WithCancel(context.Background())
		var b strings.Builder
		b.WriteString(facttest.Header)
		for i := range 12_000 {
			fmt.Fprintf(&b, "growth,520526,%04d-%02d-%02d,,,1,,a,\n", 1950+i/336, i/28%12+1, i%28+1)
		}
		_, err := s.Import(ctx, access.Operator(), facttest.File("x.csv", b.String()),
			fact.ImportOptions{Progress: func(step fact.Step, _ int64) {
				if step == at {
					cancel()
				}
			}})
		cancel()
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("cancelled at step %d: %v, want unavailable", at, err)
		}
		if v := facttest.Version(t, s); v != 0 || len(facttest.Holdings(t, s)) != 0 {
			t.Errorf("cancelled at step %d: version %d", at, v)
		}
		err = s.DB.Read(context.Background(), func(q store.Queryer) error {
			left, err := s.Store.Orphans(q, s.Node, facttest.Now.Add(time.Hour).UnixMilli())
			if len(left) > 0 {
				t.Errorf("cancelled at step %d: rows of loads %v are still there", at, left)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLimitsOfAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads five million lines")
	}
	s := open(t)
	var sources strings.Builder
	sources.WriteString(facttest.Header)
	for i := range 1<<16 + 1 {
		fmt.Fprintf(&sources, "growth,520526,%04d-%02d-%02d,,,1,,source %d,v%d\n", 1950+i/336%70, i/28%12+1, i%28+1, i, i/23520)
	}
	for key, content := range map[string]string{
		"fact.import.rows":        facttest.Header + strings.Repeat("x\n", 5_000_001),
		"fact.import.source.many": sources.String(),
	} {
		r, err := importText(s, content)
		if fault.KindOf(err) != fault.Invalid || r.Stored != 0 {
			t.Errorf("%s: Import = %v", key, err)
		}
		if key == "fact.import.source.many" && (len(r.Rejected) != 1 || r.Rejected[0].Key != key || r.Rejected[0].Line != 1<<16+2) {
			t.Errorf("rejected %+v, want the last source alone", r.Rejected)
		}
		if key == "fact.import.rows" && (r.Read != 5_000_000 || r.More+int64(len(r.Rejected)) != 5_000_001) {
			t.Errorf("%d rows read, %d faults, want 5,000,000 and one more", r.Read, r.More+int64(len(r.Rejected)))
		}
	}
}
