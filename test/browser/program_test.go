package browser

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"mihe/internal/app"
)

// program serves the real program, with the facts it ships, on this machine.
var program = sync.OnceValues(func() (*httptest.Server, error) {
	words, err := app.Words()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "mihe-browser-")
	if err != nil {
		return nil, err
	}
	atEnd(func() error { return os.RemoveAll(folder) })
	a, err := app.Open(context.Background(), app.Config{Folder: folder}, words)
	if err != nil {
		return nil, fmt.Errorf("open the program: %w", err)
	}
	atEnd(a.Close)
	handler, err := a.Handler()
	if err != nil {
		return nil, err
	}
	s := httptest.NewServer(handler)
	atEnd(func() error { s.Close(); return nil })
	return s, nil
})

// serve returns the origin of the program, which starts with the first test that asks.
func serve(t *testing.T) string {
	t.Helper()
	s, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return s.URL
}
