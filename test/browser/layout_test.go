package browser

import (
	_ "embed"
	"fmt"
	"slices"
	"testing"
)

// smallest is the size below which we print nothing but the names of a narrow tile map: 12 px, and what rounding takes.
const smallest = 11.9

var (
	//go:embed js/texts.js
	textsJS string
	//go:embed js/wide.js
	wideJS string
	//go:embed js/tiles.js
	tilesJS string
	//go:embed js/frames.js
	framesJS string
	//go:embed js/struck.js
	struckJS string
	//go:embed js/language.js
	languageJS string
	//go:embed js/quotes.js
	quotesJS string
)

// text is one piece of text as it stands on the screen.
type text struct {
	Words string  `json:"words"`
	Boxes []box   `json:"boxes"`
	Size  float64 `json:"size"`
	Tile  bool    `json:"tile"`
}

// box is a rectangle of the page in CSS pixels: left, right, top, bottom.
type box struct {
	L float64 `json:"l"`
	R float64 `json:"r"`
	T float64 `json:"t"`
	B float64 `json:"b"`
}

// layoutFaults is what is wrong with the way the page in the tab lies on the screen.
func layoutFaults(t *testing.T, b *tab, v view) []string {
	t.Helper()
	found := append(asked(t, b, v), ask[[]string](t, b, fmt.Sprintf("%s(%d)", wideJS, v.width))...)
	for _, script := range []string{tilesJS, framesJS, struckJS, languageJS, quotesJS} {
		found = append(found, few(ask[[]string](t, b, script))...)
	}
	texts := ask[[]text](t, b, textsJS)
	return slices.Concat(found, few(tooSmall(texts)), few(cutOff(texts, float64(v.width))), few(overlaps(texts)))
}

// asked checks that the reader's wishes were heard at all: the language, and letters a quarter larger or more.
func asked(t *testing.T, b *tab, v view) []string {
	t.Helper()
	var found []string
	if lang := ask[string](t, b, `document.documentElement.lang`); lang != v.lang {
		found = append(found, fmt.Sprintf("the page says it is in %q", lang))
	}
	size := ask[float64](t, b, `parseFloat(getComputedStyle(document.documentElement).fontSize)`)
	if isLarge := size >= 20; isLarge != (v.mode == large) {
		found = append(found, fmt.Sprintf("the base of all sizes is %g px", size))
	}
	return found
}

// few keeps the first of many findings of one kind: they have one cause.
func few(list []string) []string {
	const enough = 3
	if len(list) <= enough {
		return list
	}
	return append(list[:enough:enough], fmt.Sprintf("and %d more like the last", len(list)-enough))
}

func tooSmall(texts []text) []string {
	var found []string
	for _, x := range texts {
		if x.Size < smallest && !x.Tile {
			found = append(found, fmt.Sprintf("%q is set in %.1f px", x.Words, x.Size))
		}
	}
	return found
}

// cutOff finds text that leaves the window; to the left no scrolling reaches it.
func cutOff(texts []text, width float64) []string {
	var found []string
	for _, x := range texts {
		for _, at := range x.Boxes {
			if at.L < -1 || at.R > width+1 {
				found = append(found, fmt.Sprintf("%q stands at %.0f to %.0f of %.0f", x.Words, at.L, at.R, width))
			}
		}
	}
	return found
}

// overlaps finds texts that lie on each other. Line boxes of neighbouring lines may touch, so that only the middle half
// of each counts.
func overlaps(texts []text) []string {
	type piece struct {
		box
		of int
	}
	var list []piece
	for i, x := range texts {
		for _, at := range x.Boxes {
			quarter := (at.B - at.T) / 4
			list = append(list, piece{box{at.L, at.R, at.T + quarter, at.B - quarter}, i})
		}
	}
	slices.SortFunc(list, func(a, b piece) int { return int(a.T - b.T) })
	var found []string
	for i, a := range list {
		for _, c := range list[i+1:] {
			if c.T-1 > a.B {
				break
			}
			if a.of != c.of && min(a.R, c.R)-max(a.L, c.L) > 2 && min(a.B, c.B)-max(a.T, c.T) > 2 {
				under, over := texts[min(a.of, c.of)], texts[max(a.of, c.of)]
				found = append(found, fmt.Sprintf("%q lies on %q", over.Words, under.Words))
			}
		}
	}
	return found
}
