package hostile

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// planted are pages with one fault each, by what the judge must say of it.
func (s *site) planted() map[string]web.Handler {
	body := func(text string, status int) web.Handler {
		return func(w http.ResponseWriter, _ *web.Request) error {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(status)
			_, err := io.WriteString(w, text)
			return err
		}
	}
	return map[string]web.Handler{
		"panic: ": func(http.ResponseWriter, *web.Request) error { panic("planted") },
		"stored: steering_body": func(_ http.ResponseWriter, r *web.Request) error {
			at := region.Key{Code: "520500", Level: region.Prefecture}
			name := s.Tasks.Measures.Registry().Functions()[0].Zh
			if err := s.Tasks.SetBody(r.Context(), access.Operator(), steering.Body{Region: at, Function: name, Name: "planted"}); err != nil {
				return err
			}
			return fault.New(fault.Invalid, "web.problem.no_page")
		},
		"5xx: 500":             func(http.ResponseWriter, *web.Request) error { return io.ErrUnexpectedEOF },
		"5xx: 503":             body("busy", http.StatusServiceUnavailable),
		"accepted: 200":        body("thank you", http.StatusOK),
		"unescaped: <mihe-x":   body("you typed <mihe-x>", http.StatusUnprocessableEntity),
		"tells of its inside:": body("SQL logic error near x", http.StatusUnprocessableEntity),
		"closed without a word": func(http.ResponseWriter, *web.Request) error {
			panic(http.ErrAbortHandler)
		},
	}
}

// faultsAreFound plants every fault that the judge looks for: what is not found here would not be found anywhere.
func faultsAreFound(t *testing.T, s *site) {
	t.Helper()
	m := web.NewMux(web.Config{Words: s.Words, Log: slog.Default()})
	planted := s.planted()
	g := newGenerator(t, s)
	paths := map[string]string{}
	for want, h := range planted {
		paths[want] = fmt.Sprintf("/planted/%d", len(paths))
		m.Handle("POST "+paths[want], access.Public, h)
	}
	m.Handle("POST /planted/good", access.Public, func(http.ResponseWriter, *web.Request) error {
		return fault.New(fault.Invalid, "web.problem.no_page")
	})
	h, err := m.Build()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	found := func(path string) []string {
		o, err := attack(t.Context(), s, address, []request{g.ask("POST", path, visitor, []byte("x=1"), formed)})
		if err != nil {
			t.Fatal(err)
		}
		return o.faults
	}
	for want, path := range paths {
		if list := found(path); !slices.ContainsFunc(list, func(f string) bool { return strings.HasPrefix(f, want) }) {
			t.Errorf("planted %q, found %q", want, list)
		}
	}
	if list := found("/planted/good"); len(list) > 0 {
		t.Errorf("found %q where nothing was planted", list)
	}
}

// TestGrowthIsFound holds on to what requests bring and sees the heap grow.
func TestGrowthIsFound(t *testing.T) {
	before, kept := heap(), [][]byte{}
	for range 64 {
		kept = append(kept, make([]byte, 1+before/32))
	}
	if after := heap(); after <= 2*before {
		t.Errorf("%d pieces were kept and the heap went from %d to %d", len(kept), before, after)
	}
	clear(kept)
}

// TestValuesAreWrittenApart holds the digest of a table to telling any two rows apart.
func TestValuesAreWrittenApart(t *testing.T) {
	rows := [][]any{
		{nil},
		{int64(0)},
		{int64(1)},
		{0.0},
		{1.0},
		{1.5},
		{""},
		{[]byte("")},
		{"a"},
		{[]byte("a")},
		{true},
		{"true"},
		{"a", "b"},
		{"ab", ""},
		{"", "ab"},
		{"a", nil},
		{nil, "a"},
		{int64(1), "a"},
		{"a", int64(1)},
	}
	seen := map[string]int{}
	for i, row := range rows {
		var line []byte
		for _, v := range row {
			line = appendValue(line, v)
		}
		if j, known := seen[string(line)]; known {
			t.Errorf("rows %q and %q are written alike", rows[j], row)
		}
		seen[string(line)] = i
	}
}
