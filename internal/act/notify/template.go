package notify

import (
	_ "embed" // for the words that short texts may not hold
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/i18n"
)

// Template is what a message says: a short text for SMS and voice, a long one for letters, by key.
type Template struct {
	Name          string
	Short, Letter string
}

// CaseTemplates are those about cases in general, which name no programme.
func CaseTemplates() (list []Template) {
	for _, name := range []string{"received", "correction", "reminder", "handover", "decided", "ready", "appeal"} {
		list = append(list, Template{Name: name, Short: "notify.short." + name, Letter: "notify.letter." + name})
	}
	return list
}

// shortest is how long a filled short text may be: two parts of an SMS in UCS-2.
const shortest = 134

// unsaid lists what short texts may not hold, a line each: words for hardship, illness, money and reasons, which somebody
// else could read on a telephone.
//
//go:embed unsaid.txt
var unsaid string

// widest is each argument at its longest.
var widest = Args{Number: strings.Repeat("0", 12), Day: "2026-12-31", Phone: strings.Repeat("0", 16)}

// placeholder finds what is filled in.
var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// prove returns the first flaw of a template: a text that is missing, asks for what no message has, is too long, or says what
// must not be said in the open.
func (t Template) prove(words *i18n.Catalog) error {
	for _, key := range []string{t.Short, t.Letter} {
		if !words.Has(key) {
			return fmt.Errorf("template %s: there are no words under %s", t.Name, key)
		}
	}
	for _, lang := range i18n.Langs {
		short, letter := words.Text(lang, t.Short), words.Text(lang, t.Letter)
		for _, text := range []string{short, letter} {
			for _, hole := range placeholder.FindAllStringSubmatch(text, -1) {
				known := []string{"number", "day", "phone"}
				if text == letter && text != short {
					known = append(known, "items")
				}
				if !slices.Contains(known, hole[1]) {
					return fmt.Errorf("template %s: {%s} cannot be filled in", t.Name, hole[1])
				}
			}
		}
		for word := range strings.Lines(unsaid) {
			if word = strings.TrimSpace(word); word != "" && strings.Contains(strings.ToLower(short), word) {
				return fmt.Errorf("template %s: a short text may not say %q", t.Name, word)
			}
		}
		if n := utf8.RuneCountInString(fill(words, lang, t.Short, widest)); lang == i18n.ZhCN && n > shortest {
			return fmt.Errorf("template %s: %d characters are more than %d", t.Name, n, shortest)
		}
	}
	return nil
}

// fill fills a text.
func fill(words *i18n.Catalog, lang i18n.Lang, key string, a Args) string {
	var items strings.Builder
	for _, item := range a.Items {
		items.WriteString("\n- " + words.Text(lang, item))
	}
	return words.Text(lang, key, "number", a.Number, "day", a.Day, "phone", a.Phone, "items", items.String())
}

// wants lists what a text asks for.
func wants(words *i18n.Catalog, key string) (names []string) {
	for _, hole := range placeholder.FindAllStringSubmatch(words.Text(i18n.ZhCN, key), -1) {
		names = append(names, hole[1])
	}
	return names
}

var (
	number = regexp.MustCompile(`^[0-9A-Z-]{4,12}$`)
	day    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	phone  = regexp.MustCompile(`^[0-9+() -]{3,16}$`)
)

// check returns the name of the first argument that is not as it must be, or that a text asks for in vain.
func (a Args) check(words *i18n.Catalog, key string, ch Channel) string {
	asked := wants(words, key)
	lacks := func(name string, form *regexp.Regexp, value string) bool {
		return value == "" && slices.Contains(asked, name) || value != "" && !form.MatchString(value)
	}
	switch {
	case lacks("number", number, a.Number):
		return "number"
	case lacks("day", day, a.Day):
		return "day"
	case lacks("phone", phone, a.Phone):
		return "phone"
	case len(a.Items) > 0 && ch != Letter, slices.ContainsFunc(a.Items, func(key string) bool { return !words.Has(key) }):
		return "items"
	}
	return ""
}
