package evaluation_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/base/fault"
)

// The program does not start with a method that cannot be evaluated: each way of being broken is refused by its field.
func TestShippedMethods(t *testing.T) {
	known, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := evaluation.Shipped(known)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := data.Methods()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range all.All() {
		ids = append(ids, m.ID)
	}
	if names := slices.Sorted(maps.Keys(texts)); len(names) == 0 || !slices.Equal(names, ids) {
		t.Fatalf("methods %v of the files %v", ids, names)
	}
	if _, ok := all.Find("four-gaps"); ok {
		t.Error("half a name finds a method")
	}
	const name = "four-gaps-county-2020"
	for field, change := range map[string][2]string{
		"id":                           {"id: four-gaps-county-2020", "id: other"},
		"data.level":                   {"level: county, ", ""},
		"indicators[no_such_thing].id": {"{id: toilet,", "{id: no_such_thing,"},
		"steps.links":                  {"\n  links:", "\n  link:"},
	} {
		broken := strings.Replace(string(texts[name]), change[0], change[1], 1)
		if broken == string(texts[name]) {
			t.Fatalf("%q is not in the method", change[0])
		}
		_, err := evaluation.NewMethods(map[string][]byte{name: []byte(broken)}, known)
		if wrong, ok := fault.As(err); !ok || wrong.Kind != fault.Invalid || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
