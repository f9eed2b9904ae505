package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/fault"
)

// maxDepth is far deeper than any document of ours.
const maxDepth = 16

// strict refuses JSON about which two programs may disagree, or which nobody sends in good faith: a name twice in one
// object (also in other letters, which Go takes for the same), text that is not UTF-8, half a surrogate pair, more than
// one document, nesting without end. (RFC 8259, 4 and 8; RFC 7493.)
func strict(raw []byte) error {
	if !utf8.Valid(raw) {
		return fault.New(fault.Invalid, "web.api.utf8")
	}
	s := strictReader{json.NewDecoder(bytes.NewReader(raw))}
	s.UseNumber() // a number too large for this program is for the reader of its field to refuse
	if err := s.value(0); err != nil {
		return err
	}
	if _, err := s.Token(); !errors.Is(err, io.EOF) {
		return malformed(err)
	}
	return nil
}

func malformed(err error) error { return fault.Wrap(err, fault.Invalid, jsonKey) }

// strictReader walks one document.
type strictReader struct{ *json.Decoder }

// value reads one value, with all that it holds.
func (s strictReader) value(depth int) error {
	t, err := s.token()
	if err != nil {
		return err
	}
	open, nested := t.(json.Delim)
	if !nested {
		return nil
	}
	if depth == maxDepth {
		return fault.New(fault.Invalid, "web.api.deep", "max", maxDepth)
	}
	names := map[string]bool{}
	for s.More() {
		if open == '{' {
			if err := s.name(names); err != nil {
				return err
			}
		}
		if err := s.value(depth + 1); err != nil {
			return err
		}
	}
	_, err = s.token() // the end of it
	return err
}

// name reads the name of a member, and refuses one that the object has already.
func (s strictReader) name(names map[string]bool) error {
	t, err := s.token()
	if err != nil {
		return err
	}
	name, _ := t.(string) // a decoder yields names as text
	if folded := strings.ToLower(name); names[folded] {
		return fault.New(fault.Invalid, "web.api.twice").At(short(name))
	} else {
		names[folded] = true
	}
	return nil
}

// token reads one token. Text holds no replacement character unless somebody lost what stood there.
func (s strictReader) token() (json.Token, error) {
	t, err := s.Token()
	if err != nil {
		return nil, malformed(err)
	}
	if text, ok := t.(string); ok && strings.ContainsRune(text, utf8.RuneError) {
		return nil, fault.New(fault.Invalid, "web.api.utf8")
	}
	return t, nil
}

// maxName bounds what is said back of a name that somebody else chose.
const maxName = 40

func short(name string) string {
	if utf8.RuneCountInString(name) > maxName {
		return string([]rune(name)[:maxName]) + "…"
	}
	return name
}
