package app

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/record/fact"
)

// open opens a fresh data folder with the shipped facts.
func open(t *testing.T) *App {
	t.Helper()
	catalog, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(context.Background(), Config{Folder: t.TempDir()}, catalog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func get(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Errorf("%s: status %d", path, w.Code)
	}
	return w.Body.String()
}

// file makes an import file of one line for digital campuses in Guizhou.
func file(value, vintage string) fact.ImportFile {
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n" +
		"digital_campus,520000,2024,,," + value + ",observed,made up for this test," + vintage + "\n"
	return fact.ImportFile{Name: "one.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// One observation imported moves what the command prints, what the page shows and what is downloaded, together and
// without a restart; a revision moves them again.
func TestOneSourceOfTruth(t *testing.T) {
	a := open(t)
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	ctx, who := context.Background(), access.Operator()
	q := indicator.Question{ID: "digital_campus", By: indicator.ByProvince}
	if _, err := a.Indicators.Gap(ctx, who, q); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("before the import: %v, want a refusal", err)
	}
	if page := get(t, h, "/indicators/digital_campus?lang=en"); strings.Contains(page, "61.5") {
		t.Fatal("the page shows the figure before it was imported")
	}
	if err := a.publish(ctx, a.Node, everySeries); err != nil {
		t.Fatal(err)
	}
	board := get(t, h, "/?lang=en")
	for _, step := range []struct{ value, vintage string }{{"61.5", "2025-01"}, {"64.25", "2025-06"}} {
		if _, err := a.Facts.Import(ctx, who, file(step.value, step.vintage), fact.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		if page := get(t, h, "/indicators/digital_campus?lang=en"); strings.Contains(page, step.value[:2]+".") && step.value == "61.5" {
			t.Error("the page shows a figure that nobody has approved")
		}
		if err := a.publish(ctx, a.Node, everySeries); err != nil {
			t.Fatal(err)
		}
		g, err := a.Indicators.Gap(ctx, who, q)
		if err != nil {
			t.Fatal(err)
		}
		want := valueOf(t, g)
		if got := fact.Format(want, len(step.value)-3); got != step.value {
			t.Errorf("the service says %v, want %s", got, step.value)
		}
		body := get(t, h, "/indicators/digital_campus.json?by=province")
		var wire indicator.Wire
		if err := json.Unmarshal([]byte(body), &wire); err != nil {
			t.Fatalf("%v in %.200s", err, body)
		}
		found := false
		for _, l := range wire.Groups {
			if l.Code == "520000" {
				found = l.Value != nil && *l.Value == want
			}
		}
		if !found {
			t.Errorf("the JSON download does not say %v", want)
		}
		if csv := get(t, h, "/indicators/digital_campus.csv?by=province"); !strings.Contains(csv, step.value) {
			t.Errorf("the CSV download does not say %s", step.value)
		}
		shown := strings.TrimSuffix(step.value, "5") // the page shows one decimal: 61.5 as 61.5, 64.25 as 64.2 or 64.3
		if page := get(t, h, "/indicators/digital_campus?by=province&lang=en"); !strings.Contains(page, shown) {
			t.Errorf("the page does not show %s", shown)
		}
	}
	if after := get(t, h, "/?lang=en"); after == board {
		t.Error("the board still lists digital campuses as not measured")
	}
}

func valueOf(t *testing.T, g *indicator.Gap) float64 {
	t.Helper()
	for _, l := range g.Groups {
		if l.Code == "520000" && l.Value != nil {
			return *l.Value
		}
	}
	t.Fatal("no figure for 520000")
	return 0
}

func TestOpenTwiceLoadsOnce(t *testing.T) {
	catalog, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	folder, loads := t.TempDir(), 0
	var counts []int64
	for range 2 {
		loaded := false
		a, err := Open(context.Background(), Config{Folder: folder, Progress: func(int64, int64) { loaded = true }}, catalog)
		if err != nil {
			t.Fatal(err)
		}
		if loaded {
			loads++
		}
		n, err := a.Count(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		counts = append(counts, n)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if loads != 1 || counts[0] != counts[1] || counts[0] == 0 {
		t.Errorf("loaded %d times, counts %v; want once and equal", loads, counts)
	}
}

func TestAPortInUseIsUnavailableAndAnotherIsNamed(t *testing.T) {
	ctx := context.Background()
	l, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // nothing was served
	_, err = Listen(ctx, l.Addr().String())
	e, ok := fault.As(err)
	if !ok || e.Kind != fault.Unavailable || e.Key != "app.listen.taken" {
		t.Fatalf("Listen on a taken port: %v", err)
	}
	free, ok := e.Args[3].(string)
	if !ok {
		t.Fatalf("no free port in %v", e.Args)
	}
	other, err := Listen(ctx, free)
	if err != nil {
		t.Errorf("the port that was named cannot be used: %v", err)
	} else if err := other.Close(); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"nonsense", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x"} {
		if _, err := Listen(ctx, bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Listen(%q): %v, want invalid", bad, err)
		}
	}
}

func TestServeEndsWhenTold(t *testing.T) {
	a := open(t)
	before := debug.SetMemoryLimit(-1) // asks
	ctx, stop := context.WithCancel(context.Background())
	l, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended, ready := make(chan error, 1), make(chan struct{})
	go func() { ended <- a.Serve(ctx, l, func() { close(ready) }) }()
	<-ready
	resp, err := http.Get("http://" + l.Addr().String() + "/")
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the board answered %s, %v", resp.Status, err)
	}
	another, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Serve(ctx, another, func() { t.Error("a second server of the folder called itself open") }); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a second server of the folder: %v, want unavailable", err)
	}
	if got := debug.SetMemoryLimit(-1); got != 192<<20 || got == before {
		t.Errorf("memory is limited to %d bytes while it serves, %d before; want 192 MiB", got, before)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("memory is limited to %d bytes afterwards, want %d", got, before)
	}
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
		_ = c.Close()
		t.Error("the port still answers")
	}
}

func TestEveryRouteNamesItsRight(t *testing.T) {
	catalog, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := Routes(catalog)
	if err != nil {
		t.Fatal(err)
	}
	if len(routes) < 12 {
		t.Errorf("only %d routes", len(routes))
	}
	for _, r := range routes {
		if r.Right == access.None {
			t.Errorf("%s %s names no right", r.Method, r.Pattern)
		}
	}
}

func TestPagesAreRenderedAnewEachDay(t *testing.T) {
	evening := time.Date(2025, 12, 31, 15, 59, 0, 0, time.UTC) // 23:59 in China
	if pageVersion(7, evening) == pageVersion(7, evening.Add(time.Minute)) {
		t.Error("midnight in China does not move the pages: a date would pass unnoticed")
	}
	if pageVersion(7, evening) != pageVersion(7, evening.Add(-time.Hour)) || pageVersion(7, evening) == pageVersion(8, evening) {
		t.Error("pages must move with the data and the day, and with nothing else")
	}
}
