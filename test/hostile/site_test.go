package hostile

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/account/steering"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// noticed keeps what the program says to its log.
type noticed struct {
	mu   sync.Mutex
	said []string
}

func (n *noticed) Enabled(context.Context, slog.Level) bool { return true }
func (n *noticed) WithAttrs([]slog.Attr) slog.Handler       { return n }
func (n *noticed) WithGroup(string) slog.Handler            { return n }

// Handle keeps warnings, errors and whatever speaks of a panic; net/http reports its own at a lower level.
func (n *noticed) Handle(_ context.Context, r slog.Record) error {
	if r.Level < slog.LevelWarn && !strings.Contains(r.Message, "panic") {
		return nil
	}
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, line)
	return nil
}

// failures are the lines that tell of a failed request.
func (n *noticed) failures() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept := slices.DeleteFunc(slices.Clone(n.said), func(s string) bool { return !strings.HasPrefix(s, "request failed") })
	return strings.Join(few(kept), "\n\t")
}

// panics are the lines that speak of one.
func (n *noticed) panics() (list []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, line := range n.said {
		if strings.Contains(line, "panic") {
			list = append(list, line)
		}
	}
	return list
}

// site is the demonstration, served as the program serves it, and sessions of its accounts.
type site struct {
	*app.App
	log      *noticed
	address  string
	sessions map[string]string // by role; visitor has none
	places   places
	books    *books // as the last attack left them
}

// places are addresses of what the demonstration really holds.
type places struct{ task, account, series string }

// open opens the demonstration and signs every role in.
func open(t *testing.T) *site {
	t.Helper()
	log := &noticed{}
	before := slog.Default()
	slog.SetDefault(slog.New(log))
	t.Cleanup(func() { slog.SetDefault(before) })
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Config{Folder: t.TempDir(), First: app.DemoNode(words)}, words)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	accounts, err := a.Demo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{App: a, log: log, sessions: map[string]string{visitor: ""}}
	s.serve(t)
	for _, d := range accounts {
		if _, in := s.sessions[d.Role]; !in && d.Node == a.Slug {
			s.sessions[d.Role] = s.signIn(t, d)
		}
	}
	s.find(t)
	return s
}

// serve serves the program with its own limits until the test ends.
func (s *site) serve(t *testing.T) {
	t.Helper()
	l, err := app.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, func() {}) }()
	s.address = l.Addr().String()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// signIn returns the session of an account.
func (s *site) signIn(t *testing.T, d app.DemoAccount) string {
	t.Helper()
	session := s.post(t, "/sign-in", "", url.Values{"user": {d.User}, "password": {d.Password}})
	if d.Secret != "" {
		// The code of this half minute was spent when the factor was set up; a clock may be half a minute ahead.
		code, err := access.Code(d.Secret, time.Now().Add(30*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		session = s.post(t, "/sign-in/factor", session, url.Values{"code": {code}})
	}
	if session == "" {
		t.Fatalf("%s: no session", d.User)
	}
	return session
}

// post sends a good form and returns the session it ends with.
func (s *site) post(t *testing.T, path, session string, form url.Values) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: cookie, Value: session})
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("POST %s: %s", path, resp.Status)
	}
	for _, c := range resp.Cookies() {
		if c.Name == cookie {
			session = c.Value
		}
	}
	return session
}

// find looks up what requests may name.
func (s *site) find(t *testing.T) {
	t.Helper()
	who := access.Operator()
	tasks, _, err := s.Tasks.List(t.Context(), who, steering.Filter{Limit: 1})
	if err != nil || len(tasks) == 0 {
		t.Fatalf("the demonstration has no tasks: %v", err)
	}
	series, err := s.Openness.List(t.Context(), who)
	if err != nil || len(series) == 0 {
		t.Fatalf("the demonstration has no series: %v", err)
	}
	s.places = places{task: tasks[0].ID, series: series[0].ID()}
	err = s.DB.Read(t.Context(), func(q store.Queryer) error {
		return q.QueryRow(`SELECT id FROM access_account WHERE node = $1 ORDER BY id LIMIT 1`, s.Number).Scan(&s.places.account)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// routes are the recorded routes of the program.
func (s *site) routes(t *testing.T) []web.Route {
	t.Helper()
	list, err := app.Routes(s.Words)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// answered is what came back: status 0 when the connection was closed without a word.
type answered struct {
	status int
	header http.Header
	body   string
	took   time.Duration
}

// patience is how long an answer may take on a loaded machine.
const patience = 30 * time.Second

// send writes a request as it is and reads one answer.
func send(address string, r request) (a answered, err error) {
	begun := time.Now()
	c, err := net.Dial("tcp", address)
	if err != nil {
		return a, err
	}
	defer func() { _ = c.Close() }() // the answer is what matters
	if err := c.SetDeadline(begun.Add(patience)); err != nil {
		return a, err
	}
	wrote := make(chan struct{})
	go func() { // beside the reading: a server may answer, and close, before it has read everything
		defer close(wrote)
		_, _ = c.Write(r.raw)
		if r.cut {
			_ = c.(*net.TCPConn).CloseWrite()
		}
	}()
	defer func() { _ = c.SetDeadline(time.Now()); <-wrote }()
	resp, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: r.method})
	if err != nil {
		if ne, is := err.(net.Error); is && ne.Timeout() { //nolint:errorlint // as net returns it
			return a, fmt.Errorf("no answer within %v", patience)
		}
		return answered{took: time.Since(begun)}, nil // closed without a word
	}
	defer func() { _ = resp.Body.Close() }()
	a = answered{status: resp.StatusCode, header: resp.Header}
	a.body, err = readAll(resp.Body)
	a.took = time.Since(begun)
	return a, err
}
