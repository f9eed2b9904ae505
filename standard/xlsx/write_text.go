package xlsx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Underscores are escaped where they would begin an escape of spreadsheets: see unescape.
var (
	xmlEscapes  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "_x", "_x005F_x")
	attrEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "_x", "_x005F_x", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;")
)

// xmlText writes a text between tags.
func xmlText(text string) string { return xmlEscapes.Replace(writable(text)) }

// attrText writes a text inside an attribute.
func attrText(text string) string { return attrEscapes.Replace(writable(text)) }

// writable puts a mark in the place of what XML does not allow, or would read back as something else.
func writable(text string) string {
	return strings.Map(func(c rune) rune {
		if !allowed(c) || c == '\r' {
			return utf8.RuneError
		}
		return c
	}, text)
}

// clip shortens a text to what a cell can hold.
func clip(text string) string {
	if all := utf16.Encode([]rune(text)); len(all) > maxText {
		return string(utf16.Decode(all[:maxText-1])) + "…"
	}
	return text
}
