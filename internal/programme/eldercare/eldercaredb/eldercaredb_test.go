package eldercaredb_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
)

// TestTheGapFollowsFromTheRegister runs a diagnosis, reads the gap that it makes, lets one service begin, and reads it again: nothing is typed.
func TestTheGapFollowsFromTheRegister(t *testing.T) {
	storetest.Each(t, eldercaretest.Migrations(), func(t *testing.T, db *store.DB) {
		w := eldercaretest.New(t, db)
		s := w.Elders
		ctx, who := context.Background(), access.System("sample", eldercare.CanDiagnose, eldercare.CanRead, indicator.CanReadInternal)
		if r, err := s.Latest(ctx, who); r != nil || err != nil {
			t.Fatalf("before any: %v, %v", r, err)
		}
		gap := func() string {
			t.Helper()
			g, err := w.Measures.Gap(ctx, who, indicator.Question{ID: "eldercare_services", By: indicator.ByUrbanRural, Within: string(eldercaretest.County.Code)})
			if err != nil {
				t.Fatal(err)
			}
			out := g.Question.Period
			for _, group := range g.Groups {
				out += fmt.Sprintf(" %s %.1f (%v of %v)", group.Code, *group.Value, *group.Numerator, *group.Denominator)
			}
			return out
		}
		if _, err := s.Run(ctx, who); err != nil {
			t.Fatal(err)
		}
		if got, want := gap(), "2026-03 urban 100.0 (2 of 2) rural 25.0 (1 of 4)"; got != want {
			t.Errorf("the first gap is %q, want %q", got, want)
		}
		w.People.Serve(3)
		w.Move(time.Hour)
		if _, err := s.Run(ctx, who); err != nil {
			t.Fatal(err)
		}
		if got, want := gap(), "2026-03 urban 100.0 (2 of 2) rural 50.0 (2 of 4)"; got != want {
			t.Errorf("after one service began the gap is %q, want %q", got, want)
		}
		last, err := s.Latest(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(last.Cells), "[{520521901@township  1 0 0 1 0 0 map[visits:{1 0}]} {520521901@township rural 4 0 2 2 0 0 map[visits:{4 2}]} "+
			"{520521901@township urban 2 0 2 0 0 0 map[visits:{2 2}]}]"; got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
		for i, back := range []time.Duration{0, -time.Minute} { // within the same second, and after the clock was set back
			w.People.Serve(4 + i)
			w.Move(back)
			r, err := s.Run(ctx, who)
			if err != nil {
				t.Fatalf("with the clock moved by %s: %v", back, err)
			}
			if want := fmt.Sprintf("2026-03-01 10:00:%02d", i+1); r.Vintage != want {
				t.Errorf("with the clock moved by %s: vintage %s, want %s", back, r.Vintage, want)
			}
			if got, want := gap(), fmt.Sprintf("2026-03 urban 100.0 (2 of 2) rural %.1f (%d of 4)", 75.0+25*float64(i), 3+i); got != want {
				t.Errorf("with the clock moved by %s the gap is %q, want %q", back, got, want)
			}
		}
		if _, err := s.Run(ctx, access.System("other", eldercare.CanRead)); fault.KindOf(err) != fault.Denied {
			t.Errorf("without the right: %v", err)
		}
		if _, err := s.Latest(ctx, access.Actor{}); err == nil {
			t.Error("the zero actor was answered")
		}
	})
}
