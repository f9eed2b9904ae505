package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const (
	// tabs is how many pages are open at once; the machines that run this have two cores.
	tabs = 2
	// patience is how long one step may take. A loaded machine is slow; a hanging page is a fault.
	patience = 60 * time.Second
)

// tab is one page of the browser and what was heard from it since it was last opened.
type tab struct {
	ctx context.Context
	ear ear
}

// pool hands out the tabs of the one browser.
var pool = sync.OnceValues(startBrowser)

// startBrowser starts Chromium with an empty profile and opens the tabs.
func startBrowser() (chan *tab, error) {
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(os.Getenv("MIHE_BROWSER")), chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses its sandbox to root
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	root, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {})) // Cancel ends it below
	atEnd(func() error {
		defer release()
		ctx, cancel := context.WithTimeout(root, patience)
		defer cancel()
		return chromedp.Cancel(ctx)
	})
	if err := chromedp.Do(root); err != nil {
		return nil, fmt.Errorf("start %s: %w", os.Getenv("MIHE_BROWSER"), err)
	}
	list := make(chan *tab, tabs)
	for range tabs {
		t := &tab{}
		t.ctx, _ = chromedp.NewContext(root, chromedp.WithNewBrowserContext()) // with cookies of its own; ends with root
		if err := errors.Join(chromedp.Do(t.ctx), chromedp.Listen(t.ctx, t.ear.hear)); err != nil {
			return nil, fmt.Errorf("open a tab: %w", err)
		}
		list <- t
	}
	return list, nil
}

// borrow takes a tab for the rest of the test and skips the test where there is no browser.
func borrow(t *testing.T) *tab {
	t.Helper()
	needBrowser(t)
	list, err := pool()
	if err != nil {
		t.Fatal(err)
	}
	b := <-list
	t.Cleanup(func() {
		// What a test set on the tab must not reach the next one.
		b.do(t, call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}),
			call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}), call(network.ClearBrowserCookies, cdp.Empty{}))
		list <- b
	})
	return b
}

func needBrowser(t *testing.T) {
	t.Helper()
	if os.Getenv("MIHE_BROWSER") == "" {
		t.Skip("MIHE_BROWSER names no Chromium: pages are not looked at")
	}
}

// call makes a step of a protocol command whose answer does not matter.
func call[P, R any](cmd cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, cmd, params)
		return err
	})
}

// do runs steps and ends the test when one fails.
func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("in the browser: %v", err)
	}
}

// run runs a step and returns what it found.
func run[T any](t *testing.T, b *tab, step chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, step)
	if err != nil {
		t.Fatalf("in the browser: %v", err)
	}
	return v
}

// ask evaluates JavaScript in the page.
func ask[T any](t *testing.T, b *tab, script string) T {
	t.Helper()
	return run(t, b, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// open shows an address as a reader with this view sees it, and returns the status it was answered with.
func (b *tab) open(t *testing.T, address string, v view) int {
	t.Helper()
	b.ear.clear()
	b.do(t, v.viewport())
	response := run(t, b, chromedp.NavigateResponse(address))
	return int(response.Status)
}
