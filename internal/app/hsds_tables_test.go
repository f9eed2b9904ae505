package app

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// otherForms reads the lists as lines and as tables, and the whole directory as a data package.
func (c *conformance) otherForms(t *testing.T) {
	for _, k := range kinds {
		want := ids(c.contents(t, k.path, "", k.item, 100))
		var lines []string
		for line := range strings.Lines(c.get(t, k.path+"?format=ndjson&per_page=2").Body.String()) {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err != nil || c.valid(t, k.item, v) != nil {
				t.Fatalf("%s: %v %s", k.path, err, line)
			}
			lines = append(lines, v.(map[string]any)["id"].(string))
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.get(t, k.path+"?format=csv").Body.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != len(want)+1 || rows[0][0] != "id" {
			t.Fatalf("%s as CSV: %d rows, %v", k.path, len(rows), err)
		}
		for i, id := range want {
			if rows[i+1][0] != id || lines[i] != id {
				t.Errorf("%s: row %d is %s, line %s, want %s", k.path, i, rows[i+1][0], lines[i], id)
			}
		}
	}
	c.dataPackage(t)
}

// dataPackage validates every row of the data package by the tabular schema, and that every reference leads somewhere.
func (c *conformance) dataPackage(t *testing.T) {
	raw := c.get(t, "/datapackage.zip").Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	known, refers := map[string]bool{}, map[string]string{}
	names := map[string]string{"services": "service", "organizations": "organization", "locations": "location", "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term", "addresses": "address", "phones": "phone", "cost_options": "cost_option", "attributes": "attribute", "schedules": "schedule"}
	rows := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		table, isTable := strings.CutSuffix(f.Name, ".csv")
		if !isTable {
			continue
		}
		lines, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, line := range lines[1:] {
			rows++
			value := map[string]any{}
			for i, name := range lines[0] {
				if line[i] == "" && name != "description" && name != "postal_code" {
					continue
				}
				value[name] = any(line[i])
				if slices.Contains([]string{"minimum_age", "maximum_age", "latitude", "longitude", "timezone", "interval", "amount"}, name) {
					value[name] = json.Number(line[i])
				}
				if strings.HasSuffix(name, "_id") && name != "link_id" {
					refers[line[i]] = f.Name + " " + name
				}
			}
			known[line[0]] = true
			if one := names[table]; one != "" {
				if err := c.valid(t, "compiled/tabular.json", map[string]any{one: []any{value}}); err != nil {
					t.Errorf("%s: %v", f.Name, err)
				}
			}
		}
	}
	for id, from := range refers {
		if !known[id] {
			t.Errorf("%s leads to %s, which no table holds", from, id)
		}
	}
	if rows < 300 {
		t.Errorf("only %d rows", rows)
	}
}
