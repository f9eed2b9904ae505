package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

// describing is a site with a public operation, one for accounts and a download.
func describing(t *testing.T) *site {
	t.Helper()
	s, _ := operating(t, nil)
	API(s.Mux, "GET /api/wish/v1/{id}", access.ReadLedger, Operation{ID: "see", Summary: "test.bad"},
		func(*Request, *struct {
			ID string `path:"id"`
		},
		) (*granted, error) {
			return &granted{}, nil
		})
	s.Download("GET /table.csv", []string{"by"}, func(*Request) (File, error) { return CSV("table.csv", nil) })
	s.Page("GET /page", nil, page("p"))
	s.Describe("GET /openapi.json", Description{Title: "web.brand", Text: "web.api.done", Version: "1", Cookie: "session_cookie"})
	return s
}

func TestTheDescriptionHoldsEveryOperationAndDownload(t *testing.T) {
	s := describing(t)
	w := s.get(t, "/openapi.json?lang=en")
	var d struct {
		OpenAPI string
		Info    map[string]string
		Paths   map[string]map[string]struct {
			Summary  string
			Security []map[string][]string
			Tags     []string
		}
		Components struct {
			Schemas, SecuritySchemes map[string]any
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v", w.Code, err)
	}
	if got, want := slices.Sorted(maps.Keys(d.Paths)), []string{"/api/wish/v1/{id}", "/openapi.json", "/table.csv"}; !slices.Equal(got, want) {
		t.Errorf("paths %v, want %v", got, want)
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1.") || d.Info["title"] == "" || d.Info["title"] == "web.brand" {
		t.Errorf("version %q, info %v", d.OpenAPI, d.Info)
	}
	both := d.Paths["/api/wish/v1/{id}"]
	if len(both["post"].Security) != 0 || len(both["get"].Security) != 1 {
		t.Errorf("security: POST %v, GET %v; want none and a session", both["post"].Security, both["get"].Security)
	}
	if got := both["post"].Summary; !strings.Contains(got, "is wrong") {
		t.Errorf("summary %q, want words", got)
	}
	if d.Components.Schemas["Wish"] == nil || d.Components.Schemas["Problem"] == nil || d.Components.Schemas["ErrorModel"] != nil {
		t.Errorf("schemas %v", slices.Sorted(maps.Keys(d.Components.Schemas)))
	}
	if zh := s.get(t, "/openapi.json?lang=zh-CN").Body.String(); !strings.Contains(zh, "不对") {
		t.Error("the Chinese description has no Chinese words")
	}
}

func TestSameRoutesSameDescription(t *testing.T) {
	first := describing(t).get(t, "/openapi.json").Body.Bytes()
	for range 5 {
		if again := describing(t).get(t, "/openapi.json").Body.Bytes(); !bytes.Equal(first, again) {
			t.Fatal("two programs with the same routes describe them differently")
		}
	}
	s := describing(t)
	s.Download("GET /other.json", nil, func(*Request) (File, error) { return JSONFile("", nil) })
	if bytes.Equal(first, s.get(t, "/openapi.json").Body.Bytes()) {
		t.Error("another route leaves the description as it was")
	}
}
