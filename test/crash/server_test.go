package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// server is the real binary on a data folder, started and killed at will.
type server struct {
	binary, folder, address string
	log                     bytes.Buffer // of the running process
	process                 *exec.Cmd
	client                  *http.Client // signed in
}

// build compiles the program and sets up a demo folder.
func build(t *testing.T) *server {
	t.Helper()
	dir := folder(t)
	s := &server{binary: filepath.Join(dir, "mihe"), folder: filepath.Join(dir, "data"), address: freeAddress(t)}
	cmd := exec.Command("go", "build", "-o", s.binary, "mihe/cmd/mihe")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, text)
	}
	if text, err := exec.Command(s.binary, "demo", "--no-serve", "--data", s.folder).CombinedOutput(); err != nil {
		t.Fatalf("demo: %v: %s", err, text)
	}
	return s
}

// folder is a temporary folder that stays after a failure: what was lost can be looked for in it.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "crash-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("kept: %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}

func (s *server) url(path string) string { return "http://" + s.address + path }

// start runs the program and waits until it answers.
func (s *server) start() error {
	s.log.Reset()
	s.process = exec.Command(s.binary, "serve", "--data", s.folder, "--listen", s.address)
	s.process.Stderr = &s.log
	if err := s.process.Start(); err != nil {
		return err
	}
	for begun := time.Now(); time.Since(begun) < 60*time.Second; time.Sleep(5 * time.Millisecond) {
		resp, err := http.Get(s.url("/healthz"))
		if err != nil {
			continue
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("the program does not answer: %s", s.log.String())
}

// kill ends the process at once, wherever it is.
func (s *server) kill() error {
	if err := s.process.Process.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	_ = s.process.Wait() // it was killed: that is an error and the point
	return nil
}

// stop ends the process as an operator would.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.process.Wait()
}

// demoAccount is what the demo keeps of an account.
type demoAccount struct {
	User     string `json:"user"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Region   string `json:"region"`
}

// signIn signs in as the demo's account with a role in a region.
func (s *server) signIn(role, region string) error {
	raw, err := os.ReadFile(filepath.Join(s.folder, "demo-accounts.json"))
	if err != nil {
		return err
	}
	var accounts []demoAccount
	if err := json.Unmarshal(raw, &accounts); err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	s.client = &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, a := range accounts {
		if a.Role != role || a.Region != region {
			continue
		}
		resp, err := s.client.PostForm(s.url("/sign-in"), url.Values{"user": {a.User}, "password": {a.Password}})
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
		if resp.StatusCode != http.StatusSeeOther {
			return fmt.Errorf("signing in as %s: %s", a.User, resp.Status)
		}
		return nil
	}
	return fmt.Errorf("the demo has no %s in %s", role, region)
}

// post sends one JSON document and returns the status and the answer.
func (s *server) post(ctx context.Context, path string, v any) (int, []byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url(path), bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	var answer bytes.Buffer
	_, err = answer.ReadFrom(resp.Body)
	return resp.StatusCode, answer.Bytes(), errors.Join(err, resp.Body.Close())
}
