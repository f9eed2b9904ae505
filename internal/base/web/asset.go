package web

import (
	"crypto/sha256"
	_ "embed" // for the files below
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static/look.css
var lookCSS []byte

//go:embed static/mark.svg
var markSVG []byte

// asset is a static file under an address that changes with its content, so that it may be kept for ever. It is packed
// when first asked for: packing this well takes longer than a whole command.
type asset struct {
	path   string
	packed func() (*content, error)
}

var (
	styleSheet = newAsset("/static/look.css", "text/css; charset=utf-8", lookCSS)
	icon       = newAsset("/static/mark.svg", "image/svg+xml", markSVG)
	assets     = []asset{styleSheet, icon}
)

func newAsset(name, kind string, body []byte) asset {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	return asset{
		path:   strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
		packed: sync.OnceValues(func() (*content, error) { return newContent(kind, "", body, brotliLevelAsset) }),
	}
}

func (a asset) serve(w http.ResponseWriter, r *Request) error {
	c, err := a.packed()
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.send(w, r.Request)
}
