package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A request that breaks is counted as what its reader is answered: 500 when nothing was sent, what was sent otherwise.
func TestABrokenRequestIsCounted(t *testing.T) {
	for _, c := range []struct {
		status string
		do     http.HandlerFunc
	}{
		{"500", func(http.ResponseWriter, *http.Request) { panic("broken") }},
		{"202", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted); panic("broken") }},
		{"200", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")); panic("broken") }},
		{"200", func(http.ResponseWriter, *http.Request) {}},
	} {
		m := newMetrics()
		func() {
			defer func() { _ = recover() }()
			m.around(c.do, slog.New(slog.DiscardHandler), "node").ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		}()
		scraped := httptest.NewRecorder()
		m.handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		for _, line := range []string{
			`mihe_http_requests_total{method="GET",route="unrouted",status="` + c.status + `"} 1`, "mihe_http_requests_open 0",
		} {
			if !strings.Contains(scraped.Body.String(), line+"\n") {
				t.Errorf("answered with %s: the figures do not say %s", c.status, line)
			}
		}
	}
}
