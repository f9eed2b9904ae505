package browser

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shots is the folder the screenshots of this run go to.
var shots = sync.OnceValues(func() (string, error) {
	folder := os.Getenv("MIHE_SHOTS")
	if folder == "" {
		folder = "shots"
	}
	return folder, os.MkdirAll(folder, 0o755)
})

// shoot takes the whole page, writes it under a name that tells what it is, and says what is wrong with the picture.
func shoot(t *testing.T, b *tab, name string, v view) []string {
	t.Helper()
	folder, err := shots()
	if err != nil {
		t.Fatal(err)
	}
	raw := wholePage(t, b)
	if err := os.WriteFile(filepath.Join(folder, name+"."+v.String()+".png"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return pictureFaults(raw, v.width, ask[int](t, b, `Math.floor(document.documentElement.getBoundingClientRect().height)`))
}

// wholePage takes the page beyond the window, too. The browser may compress less: it halves the time.
func wholePage(t *testing.T, b *tab) []byte {
	t.Helper()
	yes := true
	return run(t, b, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, target, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{
			Format: cdppage.CaptureScreenshotFormatPng, CaptureBeyondViewport: &yes, FromSurface: &yes, OptimizeForSpeed: &yes,
		})
		return r.Data, err
	})
}

// pictureFaults checks that raw is a picture of a page: decodes, as wide as the window, as tall as the page, not blank.
func pictureFaults(raw []byte, width, height int) []string {
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return []string{"the screenshot does not decode: " + err.Error()}
	}
	var found []string
	if size := img.Bounds().Size(); size.X != width || size.Y < height {
		found = append(found, fmt.Sprintf("the screenshot is %v, want %d wide and at least %d tall", size, width, height))
	}
	if n := colours(img); n < 4 {
		found = append(found, fmt.Sprintf("the screenshot has %d colours: nothing is on it", n))
	}
	return found
}

// colours counts the different colours on a grid of points; paper, ink and lines make more than three.
func colours(img image.Image) int {
	seen := map[color.Color]bool{}
	r := img.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y += 7 {
		for x := r.Min.X; x < r.Max.X; x += 7 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen)
}
