package app

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described returns /openapi.json as the program without a data folder answers it.
func described(t *testing.T, lang string) []byte {
	t.Helper()
	catalog, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	m, err := bareMux(catalog)
	if err != nil {
		t.Fatal(err)
	}
	h, err := m.Build()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.json?lang="+lang, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("/openapi.json: %d %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// parse reads a document anew, so that a test can spoil its copy.
func parse(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any)
}

// The schema is the OpenAPI Initiative's own for 3.1, of 7 October 2022 (Apache-2.0).
func TestTheDescriptionIsOpenAPI(t *testing.T) {
	file, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi-3.1.schema.json", parse(t, file)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	raw := described(t, "zh-CN")
	if err := schema.Validate(parse(t, raw)); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(map[string]any){
		"no title":                    func(d map[string]any) { delete(d["info"].(map[string]any), "title") },
		"a path without its slash":    func(d map[string]any) { d["paths"].(map[string]any)["indicators"] = map[string]any{} },
		"an answer without a meaning": func(d map[string]any) { delete(okOf(d, "/openapi.json"), "description") },
		"another version":             func(d map[string]any) { d["openapi"] = "2.0" },
	} {
		d := parse(t, raw)
		spoil(d)
		if schema.Validate(d) == nil {
			t.Errorf("%s: still valid; the check checks nothing", name)
		}
	}
}

// okOf is the good answer of a GET.
func okOf(d map[string]any, path string) map[string]any {
	get := d["paths"].(map[string]any)[path].(map[string]any)["get"].(map[string]any)
	return get["responses"].(map[string]any)["200"].(map[string]any)
}

// Every schema can be compiled: what JSON Schema 2020-12 does not know stands in none of them.
func TestTheSchemasOfTheDescriptionCompile(t *testing.T) {
	d := parse(t, described(t, "en"))
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("openapi.json", d); err != nil {
		t.Fatal(err)
	}
	schemas := d["components"].(map[string]any)["schemas"].(map[string]any)
	for name := range schemas {
		if _, err := compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(schemas) < 8 {
		t.Errorf("only %d schemas", len(schemas))
	}
}

// unspoken is a key that nobody has put into words.
var unspoken = regexp.MustCompile(`"(steering|web|app|indicator|catalog)\.[a-z_]+\.[a-z_.]+"`)

// Every operation under /api, every download and every endpoint of HSDS is described, nothing else is, and in both languages the same way.
func TestTheDescriptionIsWhole(t *testing.T) {
	catalog, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := Routes(catalog)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range routes {
		download := r.Public && regexp.MustCompile(`\.(csv|json|xlsx|yaml)$|^/hsds/3\.0/[a-z]`).MatchString(r.Pattern)
		if download || strings.HasPrefix(r.Pattern, "/api/") {
			want = append(want, strings.ToLower(r.Method)+" "+r.Pattern)
		}
	}
	for _, lang := range []string{"zh-CN", "en"} {
		raw := described(t, lang)
		var got []string
		for path, methods := range parse(t, raw)["paths"].(map[string]any) {
			for method := range maps.Keys(methods.(map[string]any)) {
				got = append(got, method+" "+path)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: described %v, want %v", lang, got, want)
		}
		if key := unspoken.Find(raw); key != nil {
			t.Errorf("%s: the key %s has no words", lang, key)
		}
		if again := described(t, lang); !bytes.Equal(raw, again) {
			t.Errorf("%s: the same program describes itself in other bytes", lang)
		}
	}
}
