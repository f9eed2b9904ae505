package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mihe/internal/base/access"
	"mihe/internal/register/catalog"
	"mihe/standard/hsds"
)

// conformance is the demonstration's directory over HTTP, beside the schemas of the specification.
type conformance struct {
	app     *App
	dir     string
	handler http.Handler
	schemas map[string]*jsonschema.Schema
	asked   int
}

func newConformance(t *testing.T) *conformance {
	t.Helper()
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the published suites do not lie beside this clone")
	}
	a := openDemo(t, t.TempDir())
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	d, err := a.demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range d.steps() {
		if slices.Contains([]string{"townships", "accounts", "services"}, step.name) {
			if err := step.do(t.Context()); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
		}
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &conformance{app: a, dir: filepath.Join(dir, "hsds-3.0"), handler: h, schemas: map[string]*jsonschema.Schema{}}
}

// get asks for an address below /hsds/3.0.
func (c *conformance) get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/hsds/3.0"+path, nil))
	c.asked++
	return w
}

// value is the JSON of a good answer.
func (c *conformance) value(t *testing.T, path string) map[string]any {
	t.Helper()
	w := c.get(t, path)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Fatalf("%s: %d %s %.200s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v.(map[string]any)
}

// valid validates by a schema file of the specification, with formats asserted.
func (c *conformance) valid(t *testing.T, file string, v any) error {
	t.Helper()
	if c.schemas[file] == nil {
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		compiler.UseLoader(nearbyFiles{})
		s, err := compiler.Compile(filepath.Join(c.dir, file))
		if err != nil {
			t.Fatal(err)
		}
		c.schemas[file] = s
	}
	return c.schemas[file].Validate(v)
}

// nearbyFiles loads schemas from files. The compiled tabular schema refers to files that lie one folder above it.
type nearbyFiles struct{ jsonschema.FileLoader }

func (b nearbyFiles) Load(address string) (any, error) {
	v, err := b.FileLoader.Load(address)
	if err != nil {
		return b.FileLoader.Load(strings.Replace(address, "/compiled/", "/", 1))
	}
	return v, nil
}

// page validates what openapi.json says of a page; there the schema stands under components.
func (c *conformance) page(t *testing.T, v any) error {
	t.Helper()
	if c.schemas["page"] == nil {
		raw, err := os.ReadFile(filepath.Join(c.dir, "openapi.json"))
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		schema := document.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)["Page"].(map[string]any)
		var all []any
		for name := range schema["properties"].(map[string]any) {
			all = append(all, name)
		}
		schema["required"] = append(all, "contents") // the document requires none, which would let everything through
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("page.json", schema); err != nil {
			t.Fatal(err)
		}
		c.schemas["page"] = compiler.MustCompile("page.json")
	}
	return c.schemas["page"].Validate(v)
}

// kinds are the lists of the API: the schema of an item of the list, of the full form, and of one by its identifier.
var kinds = []struct{ path, item, full, one string }{
	{"/services", "compiled/service_list.json", "compiled/service.json", "compiled/service.json"},
	{"/organizations", "compiled/organization_list.json", "compiled/organization.json", "compiled/organization.json"},
	{"/service_at_locations", "compiled/service_at_location_list.json", "compiled/service_at_location.json", "compiled/service.json"},
	{"/taxonomies", "taxonomy.json", "", "taxonomy.json"},
	{"/taxonomy_terms", "taxonomy_term.json", "", "taxonomy_term.json"},
}

// contents reads a list, page after page, and validates every page and every item.
func (c *conformance) contents(t *testing.T, path, query, item string, perPage int) (all []map[string]any) {
	t.Helper()
	for n := 1; ; n++ {
		at := fmt.Sprintf("%s?%s&page=%d&per_page=%d", path, query, n, perPage)
		v := c.value(t, at)
		if err := c.page(t, v); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		for _, one := range v["contents"].([]any) {
			if err := c.valid(t, item, one); err != nil {
				t.Errorf("%s: %v", at, err)
			}
			all = append(all, one.(map[string]any))
		}
		size, _ := v["size"].(json.Number).Int64()
		if int(size) != len(v["contents"].([]any)) || v["empty"].(bool) != (size == 0) || v["first_page"].(bool) != (n == 1) {
			t.Errorf("%s: size %v, empty %v, first %v", at, size, v["empty"], v["first_page"])
		}
		if total, _ := v["total_items"].(json.Number).Int64(); v["last_page"].(bool) {
			if int(total) != len(all) {
				t.Errorf("%s: %d items in all, the pages hold %d", at, total, len(all))
			}
			return all
		}
	}
}

