package notifysend_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifysend"
	"mihe/internal/base/fault"
)

// outcome is what a sender says of an attempt: taken, later, unsure, never.
func outcome(got notify.Receipt, err error) string {
	switch {
	case err == nil:
		return string(got.Status) + " " + got.Ref
	case errors.Is(err, notify.ErrUnsure):
		return "unsure"
	case fault.KindOf(err) == fault.Invalid:
		return "never"
	}
	return "later"
}

// What a gateway answers is told as what it is, and never as more.
func TestGateway(t *testing.T) {
	var status int
	var answer, key, token, body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		key, token, body = r.Header.Get("Idempotency-Key"), r.Header.Get("Authorization"), string(raw)
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer) // the client may have gone
	}))
	defer server.Close()
	g := notifysend.NewGateway(server.URL, "secret")
	for _, c := range []struct {
		status       int
		answer, want string
	}{
		{200, `{"id":"gw-1"}`, "sent gw-1"},
		{202, `{"id":"gw-2"}`, "sent gw-2"},
		{204, "", "sent "},
		{200, "not JSON", "sent "},
		{200, `{"id":"` + strings.Repeat("x", 300) + `"}`, "sent "},
		{400, "", "never"},
		{401, "", "never"},
		{404, "", "never"},
		{422, "", "never"},
		{302, "", "never"},
		{307, "", "never"},
		{408, "", "later"},
		{425, "", "later"},
		{429, "", "later"},
		{503, "", "later"},
		{500, "", "unsure"},
		{502, "", "unsure"},
		{504, "", "unsure"},
	} {
		status, answer = c.status, c.answer
		if got := outcome(g.Send(t.Context(), outgoing("msg_a", notify.SMS))); got != c.want {
			t.Errorf("%d %q: %s, want %s", c.status, c.answer, got, c.want)
		}
	}
	if key != "msg_a" || token != "Bearer secret" || !strings.Contains(body, `"to":"0857-0000001"`) {
		t.Errorf("the gateway was given %q, %q, %s", key, token, body)
	}
}

// No connection means that nothing went out; a connection that ends without an answer, that nobody knows.
func TestALostGateway(t *testing.T) {
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if got := outcome(notifysend.NewGateway(address, "").Send(t.Context(), outgoing("msg_a", notify.SMS))); got != "later" {
		t.Errorf("nobody listens: %s, want later", got)
	}
	hangs := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer hangs.Close()
	if got := outcome(notifysend.NewGateway(hangs.URL, "").Send(t.Context(), outgoing("msg_a", notify.SMS))); got != "unsure" {
		t.Errorf("the connection ends without an answer: %s, want unsure", got)
	}
}
