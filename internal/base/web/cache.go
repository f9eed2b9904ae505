package web

import (
	"container/list"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"mihe/internal/base/i18n"
)

// cacheBytes bounds the cache of public pages; a page takes about 20 KB in its two codings.
const cacheBytes = 24 << 20

// cacheKey names one rendering: everything a public page may depend on.
type cacheKey struct {
	path, query            string // query holds the known parameters in one spelling
	lang                   i18n.Lang
	large, contrast, paper bool
	asked                  bool // links name the language
	version                int64
}

// cache keeps the most recently used renderings of the newest data version, up to a number of bytes. Many readers of one
// cold page wait for one rendering.
type cache struct {
	limit int

	mu      sync.Mutex
	version int64 // the newest seen; renderings of older data are dropped
	size    int
	order   *list.List // of *held, most recent first
	known   map[cacheKey]*list.Element
	once    singleflight.Group
}

type held struct {
	key  cacheKey
	c    *content
	size int
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), known: map[cacheKey]*list.Element{}}
}

// get returns what is kept under key, or renders and keeps it. A failure is not kept.
func (c *cache) get(key cacheKey, render func() (*content, error)) (*content, error) {
	if got, ok := c.look(key); ok {
		return got, nil
	}
	v, err, _ := c.once.Do(fmt.Sprintf("%#v", key), func() (any, error) {
		if got, ok := c.look(key); ok { // rendered since
			return got, nil
		}
		made, err := render()
		if err == nil {
			c.add(key, made)
		}
		return made, err
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
	if key.version > c.version {
		c.version, c.size = key.version, 0
		c.order.Init()
		clear(c.known)
	}
	size := made.size() + 2*(len(key.path)+len(key.query))
	if key.version < c.version || size > c.limit {
		return
	}
	c.known[key] = c.order.PushFront(&held{key, made, size})
	for c.size += size; c.size > c.limit; {
		last := c.order.Back()
		old := c.order.Remove(last).(*held)
		delete(c.known, old.key)
		c.size -= old.size
	}
}
