package match_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/decide/match"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/solve/check/flowcheck"
	"mihe/solve/check/leximincheck"
	"mihe/solve/replay"
)

// month makes a month of a county in which the town asks early, having the telephone, and villages later: two groups, three providers, of which one does not go far.
func month(seed uint64) match.Month {
	r := rand.New(rand.NewPCG(seed, 21))
	m := match.Month{
		Of: "2026-11", High: "town", Low: "village",
		Groups:    []match.Group{{ID: "town", Need: 60_000, Served: 24_000}, {ID: "village", Need: 90_000, Served: 18_000}},
		Providers: []match.Provider{{ID: "centre", Minutes: 14_000}, {ID: "company", Minutes: 16_000}, {ID: "village", Minutes: 6_000}},
	}
	for i := range 400 {
		q := match.Request{ID: fmt.Sprintf("r%03d", i), Group: "village", AtMs: 1000 + r.Int64N(1000), Minutes: 60 + 30*r.Int64N(8), Priority: r.IntN(3)}
		if i%2 == 0 {
			q.Group, q.AtMs, q.Providers = "town", r.Int64N(1500), []string{"centre", "company"}
		}
		m.Requests = append(m.Requests, q)
	}
	return m
}

func replayed(t *testing.T, m match.Month) *replay.Result {
	t.Helper()
	r, err := m.Replay(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if flaws := leximincheck.Check(r.Sharing, r.Division); flaws != nil {
		t.Fatalf("division: %v", flaws)
	}
	for _, o := range r.Outcomes[1:] {
		if flaws := flowcheck.Check(o.Problem, o.Solution); flaws != nil {
			t.Fatalf("%s: %v", o.Policy, flaws)
		}
	}
	return r
}

// A month in which the town asks first: first come widens the gap, the fair division narrows it, and that has a price.
func TestAMonthUnderThreePolicies(t *testing.T) {
	for seed := range uint64(5) {
		r := replayed(t, month(seed))
		first, useful, fair := r.Outcomes[0].Figures, r.Outcomes[1].Figures, r.Outcomes[2].Figures
		if r.Before.Gap.Cmp(big.NewRat(1, 5)) != 0 {
			t.Errorf("before: %v, want 24/60 less 18/90", r.Before.Gap)
		}
		size := func(gap *big.Rat) *big.Rat { return new(big.Rat).Abs(gap) }
		if size(fair.Gap).Cmp(size(first.Gap)) >= 0 || size(fair.Gap).Cmp(size(useful.Gap)) > 0 || fair.Worst.Cmp(first.Worst) <= 0 || size(fair.Gap).Cmp(r.Before.Gap) >= 0 {
			t.Errorf("seed %d: gaps %v, %v, %v", seed, first.Gap.FloatString(3), useful.Gap.FloatString(3), fair.Gap.FloatString(3))
		}
		if fair.Price.Sign() <= 0 || useful.Price.Sign() != 0 || fair.Units != first.Units {
			t.Errorf("seed %d: prices %v, %v; units %d, %d", seed, useful.Price, fair.Price, fair.Units, first.Units)
		}
		if !slices.ContainsFunc(r.Worse, func(w replay.Worse) bool { return w.Figure == replay.FigureValue && w.Than == replay.Utility }) {
			t.Errorf("seed %d: that the fair division has a price is not said: %+v", seed, r.Worse)
		}
	}
}

// A month in which ours is worse: the hamlet is worst off and on neither side of the gap. It gets the only minutes there are, and the gap of town and
// village stays at 20 points where first come would have halved it, at half the service that urgency would have got. By hand.
func TestAMonthInWhichOursIsWorse(t *testing.T) {
	m := match.Month{
		Of: "2026-11", High: "town", Low: "village",
		Groups:    []match.Group{{"town", 6000, 3600}, {"village", 6000, 2400}, {"hamlet", 6000, 600}},
		Providers: []match.Provider{{"centre", 600}},
		Requests:  []match.Request{{ID: "b", AtMs: 2, Group: "hamlet", Minutes: 600}, {ID: "a", AtMs: 1, Group: "village", Minutes: 600, Priority: 1}},
	}
	r := replayed(t, m)
	for i, want := range []*big.Rat{big.NewRat(1, 10), big.NewRat(1, 10), big.NewRat(1, 5)} {
		if got := r.Outcomes[i].Figures.Gap; got.Cmp(want) != 0 {
			t.Errorf("%s: a gap of %v, want %v", r.Outcomes[i].Policy, got, want)
		}
	}
	if got := r.Outcomes[2].Figures.Price; got.Cmp(big.NewRat(1, 2)) != 0 {
		t.Errorf("price %v, want 1/2", got)
	}
	if len(r.Worse) == 0 || r.Worse[0].Figure != replay.FigureGap || r.Worse[0].Than != replay.FirstCome {
		t.Errorf("worse: %+v", r.Worse)
	}
	words, err := i18n.Load(match.Words, party.Words, catalog.Words)
	if err != nil {
		t.Fatal(err)
	}
	for lang, part := range map[i18n.Lang]string{i18n.ZhCN: "公平分配不如先到先得的地方：差距 20.0，先到先得是 10.0", i18n.En: "worse than first come, first served: the gap 20.0, against 10.0"} {
		lines := match.SayMonth(words, lang, r)
		if len(lines) != 4+len(r.Worse) || !strings.Contains(strings.Join(lines, "\n"), part) || strings.ContainsAny(strings.Join(lines, ""), "{}⟦") {
			t.Errorf("said:\n%s", strings.Join(lines, "\n"))
		}
	}
}

// A gap of nothing before anybody was served is not what really was, and what is the most is not called less than it. By hand: 60,000 of the minutes
// asked for, all on one side.
func TestAMonthThatStartsAfresh(t *testing.T) {
	r := replayed(t, match.Month{
		Of: "2026-11", High: "town", Low: "village", Groups: []match.Group{{"town", 120000, 0}, {"village", 6000, 0}},
		Providers: []match.Provider{{"centre", 60000}}, Requests: []match.Request{{ID: "a", AtMs: 1, Group: "town", Minutes: 60000}},
	})
	words, err := i18n.Load(match.Words, party.Words, catalog.Words)
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[i18n.Lang][2]string{
		i18n.ZhCN: {"三种派法都从头派起，先当作这个月谁也还没有得到服务；", "先到先得：差距 50.0 个百分点，最低一组满足率 0.0%，共服务 60,000 分钟；按缓急计的服务量已到最大。"},
		i18n.En:   {"Each order starts afresh, as if nobody had been served", "Under first come, first served: a gap of 50.0 points, lowest rate 0.0 %, 60,000 minutes in all; weighed by urgency the most that could be had."},
	} {
		if lines := match.SayMonth(words, lang, r); !strings.HasPrefix(lines[0], want[0]) || lines[1] != want[1] {
			t.Errorf("said:\n%s", strings.Join(lines, "\n"))
		}
	}
}

// The order of the list decides nothing: what came when does.
func TestAMonthIsReadByTheTimeOfRequests(t *testing.T) {
	m := month(1)
	want := replayed(t, m)
	m.Requests = slices.Clone(m.Requests)
	slices.Reverse(m.Requests)
	if got := replayed(t, m); !reflect.DeepEqual(got.Outcomes, want.Outcomes) {
		t.Error("another order of the list, another outcome")
	}
	m.Groups[0].Served = m.Groups[0].Need + 1
	if _, err := m.Replay(t.Context()); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("more served than needed: %v", err)
	}
}
