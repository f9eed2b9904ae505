package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is the real binary, answering.
type server struct {
	cmd *exec.Cmd
	url string
}

var address = regexp.MustCompile(`http://[0-9.:]+/`)

// listen starts the binary on the data folder and waits until it says where it listens.
func (b *bench) listen(ctx context.Context, folder string) (*server, error) {
	cmd := exec.CommandContext(ctx, b.binary, "serve", "--data", folder, "--listen", "127.0.0.1:0", "--lang", "en")
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
			return &server{cmd, strings.TrimSuffix(url, "/")}, nil
		}
	}
	return nil, fmt.Errorf("the server ended before it listened: %w", cmd.Wait())
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// peak is the largest resident memory the server has had, in MB.
func (s *server) peak() (float64, error) {
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

// worked is the processor time the server has used.
func (s *server) worked() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // the name before it may hold blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64) // both are numbers by proc(5), in hundredths of a second
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// demo measures what a newcomer waits for: a whole demonstration made in an empty folder, then a start on it.
func (b *bench) demo(ctx context.Context) error {
	began, folder := time.Now(), filepath.Join(b.dir, "first")
	cmd := exec.CommandContext(ctx, b.binary, "demo", "--no-serve", "--data", folder)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("demo: %w: %s", err, text)
	}
	b.report.figure("mihe demo --no-serve in an empty folder", "", "%.2f s", time.Since(began).Seconds())
	return b.firstPage(ctx, "start to the first page, demonstration", folder)
}

// start is that with the generated observations: the first page is computed from twenty years more.
func (b *bench) start(ctx context.Context) error {
	return b.firstPage(ctx, "start to the first page, with the generated observations", b.folder())
}

func (b *bench) firstPage(ctx context.Context, what, folder string) error {
	began := time.Now()
	s, err := b.listen(ctx, folder)
	if err != nil {
		return err
	}
	if _, err := fetch(ctx, http.DefaultClient, s.url+"/"); err != nil {
		return err
	}
	b.report.figure(what, "under 1 s", "%.2f s", time.Since(began).Seconds())
	return s.stop()
}

// verify asks the program's verifier about the ledger that the run leaves behind.
func (b *bench) verify(ctx context.Context) error {
	began := time.Now()
	raw, err := exec.CommandContext(ctx, b.binary, "verify", "--json", "--node", "demo", "--data", b.folder()).Output()
	if err != nil {
		return fmt.Errorf("verify: %w: %s", err, raw)
	}
	var found struct {
		OK      bool  `json:"ok"`
		Entries int64 `json:"entries"`
		Records int64 `json:"records"`
	}
	if err := json.Unmarshal(raw, &found); err != nil {
		return err
	}
	if !found.OK {
		return fmt.Errorf("the ledger does not verify: %s", raw)
	}
	b.report.figure("mihe verify afterwards", "verifies", "verifies: %d entries, %d records, in %.1f s", found.Entries, found.Records, time.Since(began).Seconds())
	return nil
}