// ids are the identifiers of a list, in its order.
func ids(list []map[string]any) (out []string) {
	for _, one := range list {
		out = append(out, one["id"].(string))
	}
	return out
}

func TestHSDS(t *testing.T) {
	c := newConformance(t)
	t.Run("about", c.about)
	t.Run("every response is valid", c.everyResponse)
	t.Run("filters filter", c.filters)
	t.Run("near a postcode", c.nearby)
	t.Run("other forms", c.otherForms)
	t.Run("capacity is our profile", c.capacity)
	t.Run("nothing internal", c.nothingInternal)
	t.Run("what is asked wrongly is refused", c.refused)
	t.Logf("requests %d", c.asked)
}

func (c *conformance) about(t *testing.T) {
	for _, path := range []string{"", "/"} {
		v := c.value(t, path)
		if v["version"] != "3.0" {
			t.Errorf("%s: version %v", path, v["version"])
		}
		for _, name := range []string{"profile", "openapi_url"} {
			u, err := url.Parse(fmt.Sprint(v[name]))
			if err != nil || !u.IsAbs() {
				t.Errorf("%s: %s is %v, want an absolute address", path, name, v[name])
				continue
			}
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, u.Path, nil))
			if w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: %s answers %d", path, u.Path, w.Code)
			}
		}
	}
}

// Every list validates page by page, in every form; the union of its pages is its total; everything listed opens.
func (c *conformance) everyResponse(t *testing.T) {
	for _, k := range kinds {
		list := c.contents(t, k.path, "", k.item, 7)
		if diff := cmp.Diff(ids(list), ids(c.contents(t, k.path, "", k.item, 1000))); diff != "" || len(list) != len(slices.Compact(slices.Sorted(slices.Values(ids(list))))) {
			t.Errorf("%s: pages of 7 and of 1000 differ, or an item stands twice:\n%s", k.path, diff)
		}
		for _, id := range ids(list) {
			one := c.value(t, k.path+"/"+id)
			if err := c.valid(t, k.one, one); err != nil {
				t.Errorf("%s/%s: %v", k.path, id, err)
			}
			if one["id"] != id {
				t.Errorf("%s/%s answers %v", k.path, id, one["id"])
			}
			if k.path == "/service_at_locations" { // the description asks for a service; it is what it is called, too
				if err := c.valid(t, "compiled/service_at_location.json", one); err != nil {
					t.Errorf("%s/%s: %v", k.path, id, err)
				}
			}
		}
		if k.full != "" {
			c.contents(t, k.path, "full=true", k.full, 9)
		}
		if len(list) == 0 || k.path == "/services" && len(list) < 20 {
			t.Errorf("%s: only %d", k.path, len(list))
		}
	}
	c.contents(t, "/services", "minimal=true", "compiled/service_list.json", 9)
	c.contents(t, "/organizations", "full_service=true", "compiled/organization.json", 2)
	organization := ids(c.contents(t, "/organizations", "", "compiled/organization_list.json", 9))[0]
	whole := c.value(t, "/organizations/"+organization+"?full_service=true")
	if err := c.valid(t, "compiled/organization.json", whole); err != nil || len(whole["services"].([]any)) == 0 {
		t.Errorf("an organisation with whole services: %v", err)
	}
	all := c.value(t, "/services?minimal=true")
	if !all["last_page"].(bool) || !all["first_page"].(bool) {
		t.Errorf("minimal is on %v pages, want one", all["total_pages"])
	}
	// The control: the schemas find what is wrong.
	broken := c.value(t, "/services/"+ids(c.contents(t, "/services", "", "compiled/service_list.json", 9))[0])
	broken["status"] = "open"
	if c.valid(t, "compiled/service.json", broken) == nil {
		t.Error("a wrong status is valid")
	}
	delete(all, "total_items")
	if c.page(t, all) == nil {
		t.Error("a page without its total is valid")
	}
}

