package web

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	token = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})`)
	block = map[string]*regexp.Regexp{
		"paper":    regexp.MustCompile(`(?s):root \{(.*?)\n\}`),
		"contrast": regexp.MustCompile(`(?s)html\.contrast \{(.*?)\n\}`),
	}
)

// tokens are the colours of a scheme; the contrast scheme changes some of those on paper.
func tokens(t *testing.T, scheme string) map[string]string {
	t.Helper()
	all := map[string]string{"white": "#fff"}
	for _, name := range []string{"paper", "contrast"} {
		body := block[name].FindStringSubmatch(string(lookCSS))
		if body == nil {
			t.Fatalf("no block of %s tokens in the style sheet", name)
		}
		for _, m := range token.FindAllStringSubmatch(body[1], -1) {
			all[m[1]] = m[2]
		}
		if name == scheme {
			break
		}
	}
	return all
}

// luminance is the relative luminance of an sRGB colour (WCAG 2.2, definition of relative luminance).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(v>>shift&255) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*linear(16) + .7152*linear(8) + .0722*linear(0)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func TestContrastFormula(t *testing.T) {
	// White on black is 21 by definition; #767676 on white is the well-known 4.54 of WCAG technique G18.
	for _, tc := range []struct {
		a, b string
		want float64
	}{{"#fff", "#000000", 21}, {"#767676", "#fff", 4.54}} {
		if got := contrast(t, tc.a, tc.b); math.Abs(got-tc.want) > .005 {
			t.Errorf("contrast(%s, %s) = %.3f, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

// Text needs 4.5 (we ask 5 on paper and 7 in high contrast), control borders and marks 3 (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11).
func TestContrast(t *testing.T) {
	grounds := []string{"paper", "surface", "sunk"}
	text := map[string][]string{
		"ink": grounds, "ink-2": grounds, "ink-3": grounds, "accent": grounds, "accent-deep": append(grounds, "accent-soft"),
		"worst": append(grounds, "worst-soft"), "ok": append(grounds, "ok-soft"), "warn": append(grounds, "warn-soft"), "white": {"accent", "accent-deep"},
		"b1t": {"b1"}, "b2t": {"b2"}, "b3t": {"b3"}, "b4t": {"b4"}, "b5t": {"b5"},
	}
	marks := map[string][]string{"line-strong": grounds, "accent": {"surface"}, "worst": {"surface"}, "b4": {"paper", "surface"}, "focus": {"ink"}}
	for scheme, least := range map[string]float64{"paper": 5, "contrast": 7} {
		colours := tokens(t, scheme)
		for pairs, want := range map[*map[string][]string]float64{&text: least, &marks: 3} {
			for front, backs := range *pairs {
				for _, back := range backs {
					if got := contrast(t, colours[front], colours[back]); got < want {
						t.Errorf("%s: %s on %s is %.2f, want %v", scheme, front, back, got, want)
					}
				}
			}
		}
	}
}

// Dark means further behind: every step of the scale is darker than the one before, so that it survives grey print.
func TestTheScaleFallsInLightness(t *testing.T) {
	for _, scheme := range []string{"paper", "contrast"} {
		colours := tokens(t, scheme)
		for n := 1; n < 5; n++ {
			a, b := colours[fmt.Sprintf("b%d", n)], colours[fmt.Sprintf("b%d", n+1)]
			if luminance(t, a) < 1.3*luminance(t, b) {
				t.Errorf("%s: band %d (%s) is not clearly lighter than the next (%s)", scheme, n, a, b)
			}
		}
	}
}

// A length in pixels does not grow with large print; only hairlines, dashes and marks may have one.
func TestTextGrowsWithLargePrint(t *testing.T) {
	if m := regexp.MustCompile(`font(-size)?:[^;}]*\dpx`).FindString(string(lookCSS)); m != "" {
		t.Errorf("a font has a size in pixels: %s", m)
	}
}

// The whole first visit (page, style sheet, icon) of the fullest page we can make stays far under 60 KB.
func TestFirstVisitIsSmall(t *testing.T) {
	s := newSite(t)
	registerGallery(s.Mux)
	for coding, limit := range map[string]int{"br": 20 << 10, "gzip": 24 << 10} {
		total := 0
		for _, path := range []string{"/gallery?lang=zh-CN", styleSheet.path, icon.path} {
			n := s.get(t, path, "Accept-Encoding", coding).Body.Len()
			t.Logf("%s %s: %d bytes", coding, path, n)
			total += n
		}
		if total > limit {
			t.Errorf("%s: %d bytes, want at most %d", coding, total, limit)
		}
	}
}
