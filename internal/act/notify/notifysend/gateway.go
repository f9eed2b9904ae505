package notifysend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"mihe/internal/act/notify"
	"mihe/internal/base/fault"
)

// Gateway hands messages to a gateway over HTTP: a POST of {"channel","to","lang","text"} with the message's key in the header
// Idempotency-Key. 2xx means that the gateway took it, and {"id"} in the answer is its name for the message. 408, 425, 429 and
// 503 mean later; another 5xx or no answer that nobody knows; another 4xx, or a redirection, that it never will.
type Gateway struct {
	URL    string
	Token  string // sent as a bearer token, or empty
	Client *http.Client
}

var _ notify.Sender = (*Gateway)(nil)

// NewGateway returns a gateway at an address. Redirections are not followed: they would carry a telephone number elsewhere.
func NewGateway(url, token string) *Gateway {
	return &Gateway{url, token, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// mostAnswer bounds what is read of an answer.
const mostAnswer = 64 << 10

// Send implements notify.Sender.
func (g *Gateway) Send(ctx context.Context, o notify.Outgoing) (notify.Receipt, error) {
	body, err := json.Marshal(map[string]string{"channel": string(o.Channel), "to": o.Address, "lang": string(o.Lang), "text": o.Text})
	if err != nil {
		return notify.Receipt{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(body))
	if err != nil {
		return notify.Receipt{}, err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Idempotency-Key", o.Key)
	if g.Token != "" {
		r.Header.Set("Authorization", "Bearer "+g.Token)
	}
	answer, err := g.Client.Do(r)
	if err != nil {
		return notify.Receipt{}, lost(err)
	}
	defer func() { _ = answer.Body.Close() }() // read as far as it is wanted
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if answer.StatusCode/100 != 2 {
		return notify.Receipt{}, refusal(answer.StatusCode)
	}
	if err != nil {
		return notify.Receipt{}, lost(err)
	}
	var took struct {
		ID string `json:"id"`
	}
	// A gateway that took the message and says so in another form has still taken it.
	if json.Unmarshal(raw, &took) != nil || len(took.ID) > 200 {
		took.ID = ""
	}
	return notify.Receipt{Status: notify.Sent, Ref: took.ID}, nil
}

// lost says of a failed request whether the message may have gone out: not when no connection came about.
func lost(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fault.Wrap(err, fault.Unavailable, "notify.attempt.failed")
	}
	return errors.Join(notify.ErrUnsure, err)
}

// refusal is what a status means.
func refusal(status int) error {
	err := fmt.Errorf("the gateway answers %d", status)
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return fault.Wrap(err, fault.Unavailable, "notify.attempt.failed")
	case status >= 500:
		return errors.Join(notify.ErrUnsure, err)
	}
	return fault.Wrap(err, fault.Invalid, "notify.message.failed")
}
