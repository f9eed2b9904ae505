package catalogweb

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"

	"mihe/internal/base/web"
	"mihe/standard/hsds"
)

// hsdsDataPackage answers GET /datapackage.zip: the whole published directory as CSV tables with their description. The tables
// are for programs: without a byte order mark, and texts as they are.
func (h *handlers) hsdsDataPackage(r *web.Request) (web.File, error) {
	ix, err := h.index(r)
	if err != nil {
		return web.File{}, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	describe := dataPackage{Name: "hsds-directory", Profile: "tabular-data-package"}
	for _, t := range hsds.Tabular(ix.services, ix.organizations, ix.taxonomies, ix.terms) {
		describe.Resources = append(describe.Resources, resourceOf(t))
		f, err := z.Create(t.Name + ".csv")
		if err != nil {
			return web.File{}, err
		}
		if err := csv.NewWriter(f).WriteAll(append([][]string{t.Head}, t.Rows...)); err != nil {
			return web.File{}, err
		}
	}
	f, err := z.Create("datapackage.json")
	if err != nil {
		return web.File{}, err
	}
	if err := json.NewEncoder(f).Encode(describe); err != nil {
		return web.File{}, err
	}
	if err := z.Close(); err != nil {
		return web.File{}, err
	}
	return web.File{Name: "datapackage.zip", Type: "application/zip", Body: b.Bytes()}, nil
}

// dataPackage is the description of a tabular data package (Frictionless Data, 1.0).
type dataPackage struct {
	Name      string     `json:"name"`
	Profile   string     `json:"profile"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Name     string `json:"name"`
	Path     string `json:"path"`
	Profile  string `json:"profile"`
	Encoding string `json:"encoding"`
	Schema   struct {
		Fields     []field `json:"fields"`
		PrimaryKey string  `json:"primaryKey"`
	} `json:"schema"`
}

type field struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func resourceOf(t hsds.Table) resource {
	r := resource{Name: t.Name, Path: t.Name + ".csv", Profile: "tabular-data-resource", Encoding: "utf-8"}
	for _, name := range t.Head {
		r.Schema.Fields = append(r.Schema.Fields, field{name, "string"})
	}
	r.Schema.PrimaryKey = "id"
	return r
}
