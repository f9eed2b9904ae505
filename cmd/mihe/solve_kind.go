package main

import (
	"bytes"
	"encoding/json"
	"slices"
)

// topLevelKind says whether text is a JSON object whose own field "kind" is one of these. It reads the text as a stream and no further
// than that field, so that a large file is not decoded only to be recognised.
func topLevelKind(text []byte, kinds ...string) bool {
	from := json.NewDecoder(bytes.NewReader(text))
	if open, err := from.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	for from.More() {
		key, err := from.Token()
		if err != nil {
			return false
		}
		var value json.RawMessage
		if err := from.Decode(&value); err != nil {
			return false
		}
		if key == "kind" {
			var kind string
			return json.Unmarshal(value, &kind) == nil && slices.Contains(kinds, kind)
		}
	}
	return false
}
