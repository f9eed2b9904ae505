package openness_test

import (
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/account/openness"
	"mihe/internal/base/fault"
)

func TestReadTables(t *testing.T) {
	raw, err := data.Disclosure()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := openness.ReadTables(raw)
	if err != nil || len(tables) != 1 {
		t.Fatalf("%v, %v", tables, err)
	}
	for day, want := range map[string]int64{"2019-12-31": 0, "2020-01-01": 10, "2026-03-01": 10} {
		if l, found := tables[0].On(day); l.Least != want || found != (want > 0) {
			t.Errorf("on %s: %v, %v", day, l, found)
		}
	}
	for name, change := range map[string][2]string{
		"a threshold that hides nothing": {"least: 10", "least: 1"}, "no source": {"zh: \"本系统", "no: \"本系统"}, "no day": {"2020-01-01", "soon"},
		"a strange field": {"whole:", "hole:"}, "another format": {"format: 1", "format: 2"}, "no threshold": {"    least:\n", "    least: []\n    rest:\n"},
	} {
		if text := strings.Replace(string(raw), change[0], change[1], 1); text == string(raw) {
			t.Errorf("%s: nothing was changed", name)
		} else if _, err := openness.ReadTables([]byte(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
