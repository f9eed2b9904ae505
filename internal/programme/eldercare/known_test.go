package eldercare

import (
	"fmt"
	"testing"

	"mihe/internal/register/party"
)

func TestKnown(t *testing.T) {
	f := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
	e := known("person_x", place("520521001"), party.Facts{
		party.Born: f("1961-02"), party.Residence: f("rural"), party.LivesAlone: f("yes"), party.LowIncome: f("no"), party.Disability: f("2"), party.VisitedBy: f("yes"),
	})
	want := "{person_x 520521001@township rural map[birth:1961-02-28 disability:second lives_alone:true subsistence:false] [visits]}"
	if got := fmt.Sprint(e); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if e := known("person_y", place("520521001"), nil); len(e.Facts) != 0 || e.Current != nil || e.Residence != "" {
		t.Errorf("of nothing known: %v", e)
	}
}
