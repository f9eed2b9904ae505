package evaluation_test

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/fault"
)

// panel has three periods; unit d is new in 2020, unit e reported too little in 2010.
const panel = `id,period,a,b,c
a,2020,10,20,1
b,2020,20,10,3
c,2020,25,5,2
d,2020,30,0,5
a,2010,0,40,1
b,2010,10,20,2
c,2010,15,15,2
e,2010,3,,
a,2015,5,30,0
b,2015,15,20,2
c,2015,20,10,2
`

func panelMethod(lines ...string) string { return method + strings.Join(lines, "\n") + "\n" }

func scoreOf(t *testing.T, r *evaluation.Result, id, period string) float64 {
	t.Helper()
	for _, u := range r.Units {
		if u.ID != id {
			continue
		}
		if period == r.Period {
			return u.Score
		}
		if past, ok := u.In(period); ok {
			return past.Score
		}
	}
	t.Fatalf("no %s in %s", id, period)
	return 0
}

// The scores by hand: over the three periods a runs from 0 to 30, b from 40 down to 0, c from 0 to 5, onto 1 to 101;
// First = (a + b)/2, index = (3 First + Second)/4.
func TestPanelByHand(t *testing.T) {
	r := evaluate(t, method, panel)
	if r.Period != "2020" || !cmp.Equal(r.Panel, []evaluation.Pooled{{Period: "2010", Units: 3, Left: 1}, {Period: "2015", Units: 3}}) || len(r.Units) != 4 {
		t.Fatalf("%s, %+v, %d units", r.Period, r.Panel, len(r.Units))
	}
	index := func(a, b, c float64) float64 {
		first := (1 + 100*a/30 + 1 + 100*(40-b)/40) / 2
		return (3*first + 1 + 100*c/5) / 4
	}
	for _, want := range []struct {
		id, period string
		score      float64
	}{
		{"a", "2020", index(10, 20, 1)},
		{"d", "2020", index(30, 0, 5)},
		{"a", "2010", index(0, 40, 1)},
		{"b", "2010", index(10, 20, 2)},
		{"c", "2015", index(20, 10, 2)},
	} {
		if got := scoreOf(t, r, want.id, want.period); math.Abs(got-want.score) > 1e-12*want.score {
			t.Errorf("%s in %s: %v, want %v", want.id, want.period, got, want.score)
		}
	}
	for _, u := range r.Units {
		for _, p := range u.Past {
			if p.Within != (u.Low <= p.Score && p.Score <= u.High) || p.Arithmetic != p.Score || p.Geometric == nil || *p.Geometric > p.Score {
				t.Errorf("%s in %s: %+v beside %v to %v", u.ID, p.Period, p, u.Low, u.High)
			}
		}
		if u.ID == "d" && u.Past != nil {
			t.Errorf("a new unit has a past: %+v", u.Past)
		}
	}
	if low := r.Indicators[0].Low; low != 0 {
		t.Errorf("the range of a begins at %v, not at that of all periods", low)
	}
}

// Bounds do not move with the period that is judged, nor with the way weights are found: a score of a period is the same whichever
// is judged. With one period in the bounds the scores are those of that period's file alone.
func TestPanelBoundsStand(t *testing.T) {
	for _, weights := range []string{"given", "entropy", "critic", "variation"} {
		m := strings.Replace(method, "weights: {by: given}", "weights: {by: "+weights+"}", 1)
		m = strings.Replace(m, "bands: 2", "outliers: {skewness: 1, kurtosis: 1.5, points: 2}\nbands: 2", 1)
		now := evaluate(t, m, panel)
		then := evaluate(t, m+"data: {period: \"2015\"}\n", panel)
		for _, id := range []string{"a", "b", "c"} {
			for _, period := range []string{"2010", "2015", "2020"} {
				if x, y := scoreOf(t, now, id, period), scoreOf(t, then, id, period); math.Abs(x-y) > 1e-12*x {
					t.Errorf("%s: %s in %s scores %v judged in 2020, %v judged in 2015", weights, id, period, x, y)
				}
			}
		}
	}
	alone, one := evaluate(t, panelMethod(`data: {over: ["2020"]}`), panel), evaluate(t, method, "id,a,b,c\na,10,20,1\nb,20,10,3\nc,25,5,2\nd,30,0,5\n")
	for i, u := range alone.Units {
		if u.Score != one.Units[i].Score || u.Ranks != one.Units[i].Ranks || u.Past != nil {
			t.Errorf("%s: %v over one period, %v from its file", u.ID, u.Score, one.Units[i].Score)
		}
	}
	if moved := scoreOf(t, evaluate(t, method, panel), "a", "2020"); moved == one.Units[0].Score {
		t.Error("the other periods do not count in the bounds")
	}
}

// What was evaluated can be evaluated again elsewhere, in any order of lines, to the same manifest.
func TestPanelAgain(t *testing.T) {
	m := read(t, method)
	first := table(t, m, panel)
	again := table(t, m, string(first.CSV(m)))
	if !bytes.Equal(first.CSV(m), again.CSV(m)) || !strings.HasPrefix(string(first.CSV(m)), "id,name,period,a,b,c\n") {
		t.Errorf("read again: %s, first %s", again.CSV(m), first.CSV(m))
	}
	r, err := evaluation.Evaluate(context.Background(), m, again)
	if err != nil {
		t.Fatal(err)
	}
	if want := evaluate(t, method, panel); !bytes.Equal(r.CSV(), want.CSV()) || !strings.Contains(string(r.CSV()), ",score_2010,score_2015\n") {
		t.Errorf("%s, want %s", r.CSV(), want.CSV())
	}
	wire := r.Wire()
	if wire.Data.Period != "2020" || len(wire.Data.Panel) != 2 || len(wire.Units[0].Past) != 2 || wire.Units[3].Past != nil {
		t.Errorf("%+v, %+v", wire.Data, wire.Units[0])
	}
}

func TestPanelRefused(t *testing.T) {
	for _, tc := range []struct{ name, method, figures, key string }{
		{"no such period", panelMethod(`data: {period: "1999"}`), panel, "evaluation.no_period"},
		{"bounds over no such period", panelMethod(`data: {over: ["1999"]}`), panel, "evaluation.no_period"},
		{"no column of periods", panelMethod(`data: {over: ["2020"]}`), figures, "evaluation.frame.column"},
		{"a unit twice in a period", method, panel + "a,2015,1,1,1\n", "evaluation.frame.wrong"},
		{"no period", method, panel + "z,,1,1,1\n", "evaluation.frame.wrong"},
		{"too few units in another period", method, panel + "a,1990,1,1,1\n", "evaluation.few_units"},
		{"too few units with figures", method, panel + "a,1990,1,1,1\nb,1990,1,1,1\nc,1990,,,1\n", "evaluation.few_units_in"},
	} {
		m := read(t, tc.method)
		f, err := evaluation.ReadFrame(strings.NewReader(tc.figures))
		if err != nil {
			t.Fatal(err)
		}
		tab, err := evaluation.TableOf(m, f)
		if err == nil {
			_, err = evaluation.Evaluate(context.Background(), m, tab)
		}
		if flaw, ok := fault.As(err); !ok || flaw.Kind != fault.Invalid || flaw.Key != tc.key {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.key)
		}
	}
	for _, text := range []string{`data: {level: county, over: ["2020"]}`, `data: {over: ["2020", "2020"]}`, `data: {over: [""]}`} {
		if _, err := evaluation.ReadMethod(strings.NewReader(panelMethod(text))); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", text, err)
		}
	}
}