// predicate is what a filter means, written for this test over the full form.
type predicate func(map[string]any) bool

func attribute(name, value string) predicate {
	return func(s map[string]any) bool {
		if of, ok := s["service"].(map[string]any); ok {
			s = of
		}
		list, _ := s["attributes"].([]any)
		return slices.ContainsFunc(list, func(a any) bool { return a.(map[string]any)["taxonomy_term"].(map[string]any)[name] == value })
	}
}

func member(name, value string) predicate {
	return func(s map[string]any) bool {
		if of, ok := s["service"].(map[string]any); ok {
			s = of
		}
		return s[name] == value
	}
}

// says looks through the texts of a thing, the names of its organisation and its terms; what a whole taxonomy is about is not about it.
func says(word string) predicate {
	var texts func(v any) string
	texts = func(v any) (all string) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if name == "name" || name == "alternate_name" || name == "description" || name == "eligibility_description" {
					all += fmt.Sprint(inner) + "\n"
				}
				if name == "attributes" || name == "taxonomy_term" {
					all += texts(inner)
				}
				if o, ok := inner.(map[string]any); ok && name == "organization" {
					all += fmt.Sprint(o["name"], o["alternate_name"], "\n")
				}
			}
		case []any:
			for _, inner := range v {
				all += texts(inner)
			}
		}
		return all
	}
	return func(s map[string]any) bool {
		if of, ok := s["service"].(map[string]any); ok {
			s = of
		}
		return strings.Contains(strings.ToLower(texts(s)), word)
	}
}

func modified(after time.Time) predicate {
	return func(s map[string]any) bool {
		if of, ok := s["service"].(map[string]any); ok {
			s = of
		}
		at, err := time.Parse(time.RFC3339, fmt.Sprint(s["last_modified"]))
		return err == nil && !at.Before(after)
	}
}

// A filtered list is the part of the whole list that a predicate keeps; two filters keep what both keep. A filter that keeps
// all or nothing of the demonstration would not be tried.
func (c *conformance) filters(t *testing.T) {
	terms := c.contents(t, "/taxonomy_terms", "", "taxonomy_term.json", 100)
	meal := ids(slices.DeleteFunc(slices.Clone(terms), func(m map[string]any) bool { return m["code"] != "service.life.meal" }))[0]
	device := ids(slices.DeleteFunc(c.contents(t, "/taxonomies", "", "taxonomy.json", 9), func(m map[string]any) bool { return !strings.Contains(fmt.Sprint(m["name"]), "用品") }))[0]
	organization := ids(c.contents(t, "/organizations", "", "compiled/organization_list.json", 9))[1]
	for _, path := range []string{"/services", "/service_at_locations"} {
		schema := map[string]string{"/services": "compiled/service.json", "/service_at_locations": "compiled/service_at_location.json"}[path]
		whole := c.contents(t, path, "full=true", schema, 100)
		middle := c.middle(whole)
		filters := map[string]predicate{
			"taxonomy_term_id=" + meal: attribute("id", meal), "taxonomy_id=" + device: attribute("taxonomy_id", device),
			"organization_id=" + organization: member("organization_id", organization), "search=" + url.QueryEscape("助浴"): says("助浴"),
			"modified_after=" + url.QueryEscape(middle.Format(time.RFC3339Nano)): modified(middle),
		}
		for query, keep := range filters {
			want := ids(slices.DeleteFunc(slices.Clone(whole), func(m map[string]any) bool { return !keep(m) }))
			got := ids(c.contents(t, path, query+"&full=true", schema, 6))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s?%s (-want +got):\n%s", path, query, diff)
			}
			if len(want) == 0 || len(want) == len(whole) {
				t.Errorf("%s?%s keeps %d of %d: it is not tried", path, query, len(want), len(whole))
			}
			for other, also := range filters {
				both := ids(slices.DeleteFunc(slices.Clone(whole), func(m map[string]any) bool { return !keep(m) || !also(m) }))
				if other != query && !slices.Equal(both, ids(c.contents(t, path, query+"&"+other+"&full=true", schema, 100))) {
					t.Errorf("%s?%s&%s is not what both keep", path, query, other)
				}
			}
		}
	}
	for query, keep := range map[string]predicate{
		"top_only=true": func(m map[string]any) bool { return m["parent_id"] == nil }, "taxonomy_id=" + device: member("taxonomy_id", device),
		"parent_id=" + fmt.Sprint(terms[1]["parent_id"]): member("parent_id", fmt.Sprint(terms[1]["parent_id"])), "search=emergency": says("emergency"),
	} {
		want := ids(slices.DeleteFunc(slices.Clone(terms), func(m map[string]any) bool { return !keep(m) }))
		if got := ids(c.contents(t, "/taxonomy_terms", query, "taxonomy_term.json", 4)); !slices.Equal(got, want) || len(want) == 0 || len(want) == len(terms) {
			t.Errorf("/taxonomy_terms?%s: %d of %d, want %d", query, len(got), len(terms), len(want))
		}
	}
	for path, tc := range map[string]struct{ word, item string }{"/organizations": {"互助", "compiled/organization_list.json"}, "/taxonomies": {"助穿", "taxonomy.json"}} {
		if got := c.contents(t, path, "search="+url.QueryEscape(tc.word), tc.item, 9); len(got) != 1 || !says(tc.word)(got[0]) {
			t.Errorf("%s?search=%s: %d", path, tc.word, len(got))
		}
	}
}

