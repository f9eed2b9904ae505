package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

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

// fetchPlain returns the body, unpacked.
func fetchPlain(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	packed, err := fetch(ctx, client, url)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if errors.Is(err, gzip.ErrHeader) {
		return packed, nil // too small to be worth it
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

var linked = regexp.MustCompile(`(?:href|src)="(/[^"]*\.(?:css|svg|js|png|ico)[^"]*)"`)

// visit adds up what a first visit of the board costs on the wire: the page and everything it links.
func (b *bench) visit(ctx context.Context, s *server) error {
	page, err := fetch(ctx, http.DefaultClient, s.url+"/")
	if err != nil {
		return err
	}
	html, err := fetchPlain(ctx, http.DefaultClient, s.url+"/")
	if err != nil {
		return err
	}
	total, seen := len(page), map[string]bool{}
	for _, m := range linked.FindAllStringSubmatch(string(html), -1) {
		if seen[m[1]] {
			continue
		}
		seen[m[1]] = true
		body, err := fetch(ctx, http.DefaultClient, s.url+m[1])
		if err != nil {
			return err
		}
		total += len(body)
	}
	b.report.figure("first visit of the board, gzip, everything included", "at most 60 KB", "%.1f KB (page %.1f KB, %d other files)",
		float64(total)/1000, float64(len(page))/1000, len(seen))
	return nil
}
