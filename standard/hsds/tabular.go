package hsds

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Table is one table of the tabular form, with its rows in the order in which they were met.
type Table struct {
	Name string // of the file, without .csv
	Head []string
	Rows [][]string
}

// tables are the tables of the specification, by the value that one row holds, and at the end that of our profile.
var tables = []struct {
	name string
	of   reflect.Type
}{
	{"organizations", reflect.TypeFor[Organization]()},
	{"organization_identifiers", reflect.TypeFor[OrganizationIdentifier]()},
	{"services", reflect.TypeFor[Service]()},
	{"service_at_location", reflect.TypeFor[ServiceAtLocation]()},
	{"locations", reflect.TypeFor[Location]()},
	{"addresses", reflect.TypeFor[Address]()},
	{"phones", reflect.TypeFor[Phone]()},
	{"contacts", reflect.TypeFor[Contact]()},
	{"schedules", reflect.TypeFor[Schedule]()},
	{"service_areas", reflect.TypeFor[ServiceArea]()},
	{"required_documents", reflect.TypeFor[RequiredDocument]()},
	{"languages", reflect.TypeFor[Language]()},
	{"accessibility", reflect.TypeFor[Accessibility]()},
	{"cost_options", reflect.TypeFor[CostOption]()},
	{"attributes", reflect.TypeFor[Attribute]()},
	{"taxonomies", reflect.TypeFor[Taxonomy]()},
	{"taxonomy_terms", reflect.TypeFor[TaxonomyTerm]()},
	{"capacities", reflect.TypeFor[Capacity]()},
}

// Tabular takes values apart into the tables of the tabular form: fields with one value become columns, what is inside becomes
// rows of its own table. Something that is met twice has one row, as it was met first. Every table is there, also without rows.
// Values are those of this package and lists of them. Cost O(fields).
func Tabular(values ...any) []Table {
	t := tabular{list: make([]Table, len(tables)), seen: map[string]bool{}}
	for i, one := range tables {
		t.list[i] = Table{Name: one.name, Head: columns(one.of)}
	}
	for _, v := range values {
		t.walk(reflect.ValueOf(v))
	}
	return t.list
}

type tabular struct {
	list []Table
	seen map[string]bool
}

func (t *tabular) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			t.walk(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.walk(v.Index(i))
		}
	case reflect.Struct:
		if i := tableOf(v.Type()); i >= 0 && !t.seen[t.list[i].Name+v.FieldByName("ID").String()] {
			t.seen[t.list[i].Name+v.FieldByName("ID").String()] = true
			t.list[i].Rows = append(t.list[i].Rows, cells(v))
		}
		for _, f := range v.Fields() {
			t.walk(f)
		}
	default: // a field with one value stands in the row
	}
}

func tableOf(of reflect.Type) int {
	for i, one := range tables {
		if one.of == of {
			return i
		}
	}
	return -1
}

// single tells whether a field has one value.
func single(of reflect.Type) bool {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return of.Kind() != reflect.Struct && of.Kind() != reflect.Slice
}

func columns(of reflect.Type) (names []string) {
	for f := range of.Fields() {
		if single(f.Type) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

func cells(v reflect.Value) (row []string) {
	for _, f := range v.Fields() {
		if !single(f.Type()) {
			continue
		}
		if f.Kind() == reflect.Pointer && f.IsNil() {
			row = append(row, "")
			continue
		}
		row = append(row, fmt.Sprint(reflect.Indirect(f).Interface()))
	}
	return row
}

// Of returns the table of that name.
func Of(list []Table, name string) (Table, bool) {
	i := slices.IndexFunc(list, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return list[i], true
}
