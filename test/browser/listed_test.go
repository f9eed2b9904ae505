package browser

import (
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/app"
	"mihe/internal/base/web"
)

// unlisted are the patterns of GET routes that no page of the list leads to, but for files: their names have an
// extension.
func unlisted(routes []web.Route, list []page) []string {
	var left []string
	mux := http.NewServeMux()
	for _, r := range routes {
		if r.Method == http.MethodGet && path.Ext(r.Pattern) == "" {
			left = append(left, r.Pattern)
		}
		if r.Method == http.MethodGet {
			mux.Handle("GET "+r.Pattern, http.NotFoundHandler())
		}
	}
	for _, p := range list {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, p.path, nil))
		_, pattern, _ = strings.Cut(pattern, " ")
		left = slices.DeleteFunc(left, func(s string) bool { return s == pattern })
	}
	return left
}

// unseen are pages that this demonstration cannot show, and why.
var unseen = map[string]string{
	"/sign-in/provider":    "there is no sign-on of a province; base/access/accessweb looks at it",
	"/sign-in/callback":    "the same",
	"/account/factor":      "only after somebody has begun to set up a second factor",
	"/import/{id}/{file}":  "a file",
	"/calendar/{secret}":   "a file for calendar programs",
	"/forms/sheets/{code}": "a sheet is made for one person when it is printed; record/form/formweb looks at one",
	"/forms/filled/{id}":   "the same",
}

// A page that is added to the program must be added here.
func TestEveryPageIsListed(t *testing.T) {
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := app.Routes(words)
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range unlisted(routes, pages) {
		if !strings.Contains(pattern, "{") && !isHTML(t, pattern) {
			continue
		}
		if unseen[pattern] != "" || strings.HasPrefix(pattern, "/api/") || strings.HasPrefix(pattern, "/hsds/") {
			continue
		}
		t.Errorf("GET %s is a page and the list of pages has no address of it", pattern)
	}
}

// isHTML tells whether the program answers an address with a page of its own, or would after signing in; one that leads
// elsewhere is none.
func isHTML(t *testing.T, address string) bool {
	t.Helper()
	stay := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := stay.Get(serve(t) + address)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if strings.HasPrefix(resp.Header.Get("Location"), "/sign-in?next=") {
		return true
	}
	return resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
}

func TestUnlistedNoticesWhatIsMissing(t *testing.T) {
	routes := []web.Route{
		{Method: "GET", Pattern: "/{$}", Public: true},
		{Method: "GET", Pattern: "/places/{code}", Public: true},
		{Method: "GET", Pattern: "/places", Public: true},
		{Method: "GET", Pattern: "/places.csv", Public: true},
		{Method: "GET", Pattern: "/desk"},
		{Method: "POST", Pattern: "/places", Public: true},
	}
	table := []struct {
		list []page
		want []string
	}{
		{nil, []string{"/{$}", "/places/{code}", "/places", "/desk"}},
		{[]page{{path: "/"}, {path: "/places?q=x"}}, []string{"/places/{code}", "/desk"}},
		{[]page{{path: "/"}, {path: "/places?q=x"}, {path: "/places/520000?by=sex"}, {path: "/nothing"}, {path: "/desk", as: "x"}}, nil},
	}
	for _, row := range table {
		got := unlisted(routes, row.list)
		if diff := cmp.Diff(row.want, got); diff != "" && len(got)+len(row.want) > 0 {
			t.Errorf("unlisted(%v): %s", row.list, diff)
		}
	}
}

// Screenshots are named after pages: no two may share a name or an address.
func TestPagesAreListedOnce(t *testing.T) {
	names, paths := map[string]bool{}, map[string]bool{}
	for _, p := range pages {
		if names[p.name] || paths[p.path] {
			t.Errorf("%s, %s is listed twice", p.name, p.path)
		}
		names[p.name], paths[p.path] = true, true
	}
}
