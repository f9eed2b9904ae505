package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// content is an answer that can be sent many times. It is kept in two codings only: the plain body is unpacked again for
// the rare reader who wants it.
type content struct {
	kind, name   string // media type; file name of a download
	gzip, brotli []byte
	plain        int // bytes before packing
	etag         string
}

// brotliLevel trades a little size for time: 11 is for files that are packed once in the life of the program.
const (
	brotliLevel      = 6
	brotliLevelAsset = 11
)

// newContent packs a body once. kind is its media type, name the file name of a download or empty.
func newContent(kind, name string, body []byte, level int) (*content, error) {
	sum := sha256.Sum256(body)
	// The tag is weak because one page has several codings, which a strong tag would have to tell apart (RFC 9110, 8.8.3.3).
	c := &content{kind: kind, name: name, plain: len(body), etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`}
	var err error
	if c.gzip, err = zip(body, gzip.BestCompression); err != nil {
		return nil, err
	}
	c.brotli, err = squeeze(body, level)
	return c, err
}

// size is what the content takes in memory, roughly.
func (c *content) size() int { return len(c.gzip) + len(c.brotli) + len(c.kind) + len(c.name) + 256 }

// send writes the content in the coding the reader prefers, or tells that what they have is still right.
func (c *content) send(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("ETag", c.etag)
	h.Add("Vary", "Accept-Encoding")
	if matches(r.Header.Get("If-None-Match"), c.etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body, coding, err := c.in(encoding(r.Header.Get("Accept-Encoding"), "gzip", "br"))
	if err != nil {
		return err
	}
	h.Set("Content-Type", c.kind)
	if c.name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.name}))
	}
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
	return nil
}

// in returns the body in a coding.
func (c *content) in(coding string) (body []byte, used string, err error) {
	switch coding {
	case "br":
		return c.brotli, coding, nil
	case "gzip":
		return c.gzip, coding, nil
	}
	body, err = unzip(c.gzip)
	return body, "", err
}

// matches reads an If-None-Match header, which compares weakly.
func matches(header, etag string) bool {
	weak := func(tag string) string { return strings.TrimPrefix(strings.TrimSpace(tag), "W/") }
	for part := range strings.SplitSeq(header, ",") {
		if tag := weak(part); tag == weak(etag) || tag == "*" {
			return true
		}
	}
	return false
}
