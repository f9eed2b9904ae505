package eldercare

import (
	"slices"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
	"mihe/internal/decide/rule"
	"mihe/internal/register/catalog"
)

func shippedProvides(t *testing.T) []Provides {
	t.Helper()
	raw, err := data.EldercareServices()
	if err != nil {
		t.Fatal(err)
	}
	list, err := ReadProvides(raw)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestShippedProvides: each item stands in the shipped list, and nobody has compared the shares yet, which they say.
func TestShippedProvides(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	list, err := rule.Read(texts["eldercare-entitlement"])
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range shippedProvides(t) {
		if !slices.Contains(results(list), p.Item) {
			t.Errorf("%s is no item of the list", p.Item)
		}
		for _, s := range p.Shares {
			if s.Verified {
				t.Errorf("%s: verified by whom?", p.Item)
			}
		}
	}
}

func TestReadProvidesRefuses(t *testing.T) {
	const good = "format: 1\nitems:\n- item: visits\n  terms: [service.social.visit]\n  shares:\n" +
		"  - {from: \"2026-01-01\", pct: 50, most_fen: 100, source: {zh: 甲, en: A}, verified: false}\n"
	if _, err := ReadProvides([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"another format":    {"format: 1", "format: 2"},
		"an unknown field":  {"item: visits", "item: visits\n  colour: red"},
		"an unknown term":   {"service.social.visit", "service.social.tea"},
		"no source":         {"zh: 甲", "zh: \"\""},
		"more than all":     {"pct: 50", "pct: 101"},
		"less than nothing": {"most_fen: 100", "most_fen: -1"},
		"no day":            {"2026-01-01", "2026-02-30"},
		"no shares":         {"  - {from", "  #- {from"},
		"an item twice":     {"format: 1\nitems:\n", "format: 1\nitems:\n" + strings.TrimPrefix(good, "format: 1\nitems:\n")},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if _, err := ReadProvides([]byte(bad)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestShare: in whole fen, never more than the price or the bound; what is left over of a fen is the person's.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		pct                int
		most, price, wants money.Fen
	}{{50, 5000, 4001, 2000}, {100, 3000, 2000, 2000}, {100, 3000, 9000, 3000}, {0, 0, 9000, 0}, {33, 10000, 100, 33}} {
		if got := (Share{Pct: c.pct, Most: c.most}).Of(c.price); got != c.wants {
			t.Errorf("%d%% of %v, at most %v: %v, want %v", c.pct, c.price, c.most, got, c.wants)
		}
	}
	p := Provides{Shares: []Share{{From: "2026-01-01", Pct: 10}, {From: "2026-07-01", Pct: 20}}}
	for day, want := range map[string]int{"2025-12-31": 0, "2026-01-01": 10, "2026-06-30": 10, "2026-07-01": 20} {
		if s, told := p.On(day); s.Pct != want || told != (want > 0) {
			t.Errorf("%s: %d %v", day, s.Pct, told)
		}
	}
}

func TestPriceOfAVisit(t *testing.T) {
	c := Supply{Prices: prices(catalog.Service{Costs: []catalog.Cost{
		{Fen: 3500, Unit: "hour"}, {Fen: 180000, Unit: "month"}, {Fen: 1200, Unit: "meal"}, {Fen: 1, Unit: "piece"}, {Fen: 2, Unit: "time", Until: "2026-01-01"}, {Fen: 3, Unit: "time", From: "2027-01-01"},
	}}, "2026-06-01")}
	if len(c.Prices) != 3 {
		t.Fatalf("%d prices hold", len(c.Prices))
	}
	for _, one := range []struct {
		wish  Wish
		want  money.Fen
		wrong string
	}{
		{Wish{Price: 0, Minutes: 45, Per: delivery.Week, Times: 2}, 2625, ""},
		{Wish{Price: 0, Minutes: 50, Per: delivery.Week, Times: 2}, 2917, ""}, // 2916.67
		{Wish{Price: 1, Minutes: 60, Per: delivery.Month, Times: 1}, 180000, ""},
		{Wish{Price: 1, Minutes: 60, Per: delivery.Week, Times: 1}, 0, "times"},
		{Wish{Price: 2, Minutes: 60, Per: delivery.Week, Times: 7}, 1200, ""},
		{Wish{Price: 3}, 0, "price"},
		{Wish{Price: -1}, 0, "price"},
	} {
		got, err := price(c, one.wish)
		f, _ := fault.As(err)
		if got != one.want || (f != nil) != (one.wrong != "") || f != nil && f.Field != one.wrong {
			t.Errorf("%+v: %v %v, want %v %s", one.wish, got, err, one.want, one.wrong)
		}
	}
	if _, err := price(Supply{}, Wish{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("without a price: %v", err)
	}
}

// TestUnits: what a pool counts by the week, a wish takes by the week, and never nothing.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		unit           string
		per            delivery.Per
		times, minutes int
		want           int
	}{
		{"visit_per_week", delivery.Week, 3, 60, 3},
		{"visit_per_week", delivery.Month, 2, 60, 1},
		{"visit_per_week", delivery.Month, 5, 60, 2},
		{"hour_per_week", delivery.Week, 3, 45, 3},
		{"hour_per_week", delivery.Week, 1, 30, 1},
		{"seat", delivery.Week, 5, 60, 1},
		{"bed", delivery.Month, 1, 60, 1},
	} {
		if got := unitsOf(c.unit, Wish{Per: c.per, Times: c.times, Minutes: c.minutes}); got != c.want {
			t.Errorf("%+v takes %d", c, got)
		}
	}
}
