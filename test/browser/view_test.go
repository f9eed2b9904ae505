package browser

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/chromedp/chromedp"
)

// The widths pages are looked at: the narrowest phone that WCAG 1.4.10 speaks of, and a desk.
const (
	phone = 320
	desk  = 1280
)

// The ways a reader may ask for a page.
const (
	normal   = "normal"
	large    = "large"
	contrast = "contrast"
)

// view is how one reader sees a page.
type view struct {
	lang  string
	width int
	mode  string
}

func (v view) String() string { return fmt.Sprintf("%s.%d.%s", v.lang, v.width, v.mode) }

// address adds what the reader asked for to a path.
func (v view) address(origin, path string) string {
	q := url.Values{"lang": {v.lang}}
	switch v.mode {
	case large:
		q.Set("print", "large")
	case contrast:
		q.Set("contrast", "more")
	}
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	return origin + path + join + q.Encode()
}

// viewport is the reader's window; the narrow one is a touch phone, so that a page without a viewport width shows.
func (v view) viewport() chromedp.Action[chromedp.Void] {
	if v.width == phone {
		return chromedp.EmulateViewport(phone, 640, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(int64(v.width), 900)
}

// views lists every combination of language and width in the given modes.
func views(modes ...string) []view {
	var list []view
	for _, mode := range modes {
		for _, lang := range []string{"zh-CN", "en"} {
			for _, width := range []int{phone, desk} {
				list = append(list, view{lang, width, mode})
			}
		}
	}
	return list
}
