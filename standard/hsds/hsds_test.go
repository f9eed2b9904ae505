package hsds_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"mihe/standard/hsds"
)

func ExamplePaginate() {
	p := hsds.Paginate([]string{"meals", "bathing", "nursing"}, 2, 2)
	fmt.Println(p.TotalItems, p.TotalPages, p.Contents, p.LastPage)
	// Output: 3 2 [nursing] true
}

// Whoever reads page after page until the last one has read the list, once and in order; that is what total_items says.
func TestPagesAreTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int(), 0, 60).Draw(t, "all")
		size := rapid.IntRange(-2, 70).Draw(t, "size")
		var got []int
		for n := 1; ; n++ {
			p := hsds.Paginate(all, n, size)
			if p.TotalItems != len(all) || p.Size != len(p.Contents) || p.Empty != (p.Size == 0) || p.FirstPage != (n == 1) || p.Contents == nil {
				t.Fatalf("page %d of %d: %+v", n, len(all), p)
			}
			if got = append(got, p.Contents...); p.LastPage {
				if n != p.TotalPages {
					t.Fatalf("page %d is the last of %d", n, p.TotalPages)
				}
				break
			}
		}
		if !slices.Equal(got, all) {
			t.Fatalf("pages hold %v, the list %v", got, all)
		}
		if after := hsds.Paginate(all, 1000, size); !after.Empty || !after.LastPage {
			t.Fatalf("a page after the last: %+v", after)
		}
	})
}

func TestIDs(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`) // RFC 9562, 5.8
	a := hsds.ID("service", "phone")
	if !form.MatchString(a) || a != hsds.ID("service", "phone") || a == hsds.ID("servicephone") || a == hsds.ID("service", "phone", "") {
		t.Errorf("ID = %s", a)
	}
}

func TestTabular(t *testing.T) {
	o := hsds.Organization{ID: "o", Name: "one"}
	age := 60
	list := hsds.Tabular([]hsds.Service{
		{ID: "s", Name: "meals", Status: "active", MinimumAge: &age, Organization: &o, CostOptions: []hsds.CostOption{{ID: "c", Amount: "12.50"}}},
		{ID: "t", Name: "baths", Status: "active", Organization: &o},
	})
	services, _ := hsds.Of(list, "services")
	at := slices.Index(services.Head, "minimum_age")
	if len(services.Rows) != 2 || services.Rows[0][at] != "60" || services.Rows[1][at] != "" {
		t.Errorf("services: %v", services.Rows)
	}
	if organizations, _ := hsds.Of(list, "organizations"); len(organizations.Rows) != 1 {
		t.Errorf("one organisation has %d rows", len(organizations.Rows))
	}
	if costs, _ := hsds.Of(list, "cost_options"); len(costs.Rows) != 1 || !slices.Contains(costs.Rows[0], "12.50") {
		t.Errorf("prices: %v", costs.Rows)
	}
}

// folder is where the specification's schemas and examples lie.
func folder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the published suites do not lie beside this clone")
	}
	return filepath.Join(dir, "hsds-3.0")
}

func schema(t *testing.T, dir, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(dir, "compiled", name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// through reads an example of the specification into a value of this package and writes it again.
func through[T any](t *testing.T, dir, name string) (value any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if raw, err = json.Marshal(v); err != nil {
		t.Fatal(err)
	}
	if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestExamplesOfTheSpecification(t *testing.T) {
	dir := folder(t)
	for name, tc := range map[string]struct {
		value  any
		schema string
	}{
		"service":      {through[hsds.Service](t, dir, "service_full.json"), "service.json"},
		"organization": {through[hsds.Organization](t, dir, "organization_full.json"), "organization.json"},
		"at location":  {through[hsds.ServiceAtLocation](t, dir, "service_at_location_full.json"), "service_at_location.json"},
	} {
		s := schema(t, dir, tc.schema)
		if err := s.Validate(tc.value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		broken := tc.value.(map[string]any)
		broken["id"] = "not a uuid" // the control
		if s.Validate(broken) == nil {
			t.Errorf("%s with a wrong id is valid", name)
		}
	}
}

// Every column of ours is one of the specification's tabular form, but for the table of the profile.
func TestColumnsAreThoseOfTheSpecification(t *testing.T) {
	dir := folder(t)
	for _, table := range hsds.Tabular() {
		if table.Name == "capacities" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, "examples", "csv", table.Name+".csv"))
		if err != nil {
			t.Errorf("the specification has no table %s: %v", table.Name, err)
			continue
		}
		head, _, _ := strings.Cut(string(raw), "\n")
		known := strings.Split(strings.TrimSpace(head), ",")
		extra := slices.DeleteFunc(slices.Clone(table.Head), func(name string) bool { return slices.Contains(known, name) })
		if diff := cmp.Diff([]string{}, extra, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Errorf("%s: columns that the specification does not know:\n%s", table.Name, diff)
		}
	}
}
