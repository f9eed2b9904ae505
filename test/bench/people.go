package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mihe/internal/app"
)

// wire keeps connections open between requests, as a browser or a gateway does.
var wire = &http.Transport{MaxIdleConnsPerHost: 512, DisableCompression: true}

// signIn signs in as an account of the demonstration.
func (b *bench) signIn(ctx context.Context, s *server, user string) (*http.Client, error) {
	raw, err := os.ReadFile(filepath.Join(b.folder(), "demo-accounts.json"))
	if err != nil {
		return nil, err
	}
	var accounts []app.DemoAccount
	if err := json.Unmarshal(raw, &accounts); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(accounts, func(a app.DemoAccount) bool { return a.Node == "demo" && a.User == user })
	if at < 0 {
		return nil, fmt.Errorf("the demonstration has no %s", user)
	}
	return enter(ctx, s, user, accounts[at].Password)
}

// enter signs in as an account whose password is known.
func enter(ctx context.Context, s *server, user, password string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{
		Jar: jar, Transport: wire, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	form := url.Values{"user": {user}, "password": {password}}
	return client, send(ctx, client, s.url+"/sign-in", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), http.StatusSeeOther)
}

// send posts a body and wants one status.
func send(ctx context.Context, client *http.Client, url, kind string, body io.Reader, want int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", kind)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err == nil && resp.StatusCode != want {
		err = fmt.Errorf("%s: %s: %s", url, resp.Status, answer)
	}
	return err
}

const tasks = "/api/steering/v1/tasks"

// file files a task over a gap of the census, as a coordinator of the province.
func file(ctx context.Context, client *http.Client, s *server, title string) error {
	body, err := json.Marshal(map[string]any{
		"indicator": "share_60_plus", "by": "county", "title": title, "target": "520000@province", "assisting": []string{}, "days": 5,
	})
	if err != nil {
		return err
	}
	return send(ctx, client, s.url+tasks, "application/json", bytes.NewReader(body), http.StatusCreated)
}

// newest is the task on top of a person's list.
func newest(ctx context.Context, client *http.Client, s *server) (string, error) {
	raw, err := fetchPlain(ctx, client, s.url+tasks+"?limit=1")
	if err != nil {
		return "", err
	}
	var list struct {
		Tasks []struct {
			ID string `json:"id"`
		} `json:"tasks"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return "", err
	}
	if len(list.Tasks) == 0 {
		return "", fmt.Errorf("a reader of the benchmark sees no task")
	}
	return list.Tasks[0].ID, nil
}
