package web

import (
	"crypto/sha256"
	_ "embed" // for the files below
	"encoding/hex"
	"net/http"
	"path"
	"strings"
)

//go:embed static/look.css
var lookCSS []byte

//go:embed static/mark.svg
var markSVG []byte

// asset is a static file under an address that changes with its content, so that it may be kept for ever.
type asset struct {
	path string
	c    *content
}

var (
	styleSheet = newAsset("/static/look.css", "text/css; charset=utf-8", lookCSS)
	icon       = newAsset("/static/mark.svg", "image/svg+xml", markSVG)
	assets     = []asset{styleSheet, icon}
)

func newAsset(name, kind string, body []byte) asset {
	c, err := newContent(kind, "", body, brotliLevelAsset)
	if err != nil {
		panic(err) // compressing memory into memory cannot fail
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	return asset{strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext, c}
}

func (a asset) serve(w http.ResponseWriter, r *Request) error {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return a.c.send(w, r.Request)
}
