// Package i18n holds the two languages Mihe speaks (简体中文 first, English second): which one a reader wants,
// the words under their keys, and names that exist in one or both.
//
// Go code holds keys; the words stand in zh-CN.json and en.json beside each package that shows text. Load
// refuses catalogues whose keys or placeholders differ, so a missing translation fails at start, not on a page.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Lang is a language tag as HTML writes it.
type Lang string

// The two languages. ZhCN is the default wherever none was asked for.
const (
	ZhCN Lang = "zh-CN"
	En   Lang = "en"
)

// Langs lists the languages, default first.
var Langs = []Lang{ZhCN, En}

// Parse returns the language named by s ("en", "en-GB", "zh", "zh_CN.UTF-8", ...) and whether it is one of ours.
func Parse(s string) (Lang, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "en", strings.HasPrefix(s, "en-"), strings.HasPrefix(s, "en_"):
		return En, true
	case s == "zh", strings.HasPrefix(s, "zh-"), strings.HasPrefix(s, "zh_"):
		return ZhCN, true
	}
	return ZhCN, false
}

// Name is what something is called in both languages; En may be empty.
type Name struct{ Zh, En string }

// In returns the name for a page in language l and the language that text really is in: a name without an
// English form stays Chinese and must be marked lang="zh-CN" on an English page.
func (n Name) In(l Lang) (string, Lang) {
	if l == En && n.En != "" {
		return n.En, En
	}
	return n.Zh, ZhCN
}

// Message is a text by key with its arguments (alternating placeholder names and values), translated late.
type Message struct {
	Key  string
	Args []any
}

// Msg makes a Message.
func Msg(key string, args ...any) Message { return Message{key, args} }

// Catalog holds the words of the whole program.
type Catalog struct{ words map[Lang]map[string]string }

// Load reads zh-CN.json and en.json (flat objects of key to text) from each file system and merges them. It
// fails when a key is defined twice, is missing in one language, or has other {placeholders} there.
func Load(dirs ...fs.FS) (*Catalog, error) {
	c := &Catalog{words: map[Lang]map[string]string{ZhCN: {}, En: {}}}
	for _, dir := range dirs {
		for _, l := range Langs {
			raw, err := fs.ReadFile(dir, string(l)+".json")
			if err != nil {
				return nil, fmt.Errorf("words: %w", err)
			}
			var words map[string]string
			if err := json.Unmarshal(raw, &words); err != nil {
				return nil, fmt.Errorf("words %s: %w", l, err)
			}
			for k, text := range words {
				if _, dup := c.words[l][k]; dup {
					return nil, fmt.Errorf("words %s: key %q is defined twice", l, k)
				}
				c.words[l][k] = text
			}
		}
	}
	return c, c.compare()
}

func (c *Catalog) compare() error {
	for _, pair := range [][2]Lang{{ZhCN, En}, {En, ZhCN}} {
		for _, k := range slices.Sorted(maps.Keys(c.words[pair[0]])) {
			other, ok := c.words[pair[1]][k]
			if !ok {
				return fmt.Errorf("words: key %q has no %s text", k, pair[1])
			}
			a, b := placeholders(c.words[pair[0]][k]), placeholders(other)
			if !slices.Equal(a, b) {
				return fmt.Errorf("words: key %q has placeholders %v in %s and %v in %s", k, a, pair[0], b, pair[1])
			}
		}
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

func placeholders(s string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Has tells whether key exists.
func (c *Catalog) Has(key string) bool {
	_, ok := c.words[ZhCN][key]
	return ok
}

// Text returns the words under key in language l with its {placeholders} filled from args, which alternate
// names and values. A value that is a Message is translated too, and of a Name the form in l is taken. An unknown key comes back
// in double brackets, so that it is seen; tests fail on it.
func (c *Catalog) Text(l Lang, key string, args ...any) string {
	text, ok := c.words[l][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		value := args[i+1]
		switch v := value.(type) {
		case Message:
			value = c.Text(l, v.Key, v.Args...)
		case Name:
			value, _ = v.In(l)
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Say translates a Message.
func (c *Catalog) Say(l Lang, m Message) string { return c.Text(l, m.Key, m.Args...) }
