package repotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func wordRules() []rule {
	words := func(zh, en string, code ...string) map[string]string {
		return map[string]string{
			"internal/fact/zh-CN.json": zh, "internal/fact/en.json": en,
			"internal/fact/a.go": "package fact\n" + strings.Join(code, "\n"),
		}
	}
	const zh, en = `{"fact.a": "甲 {n}", "fact.b": "乙"}`, `{"fact.a": "A {n}", "fact.b": "B"}`
	return []rule{
		{"words stand in both languages", bothLanguages, []control{
			{"one file", map[string]string{"internal/fact/en.json": en, "internal/fact/a.go": "package fact"}, "zh-CN.json"},
			{"one key", words(zh, `{"fact.a": "A {n}"}`), "fact.b"},
			{"placeholders", words(zh, `{"fact.a": "A {m}", "fact.b": "B"}`), "placeholders"},
			{"unsorted", words(`{"fact.b": "乙", "fact.a": "甲"}`, `{"fact.a": "A", "fact.b": "B"}`), "sorted"},
			{"twice", words(`{"fact.a": "甲", "fact.a": "乙"}`, `{"fact.a": "A"}`), "sorted"},
			{"empty", words(`{"fact.a": "甲和乙"}`, `{"fact.a": ""}`), "empty"},
			{"Han in English", words(`{"fact.a": "甲"}`, `{"fact.a": "A 甲"}`), "Han"},
			{"not flat", words(`{"fact": {"a": "甲"}}`, `{"fact.a": "A"}`), "flat"},
			{"good", words(zh, en), ""},
			{"a joint and a suffix", words(`{"fact.a": "", "fact.b": " 人"}`, `{"fact.a": " ", "fact.b": ""}`), ""},
		}},
		{"every key used exists and every key is used", keysUsed, []control{
			{"unknown", words(zh, en, `var x = []string{"fact.a", "fact.b", "fact.c"}`), "fact.c"},
			{"unused", words(zh, en, `var x = "fact.a"`), "fact.b"},
			{"built from nothing", words(zh, en, `func f(s string) string { return "fact." + s }`, `var x = "a"`), "fact.b"},
			{"built", words(zh, en, `func f(s string) string { return "fact." + s }`, `var x = []string{"a", "b"}`), ""},
			{"built inside a word", words(`{"fact.a_b": "甲"}`, `{"fact.a_b": "A"}`, `var x = "fact.a_" + f("b")`), ""},
			{"a whole key and an ending", words(`{"fact.a.many": "甲"}`, `{"fact.a.many": "A"}`, `var x = f("fact.a") + ".many"`), ""},
			{"an ending nobody says", words(`{"fact.a.many": "甲"}`, `{"fact.a.many": "A"}`, `var x = f("fact.a") + ".one"`), "fact.a.many"},
			{"built in two steps", words(`{"fact.a.b": "甲"}`, `{"fact.a.b": "A"}`, `var x = "fact." + f("a." + "b")`), ""},
			{"in a test only", map[string]string{
				"internal/fact/zh-CN.json": zh, "internal/fact/en.json": en,
				"internal/fact/a_test.go": "package fact\nvar x = []string{\"fact.a\", \"fact.b\"}",
			}, "fact.a"},
			{"named", words(zh, en, `var x = []string{"fact.a", "fact.b", "fact.csv"}`), ""},
			{"listed", map[string]string{
				"internal/fact/zh-CN.json": zh, "internal/fact/en.json": en,
				"internal/repotest/words-from-data.txt": "fact.* the registry of indicators names them",
			}, ""},
			{"listed in vain", map[string]string{
				"internal/fact/zh-CN.json": zh, "internal/fact/en.json": en, "internal/fact/a.go": "package fact\nvar x = []string{\"fact.a\", \"fact.b\"}",
				"internal/repotest/words-from-data.txt": "fact.z.* the registry of indicators names them",
			}, "fact.z"},
			{"listed without a reason", map[string]string{"internal/repotest/words-from-data.txt": "fact.*"}, "reason"},
		}},
		{"Go holds keys, not Chinese words", hanInGo, []control{
			{"a text", map[string]string{"internal/fact/a.go": "package fact\nvar x = \"县\"\n"}, "a.go:2"},
			{"a letter", map[string]string{"internal/fact/a.go": "package fact\nvar x = '县'\n"}, "a.go:2"},
			{"a template", map[string]string{"internal/fact/a.templ": "package fact\n// 县\n<p>县</p>\n"}, "a.templ:3"},
			{"comment, test", map[string]string{"internal/fact/a.go": "package fact // 县\n", "internal/fact/a_test.go": "package fact\nvar x = \"县\"\n"}, ""},
		}},
	}
}

