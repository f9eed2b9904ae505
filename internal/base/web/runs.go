package web

import "strings"

// A sentence in one language may hold a name in another: a Chinese county on an English page. WCAG 3.1.2 asks that the
// name be marked where it stands, but words travel through the catalogue as plain strings. So a name is put between two
// characters of the private use area and is taken apart again where it is written: every component does that.
const (
	opened = "\ue000"
	closed = "\ue001"
)

// Mark makes a name ready to stand inside a sentence: p.T("x.lead", "place", web.Mark(p.Name(n))).
func Mark(t Text) string {
	if t.Lang == "" {
		return t.Text
	}
	return opened + t.Lang + "|" + t.Text + closed
}

// Runs takes a sentence apart into pieces of one language each. One without marks is a single piece.
func Runs(s string) []Text {
	var list []Text
	for i, part := range strings.Split(s, opened) {
		if i > 0 {
			inner, rest, _ := strings.Cut(part, closed)
			lang, name, _ := strings.Cut(inner, "|")
			list = append(list, Text{Text: name, Lang: lang})
			part = rest
		}
		if part != "" {
			list = append(list, Plain(part))
		}
	}
	return list
}

// Unmarked is a sentence without its marks, for titles and attributes, which know one language only.
func Unmarked(s string) string {
	var b strings.Builder
	for _, t := range Runs(s) {
		b.WriteString(t.Text)
	}
	return b.String()
}
