package app

import (
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"mihe/internal/register/catalog"
)

// The plan names six kinds of products for old people: the demonstration lists each with its terms, so that they can be seen.
func TestTheDemoListsEveryKindOfDeviceWithItsTerms(t *testing.T) {
	var file demoDirectory
	if err := yaml.Unmarshal(demoServicesFile, &file); err != nil {
		t.Fatal(err)
	}
	taxonomies, err := catalog.Terms()
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	for _, x := range taxonomies {
		for _, term := range x.Terms {
			if x.Code != catalog.DeviceTaxonomy || term.Parent != "" {
				continue
			}
			kinds++
			listed := slices.ContainsFunc(file.Services, func(s demoService) bool {
				d := s.Device
				return slices.Contains(s.Terms, term.Code) && d != nil && d.Zh != "" && d.En != "" && len(s.Costs) > 0 &&
					(d.Deposit != nil && d.LoanDays != nil || d.SubsidyPct != nil && d.SubsidyCap != nil)
			})
			if !listed {
				t.Errorf("%s: nothing of this kind is lent or subsidised", term.Name.En)
			}
		}
	}
	if kinds != 6 || len(file.Providers) != 3 {
		t.Errorf("%d kinds of products and %d providers, want 6 and 3", kinds, len(file.Providers))
	}
}