// catalogue is one language file as it stands: keys in the order of the file.
type catalogue struct {
	keys []string
	text map[string]string
}

// readCatalogue reads a flat object of texts and keeps the order of its keys.
func readCatalogue(raw string) (catalogue, error) {
	c := catalogue{text: map[string]string{}}
	dec := json.NewDecoder(bytes.NewReader([]byte(raw)))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return c, fmt.Errorf("no object: %v %w", t, err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return c, err
		}
		var text string
		if err := dec.Decode(&text); err != nil {
			return c, fmt.Errorf("the words under %v are no text, the object is not flat: %w", key, err)
		}
		name := key.(string) // a decoder yields keys of an object as strings
		c.keys = append(c.keys, name)
		c.text[name] = text
	}
	return c, nil
}

// wordFolders are the folders outside data that hold words in at least one language.
func (tr tree) wordFolders() []string {
	dirs := map[string]bool{}
	for _, p := range append(tr.with("zh-CN.json"), tr.with("en.json")...) {
		if base := path.Base(p); base == "zh-CN.json" || base == "en.json" {
			dirs[path.Dir(p)] = true
		}
	}
	return slices.Sorted(maps.Keys(dirs))
}

func bothLanguages(tr tree) []string {
	var found []string
	for _, dir := range tr.wordFolders() {
		both := map[string]catalogue{}
		for _, file := range []string{"zh-CN.json", "en.json"} {
			p := dir + "/" + file
			c, err := readCatalogue(tr.files[p])
			if err != nil {
				found = append(found, p+": absent or not a flat object: "+err.Error())
			}
			both[file] = c
			found = append(found, c.faults(p)...)
		}
		found = append(found, compare(dir, both["zh-CN.json"], both["en.json"])...)
	}
	return found
}

// faults looks at one language alone.
func (c catalogue) faults(p string) []string {
	var found []string
	sorted := true
	for i, k := range c.keys {
		if sorted && i > 0 && c.keys[i-1] >= k {
			sorted = false // one finding a file: the rest follows from it
			found = append(found, fmt.Sprintf("%s: keys are not sorted, or there twice: %s after %s", p, k, c.keys[i-1]))
		}
		if path.Base(p) == "en.json" && hasHan(c.text[k]) {
			found = append(found, fmt.Sprintf("%s: %s has Han text", p, k))
		}
	}
	return found
}

var wordPlaceholder = regexp.MustCompile(`\{[^}]*\}`)

func compare(dir string, zh, en catalogue) []string {
	var found []string
	for _, k := range slices.Sorted(maps.Keys(zh.text)) {
		if _, ok := en.text[k]; !ok {
			found = append(found, dir+"/en.json: "+k+" is missing")
		} else if forgotten(zh.text[k], en.text[k]) || forgotten(en.text[k], zh.text[k]) {
			found = append(found, dir+": "+k+" is empty in one language")
		} else if a, b := holes(zh.text[k]), holes(en.text[k]); !slices.Equal(a, b) {
			found = append(found, fmt.Sprintf("%s: %s has placeholders %v in Chinese and %v in English", dir, k, a, b))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(en.text)) {
		if _, ok := zh.text[k]; !ok {
			found = append(found, dir+"/zh-CN.json: "+k+" is missing")
		}
	}
	return found
}

// forgotten tells whether a text is blank though the other language says more than a joint or a suffix.
func forgotten(text, other string) bool {
	return strings.TrimSpace(text) == "" && utf8.RuneCountInString(strings.TrimSpace(other)) > 2
}

func holes(s string) []string {
	names := wordPlaceholder.FindAllString(s, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func hanInGo(tr tree) []string {
	var found []string
	for _, f := range tr.gos {
		if f.test || f.generated || strings.HasSuffix(f.dir, "test") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && (lit.Kind == token.STRING || lit.Kind == token.CHAR) {
				if s, err := strconv.Unquote(lit.Value); err == nil && hasHan(s) {
					found = append(found, tr.line(lit.Pos())+": Chinese words belong in zh-CN.json or data")
				}
			}
			return true
		})
	}
	for _, p := range tr.with(".templ") {
		for i, line := range strings.Split(tr.files[p], "\n") {
			if text, _, _ := strings.Cut(line, "//"); hasHan(text) {
				found = append(found, fmt.Sprintf("%s:%d: Chinese words belong in zh-CN.json or data", p, i+1))
			}
		}
	}
	return found
}
