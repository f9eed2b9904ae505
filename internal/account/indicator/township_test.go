package indicator_test

import (
	"context"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// No observation is about a township, though the tree knows it: none is stored, and what is asked of one is refused by
// name, not answered with a county's figures.
func TestTownshipsHaveNoFigures(t *testing.T) {
	w := indicatortest.Shipped(t)
	county := region.Key{Code: "520526", Level: region.County}
	w.Regions.SetTownships(region.SyntheticTownships(county, 5, 1, region.CensusDay))
	for _, code := range []string{"520526901", "520526901@township"} {
		r, err := importing(t, w, "digital_campus,"+code+",2024,,,60,,made up,a")
		if fault.KindOf(err) != fault.Invalid || len(r.Rejected) != 1 || r.Rejected[0].Key != "fact.import.region.township" {
			t.Errorf("importing about %s: %v %+v, want the refusal of townships", code, err, r.Rejected)
		}
	}
	must(t, w, "digital_campus,520526,2024,,,60,,made up,a")
	ctx, who := context.Background(), access.Visitor()
	ask := func(within string) error {
		_, err := w.Indicators.Gap(ctx, who, indicator.Question{ID: "digital_campus", By: indicator.ByCounty, Within: within})
		return err
	}
	k := region.Key{Code: "520526901", Level: region.Township}
	_, profile := w.Indicators.Profile(ctx, who, k)
	for name, err := range map[string]error{"profile": profile, "code": ask(string(k.Code)), "key": ask(k.String())} {
		if e, ok := fault.As(err); !ok || e.Kind != fault.NotFound || e.Key != "indicator.region.township" {
			t.Errorf("%s: %v, want the refusal of townships", name, err)
		}
	}
	if err := ask("520526"); err != nil {
		t.Errorf("the county is refused too: %v", err)
	}
	p, err := w.Indicators.Profile(ctx, who, county)
	if err != nil || len(p.Children) != 0 {
		t.Errorf("the profile of the county: %v, %d children, want none", err, len(p.Children))
	}
}
