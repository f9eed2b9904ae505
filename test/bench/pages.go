package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func (b *bench) folder() string { return filepath.Join(b.dir, "data") }

func period(year int) string { return strconv.Itoa(year) }

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// quantile is the smallest value at or below which a share p of the times lie.
func quantile(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[max(0, min(len(sorted)-1, int(p*float64(len(sorted)))))]
}

// server is the real binary, answering.
type server struct {
	cmd *exec.Cmd
	url string
}

var address = regexp.MustCompile(`http://[0-9.:]+/`)

// serve starts the binary on the data folder and waits until it says where it listens.
func (b *bench) serve(ctx context.Context) (*server, error) {
	cmd := exec.CommandContext(ctx, b.binary, "serve", "--data", b.folder(), "--listen", "127.0.0.1:0", "--lang", "en")
	talk, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(talk)
	for lines.Scan() {
		if url := address.FindString(lines.Text()); url != "" {
			go func() { _, _ = io.Copy(io.Discard, talk) }() // its log is not read
			return &server{cmd, url}, nil
		}
	}
	return nil, fmt.Errorf("the server ended before it listened: %w", cmd.Wait())
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = s.cmd.Wait() // ended by our own signal
	return nil
}

// resident is the resident memory of the server now, in MB.
func (s *server) resident() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000, err
		}
	}
	return 0, fmt.Errorf("no VmHWM")
}

// start measures the first start on an empty folder and the next one, each to the first page.
func (b *bench) start(ctx context.Context) error {
	for _, run := range []struct{ what, target string }{
		{"first start on an empty folder (loads the shipped facts) to the first page", ""},
		{"start to the first page", "under 1 s"},
	} {
		began := time.Now()
		s, err := b.serve(ctx)
		if err != nil {
			return err
		}
		if _, err := fetch(ctx, http.DefaultClient, s.url); err != nil {
			return err
		}
		b.add(run.what, run.target, "%.2f s", time.Since(began).Seconds())
		if err := s.stop(); err != nil {
			return err
		}
	}
	return nil
}

// fetch returns the body as it came over the wire, compressed.
func fetch(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // read to the end below
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, resp.Status)
	}
	return body, err
}

// pages reads the board and indicator pages with many readers at once, on the loaded folder.
func (b *bench) pages(ctx context.Context) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	if err := b.visit(ctx, s); err != nil {
		return err
	}
	indicators := []string{"bath", "income", "illiteracy_15_plus", "share_60_plus", "income_urban_rural", "employed_information"}
	var paths []string
	for _, id := range indicators {
		paths = append(paths, "indicators/"+id, "indicators/"+id+"?lang=en")
	}
	for _, load := range []struct {
		what, target string
		paths        []string
	}{
		{"overview", "p95 under 100 ms", []string{"", "?lang=en"}},
		{fmt.Sprintf("indicator page (%d addresses)", len(paths)), "p95 under 150 ms", paths},
	} {
		times, err := b.hammer(ctx, s, load.paths)
		if err != nil {
			return err
		}
		b.add(fmt.Sprintf("%s, %d concurrent readers for %.0f s, cold cache first", load.what, b.readers, b.span.Seconds()), load.target,
			"p95 %s, median %s, longest %s, %.0f pages/s", ms(quantile(times, .95)), ms(quantile(times, .5)), ms(quantile(times, 1)),
			float64(len(times))/b.span.Seconds())
	}
	mb, err := s.resident()
	if err != nil {
		return err
	}
	b.add("largest resident memory of the server", "under 300 MB", "%.0f MB", mb)
	return s.stop()
}

// hammer lets every reader read the paths in turn until the span is over.
func (b *bench) hammer(ctx context.Context, s *server, paths []string) ([]time.Duration, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: b.readers, DisableCompression: true}
	client := &http.Client{Transport: transport}
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var wg sync.WaitGroup
	until := time.Now().Add(b.span)
	for reader := range b.readers {
		wg.Go(func() {
			var mine []time.Duration
			var err error
			for i := reader; err == nil && time.Now().Before(until); i++ {
				began := time.Now()
				_, err = fetch(ctx, client, s.url+paths[i%len(paths)])
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			all, failed = append(all, mine...), errors.Join(failed, err)
		})
	}
	wg.Wait()
	transport.CloseIdleConnections()
	return all, failed
}

var linked = regexp.MustCompile(`(?:href|src)="(/[^"]*\.(?:css|svg|js|png|ico)[^"]*)"`)

// visit adds up what a first visit of the board costs on the wire: the page and everything it links.
func (b *bench) visit(ctx context.Context, s *server) error {
	page, err := fetch(ctx, http.DefaultClient, s.url)
	if err != nil {
		return err
	}
	total := len(page)
	z, err := gzip.NewReader(bytes.NewReader(page))
	if err != nil {
		return err
	}
	html, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, m := range linked.FindAllStringSubmatch(string(html), -1) {
		if seen[m[1]] {
			continue
		}
		seen[m[1]] = true
		body, err := fetch(ctx, http.DefaultClient, strings.TrimSuffix(s.url, "/")+m[1])
		if err != nil {
			return err
		}
		total += len(body)
	}
	b.add("first visit of the board, gzip, everything included", "at most 60 KB", "%.1f KB (page %.1f KB, %d other files)",
		float64(total)/1000, float64(len(page))/1000, len(seen))
	return nil
}
