package web

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/singleflight"

	"mihe/internal/base/i18n"
)

// cacheBytes bounds the cache of public pages; a page takes about 20 KB in its two encodings.
const cacheBytes = 24 << 20

// content is an answer that can be sent many times.
type content struct {
	kind, name   string
	body         []byte // dropped once packed
	gzip, brotli []byte
	etag         string
}

// pack compresses once what will be sent often; the plain body is unpacked again for the rare reader who wants it.
func (c *content) pack() error {
	sum := sha256.Sum256(c.body)
	c.etag = `"` + hex.EncodeToString(sum[:12]) + `"`
	var z, br bytes.Buffer
	zw, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := writeAll(zw, c.body); err != nil {
		return err
	}
	if err := writeAll(brotli.NewWriterLevel(&br, 7), c.body); err != nil {
		return err
	}
	c.gzip, c.brotli, c.body = z.Bytes(), br.Bytes(), nil
	return nil
}

func writeAll(w io.WriteCloser, body []byte) error {
	if _, err := w.Write(body); err != nil {
		return err
	}
	return w.Close()
}

func (c *content) size() int { return len(c.gzip) + len(c.brotli) + len(c.kind) + len(c.name) + 256 }

// send writes the content in the encoding the reader prefers, or tells that what they have is still right.
func (c *content) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", c.kind)
	h.Set("ETag", c.etag)
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // ask each time: a new figure must show at once
	}
	if c.name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.name}))
	}
	if matches(r.Header.Get("If-None-Match"), c.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := c.gzip
	switch encoding(r.Header.Get("Accept-Encoding")) {
	case "br":
		body = c.brotli
		h.Set("Content-Encoding", "br")
	case "gzip":
		h.Set("Content-Encoding", "gzip")
	default:
		z, err := gzip.NewReader(bytes.NewReader(c.gzip))
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if r.Method != http.MethodHead {
			_, _ = io.Copy(w, z) //nolint:gosec // our own bytes; the reader may have gone
		}
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
}

// matches reads an If-None-Match header; a weak tag stands for the strong one.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if tag := strings.TrimPrefix(strings.TrimSpace(part), "W/"); tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

// encoding picks br or gzip when the header allows it; "" is neither.
func encoding(header string) string {
	allowed := map[string]bool{}
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.TrimPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		allowed[strings.ToLower(strings.TrimSpace(name))] = params == "" || err == nil && weight > 0
	}
	for _, name := range []string{"br", "gzip"} {
		if ok, named := allowed[name]; ok || !named && allowed["*"] {
			return name
		}
	}
	return ""
}

// cacheKey names one rendering.
type cacheKey struct {
	path, query string
	lang        i18n.Lang
	version     int64
}

// cache keeps the most recently used renderings up to a number of bytes. Many readers of one cold page wait for one
// rendering.
type cache struct {
	limit int

	mu    sync.Mutex
	size  int
	order *list.List // of *held, most recent first
	known map[cacheKey]*list.Element
	once  singleflight.Group
}

type held struct {
	key cacheKey
	c   *content
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), known: map[cacheKey]*list.Element{}}
}

func (c *cache) get(key cacheKey, render func() (*content, error)) (*content, error) {
	if got, ok := c.look(key); ok {
		return got, nil
	}
	name := strings.Join([]string{key.path, key.query, string(key.lang), strconv.FormatInt(key.version, 10)}, "\x00")
	v, err, _ := c.once.Do(name, func() (any, error) {
		if got, ok := c.look(key); ok {
			return got, nil
		}
		made, err := render()
		if err != nil {
			return nil, err
		}
		if err := made.pack(); err != nil {
			return nil, err
		}
		c.add(key, made)
		return made, nil
	})
	if err != nil {
		return nil, err
	}
	return v.(*content), nil
}

func (c *cache) look(key cacheKey) (*content, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*held).c, true
}

func (c *cache) add(key cacheKey, made *content) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[key] = c.order.PushFront(&held{key, made})
	c.size += made.size()
	for c.size > c.limit && c.order.Len() > 1 {
		last := c.order.Back()
		c.order.Remove(last)
		old := last.Value.(*held)
		delete(c.known, old.key)
		c.size -= old.c.size()
	}
}
