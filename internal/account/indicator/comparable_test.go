package indicator_test

import (
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/i18n"
)

// Income of town and country: 2010 to 2012 come from another survey (data/indicators.yaml, breaks).
func TestComparable(t *testing.T) {
	w := indicatortest.Shipped(t)
	must(t, w, "digital_campus,520000,2024,,,60,,made up,a", "digital_campus,530000,2024,,,80,,made up,a",
		"digital_campus,520000,2025,,,60,,made up,a", "digital_campus,510000,2025,,,80,,made up,a")
	income := indicator.Question{ID: "income_urban_rural", By: indicator.ByUrbanRural, Period: "2020"}
	campus := indicator.Question{ID: "digital_campus", By: indicator.ByProvince, Period: "2025"}
	for _, c := range []struct {
		q      indicator.Question
		period string
		why    string
	}{
		{income, "2013", ""},
		{income, "2020", ""},
		{income, "2012", "indicator.why.other_definition"},
		{income, "1999", "indicator.why.no_data"},
		{campus, "2025", ""},
		{campus, "2024", "indicator.why.other_units"},
	} {
		p, why := ask(t, w.Indicators, c.q).Comparable(c.period)
		if got := keyOf(why); got != c.why || why == nil && (p.Period != c.period || p.Absolute == nil) {
			t.Errorf("%s: %s beside %s: %q with the point %+v, want %q", c.q.ID, c.q.Period, c.period, got, p, c.why)
		}
	}
}

func keyOf(m *i18n.Message) string {
	if m == nil {
		return ""
	}
	return m.Key
}
