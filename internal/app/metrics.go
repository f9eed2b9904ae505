package app

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the figures of the running program for Prometheus. None names a person, an address or a search: labels
// are routes as registered, methods and classes of status.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	open     prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mihe_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mihe_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20},
		}, []string{"route"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "mihe_http_requests_open", Help: "Requests being answered now."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.open,
		collectors.NewGoCollector(), collectors.NewBuildInfoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// around counts and times every request, and writes one line about it to the log: the route, never the address, since an
// address may hold what somebody searched for.
func (m *metrics) around(next http.Handler, log *slog.Logger, node string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		m.open.Inc()
		counted := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			broken := recover()
			if broken != nil && !counted.begun {
				counted.status = http.StatusInternalServerError // as whoever recovers further out will answer
			}
			m.open.Dec()
			route, took := r.Pattern, time.Since(begun)
			if route == "" || route == "/" {
				route = "unrouted"
			}
			m.requests.WithLabelValues(route, method(r.Method), strconv.Itoa(counted.status)).Inc()
			m.seconds.WithLabelValues(route).Observe(took.Seconds())
			log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelDebug, "request", slog.String("node", node),
				slog.String("route", route), slog.Int("status", counted.status), slog.Float64("ms", float64(took.Microseconds())/1000))
			if broken != nil {
				panic(broken)
			}
		}()
		next.ServeHTTP(counted, r)
	})
}

// method bounds the values of a label that a stranger chooses.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return name
	}
	return "other"
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if !w.begun {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// handler answers a scraper.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