// middle is a moment that some were modified before, and some not.
func (c *conformance) middle(whole []map[string]any) time.Time {
	var all []time.Time
	for _, s := range whole {
		if of, ok := s["service"].(map[string]any); ok {
			s = of
		}
		at, _ := time.Parse(time.RFC3339, fmt.Sprint(s["last_modified"]))
		all = append(all, at)
	}
	slices.SortFunc(all, time.Time.Compare)
	return all[len(all)/2]
}

// nearby asks around a postcode. Distances are computed anew, by the law of cosines.
func (c *conformance) nearby(t *testing.T) {
	const item = "compiled/service_at_location.json"
	whole := c.contents(t, "/service_at_locations", "full=true", item, 1000)
	at := func(s map[string]any) (postcode string, lat, lon float64, ok bool) {
		l := s["location"].(map[string]any)
		list, _ := l["addresses"].([]any)
		if len(list) > 0 {
			postcode = fmt.Sprint(list[0].(map[string]any)["postal_code"])
		}
		number := func(name string) float64 {
			n, is := l[name].(json.Number)
			v, err := n.Float64()
			ok = is && err == nil
			return v
		}
		lat, lon = number("latitude"), number("longitude")
		return postcode, lat, lon, ok
	}
	const postcode = "551602"
	var lat, lon float64
	for _, s := range whole {
		if code, a, b, ok := at(s); ok && code == postcode {
			lat, lon = a, b // all locations with it lie at one point of the demonstration's grid
		}
	}
	rad := math.Pi / 180
	before := 0
	for _, metres := range []float64{1, 8000, 15000, 1e6} {
		want := ids(slices.DeleteFunc(slices.Clone(whole), func(s map[string]any) bool {
			_, a, b, ok := at(s)
			angle := math.Acos(math.Min(1, math.Sin(lat*rad)*math.Sin(a*rad)+math.Cos(lat*rad)*math.Cos(a*rad)*math.Cos((b-lon)*rad)))
			return !ok || angle*6371008.8 > metres
		}))
		got := ids(c.contents(t, "/service_at_locations", fmt.Sprintf("postcode=%s&proximity=%.0f&full=true", postcode, metres), item, 1000))
		if diff := cmp.Diff(want, got); diff != "" || len(got) <= before || len(got) >= len(whole) {
			t.Errorf("within %g m: %d of %d after %d (-want +got):\n%s", metres, len(got), len(whole), before, diff)
		}
		before = len(got)
	}
	if got := c.contents(t, "/service_at_locations", "postcode="+postcode, "compiled/service_at_location_list.json", 1000); len(got) != len(whole) {
		t.Errorf("all services are for the county, and a postcode of it keeps %d of %d", len(got), len(whole))
	}
	if got := c.contents(t, "/service_at_locations", "postcode=100000", "compiled/service_at_location_list.json", 1000); len(got) != 0 {
		t.Errorf("a postcode of nobody keeps %d", len(got))
	}
}

