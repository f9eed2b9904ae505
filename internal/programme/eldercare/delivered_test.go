package eldercare

import (
	"fmt"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
)

// What was delivered under a plan takes the place of the register's word, in both directions; an item without a plan stays as it is.
func TestAPlanTakesOverFromTheRegister(t *testing.T) {
	for name, c := range map[string]struct {
		registered []string
		plan       delivery.Delivered
		want       string
	}{
		"nothing came":             {[]string{"visits", "other"}, delivery.Delivered{Allowed: 4}, "[other] []"},
		"half, and confirmed":      {[]string{"other"}, delivery.Delivered{Allowed: 4, Finished: 2, Confirmed: 2}, "[other visits] []"},
		"one less":                 {[]string{"visits"}, delivery.Delivered{Allowed: 4, Finished: 1, Confirmed: 1}, "[] []"},
		"half of an odd number":    {nil, delivery.Delivered{Allowed: 5, Finished: 2, Confirmed: 2}, "[] []"},
		"all came, one confirmed":  {[]string{"visits"}, delivery.Delivered{Allowed: 4, Finished: 4, Confirmed: 1}, "[] [visits]"},
		"all came, half confirmed": {nil, delivery.Delivered{Allowed: 4, Finished: 4, Confirmed: 2}, "[visits] []"},
	} {
		c.plan.Person, c.plan.Item = "p", "visits"
		d := delivered{enough: Enough{Pct: 50}, by: map[string][]delivery.Delivered{"p": {c.plan}}}
		if e := d.takeOver(Elder{Person: "p", Current: c.registered}); fmt.Sprint(e.Current, e.Unsure) != c.want {
			t.Errorf("%s: %v %v, want %s", name, e.Current, e.Unsure, c.want)
		}
		if e := d.takeOver(Elder{Person: "q", Current: []string{"visits"}}); fmt.Sprint(e.Current, e.Unsure) != "[visits] []" {
			t.Errorf("without a plan: %v %v", e.Current, e.Unsure)
		}
	}
	if (Enough{}).is(4, 4) || (Enough{Pct: 50}).is(0, 0) {
		t.Error("where no share holds, or nothing was allowed, something is enough")
	}
}

// TestMonthBefore: the last whole month before a day, also on the first of one and past a short one.
func TestMonthBefore(t *testing.T) {
	for day, want := range map[string]string{"2026-04-01": "2026-03", "2026-03-31": "2026-02", "2026-01-15": "2025-12", "2024-03-01": "2024-02"} {
		if got, err := monthBefore(day); got != want || err != nil {
			t.Errorf("before %s: %s %v, want %s", day, got, err, want)
		}
	}
}

// TestReadEnough: less than half is never enough, days rise, and each names its source.
func TestReadEnough(t *testing.T) {
	raw, err := data.Eldercare()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ReadEnough(raw)
	if err != nil || enoughOn(all, "2019-12-31").Pct != 0 || enoughOn(all, "2026-03-01").Pct < leastEnough {
		t.Fatalf("%+v %v", all, err)
	}
	for name, change := range map[string][2]string{
		"less than half": {"pct: 50", "pct: 49"}, "more than all": {"pct: 50", "pct: 101"}, "no source": {"zh: \"本系统", "no: \"本系统"},
		"no day": {"2020-01-01", "soon"}, "another format": {"format: 1", "format: 2"},
	} {
		if text := strings.Replace(string(raw), change[0], change[1], 1); text == string(raw) {
			t.Errorf("%s: nothing was changed", name)
		} else if _, err := ReadEnough([]byte(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