// capacity validates by our profile, and compares what is shown with what was declared: nothing is a zero that nobody said.
func (c *conformance) capacity(t *testing.T) {
	profile := c.value(t, "/profile.json")
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("profile.json", profile); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("profile.json")
	some, unknown, stale := 0, 0, 0
	for _, s := range c.contents(t, "/service_at_locations", "full=true", "compiled/service_at_location.json", 100) {
		if err := schema.Validate(s); err != nil {
			t.Errorf("%v", err)
		}
		list, _ := s["capacities"].([]any)
		for _, one := range list {
			some++
			held := one.(map[string]any)
			if _, said := held["waiting"]; !said {
				unknown++
			}
			if held["stale"] == true {
				stale++
			}
		}
		if len(list) == 0 {
			continue
		}
		list[0].(map[string]any)["available"] = json.Number("-1") // the control
		if schema.Validate(s) == nil {
			t.Fatal("a negative vacancy is valid")
		}
	}
	if some < 20 || unknown == 0 || stale == 0 || stale == some {
		t.Errorf("capacities %d, without a waiting list %d, stale %d: the demonstration does not try it", some, unknown, stale)
	}
}

// nothingInternal: what nobody has published is nowhere, and what is withdrawn is gone at once.
func (c *conformance) nothingInternal(t *testing.T) {
	ctx, publisher := t.Context(), access.System("approver", catalog.CanPublish)
	inside, err := c.app.Catalog.Inside(ctx, publisher)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/services?format=csv", "/service_at_locations?full=true&per_page=1000", "/organizations?full=true&full_service=true", "/datapackage.zip", "/services?full=true&per_page=1000"}
	bodies := func() (all string) {
		for _, path := range paths {
			body := c.get(t, path).Body.Bytes()
			if z, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err == nil {
				for _, f := range z.File {
					r, _ := f.Open()
					raw, _ := io.ReadAll(r)
					all += string(raw)
				}
				continue
			}
			all += string(body)
		}
		return all
	}
	internal, before := 0, bodies()
	for _, l := range inside.Listings {
		if l.State == catalog.Internal {
			internal++
		}
		if shown := strings.Contains(before, hsds.ID(l.Service.ID)); shown != (l.State == catalog.Published) {
			t.Errorf("%s is %s and shown: %v", l.Service.Name.Zh, l.State, shown)
		}
	}
	if internal < 2 {
		t.Errorf("%d internal services", internal)
	}
	one := inside.Listings[slices.IndexFunc(inside.Listings, func(l catalog.Listing) bool { return l.State == catalog.Published })]
	if err := c.app.Catalog.Withdraw(ctx, publisher, one.Service.ID, "for this test"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(bodies(), hsds.ID(one.Service.ID)) {
		t.Errorf("%s was withdrawn and is shown", one.Service.Name.Zh)
	}
}

func (c *conformance) refused(t *testing.T) {
	for path, want := range map[string]int{
		"/services/nobody": http.StatusNotFound, "/taxonomies/nobody": http.StatusNotFound, "/services?page=0": http.StatusUnprocessableEntity,
		"/services?page=x": http.StatusUnprocessableEntity, "/services?full=perhaps": http.StatusUnprocessableEntity, "/services?format=xml": http.StatusUnprocessableEntity,
		"/services?modified_after=yesterday": http.StatusUnprocessableEntity, "/service_at_locations?proximity=10": http.StatusUnprocessableEntity,
		"/service_at_locations?postcode=551602&proximity=-1": http.StatusUnprocessableEntity, "/service_at_locations?postcode=551602&proximity=NaN": http.StatusUnprocessableEntity,
	} {
		if w := c.get(t, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if v := c.value(t, "/services?page=1000"); !v["empty"].(bool) || !v["last_page"].(bool) {
		t.Errorf("a page after the last: %v", v)
	}
}
